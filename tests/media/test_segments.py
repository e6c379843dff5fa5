"""Segments: what is recorded is what was sent, at the time at which it was sent; breaks stay breaks."""

import errno
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from media.access import AccessUnit
from media.segments import boxes
from media.segments.cutter import Append, Begin, Cutter, End
from media.segments.folder import Folder, folder_of
from media.segments.model import SECOND, Altered, Gap, Piece
from media.segments.writing import Writing
from tests.media.pictures import FPS, NOON, coded, numbers, numbers_of

CODECS = {"h264": "libx264", "hevc": "libx265"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    opened = Folder(tmp_path / "rec")
    yield opened
    opened.close()


def record(
    folder: Folder, units: Iterable[AccessUnit], camera: str = "c", codec: str = "h264", length_s: float = 2.0,
    began: int = NOON, leave_open: bool = False, why: str = "started",
) -> None:  # fmt: skip
    """As the pen does it, in this thread; `began` is our clock when arrivals were at nought."""
    cutter, writing = Cutter(codec, why, length_s), None

    def take(steps: Iterable[Begin | Append | End]) -> None:
        nonlocal writing
        for step in steps:
            if isinstance(step, Begin):
                writing = folder.begin(camera, codec, step)
            elif isinstance(step, Append):
                assert writing
                writing.append(step.samples)
            else:
                assert writing
                writing.finish()

    for unit in units:
        take(cutter.put(unit, began + round(unit.arrived * SECOND)))
    if leave_open:
        assert writing
        writing._file.close()
    else:
        take(cutter.end("ended"))


def everything(folder: Folder, camera: str = "c") -> list[Piece]:
    return folder.pieces(camera, NOON - 3600 * SECOND, NOON + 3600 * SECOND)


def later(units: Iterable[AccessUnit], by: float, stamps: float | None = None) -> list[AccessUnit]:
    by_stamp = by if stamps is None else stamps
    return [unit._replace(arrived=unit.arrived + by, stamp=unit.stamp + by_stamp) for unit in units]


@pytest.mark.parametrize("bframes", [0, 2])
@pytest.mark.parametrize("codec", CODECS)
def test_every_picture_comes_back_as_it_was_and_when_it_was(folder: Folder, codec: str, bframes: int) -> None:
    units = coded(CODECS[codec], 60, bframes)
    record(folder, units, codec=codec)
    (piece,) = everything(folder)
    assert len(piece.segments) == 2
    back = list(folder.pictures(piece, piece.start, piece.end))
    assert [numbers_of([unit], codec) for unit in back if unit.key] == [[0], [15], [30], [45]]
    assert numbers_of(back, codec) == list(range(60))
    assert folder.codec(piece) == codec
    for was, now in zip(units, back, strict=True):
        assert now.key == was.key
        # What arrives with reordering has waited for two pictures, and no clock tells by how much.
        assert abs(now.stamp - NOON / SECOND - was.stamp) < 0.01 + bframes / FPS
    assert [number for one in piece.segments for number in numbers(one.path)] == list(range(60))


def test_segments_begin_with_a_key_picture_and_their_names_tell_when(folder: Folder) -> None:
    record(folder, coded(count=90))
    (piece,) = everything(folder)
    assert [one.start - NOON for one in piece.segments] == [0, 2 * SECOND, 4 * SECOND]
    assert all(next(boxes.samples(one.path.read_bytes())).key for one in piece.segments)
    assert [one.path.name[:23] for one in piece.segments][1] == "20260305T020002.000000Z"
    assert piece.end - piece.start == 6 * SECOND


def test_a_range_is_cut_at_the_key_picture_before_it_and_at_its_end(folder: Folder) -> None:
    record(folder, coded(count=90))
    (piece,) = everything(folder)
    start, end = NOON + 2_400_000, NOON + 4_200_000
    assert numbers_of(folder.pictures(piece, start, end)) == list(range(30, 63))
    assert numbers_of(folder.pictures(piece, NOON + 3 * SECOND, end))[0] == 45


def test_lost_packets_are_a_gap_and_recording_goes_on_at_the_next_key_picture(folder: Folder) -> None:
    units = list(coded(count=90))
    units[40] = units[40]._replace(gap=True)
    record(folder, units)
    first, second = everything(folder)
    assert second.why == "lost"
    shown = [numbers_of(folder.pictures(piece, piece.start, piece.end)) for piece in (first, second)]
    assert shown == [list(range(40)), list(range(45, 90))]
    (gap,) = folder.gaps("c", NOON + SECOND, NOON + 5 * SECOND) or [Gap(0, 0)]
    assert gap.end - gap.start == pytest.approx(5 / FPS * SECOND, abs=2000) if gap.end else True
    assert [one.why for one in folder.gaps("c", NOON - SECOND, NOON + 8 * SECOND)] == ["started", ""]


def test_a_long_gap_is_told_with_its_reason(folder: Folder) -> None:
    record(folder, coded())
    record(folder, later(coded(), 20, 0.0), why="no_data")
    assert folder.gaps("c", NOON, NOON + 24 * SECOND) == [Gap(NOON + 4 * SECOND, NOON + 20 * SECOND, "no_data")]
    assert folder.gaps("nobody", NOON, NOON + SECOND) == [Gap(NOON, NOON + SECOND)]


@pytest.mark.parametrize("by", [-7.0, 7.0, 86_400.0])
def test_a_camera_that_sets_its_clock_does_not_move_the_pictures(folder: Folder, by: float) -> None:
    half = coded()[:30]
    record(folder, [*half, *later(half, 2.0, 2.0 + by)])
    first, second = everything(folder)
    assert (second.why, second.start - first.start) == ("camera_clock", 2 * SECOND)


@pytest.mark.parametrize("by", [-600, -2, 2, 600])
def test_our_own_clock_that_is_set_breaks_the_run(folder: Folder, by: int) -> None:
    cutter = Cutter("h264", "started", 30)
    steps = []
    for index, unit in enumerate(coded()):
        jump = by if index >= 30 else 0
        steps += list(cutter.put(unit, NOON + round((unit.arrived + jump) * SECOND)))
    begins = [step for step in [*steps, *cutter.end("ended")] if isinstance(step, Begin)]
    assert [step.start - NOON for step in begins] == [0, (2 + by) * SECOND]
    assert begins[1].why == "clock"


def test_clocks_that_drift_apart_are_brought_together_without_a_break() -> None:
    cutter = Cutter("h264", "started", 2)
    steps = []
    for round_ in range(30):
        for unit in later(coded(), 4 * round_ * 1.001, 4 * round_):
            moved = unit._replace(arrived=unit.arrived)
            steps += list(cutter.put(moved, NOON + round(moved.arrived * SECOND)))
    begins = [step for step in steps if isinstance(step, Begin)]
    assert len({step.run for step in begins}) == 1
    assert abs(begins[-1].start - NOON - 118.118 * SECOND) < 0.05 * SECOND


def test_a_burst_at_the_beginning_does_not_make_the_pictures_late(folder: Folder) -> None:
    """A camera sends the group of pictures so far at once: those were taken before they came."""
    units = [unit._replace(arrived=max(unit.arrived, 14 / FPS)) for unit in coded()]
    record(folder, units)
    (piece,) = everything(folder)
    assert abs(piece.start - NOON) < 0.1 * SECOND


def test_another_resolution_begins_another_piece(folder: Folder) -> None:
    record(folder, [*coded(count=30), *later(coded(count=30, width=640), 2)])
    assert [piece.why for piece in everything(folder)] == ["started", "format"]


@pytest.mark.parametrize("keep", [0, 1, 700, 900, 5000, -1, -40])
def test_a_torn_segment_is_cut_or_set_aside_at_the_next_start(tmp_path: Path, keep: int) -> None:
    folder = Folder(tmp_path)
    record(folder, coded(count=60), length_s=30, leave_open=True)
    (open_one,) = folder.index.unsettled("open")
    folder.close()
    data = open_one.path.read_bytes()
    open_one.path.write_bytes(data[:keep] if keep > 0 else b"" if keep == 0 else data[:keep])
    again = Folder(tmp_path)
    assert len(again.words) == 1
    pieces = everything(again)
    shown = numbers_of(again.pictures(pieces[0], NOON, NOON + 9 * SECOND)) if pieces else []
    assert shown == list(range(len(shown)))
    assert bool(pieces) == (keep in (5000, -1, -40)), again.words
    assert not again.index.unsettled("open")
    again.close()


def test_noughts_at_the_end_of_a_file_are_cut_away(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    record(folder, coded(count=60), length_s=30, leave_open=True)
    (one,) = folder.index.unsettled("open")
    folder.close()
    with one.path.open("ab") as file:
        file.write(bytes(4096))
    again = Folder(tmp_path)
    assert "4096 bytes cut away" in again.words[0]
    assert numbers(everything(again)[0].segments[0].path) == list(range(45))
    again.close()


def test_a_lost_index_is_built_anew(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    record(folder, coded(count=90), camera="a/../b ạ")
    before = everything(folder, "a/../b ạ")
    folder.close()
    for path in tmp_path.glob("index*"):
        path.unlink()
    again = Folder(tmp_path)
    (piece,), (was,) = everything(again, "a/../b ạ"), before
    assert [(one.start, one.sha256) for one in piece.segments] == [(one.start, one.sha256) for one in was.segments]
    again.close()


def test_a_segment_that_was_touched_is_not_played(folder: Folder) -> None:
    record(folder, coded())
    (piece,) = everything(folder)
    path = piece.segments[1].path
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)
    with pytest.raises(Altered, match="not what was recorded"):
        list(folder.pictures(piece, piece.start, piece.end))
    path.unlink()
    with pytest.raises(Altered, match="missing"):
        list(folder.pictures(piece, piece.start, piece.end))


def test_a_full_disk_leaves_what_was_whole(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    cutter = Cutter("h264", "started", 30)
    steps = [step for unit in coded() for step in cutter.put(unit, NOON + round(unit.arrived * SECOND))]
    assert isinstance(steps[0], Begin)
    assert isinstance(steps[1], Append)
    writing = folder.begin("c", "h264", steps[0])
    writing.append(steps[1].samples)
    good = writing.segment.size
    _half_full(writing)
    with pytest.raises(OSError, match="No space"):
        writing.append(steps[1].samples)
    assert writing.segment.path.stat().st_size == good
    segment = writing.finish()
    assert segment
    assert numbers(segment.path) == list(range(15))


def test_folders_of_cameras_are_plain_and_differ() -> None:
    names = [folder_of(id) for id in ("c", "C", "../c", "c/", "Cầu Bãi Cháy", "x" * 120, "..")]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() and name.isascii() and len(name) < 60 for name in names)


@pytest.mark.alone
def test_writing_takes_little_time_beside_the_pictures() -> None:
    """A guess at the order of magnitude: a second of video must cost far less than a second."""
    began = time.process_time()
    cutter = Cutter("h264", "started", 2)
    for unit in coded(count=90):
        list(cutter.put(unit, NOON))
    assert time.process_time() - began < 1


def _half_full(writing: Writing) -> None:
    """A file that takes a few bytes more and then says that the disk is full."""
    real = writing._file

    class Full:
        def write(self, data: bytes) -> int:
            if len(data) > 100:
                real.write(data[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    writing._file = Full()  # type: ignore[assignment]
