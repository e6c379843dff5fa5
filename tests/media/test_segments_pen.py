"""The pen: a disk that is full, or slow, costs pictures, says so, and costs nothing else."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from media.segments import pen as pens
from media.segments.cutter import Begin
from media.segments.folder import Folder
from media.segments.model import SECOND
from media.segments.pen import Pen
from media.segments.writing import Writing
from tests.media.pictures import NOON, coded, numbers_of
from tests.media.test_segments import everything, later


class Disk:
    """A folder's disk that can be filled, and stopped."""

    def __init__(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        self.moving = threading.Event()
        self.moving.set()
        begin, append = folder.begin, Writing.append

        def beginning(camera: str, codec: str, step: Begin) -> Writing:
            self._must()
            return begin(camera, codec, step)

        def appending(writing: Writing, samples: object) -> None:
            self._must()
            append(writing, samples)  # type: ignore[arg-type]

        monkeypatch.setattr(folder, "begin", beginning)
        monkeypatch.setattr(Writing, "append", appending)

    def _must(self) -> None:
        self.moving.wait(10)
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    opened = Folder(tmp_path / "rec")
    yield opened
    opened.close()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def send(pen: Pen, camera: str, seconds: float, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
    """Four seconds of video that begin then, by both clocks."""
    for unit in later(coded(), seconds):
        pen.put(camera, unit, NOON + round(unit.arrived * SECOND))


def test_a_full_disk_is_told_and_left_alone_for_a_while_and_then_there_is_a_gap(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(folder, monkeypatch)
    told: list[tuple[str, str]] = []
    clock = [0.0]
    monkeypatch.setattr(pens.time, "monotonic", lambda: clock[0])
    pen = Pen(folder, lambda camera, trouble: told.append((camera, trouble)), 30)
    pen.open("c", "h264", "started")
    pen.open("d", "h264", "started")
    send(pen, "c", 0)
    until(lambda: ("c", "") in told)
    disk.full, clock[0] = True, 4.0
    send(pen, "c", 4)
    until(lambda: ("c", "disk") in told)
    disk.full = False
    send(pen, "d", 4)
    until(lambda: ("d", "") in told)
    told.clear()
    send(pen, "c", 8)
    send(pen, "c", 12)
    assert pen.close()
    monkeypatch.undo()
    first, second = everything(folder)
    assert numbers_of(folder.pictures(first, 0, first.end + 1)) == list(range(45))
    assert (second.why, second.start) == ("disk", NOON + 9 * SECOND), "five seconds later, at a key picture"
    assert ("c", "") in told
    assert len(everything(folder, "d")) == 1


def test_a_slow_disk_drops_pictures_of_the_camera_that_floods_it_and_calls_it_a_gap(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(folder, monkeypatch)
    size = sum(len(unit.data) for unit in coded())
    monkeypatch.setattr(pens, "MOST", size + size // 2)
    pen = Pen(folder, lambda *_: None, 30)
    pen.open("c", "h264", "started")
    disk.moving.clear()
    for round_ in range(3):
        send(pen, "c", 4 * round_)
    disk.moving.set()
    until(lambda: not any(pen._waiting.values()))
    send(pen, "c", 12)
    assert pen.close()
    monkeypatch.undo()
    first, second = everything(folder)
    assert second.why == "lost"
    assert NOON + 4 * SECOND < first.end < NOON + 12 * SECOND <= second.start


def test_the_last_pictures_of_a_line_that_is_gone_do_not_say_that_all_is_well(folder: Folder) -> None:
    told: list[tuple[str, str]] = []
    pen = Pen(folder, lambda camera, trouble: told.append((camera, trouble)), 30)
    pen.open("c", "h264", "started")
    for unit in coded()[:10]:
        pen.put("c", unit, NOON + round(unit.arrived * SECOND))
    pen.end("c", "timeout")
    assert pen.close()
    assert told == []
    assert len(everything(folder)) == 1


def test_what_cannot_be_read_as_a_stream_ends_one_camera_alone(folder: Folder) -> None:
    told: list[tuple[str, str]] = []
    pen = Pen(folder, lambda camera, trouble: told.append((camera, trouble)), 30)
    for camera in ("bad", "c"):
        pen.open(camera, "h264", "started")
    for unit in coded():
        broken = type(unit)(b"\0\0\0\1\x65nonsense", unit.key, unit.stamp, unit.arrived)
        pen.put("bad", broken, NOON + round(unit.arrived * SECOND))
    send(pen, "c", 0)
    assert pen.close()
    assert ("bad", "bad_data") in told
    assert not everything(folder, "bad")
    assert len(everything(folder)) == 1
