"""However the backend ends, no camera goes on turning; and its rounds keep their order."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.services.ptz.rounds import Round
from contract.ptz import PtzPatrol
from contract.ptz.rows import PatrolStep
from demo.onvif import Head, Simulator
from tests.backend.ptz.street import CROWD, Stick, hung, soon, turning
from tests.backend.rig import Process, Rig, populate


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["told to end", "killed"])
@pytest.mark.alone
async def test_a_camera_does_not_go_on_turning(tmp_path: Path, number: signal.Signals) -> None:
    """It ignores its time-out, as cheap ones do. A killed backend stops it when it is back."""
    camera = turning(head=Head(obeys_timeout=False))
    assert camera.head
    with Simulator(camera) as sim:
        populate(tmp_path, hung([sim.url]), CROWD)
        process = Process(tmp_path, camera_networks="127.0.0.0/8")
        try:
            process.start()
            seat = Rig(process.port)
            stick = Stick(await seat.seat("an"))
            await stick.take()
            await stick.hold(0.3, pan=0.1)
            process.end(number)
            await seat.http.aclose()
            if number is signal.SIGKILL:
                assert camera.head.moving
                process.start()
            await soon(lambda: camera.head and not camera.head.moving and camera.head.acts[-1] == "stop")
        finally:
            process.close()


def _going(steps: int = 2) -> tuple[PtzPatrol, Callable[[bool, float], str | None]]:
    made = Round()
    patrol = PtzPatrol(id="c", steps=tuple(PatrolStep(preset=str(at), dwell_s=5) for at in range(1, steps + 1)))
    return patrol, lambda held, now: made.next(patrol, held, now)


def test_a_round_dwells_and_begins_again() -> None:
    _, step = _going()
    assert [step(False, at) for at in (0, 4.9, 5, 9.9, 10)] == ["1", None, "2", None, "1"]


def test_a_round_that_was_broken_off_goes_on_where_it_was() -> None:
    _, step = _going(3)
    assert step(False, 0) == "1"
    assert [step(True, at) for at in (1, 50)] == [None, None]
    assert [step(False, at) for at in (51, 55.9, 56)] == ["2", None, "3"]


def test_another_list_begins_at_its_head_and_a_round_that_is_off_rests() -> None:
    made = Round()
    first, second = _going()[0], _going(3)[0]
    off = PtzPatrol(id="c", steps=first.steps, on=False)
    assert [made.next(first, False, 0), made.next(second, False, 1)] == ["1", "1"]
    assert [made.next(off, False, 100), made.next(None, False, 100)] == [None, None]
