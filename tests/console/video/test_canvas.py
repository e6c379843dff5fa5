"""What lies on the canvas comes to the window as it is, wherever the mosaic lies in it and whatever covers it."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.video.canvas import Canvas
from tests.console.video.conftest import Room


def drawn(canvas: Canvas) -> Canvas:
    """Fill it with pixels of which no two are alike nearby."""
    view = canvas.view(QRect(0, 0, canvas.width, canvas.height))
    assert view is not None
    view[:, :, :3] = np.random.default_rng(1).integers(0, 256, view[:, :, :3].shape)
    return canvas


@pytest.mark.parametrize("kind", [QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied])
def test_rectangles_come_to_their_place_and_nothing_beside_them(kind: QImage.Format) -> None:
    canvas, image = drawn(Canvas(100, 60, 1.0, "#000000")), QImage(150, 90, kind)
    image.fill(Qt.GlobalColor.red)
    painter = QPainter(image)
    painter.translate(30, 20)
    rects = [QRect(0, 0, 10, 10), QRect(90, 50, 40, 40)]
    assert canvas.copy(painter, rects)
    painter.end()
    wanted = QImage(150, 90, kind)
    wanted.fill(Qt.GlobalColor.red)
    painter = QPainter(wanted)
    painter.translate(30, 20)
    for rect in rects:
        painter.drawImage(rect & QRect(0, 0, 100, 60), canvas.image, rect & QRect(0, 0, 100, 60))
    painter.end()
    assert image == wanted


@pytest.mark.parametrize("size", [(20, 20), (200, 200)])
def test_a_window_of_another_size_is_no_harm(size: tuple[int, int]) -> None:
    """Between a resize and the next layout both sizes differ."""
    canvas, image = drawn(Canvas(100, 60, 1.0, "#000000")), QImage(*size, QImage.Format.Format_RGB32)
    for away in (-150, -30, 0, 30, 150):
        painter = QPainter(image)
        painter.translate(away, away)
        assert canvas.copy(painter, [QRect(-5, -5, 400, 400), QRect(0, 0, 100, 60), QRect(99, 59, 1, 1)])
        painter.end()


def test_what_is_scaled_or_of_another_kind_is_left_to_qt() -> None:
    canvas = drawn(Canvas(100, 60, 1.0, "#000000"))
    for kind, scale in ((QImage.Format.Format_RGB16, 1.0), (QImage.Format.Format_RGB32, 2.0)):
        image = QImage(100, 60, kind)
        painter = QPainter(image)
        painter.scale(scale, scale)
        assert not canvas.copy(painter, [QRect(0, 0, 100, 60)])
        painter.end()


def test_what_lies_over_the_mosaic_stays_there(room: Room, qtbot: QtBot) -> None:
    """A toast, a bar: the mosaic must not write where something else is seen."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(820, 540)
    mosaic = room.mosaic("a", "b")
    mosaic.setParent(window)
    mosaic.setGeometry(13, 21, 800, 500)
    over = QLabel(window)
    over.setStyleSheet("background: #ff00ff")
    over.setGeometry(100, 100, 90, 50)
    window.show()
    mosaic.show()
    over.raise_()
    room.live(mosaic)
    qtbot.wait(300)
    device = window.backingStore().paintDevice()
    assert isinstance(device, QImage)
    shown = device.copy()
    for x in range(100, 190):
        for y in range(100, 150):
            assert shown.pixelColor(x, y).name() == "#ff00ff"
    # And beside it the canvas: a strip, which stands still.
    assert shown.pixelColor(213, 261).name() == mosaic.board.canvas.image.pixelColor(200, 240).name() == "#1d2a3d"
    room.mosaics.remove(mosaic)
    mosaic.close()
