"""Every fault of a camera: what its tile says and how soon, how soon it is back, and that its neighbours miss nothing.

`pytest -s` prints the table.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from console.video.health import State
from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.console.video.matrix import Matrix
from tests.media.camera import Camera, h26x, mjpeg

FRAMES = 60
HOLD, PATIENCE = 9.0, 9.0

SHOWN: dict[str, tuple[str, float, float]] = {
    "refused": ("refused", 2.5, 3.5),
    "401": ("unauthorized", 2.5, 3.5),
    "404": ("not_found", 2.5, 3.5),
    "503": ("unavailable", 2.5, 3.5),
    "black-hole": ("timeout", 8.5, 8.0),
    "no-answer": ("timeout", 8.5, 8.0),
    "stall": ("no_data", 2.6, 3.5),
    "half": ("no_data", 2.6, 3.5),
    "noise": ("bad_data", 2.6, 3.5),
    "loss": ("bad_data", 8.0, 3.5),
    "restart": ("refused", 2.5, 3.5),
    "creep": ("behind", 8.5, 3.5),
}
"""What is told, within how many seconds, and within how many seconds after its end all is well again."""

BUSY = {("late", "")}
"""What a tile may say of a machine that has too much to do."""

UNSEEN = ("leap", "leap-back", "resize", "udp-only", "MJPEG")
"""What must not be noticed at all."""


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    clip = make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, 15, FRAMES / 15)
    with ExitStack() as house:
        server, refusing, hole = (house.enter_context(ServerThread()) for _ in range(3))
        made = Matrix(clip, server)
        reset = Fault.RESET
        denied = made.case("401", "unauthorized", faults=(Fault.UNAUTHORIZED, reset))
        denied.mended = lambda: (server.heal("401"), made.pool.refresh("401"))
        made.case("404", "not_found", faults=(Fault.NOT_FOUND, reset))
        made.case("503", "unavailable", faults=(Fault.UNAVAILABLE, reset))
        made.case("no-answer", "timeout", faults=(Fault.SILENT, reset))
        made.case("stall", "no_data", faults=(Fault.STALL,))
        made.case("half", "no_data", faults=(Fault.HALF,))
        made.case("noise", "bad_data", faults=(Fault.GARBAGE,))
        made.case("loss", "bad_data", faults=(Fault.LOSS,))
        made.case("creep", "behind", faults=((Fault.CREEP, 500), (Fault.SLUGGISH, 300)))
        made.case("leap", faults=(Fault.LEAP,))
        back = made.case("leap-back")
        server.fault("leap-back", Fault.LEAP)
        back.broken = back.mended
        made.case("resize", faults=(Fault.RESIZE,))
        made.case("udp-only")
        server.fault("udp-only", Fault.UDP_ONLY)
        for name, other, fault in (("refused", refusing, Fault.REFUSE), ("black-hole", hole, Fault.BLACK_HOLE)):
            _alone(made, other, name, fault)
        _restarting(house, made, clip)
        _foreign(house, made)
        made.run(HOLD, PATIENCE)
        print("\n" + made.table())
        yield made
        assert made.pool.close()


def _alone(made: Matrix, server: ServerThread, name: str, fault: Fault) -> None:
    """Break a whole server."""
    server.add(name, made.clip, "operator", "p@ss:word")

    def on() -> None:
        server.fault("*", fault)
        server.fault("*", Fault.RESET)

    reason = {"refused": "refused", "black-hole": "timeout"}[name]
    made.add(name, server.url(name, credentials=False), on, lambda: server.heal("*"), reason)


def _restarting(house: ExitStack, made: Matrix, clip: Path) -> None:
    """End a server, and begin another one at its port."""
    first = house.enter_context(ServerThread())
    first.add("x", clip, "operator", "p@ss:word")
    port = first.port

    def again() -> None:
        second = house.enter_context(ServerThread(port=port))
        second.add("x", clip, "operator", "p@ss:word")

    made.add("restart", first.url("x", credentials=False), first.close, again, "refused")


def _foreign(house: ExitStack, made: Matrix) -> None:
    """A camera that turns from H.264 to H.265, and one that knows only MJPEG."""
    other = h26x("libx265", width=256, height=144)
    camera = house.enter_context(Camera(*h26x("libx264")))

    def turn() -> None:
        camera.sdp, camera.pictures = other
        camera.reset()

    made.add("codec", camera.url, turn, lambda: None, "reset", "ended")
    jpeg = house.enter_context(Camera(*mjpeg()))
    made.add("MJPEG", jpeg.url, lambda: None, lambda: None)


@pytest.mark.parametrize("name", SHOWN)
def test_a_fault_is_told_in_time_and_passes_in_time(matrix: Matrix, name: str) -> None:
    reason, told, back = SHOWN[name]
    case = next(case for case in matrix.cases if case.name == name)
    assert case.said is not None
    assert case.said.reason == reason
    assert case.told_after is not None
    assert case.told_after < told
    assert case.back_after is not None
    assert case.back_after < back


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_no_fault_is_not_seen(matrix: Matrix, name: str) -> None:
    case = next(case for case in matrix.cases if case.name == name)
    assert case.not_live <= BUSY
    assert len(case.numbers.read) > 15 * HOLD * 0.8


def test_another_codec_and_size_after_a_new_connection(matrix: Matrix) -> None:
    case = next(case for case in matrix.cases if case.name == "codec")
    [stats] = [stats for stats in matrix.pool.stats() if stats.camera_id == "codec"]
    assert (stats.width, stats.height, stats.state) == (256, 144, State.LIVE)
    assert case.back_after is not None


def test_the_neighbours_missed_no_picture(matrix: Matrix) -> None:
    """What came is on the tape, one picture after another; how many are drawn is a matter of the machine's load."""
    for case in matrix.good:
        source = matrix.source(case)
        units = source.tape.units()
        assert len(units) > 15 * HOLD
        assert {round((b.stamp - a.stamp) * 15) for a, b in pairwise(units)} == {1}
        assert max(b.arrived - a.arrived for a, b in pairwise(units)) < 0.6
        assert case.not_live <= BUSY
        assert None not in case.numbers.read
        assert source.meter.broken == source.meter.reconnects == 0
        assert source.meter.decoded > 0.9 * len(units)


def test_no_torn_picture_was_shown(matrix: Matrix) -> None:
    """Each picture that got through a loss of a third of all packets has its number."""
    for name in ("loss", "noise", "half"):
        case = next(case for case in matrix.cases if case.name == name)
        assert None not in case.numbers.read, name
