"""How the line to a telling camera holds: restarts, renewals, wrong logins, garbage, floods; nothing is left behind."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from backend.services.onvif.events import keeper, line
from contract.alerts import Severity
from contract.camera_events import Event, RemoveCameraEvents, SaveCameraEvents
from contract.cameras import SetCameraLogin
from demo.onvif import Events, EventTrick, Trick
from demo.onvif import events as told
from tests.backend.onvif.hearing import ALL, PASSWORD, hearing, hurry, telling
from tests.backend.ptz.street import soon


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


async def test_a_camera_that_starts_anew_is_subscribed_anew_and_keeps_what_stands(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION, True)
        city.events().change(told.TAMPER, True)
        await city.raised(Event.TAMPER)
        # While it is away the tampering ends unheard; the motion goes on.
        city.events().know(told.TAMPER, False)
        await asyncio.to_thread(city.sims[0].restart, 1.0)
        trouble = city.state()
        assert trouble
        assert (trouble.hearing.value, trouble.reason) == ("trouble", "onvif.unreachable")
        again = await city.is_("subscribed")
        assert again.since > trouble.since
        await soon(lambda: (one := city.alert(Event.TAMPER)) and one.severity is Severity.INFO)
        motion = city.alert()
        assert motion
        assert (motion.severity, motion.count) == (Severity.WARNING, 1)
        assert city.events().live == 1


async def test_a_subscription_lives_on_by_renewal_and_by_the_cameras_clock(tmp_path: Path) -> None:
    camera = telling(ahead_s=-86_400 * 365, events=Events(lease_s=2.0))
    async with hearing(tmp_path, camera) as city:
        await city.is_("subscribed")
        await asyncio.sleep(4.5)
        assert (city.events().made, city.events().live) == (1, 1)
        assert 3 <= city.events().renewed <= 8
        city.events().change(told.MOTION, True)
        assert "Theo đồng hồ camera (lệch giờ)" in (await city.raised()).detail


@pytest.mark.parametrize("trick", [EventTrick.NO_RENEW, EventTrick.PROLONGS, EventTrick.PARAMETERS])
async def test_cameras_that_renew_in_other_ways_or_not_at_all_are_heard(tmp_path: Path, trick: EventTrick) -> None:
    async with hearing(tmp_path, telling(events=Events(trick, lease_s=3.0))) as city:
        await city.is_("subscribed")
        await asyncio.sleep(4.0)
        for value in (True, False, True, False, True):
            # What becomes so just while one subscription follows another is a state to the new one.
            city.events().change(told.MOTION, value)
            await asyncio.sleep(0.3)
        await city.raised()
        assert (city.events().made > 1) is (trick is EventTrick.NO_RENEW)
        assert city.events().live == 1


async def test_a_subscription_that_the_camera_has_dropped_is_made_anew(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling()) as city:
        since = (await city.is_("subscribed")).since
        city.events().forget()
        await soon(lambda: city.events().live == 1)
        state = city.state()
        assert state
        # It mended at once, and nobody needed to hear of it.
        assert (state.hearing.value, state.since) == ("subscribed", since)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (telling(events=Events(EventTrick.GARBAGE)), "onvif.broken_answer"),
        (telling(trick=Trick.BOMB), "onvif.broken_answer"),
        (telling(trick=Trick.HTML), "onvif.not_onvif"),
        (telling(trick=Trick.HUGE), "onvif.broken_answer"),
        (telling(user="another"), "onvif.login"),
        (telling(events=None), "onvif.no_events"),
        (telling(events=Events(most=0)), "onvif.fault"),
    ],
    ids=["garbage", "bomb", "html", "huge", "login", "no events", "too many"],
)
async def test_a_camera_that_cannot_be_heard_says_why_and_disturbs_no_other(
    tmp_path: Path, broken: object, reason: str
) -> None:
    async with hearing(tmp_path, broken, telling()) as city:  # type: ignore[arg-type]
        assert (await city.is_("trouble")).reason == reason
        await city.is_("subscribed", 2)
        city.events(2).change(told.MOTION, True)
        await city.raised(Event.MOTION, 2)
        assert len(city.alerts()) == 1


async def test_a_wrong_password_is_not_tried_again_and_again(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling(password="another")) as city:
        assert (await city.is_("trouble")).reason == "onvif.login"
        await asyncio.sleep(1.0)
        asked = city.sims[0].camera.asked
        assert asked.count("CreatePullPointSubscription") == 1
        # A new login is tried at once.
        await city.done(SetCameraLogin(camera="c1", user="onvif", password="another"))
        await city.is_("subscribed")
        assert not any(PASSWORD.encode() in request for request in city.sims[0].camera.seen)


async def test_a_flood_is_bounded_and_another_camera_is_heard_meanwhile(tmp_path: Path) -> None:
    flood = telling(events=Events(EventTrick.FLOOD))
    async with hearing(tmp_path, flood, telling()) as city:
        await city.is_("subscribed")
        await city.is_("subscribed", 2)
        polls, began = city.events().polls, asyncio.get_running_loop().time()
        city.events(2).change(told.MOTION, True)
        await city.raised(Event.MOTION, 2)
        assert asyncio.get_running_loop().time() - began < 2
        await asyncio.sleep(3)
        assert city.events().polls - polls <= 8
        alert = city.alert()
        assert alert
        assert alert.count <= 8


async def test_a_camera_without_a_long_poll_is_not_asked_without_end(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling(events=Events(EventTrick.NO_LONG_POLL))) as city:
        await city.is_("subscribed")
        await asyncio.sleep(2)
        assert city.events().polls <= 4
        city.events().change(told.MOTION, True)
        await city.raised()


async def test_an_answer_that_never_came_may_have_been_a_subscription(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.services.onvif.events.line.CALL_S", 0.5)
    async with hearing(tmp_path, telling(events=Events(EventTrick.HANGS))) as city:
        assert (await city.is_("trouble")).reason == "onvif.slow"
        await asyncio.sleep(1.5)
        assert city.sims[0].camera.asked.count("CreatePullPointSubscription") == 1
        with city.events().news:
            city.events().news.notify_all()


async def test_nothing_is_left_in_the_camera_by_whoever_stops_or_changes(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling(events=Events(most=1))) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION, True)
        await city.raised()
        wish = SaveCameraEvents(camera="c1", address=city.sims[0].url, wanted=ALL, on=False)
        await city.done(wish)
        await city.is_("off")
        await soon(lambda: city.events().live == 0)
        ended = await soon(lambda: (one := city.alert()) and one.severity is Severity.INFO and one)
        assert "Không còn nhận sự kiện này" in ended.detail
        await city.done(replace(wish, on=True))
        await city.is_("subscribed")
        # Another address is another line; the camera has room for one subscription only.
        await city.done(replace(wish, on=True, address=city.sims[0].url + "?again"))
        await soon(lambda: city.events().made == 3)
        assert city.events().live == 1
        await city.done(RemoveCameraEvents(camera="c1"))
        await soon(lambda: city.events().live == 0)
        assert city.state() is None
    assert city.events().live == 0


async def test_whoever_stops_takes_the_subscription_along_and_a_crash_leaves_it_to_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hearing(tmp_path, telling(events=Events(most=1))) as city:
        held = (await city.is_("subscribed")).held
        assert held.startswith(city.sims[0].base)
        with monkeypatch.context() as patch:
            patch.setattr(keeper.Keeper, "end", _killed)
            task = next(one for one in city.rig.backend._tasks if one.get_name() == "camera_events")
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert city.events().live == 1
        events = city.rig.backend._camera_events(city.rig.backend.writer, city.rig.backend.engine)
        running = asyncio.ensure_future(events.run())  # noqa: TID251
        try:
            await soon(lambda: city.events().made == 2)
            assert (city.events().ended, city.events().live) == (1, 1)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            events.close()
        assert city.events().live == 0


async def test_a_keeper_that_stumbles_says_so_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stumble(*_: object) -> None:
        raise KeyError("whatever nobody thought of")

    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        with monkeypatch.context() as patch:
            patch.setattr(line.Line, "pull", stumble)
            city.events().change(told.MOTION, True)
            assert (await city.is_("trouble")).reason == "onvif.broken_answer"
        await city.is_("subscribed")
        city.events().change(told.MOTION, False)
        city.events().change(told.MOTION, True)
        await city.raised()


def test_an_address_that_holds_a_login_is_kept_where_nobody_reads_it() -> None:
    assert line.Held("http://onvif:mat-khau@10.0.0.5/pull/1").written() == ""
    assert line.Held("http://10.0.0.5/pull?of=an@b").written() == "http://10.0.0.5/pull?of=an@b"


async def _killed(self: keeper.Keeper) -> None:
    """Nothing is said to the camera; the sockets close, as those of a killed process do."""
    self._task.cancel()
    await asyncio.gather(self._task, return_exceptions=True)
    await self._line.close()
