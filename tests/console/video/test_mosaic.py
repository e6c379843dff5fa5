"""What people see and do: pictures that move, words that are true, a mark that follows keys and clicks."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from console.video.hand import CAMERA_MIME
from console.video.looking import Look
from console.video.mosaic import Mosaic
from console.video.tiles import Tile, grid_rect
from demo.rtsp.faults import Fault
from demo.scenes.barcode import MODULUS, read_frame_number
from tests.console.video.conftest import FPS, Room, report, tiles


def grabbed(mosaic: Mosaic) -> NDArray[np.uint8]:
    """Return what the widget paints, as BGRA."""
    image = mosaic.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width()].copy()


def picture_of(mosaic: Mosaic, camera: str) -> NDArray[np.uint8]:
    """Return the painted pixels of a camera's picture, without bars."""
    place = mosaic.board.slots[f"{camera}#0"].place
    assert place is not None
    video = place.video
    pixels = grabbed(mosaic)[video.top() : video.bottom() + 1, video.left() : video.right() + 1]
    inside = np.argwhere((pixels[:, :, :3] != (16, 12, 10)).any(axis=2))
    (top, left), (bottom, right) = inside.min(axis=0), inside.max(axis=0)
    return pixels[top : bottom + 1, left : right + 1]


def number_of(mosaic: Mosaic, camera: str) -> int | None:
    """Read the frame number off the screen."""
    return read_frame_number(picture_of(mosaic, camera))


@pytest.mark.alone
def test_the_numbers_on_the_screen_count_up(room: Room) -> None:
    """Read the burnt-in frame number off the painted widget, twice."""
    mosaic = room.mosaic("a", size=(1000, 640))
    room.live(mosaic)
    room.until(lambda: number_of(mosaic, "a") is not None)
    first = number_of(mosaic, "a")
    room.bot.wait(1000)
    second = number_of(mosaic, "a")
    assert first is not None
    assert second is not None
    # The clip is 8 s long, then it begins again.
    assert 0.6 * FPS < (second - first) % (8 * FPS) % MODULUS < 1.6 * FPS


@pytest.mark.alone
def test_another_density_of_the_screen_makes_another_canvas(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carry the window to a screen of one and a half times the density: the tile now deserves the large stream."""
    mosaic = room.mosaic("a", size=(1000, 800))
    room.live(mosaic)
    assert report(mosaic, "a").profile == "sub"
    monkeypatch.setattr(Mosaic, "devicePixelRatioF", lambda _: 1.5)
    room.until(lambda: mosaic.board.canvas.width == 1500, 3)
    room.until(lambda: report(mosaic, "a").profile == "main", 3)


def test_a_covered_mosaic_lets_its_cameras_go(room: Room) -> None:
    """Lay another widget over it, then take it away."""
    mosaic = room.mosaic("a")
    host = QWidget()
    room.bot.addWidget(host)
    host.resize(mosaic.size())
    mosaic.setParent(host)
    cover = QWidget(host)
    cover.setAutoFillBackground(True)
    cover.resize(host.size())
    cover.hide()
    host.show()
    mosaic.show()
    room.live(mosaic)
    cover.show()
    room.until(lambda: room.watchers("a/sub") == 0, 4)
    cover.hide()
    room.live(mosaic)


@pytest.mark.alone
def test_an_old_picture_is_dimmed_and_bright_again_when_it_lives(room: Room) -> None:
    """Stall a camera, look, heal it, look again."""
    mosaic = room.mosaic("a", "b")
    room.live(mosaic)
    bright = picture_of(mosaic, "a")[40:-40, 40:-40].mean()
    room.fault("a", Fault.STALL)
    room.until(lambda: mosaic.board.slots["a#0"].truth.status == "stale", 4)
    room.bot.wait(300)
    assert picture_of(mosaic, "a")[40:-40, 40:-40].mean() < bright * 0.75
    assert mosaic.board.slots["a#0"].saying.large
    room.server.heal("a/sub")
    room.until(lambda: mosaic.board.slots["a#0"].truth.status == "live")
    room.bot.wait(300)
    assert picture_of(mosaic, "a")[40:-40, 40:-40].mean() > bright * 0.9


def test_keys_move_the_mark_and_enter_opens(room: Room) -> None:
    """Walk over a grid of four."""
    mosaic = room.mosaic("a", "b", "c", "d")
    opened: list[str] = []
    mosaic.activated.connect(opened.append)
    marks: list[str] = []
    mosaic.current_changed.connect(marks.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Return):
        room.bot.keyClick(mosaic, key)
    assert marks == ["b#1", "d#3", "c#2", "a#0"]
    assert opened == ["a#0"]


def test_a_click_marks_and_a_double_click_opens(room: Room) -> None:
    """Point at the tile on the lower right."""
    mosaic = room.mosaic("a", "b", "c", "d")
    opened: list[str] = []
    mosaic.activated.connect(opened.append)
    where = QPoint(mosaic.width() * 3 // 4, mosaic.height() * 3 // 4)
    room.bot.mouseClick(mosaic, Qt.MouseButton.LeftButton, pos=where)
    assert mosaic.current == "d#3"
    room.bot.mouseDClick(mosaic, Qt.MouseButton.LeftButton, pos=where)
    assert opened == ["d#3"]


def test_the_wheel_brings_nearer_what_is_under_the_pointer(room: Room) -> None:
    """Zoom in on the lower right corner: that part is shown larger, from the large stream, and the name says how."""
    mosaic = room.mosaic("a", size=(600, 400))
    room.live(mosaic)
    video = mosaic.board.slots["a#0"].place
    assert video is not None
    corner = QPointF(video.video.right() - 2, video.video.bottom() - 40)
    for _ in range(8):
        mosaic.hand.wheel(_turn(corner, 120))
    look = mosaic.board.slots["a#0"].tile.look
    assert 5 < look.times < 7
    assert look.x + look.size > 0.98
    assert mosaic.board.slots["a#0"].tile.title.startswith("6,0× · ")
    room.until(lambda: report(mosaic, "a").profile == "main", 5)
    mosaic.hand.wheel(_turn(corner, -120 * 20))
    assert mosaic.board.slots["a#0"].tile.look.whole


def test_a_turned_picture_is_upright_again_after_four_quarters(room: Room) -> None:
    """Turn by a quarter: as high as it was wide."""
    mosaic = room.mosaic("a", size=(600, 400))
    room.live(mosaic)
    wide = picture_of(mosaic, "a").shape
    room.bot.keyClick(mosaic, Qt.Key.Key_R)
    room.until(lambda: picture_of(mosaic, "a").shape[0] > picture_of(mosaic, "a").shape[1], 5)
    for _ in range(3):
        room.bot.keyClick(mosaic, Qt.Key.Key_R)
    room.until(lambda: picture_of(mosaic, "a").shape == wide, 5)


def test_keys_look_closer_and_move_and_show_the_whole_again(room: Room) -> None:
    """Do all with the keyboard; arrows alone still move the mark."""
    mosaic = room.mosaic("a", "b")
    heard: list[str] = []
    mosaic.looked.connect(heard.append)
    slot = mosaic.board.slots["a#0"]
    for _ in range(4):
        room.bot.keyClick(mosaic, Qt.Key.Key_Plus)
    assert slot.tile.look.times == pytest.approx(1.25**4)
    middle = slot.tile.look
    room.bot.keyClick(mosaic, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert slot.tile.look.x > middle.x
    room.bot.keyClick(mosaic, Qt.Key.Key_0)
    assert slot.tile.look == Look()
    assert heard == ["a#0"] * 6
    room.bot.keyClick(mosaic, Qt.Key.Key_Right)
    assert mosaic.current == "b#1"


def test_a_drag_moves_a_picture_that_is_looked_at_closely(room: Room) -> None:
    """Carry the picture, not the camera."""
    mosaic = room.mosaic("a", size=(600, 400))
    room.live(mosaic)
    mosaic.look("a#0", Look(0.25, 0.25, 0.5))
    here = QPoint(150, 90)
    room.bot.mousePress(mosaic, Qt.MouseButton.LeftButton, pos=here)
    there, left = QPointF(here + QPoint(60, 0)), Qt.MouseButton.LeftButton
    # Without a window system nothing says that the button is down while the pointer moves.
    mosaic.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, there, there, left, left, Qt.KeyboardModifier.NoModifier))
    room.bot.mouseRelease(mosaic, Qt.MouseButton.LeftButton, pos=here)
    look = mosaic.board.slots["a#0"].tile.look
    assert look.x < 0.25
    assert look.y == 0.25


def _turn(at: QPointF, angle: int) -> QWheelEvent:
    return QWheelEvent(
        at, at, QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def test_a_dragged_tile_carries_its_camera(room: Room) -> None:
    """Pack a drag without making the journey."""
    mosaic = room.mosaic("a")
    drag = mosaic.hand.make_drag(mosaic.board.slots["a#0"], mosaic)
    assert bytes(drag.mimeData().data(CAMERA_MIME).data()) == b"a"
    assert "rtsp" not in drag.mimeData().text()


def test_a_reader_hears_the_current_tile(room: Room) -> None:
    """Say the camera's name and its status."""
    mosaic = room.mosaic("a", "b")
    assert mosaic.accessibleName()
    room.live(mosaic)
    room.until(lambda: mosaic.accessibleDescription().startswith("Ngã tư a: "))
    living = mosaic.accessibleDescription()
    room.fault("a", Fault.STALL)
    room.until(lambda: mosaic.accessibleDescription() != living, 5)
    mosaic.set_current("b#1")
    assert "Ngã tư b" in mosaic.accessibleDescription()


def test_an_empty_mosaic_says_so(room: Room) -> None:
    """Show nothing, then something, then nothing."""
    mosaic = room.mosaic()
    empty = grabbed(mosaic)
    assert len(np.unique(empty.reshape(-1, 4), axis=0)) > 2
    room.camera("a")
    mosaic.set_tiles(tiles("a", columns=1, rows=1))
    assert (grabbed(mosaic) != empty).any()
    mosaic.set_tiles([])
    assert (grabbed(mosaic) == empty).all()
    assert mosaic.current is None


def test_a_tile_that_changes_its_camera_changes_its_picture(room: Room) -> None:
    """Keep the place, swap the camera."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    room.camera("b")
    mosaic.set_tiles([Tile("a#0", "b", "B", grid_rect(2, 2, 0, 0))])
    assert report(mosaic, "a").status == "connecting"
    room.live(mosaic)
    assert room.watchers("b/sub") == 1


def test_a_camera_that_is_just_opening_is_not_said_to_be_missing(room: Room) -> None:
    """What is painted before the first tick is true as well."""
    room.camera("a")
    mosaic = room.mosaic()
    mosaic.set_tiles(tiles("a", "nobody"))
    truths = {key[0]: slot.truth.status for key, slot in mosaic.board.slots.items()}
    assert truths == {"a": "connecting", "n": "off"}
