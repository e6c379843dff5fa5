"""What a camera tells becomes an alert, what is merely so does not; whatever the camera does, the others are heard."""

import asyncio
from pathlib import Path

import pytest

from contract.alerts import Acknowledge, Alert, Close, Disposition, Severity
from contract.camera_events import Event, Wanted
from contract.cameras import Camera, CameraGroup, RemoveCamera, SaveCamera, SaveCameraGroup
from demo.onvif import Events, EventTrick
from demo.onvif import events as told
from tests.backend.onvif.hearing import Hearing, hearing, hurry, telling
from tests.backend.ptz.street import soon


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


async def _close(city: Hearing, alert: Alert) -> None:
    await city.done(Acknowledge(alert=alert.id, seen=alert.seq))
    await city.done(Close(alert=alert.id, seen=alert.seq + 1, disposition=Disposition.HANDLED))


async def test_what_becomes_so_is_an_alert_and_what_ends_is_taken_back(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION, True)
        alert = await city.raised()
        assert (alert.severity, alert.camera, alert.source) == (Severity.WARNING, "c1", "camera_events")
        assert alert.title == "Camera 1 · Cầu 1: phát hiện chuyển động"
        assert "RuleEngine/CellMotionDetector/Motion" in alert.detail
        assert "lệch giờ" not in alert.detail
        city.events().change(told.MOTION, False)
        await soon(lambda: (one := city.alert()) and one.severity is Severity.INFO)
        ended = city.alert()
        assert ended
        assert "Camera báo đã hết lúc" in ended.detail
        assert len(city.alerts()) == 1


async def test_what_is_so_as_we_come_is_no_alarm(tmp_path: Path) -> None:
    camera = telling()
    assert camera.events
    for topic in (told.MOTION, told.TAMPER, told.SIGNAL_LOSS, told.INPUT):
        camera.events.know(topic, True)
    async with hearing(tmp_path, camera) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION_ALARM, True)
        await city.raised(Event.MOTION_ALARM)
        assert [alert.id for alert in city.alerts()] == ["event:c1:motion_alarm:VS0"]


@pytest.mark.parametrize(
    ("topic", "event"),
    [
        (told.MOTION, Event.MOTION),
        (told.MOTION_ALARM, Event.MOTION_ALARM),
        (told.INSIDE, Event.INSIDE),
        (told.SCENE, Event.SCENE),
        (told.INPUT, Event.INPUT),
        (told.TAMPER, Event.TAMPER),
        (told.SIGNAL_LOSS, Event.SIGNAL_LOSS),
        ("tns1:VideoSource/tns1:ImageTooDark/tns1:AnalyticsService", Event.TAMPER),
    ],
)
async def test_each_topic_is_its_own_event(tmp_path: Path, topic: str, event: Event) -> None:
    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        city.events().change(topic, True)
        await city.raised(event)
        city.events().delete(topic)
        await soon(lambda: (one := city.alert(event)) and one.severity is Severity.INFO)


async def test_a_line_that_is_crossed_is_told_once_and_is_over_by_itself(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        city.events().moment(told.LINE)
        await city.raised(Event.LINE)
        await soon(lambda: (one := city.alert(Event.LINE)) and one.severity is Severity.INFO)


async def test_one_alert_for_each_source_and_none_over_while_an_object_is_inside(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        for source, key in (("north", "1"), ("north", "2"), ("south", "1")):
            city.events().change(told.INSIDE, True, source, key)
        await soon(lambda: len(city.alerts()) == 2)
        city.events().change(told.INSIDE, False, "north", "1")
        city.events().change(told.INSIDE, False, "south", "1")
        south = await soon(lambda: (one := city.alert(Event.INSIDE, 1, "south")) and one.severity == 0 and one)
        north = city.alert(Event.INSIDE, 1, "north")
        assert north
        assert (north.severity, south.count) == (Severity.WARNING, 2)
        city.events().delete(told.INSIDE, "north", "2")
        await soon(lambda: (one := city.alert(Event.INSIDE, 1, "north")) and one.severity == 0)


async def test_unknown_topics_are_counted_and_unwanted_ones_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.services.onvif.events.keeping.FIRST_S", 0.2)
    only = (Wanted(event=Event.TAMPER),)
    async with hearing(tmp_path, telling(), wanted=only) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION, True)
        city.events().change("tnsx:Maker/Own/Thing", True)
        city.events().change("tnsx:Maker/Own/Thing", False)
        state = await soon(lambda: (one := city.state()) and one.others and one)
        assert (state.others, state.others_named) == (2, ("Maker/Own/Thing",))
        assert city.alerts() == []


async def test_nonsense_among_notices_is_stepped_over(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling(events=Events(EventTrick.HALF))) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION, True)
        await city.raised()
        assert len(city.alerts()) == 1


async def test_many_sources_of_one_camera_do_not_fill_the_queue(tmp_path: Path) -> None:
    async with hearing(tmp_path, telling()) as city:
        await city.is_("subscribed")
        for source in range(200):
            city.events().change(told.MOTION, True, f"s{source}")
        await soon(lambda: len(city.alerts()) == 12)
        await asyncio.sleep(1.0)
        assert len(city.alerts()) == 12


async def test_an_alert_that_people_have_closed_comes_again_with_the_event(tmp_path: Path) -> None:
    wanted = (Wanted(event=Event.MOTION, off_s=600),)
    async with hearing(tmp_path, telling(), wanted=wanted) as city:
        await city.is_("subscribed")
        city.events().change(told.MOTION, True)
        await _close(city, await city.raised())
        city.events().change(told.MOTION, False)
        city.events().change(told.MOTION, True)
        await soon(lambda: (one := city.alert()) and one.episode == 2)


async def test_a_restricted_camera_is_not_named_in_the_queue(tmp_path: Path) -> None:
    hidden = Camera(id="c1", number=1, name="Kho", place="Số 1", groups=("g",), restricted=True)
    more = (SaveCameraGroup(group=CameraGroup(id="g", name="Nhóm")), SaveCamera(camera=hidden))
    async with hearing(tmp_path, telling(), more=more) as city:
        state = await city.is_("subscribed")
        assert state.watchers == ("video:g",)
        city.events().change(told.MOTION, True)
        alert = await city.raised()
        assert (alert.title, alert.place) == ("Camera 1: phát hiện chuyển động", "")
        await city.done(RemoveCamera(camera="c1"))
        await soon(lambda: city.events().live == 0)
        assert city.state() is None
