"""The recorder against a real RTSP server: what was sent is what is kept, also when everybody is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from media.login import Login
from media.segments.folder import Folder
from media.segments.model import SECOND, Piece, Plan
from media.segments.recorder import FAULT, RECORDING, FolderRecorder
from tests.media.pictures import numbers, numbers_of

ROOT = Path(__file__).parents[2]
FPS, FRAMES = 15, 30
PATIENCE = 15.0
CHILD = """
import sys, time
from pathlib import Path
from media.segments.model import Plan
from media.segments.recorder import FolderRecorder
recorder = FolderRecorder(Path(sys.argv[1]), 0, length_s=30.0)
recorder.follow([Plan("c", sys.argv[2], None, 1.0, 10**12)])
time.sleep(60)
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, FPS, FRAMES / FPS, seed=1)


@pytest.fixture
def server(clip: Path) -> Iterator[ServerThread]:
    with ServerThread() as running:
        running.add("one", clip, "admin", "mau")
        running.add("two", clip)
        yield running


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def all_pieces(folder: Folder, camera: str) -> list[Piece]:
    now = time.time_ns() // 1000
    return folder.pieces(camera, now - 60 * SECOND, now + 60 * SECOND)


def seconds_of(folder: Folder, camera: str) -> float:
    return sum(piece.end - piece.start for piece in all_pieces(folder, camera)) / SECOND


def consecutive(shown: list[int | None]) -> bool:
    return all(b is not None and a is not None and b == (a + 1) % FRAMES for a, b in pairwise(shown))


def plans(server: ServerThread, *cameras: str) -> list[Plan]:
    return [
        Plan(camera, server.url(camera, credentials=False), Login("admin", "mau"), 1.0, 10**12) for camera in cameras
    ]


def test_two_cameras_are_recorded_frame_by_frame_as_they_were_sent(server: ServerThread, tmp_path: Path) -> None:
    recorder = FolderRecorder(tmp_path, 0, length_s=2.0)
    recorder.follow(plans(server, "one", "two"))
    until(lambda: min(seconds_of(recorder.folder, camera) for camera in ("one", "two")) > 5)
    assert {state.status for state in recorder.states().values()} == {RECORDING}
    recorder.close()
    again = Folder(tmp_path)
    assert not again.words
    for camera in ("one", "two"):
        (piece,) = all_pieces(again, camera)
        shown = numbers_of(again.pictures(piece, 0, piece.end + 1))
        assert len(shown) > 5 * FPS
        assert consecutive(shown)
        assert [number for one in piece.segments for number in numbers(one.path)] == shown
        assert abs(piece.end - time.time() * SECOND) < 5 * SECOND
    again.close()


def test_a_camera_that_goes_away_leaves_a_gap_with_its_reason(server: ServerThread, tmp_path: Path) -> None:
    recorder = FolderRecorder(tmp_path, 0, length_s=2.0)
    recorder.follow(plans(server, "two"))
    until(lambda: seconds_of(recorder.folder, "two") > 1)
    server.fault("two", Fault.NOT_FOUND)
    server.fault("two", Fault.RESET)
    until(lambda: recorder.states()["two"].status == FAULT)
    assert recorder.states()["two"].reason in ("reset", "not_found")
    time.sleep(1)
    server.heal("two")
    until(lambda: len(all_pieces(recorder.folder, "two")) == 2)
    until(lambda: recorder.states()["two"].status == RECORDING)
    first, second = all_pieces(recorder.folder, "two")
    (gap,) = recorder.gaps("two", first.start, second.end)
    assert gap.end - gap.start > 0.5 * SECOND
    assert gap.why in ("reset", "not_found")
    recorder.follow([])
    assert recorder.states() == {}
    recorder.close()


@pytest.mark.alone
def test_kill_9_while_recording_loses_two_seconds_at_most_and_is_told(server: ServerThread, tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), server.url("two")], cwd=ROOT)
    try:
        until(lambda: list(tmp_path.glob("*/*/*.mp4")))
        time.sleep(3.4)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        killed = time.time() * SECOND
    (last,) = tmp_path.glob("*/*/*.mp4")
    # A kill alone never tears a write; a power failure does.
    os.truncate(last, last.stat().st_size - 7)
    folder = Folder(tmp_path)
    assert len(folder.words) == 1
    (piece,) = all_pieces(folder, "c")
    shown = numbers_of(folder.pictures(piece, 0, piece.end + 1))
    assert consecutive(shown)
    assert len(shown) > 2 * FPS
    assert killed - piece.end < 4 * SECOND
    folder.close()
