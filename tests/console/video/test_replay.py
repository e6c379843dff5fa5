"""What just happened is shown again, exactly, while the present goes on; nine tiles keep one clock."""

import time
from collections.abc import Callable

import pytest

from console.video.decoders import Decoders
from console.video.looking import Look
from console.video.mosaic import Mosaic
from console.video.replay import Play, Rerun
from console.video.scaling import Box
from demo.rtsp.faults import Fault
from demo.scenes.barcode import read_frame_number
from media.access import AccessUnit, Format
from media.tape import Tape
from tests.console.video.conftest import Room, report
from tests.console.video.test_pacing import coded, make

BOX = Box(320, 180)


def test_a_play_runs_on_stands_still_and_never_passes_the_present() -> None:
    play = Play(at=100.0, since=130.0)
    assert play.where(135.0) == 105.0
    assert play.at_rate(0.5, 134.0).where(138.0) == 106.0
    still = play.at_rate(0.0, 132.0)
    assert (still.where(132.0), still.where(500.0)) == (102.0, 102.0)
    assert Play(at=100.0, since=101.0, rate=4.0).where(200.0) == 200.0
    assert play.moved(999.0, 140.0).at == 140.0


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Tape:
    """Three seconds at 15 a second: picture n arrived at 100 + n / 15."""
    made = Tape()
    made.format = Format("h264")
    for number, unit in enumerate(coded(make(tmp_path_factory.mktemp("clip")))):
        made.put(AccessUnit(unit.data, unit.key, unit.stamp, 100 + number / 15))
    return made


class Player:
    """A rerun with decoders of its own."""

    def __init__(self, tape: Tape) -> None:
        self.decoders = Decoders(2)
        self.rerun = Rerun(tape, self.decoders, BOX)

    def number(self) -> int | None:
        picture = self.rerun.picture
        return read_frame_number(picture.pixels[:, :, 1]) if picture is not None else None

    def at(self, moment: float, number: int) -> None:
        """Ask for a moment and wait for its picture."""
        self.rerun.seek(moment)
        deadline = time.monotonic() + 10
        while self.number() != number and time.monotonic() < deadline:
            time.sleep(0.01)
        assert self.number() == number


@pytest.fixture
def player(tape: Tape) -> object:
    made = Player(tape)
    yield made
    made.rerun.close()
    assert made.decoders.close()


@pytest.mark.parametrize("walk", [(0, 1, 2, 3), (40, 7, 44, 8), (20, 19, 18, 17, 16, 15, 14), (14, 15, 16, 30, 31)])
def test_every_moment_shows_its_own_picture_forwards_and_backwards(player: Player, walk: tuple[int, ...]) -> None:
    for number in walk:
        player.at(100 + number / 15 + 0.001, number)


def test_before_the_beginning_the_first_picture_and_after_the_end_the_last(player: Player) -> None:
    player.at(50.0, 0)
    player.at(500.0, 44)
    player.at(50.0, 0)


def test_an_empty_tape_shows_nothing_and_harms_nobody() -> None:
    player = Player(Tape())
    player.rerun.seek(100.0)
    time.sleep(0.1)
    assert player.rerun.picture is None
    assert player.decoders.close()


def test_what_stands_still_can_be_looked_at_closely(player: Player) -> None:
    player.at(100 + 20 / 15 + 0.001, 20)
    before = player.rerun.picture
    player.rerun.outlet.aim(Box(320, 180, look=Look(0.5, 0.5, 0.25)), None)
    player.rerun.seek(100 + 20 / 15 + 0.001)
    deadline = time.monotonic() + 5
    while player.rerun.picture is before and time.monotonic() < deadline:
        time.sleep(0.01)
    after = player.rerun.picture
    assert after is not None
    assert before is not None
    assert after.arrived == before.arrived
    assert (after.pixels != before.pixels).any()


def _wait(room: Room, check: Callable[[], bool], seconds: float = 8.0) -> None:
    room.until(check, seconds)


def test_a_tile_shows_what_was_says_so_and_comes_back(room: Room) -> None:
    mosaic = room.mosaic("a", "b")
    room.live(mosaic)
    room.bot.wait(1500)
    mosaic.rewinding.back(1.0)
    _wait(room, lambda: report(mosaic, "a").status == "replay" and (report(mosaic, "a").age_ms or 0) > 800)
    assert report(mosaic, "b").status == "live"
    slot = mosaic.board.slots["a#0"]
    _wait(room, lambda: slot.saying.short.startswith("Xem lại "))
    mosaic.rewinding.live()
    room.live(mosaic)
    assert mosaic.rewinding.play is None


def test_nine_tiles_keep_one_clock(room: Room) -> None:
    """Stand still together: all show the moment asked for, within a picture."""
    mosaic = room.mosaic("a", "b", "c", "d", "e", "f", "g", "h", "i", columns=3, rows=3)
    room.live(mosaic, 15)
    room.bot.wait(1500)
    mosaic.rewinding.together = True
    mosaic.rewinding.back(1.2)
    mosaic.rewinding.toggle()
    play = mosaic.rewinding.play
    assert play is not None
    assert play.rate == 0
    moment = play.at - time.time() + time.monotonic()

    def settled() -> bool:
        shown = [_shown(mosaic, key) for key in mosaic.board.slots]
        return all(at is not None and -0.001 <= moment - at < 2.5 / 15 for at in shown)

    _wait(room, settled)
    assert {slot.tile.play for slot in mosaic.board.slots.values()} == {play}


def _shown(mosaic: Mosaic, key: str) -> float | None:
    tap = mosaic.board.slots[key].tap
    return tap._shown.arrived if tap is not None and tap._shown is not None else None


def test_steps_go_one_picture_on_and_one_back(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    room.bot.wait(1500)
    mosaic.rewinding.back(1.0)
    mosaic.rewinding.toggle()
    _wait(room, lambda: _shown(mosaic, "a#0") is not None)
    tape = mosaic.board.slots["a#0"].tap.tape  # type: ignore[union-attr]
    assert tape is not None
    times = [unit.arrived for unit in tape.tape.units()]
    room.bot.wait(200)
    here = times.index(_shown(mosaic, "a#0") or 0.0)
    for forward, there in ((True, here + 1), (True, here + 2), (False, here + 1)):
        mosaic.rewinding.step(forward)
        _wait(room, lambda want=times[there]: _shown(mosaic, "a#0") == want)  # type: ignore[misc]


def test_the_kept_past_survives_a_camera_that_is_gone(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    room.bot.wait(1500)
    room.fault("a", Fault.BLACK_HOLE)
    room.fault("a", Fault.RESET)
    mosaic.rewinding.back(1.0)
    _wait(room, lambda: report(mosaic, "a").status == "replay" and report(mosaic, "a").age_ms is not None)
