"""Cameras really turn and really stop, for whoever holds the lease and for nobody else."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.cameras import Camera, CameraGroup, RemoveCamera, SaveCamera, SaveCameraGroup
from contract.ids import new_id
from contract.ptz import PtzLease, ReleasePtz, SavePtzPatrol, TakePtz
from contract.ptz.rows import PatrolStep
from contract.wire import Heard
from demo.onvif import Head, SimCamera, Trick
from tests.backend.ptz.street import PASSWORD, Stick, soon, street, turning
from tests.backend.rig import eventually


@pytest.mark.parametrize("auth", ["wsse", "digest"])
async def test_a_camera_turns_while_it_is_told_to_and_then_stands(tmp_path: Path, auth: str) -> None:
    async with street(tmp_path, turning(auth=auth)) as here:
        stick, head = Stick(await here.rig.seat("an")), here.head()
        assert await stick.take() == ""
        await stick.hold(0.5, pan=0.5, tilt=-0.25, zoom=1)
        await stick.move()
        await soon(lambda: head.acts[-1] == "stop" and not head.moving)
        pan, tilt, zoom = head.at
        assert (pan > 0.05, tilt < -0.02, zoom > 0.1) == (True, True, True)
        assert pan == pytest.approx(-2 * tilt, abs=0.02)
        assert all(PASSWORD.encode() not in request for request in here.cameras[0].seen)


async def test_the_first_movement_may_overtake_the_wish_for_the_lease(tmp_path: Path) -> None:
    async with street(tmp_path, turning()) as here:
        stick = Stick(await here.rig.seat("an"))
        await stick.move(pan=1)
        await stick.seated.ask(TakePtz(camera="c1", token=stick.token))
        await soon(lambda: here.head().at[0] > 0)


@pytest.mark.alone
async def test_a_camera_that_ignores_its_timeout_stops_when_the_movements_cease(tmp_path: Path) -> None:
    """The console was killed, or its line was cut."""
    async with street(tmp_path, turning(head=Head(obeys_timeout=False))) as here:
        stick, head = Stick(await here.rig.seat("an")), here.head()
        await stick.take()
        await stick.hold(0.3, pan=1)
        last = asyncio.get_running_loop().time()
        await soon(lambda: not head.moving)
        assert asyncio.get_running_loop().time() - last < 1.0
        assert here.row("ptz_lease") is not None


async def test_when_the_holders_line_is_gone_so_is_the_lease(tmp_path: Path) -> None:
    async with street(tmp_path, turning(head=Head(obeys_timeout=False))) as here:
        stick = Stick(await here.rig.seat("an"))
        await stick.take()
        await stick.hold(0.2, pan=1)
        await stick.seated.socket.close()
        await soon(lambda: here.row("ptz_lease") is None and not here.head().moving)


async def test_of_two_at_once_one_steers_and_the_other_is_told_who(tmp_path: Path) -> None:
    async with street(tmp_path, turning()) as here:
        an, lan = Stick(await here.rig.seat("an")), Stick(await here.rig.seat("lan"))
        codes = await asyncio.gather(an.take(), lan.take())
        assert sorted(codes) == ["", "ptz.held"]
        first, second = (an, lan) if codes[0] == "" else (lan, an)
        (no,) = second.seated.noes.values()
        assert no.facts["name"] == first.seated.welcome.name
        await second.hold(0.3, pan=-1)
        assert here.head().acts == []
        await first.hold(0.2, pan=1)
        assert await soon(lambda: here.head().at[0] > 0)


async def test_a_takeover_stops_the_camera_and_the_old_token_moves_it_no_more(tmp_path: Path) -> None:
    async with street(tmp_path, turning(head=Head(obeys_timeout=False))) as here:
        an, binh, head = Stick(await here.rig.seat("an")), Stick(await here.rig.seat("binh")), here.head()
        await an.take()
        await an.hold(0.2, pan=1)
        assert await binh.take() == ""
        await soon(lambda: not head.moving and head.acts[-1] == "stop")
        stood, acts = head.at, list(head.acts)
        await an.hold(0.5, pan=1)
        assert (head.at, head.acts) == (stood, acts)
        await binh.hold(0.2, pan=-1)
        assert await soon(lambda: head.at[0] < stood[0])
        stolen = Stick(an.seated)
        stolen.token = binh.token
        await binh.move()
        await soon(lambda: not head.moving)
        acts = list(head.acts)
        await stolen.hold(0.3, pan=1)
        assert head.acts == acts


async def test_presets_are_read_and_gone_to_and_home_is_found(tmp_path: Path) -> None:
    async with street(tmp_path, turning(), turning(head=Head(home=None))) as here:
        state = await here.surveyed()
        assert [(one.token, one.name) for one in state.presets] == [("1", "Cổng chính"), ("2", "Ngã tư")]
        seated = await here.rig.seat("an")
        first, second = Stick(seated), Stick(seated, "c2")
        await first.take()
        await second.take()
        await first.go("2")
        await soon(lambda: here.head().acts == ["preset 2"] and here.head().at == (-0.5, 0.0, 0.6))
        await first.go()
        await soon(lambda: here.head().acts[-1] == "home")
        await second.go()
        await soon(lambda: here.head(2).acts == ["absolute"])


async def test_a_dead_device_is_said_and_holds_up_no_other(tmp_path: Path) -> None:
    dead = [turning(trick=Trick.SLOW) for _ in range(12)]
    async with street(tmp_path, turning(), *dead) as here:
        seated = await here.rig.seat("an")
        for number in (1, 2, 3):
            stick = Stick(seated, f"c{number}")
            await stick.take()
            await stick.move(pan=1)
            if number == 1:
                alive = stick
        await alive.hold(0.3, pan=1)
        await soon(lambda: here.head().at[0] > 0.02, 1.5)
        state = await here.surveyed(2)
        assert (state.trouble, state.presets) == ("onvif.slow", ())


@pytest.mark.parametrize(
    ("camera", "code"),
    [
        (turning(head=None), "onvif.no_ptz"),
        (turning(user="khac"), "onvif.login"),
        (turning(trick=Trick.HTML), "onvif.not_onvif"),
    ],
    ids=["no head", "login", "no onvif"],
)
async def test_why_a_camera_cannot_be_steered_is_written_down(tmp_path: Path, camera: SimCamera, code: str) -> None:
    async with street(tmp_path, camera) as here:
        assert (await here.surveyed()).trouble == code


async def test_whoever_moves_keeps_the_lease_and_whoever_rests_loses_it(tmp_path: Path) -> None:
    async with street(tmp_path, turning()) as here:
        stick, world = Stick(await here.rig.seat("an")), here.rig.backend.engine.world
        await stick.take()
        now = datetime.now(UTC)
        lease: PtzLease = here.row("ptz_lease")
        world.put(replace(lease, until=now + timedelta(seconds=14)))
        await stick.hold(0.2, tilt=1)
        await soon(lambda: here.row("ptz_lease").until > now + timedelta(seconds=19))
        world.put(replace(lease, until=now + timedelta(seconds=0.5)))
        await soon(lambda: here.row("ptz_lease") is None)
        await stick.hold(0.3, tilt=-1)
        assert here.head().at[1] > 0


async def test_a_release_stops_at_once_and_so_does_losing_the_right(tmp_path: Path) -> None:
    async with street(tmp_path, turning(head=Head(obeys_timeout=False))) as here:
        stick, head, admin = Stick(await here.rig.seat("an")), here.head(), await here.rig.seat("dung")
        await stick.take()
        await stick.hold(0.2, pan=1)
        assert await stick.seated.done(ReleasePtz(camera="c1", token=stick.token)) == ""
        await soon(lambda: not head.moving, 0.6)
        await stick.take()
        hidden = Camera(id="c1", number=1, name="C", groups=("g",), restricted=True)
        assert await admin.done(SaveCameraGroup(group=CameraGroup(id="g", name="G"))) == ""
        assert await admin.done(SaveCamera(camera=hidden)) == ""
        await soon(lambda: here.row("ptz_device").watchers == ("video:g",) and here.row("ptz_lease") is None)
        assert await admin.done(RemoveCamera(camera="c1")) == ""
        await soon(lambda: here.row("ptz_device") is None and here.row("ptz_state") is None)


async def test_a_round_is_made_rests_while_somebody_steers_and_goes_on(tmp_path: Path) -> None:
    async with street(tmp_path, turning()) as here:
        await here.surveyed()
        head, seated = here.head(), await here.rig.seat("binh")
        steps = (PatrolStep(preset="1", dwell_s=3), PatrolStep(preset="2", dwell_s=3))
        assert await seated.done(SavePtzPatrol(camera="c1", steps=steps)) == ""
        await soon(lambda: head.acts == ["preset 1"])
        stick = Stick(seated)
        await stick.take()
        await asyncio.sleep(3.5)
        assert head.acts == ["preset 1"]
        await seated.done(ReleasePtz(camera="c1", token=stick.token))
        await soon(lambda: head.acts[-1] == "preset 2")


async def test_whoever_watches_is_told_that_it_was_turned_on_purpose(tmp_path: Path) -> None:
    async with street(tmp_path, turning()) as here:
        watching, stick = await here.rig.seat("binh"), Stick(await here.rig.seat("an"))
        await stick.take()
        await stick.hold(0.2, pan=1)
        heard = await watching.until(Heard)
        assert heard.by == "system"
        assert b"camera.learn" in bytes(heard.signal)
        assert b'"camera":"c1"' in bytes(heard.signal)


async def test_movements_reach_no_other_seat(tmp_path: Path) -> None:
    async with street(tmp_path, turning()) as here:
        watching, stick = await here.rig.seat("lan"), Stick(await here.rig.seat("an"))
        await stick.take()
        await stick.hold(0.3, pan=1)
        await eventually(lambda: here.head().at[0] > 0)
        await watching.done(TakePtz(camera="c1", token=new_id()))
        assert not [one for one in watching.heard if b"ptz" in bytes(one.signal)]
