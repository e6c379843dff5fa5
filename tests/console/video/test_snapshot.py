"""What is saved is the picture that is shown: whole, as the camera sends it, and called old where it is."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.strings import set_language
from console.video.decoders import Decoders
from console.video.mosaic import Mosaic
from console.video.printing import Caption, Form, NotSaved, file_name, image_of, printed, save, warning_of
from console.video.scaling import Box, Picture
from console.video.slot import Slot
from console.video.snapshot import Shown, Still, Taken, best, shown_in
from console.video.tiles import Tile, grid_rect
from console.video.truth import TileTruth
from demo.rtsp.faults import Fault
from demo.scenes.barcode import read_frame_number
from media.access import AccessUnit, Format
from media.tape import Tape
from tests.console.video.conftest import Room
from tests.media.packets import annexb, coded

AT = datetime(2026, 3, 5, 7, 3, 5, 123_000, tzinfo=UTC)
CAPTION = Caption(20, "Cầu Bãi Cháy", AT, "Nguyễn Văn Minh", AT + timedelta(seconds=2))


def take(room: Room, slot: Slot) -> tuple[Shown, Taken]:
    """As a key press would: what is shown now, and then its picture in full."""
    shown, come, got = shown_in(slot), threading.Event(), list[Taken]()
    assert shown is not None

    def done(taken: Taken | None) -> None:
        assert taken is not None
        got.append(taken)
        come.set()

    Still(room.pool.decoders, best(room.pool.kept(), shown), shown, done)
    assert come.wait(10)
    return shown, got[0]


def same_moment(shown: Shown, taken: Taken) -> bool:
    first, second = (read_frame_number(pixels[:, :, 1]) for pixels in (shown.picture.pixels, taken.pixels))
    assert first is not None
    return first == second


def test_a_small_tile_gives_the_picture_in_full_and_the_very_same_one(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    shown, taken = take(room, mosaic.board.slots["a#0"])
    assert shown.picture.pixels.shape[1] < 640
    assert (taken.pixels.shape, taken.profile) == ((360, 640, 4), "sub")
    assert same_moment(shown, taken)
    assert warning_of(shown, taken.arrived + 0.1) == ""


def test_the_larger_stream_is_taken_where_it_runs_for_somebody_else(room: Room) -> None:
    small = room.mosaic("a")
    large = Mosaic(room.pool)
    room.bot.addWidget(large)
    room.mosaics.append(large)
    large.resize(1000, 600)
    large.set_tiles([Tile("big", "a", "a", grid_rect(1, 1, 0, 0))])
    large.show()
    room.live(small)
    room.live(large)
    slot = small.board.slots["a#0"]

    def held_by_both() -> bool:
        shown = shown_in(slot)
        holder = best(room.pool.running(), shown) if shown else None
        return holder is not None and holder.stream.profile == "main"

    room.until(held_by_both)
    _, taken = take(room, slot)
    assert (taken.pixels.shape, taken.profile) == ((720, 1280, 4), "main")
    assert room.watchers("a/main") == room.watchers("a/sub") == 1


def test_a_replayed_picture_is_the_replayed_one_and_says_so(room: Room) -> None:
    set_language("vi")
    mosaic = room.mosaic("a")
    room.live(mosaic)
    room.bot.wait(2000)
    mosaic.rewinding.back(1.5)
    mosaic.rewinding.toggle()
    room.until(lambda: mosaic.reports()["a#0"].status == "replay" and shown_in(mosaic.board.slots["a#0"]))
    room.bot.wait(300)
    shown, taken = take(room, mosaic.board.slots["a#0"])
    assert same_moment(shown, taken)
    assert taken.arrived == shown.picture.arrived
    assert warning_of(shown, taken.arrived + 61).startswith("XEM LẠI")


def test_an_old_picture_is_called_old(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    room.fault("a", Fault.STALL)
    room.until(lambda: mosaic.reports()["a#0"].status == "stale", 10)
    shown, taken = take(room, mosaic.board.slots["a#0"])
    assert same_moment(shown, taken)
    assert "ẢNH CŨ" in warning_of(shown, shown.picture.arrived + 3.4)
    assert "3,4 s" in warning_of(shown, shown.picture.arrived + 3.4)


def test_where_nothing_is_shown_nothing_is_taken(room: Room) -> None:
    mosaic = room.mosaic("a")
    assert shown_in(mosaic.board.slots["a#0"]) is None


def test_where_nothing_is_kept_the_tiles_own_picture_is_left(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    slot = mosaic.board.slots["a#0"]
    shown = shown_in(slot)
    assert shown is not None
    got: list[Taken | None] = []
    Still(room.pool.decoders, None, shown, got.append)
    room.until(lambda: got)
    assert got[0] is not None
    assert got[0].profile == ""
    assert (got[0].pixels == shown.picture.pixels).all()


def test_pixels_as_wide_as_a_camera_calls_them_do_not_fill_the_memory() -> None:
    """And take no thread of the decoders along."""
    tape, now = Tape(), time.monotonic()
    tape.format = Format("h264", pixel_aspect=30_000.0)
    for at, nals in enumerate(coded("libx264", 2, width=320)):
        tape.put(AccessUnit(annexb(nals), at == 0, at / 15, now + at / 15))
    source: Any = SimpleNamespace(tape=tape, stream=SimpleNamespace(profile="main"))
    picture = Picture(av.VideoFrame(320, 112, "yuv420p"), 30_000.0, now + 1 / 15, Box(160, 90))
    got: list[Taken | None] = []
    decoders = Decoders(1)
    Still(decoders, source, Shown("a", TileTruth("live"), picture, 0.0, 0, None), got.append)
    end = time.monotonic() + 10
    while not got and time.monotonic() < end:
        time.sleep(0.01)
    assert decoders.close()
    assert got
    assert got[0] is not None
    assert got[0].pixels.shape == (112, 4 * 320, 4)


def grey(width: int = 1280, height: int = 720) -> Taken:
    return Taken(np.full((height, width, 4), 128, np.uint8), 0.0, "main")


def test_the_strip_lies_below_and_the_picture_is_untouched(qtbot: QtBot) -> None:
    image = printed(grey(), CAPTION)
    assert (image.width(), image.height()) == (1280, 720 + 2 * 10 + 2 * 22)
    assert all(image.pixelColor(x, y).red() == 128 for x in (0, 640, 1279) for y in (0, 360, 719))
    strip = [image.pixelColor(x, y).lightness() for x in range(0, 600) for y in range(725, 780)]
    assert max(strip) > 200
    old = printed(grey(), Caption(20, "Cầu", AT, "An", AT, "ẢNH CŨ"))
    assert old.height() == image.height() + 22


def test_a_small_picture_has_all_its_words(qtbot: QtBot) -> None:
    image = printed(grey(160, 90), CAPTION)
    assert image.width() == 320
    right = [image.pixelColor(x, y).lightness() for x in range(316, 320) for y in range(92, image.height())]
    assert max(right) < 60, "a word runs out of the strip"


@pytest.mark.parametrize("form", [Form.PNG, Form.JPEG])
def test_the_file_says_what_it_is_and_never_replaces_another(tmp_path: Path, qtbot: QtBot, form: Form) -> None:
    set_language("vi")
    image, folder = printed(grey(), CAPTION), tmp_path / "ảnh" / "mới"
    first = save(image, folder, file_name(CAPTION, form), form)
    second = save(image, folder, file_name(CAPTION, form), form)
    assert first.name == f"20260305-140305-123_CAM020_cau-bai-chay.{form}"
    assert second.name == f"20260305-140305-123_CAM020_cau-bai-chay-2.{form}"
    again = QImage(str(first))
    assert again.size() == image.size()
    assert again.text("Author") == "Nguyễn Văn Minh"
    assert again.text("Creation Time" if form is Form.PNG else "CreationTime") == "2026-03-05T14:03:05.123+07:00"
    assert "Cầu Bãi Cháy" in again.text("Title")


def test_a_folder_that_takes_nothing_is_said(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotSaved):
        save(image_of(grey(32, 32).pixels), tmp_path / "file", "x.png", Form.PNG)
