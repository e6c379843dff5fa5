"""The wall's memory: one image into which the sources' threads write pictures and the mosaic writes words."""

from collections.abc import Iterable
from typing import cast

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from console.video.scaling import Pixels

_PLAIN = (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied)
"""What a window's own memory may be so that the canvas' bytes can be copied to it as they are."""


def rects_of(region: QRegion) -> list[QRect]:
    """List a region's rectangles (the stubs do not know that a region can be iterated)."""
    return list(cast(Iterable[QRect], region))


class Canvas:
    """One QImage and one array over the same bytes.

    Sources write into it while it is drawn: in the worst case one frame of one tile is torn for one tick.
    """

    def __init__(self, width: int, height: int, ratio: float, ground: str) -> None:
        """Fill it with the ground's colour."""
        self.width, self.height, self.ratio = max(1, width), max(1, height), ratio
        tone = QColor(ground)
        self._pixels: Pixels = np.empty((self.height, self.width, 4), np.uint8)
        self._pixels[:] = (tone.blue(), tone.green(), tone.red(), 255)
        # RGB32, not ARGB32: the raster engine copies it without blending.
        self.image = QImage(self._pixels.data, self.width, self.height, self.width * 4, QImage.Format.Format_RGB32)

    def view(self, rect: QRect) -> Pixels | None:
        """Return the array over a rectangle, or None where nothing of it is inside."""
        inside = rect.intersected(QRect(0, 0, self.width, self.height))
        if inside != rect or rect.width() < 2 or rect.height() < 2:
            return None
        return self._pixels[_slices(rect)]

    def copy(self, painter: QPainter, rects: Iterable[QRect]) -> bool:
        """Copy these physical pixels to where the painter paints; False if that is no memory of our kind.

        QPainter.drawImage() under a clip of many rectangles goes line by line and calls threads together for it.
        """
        engine = painter.paintEngine()
        device = engine.paintDevice() if engine else None
        there = painter.deviceTransform()
        if not isinstance(device, QImage) or device.format() not in _PLAIN or there.m11() != 1.0 or there.m22() != 1.0:
            return False
        shape = device.height(), device.bytesPerLine() // 4, 4
        memory = np.frombuffer(device.bits(), np.uint8).reshape(shape)[:, : device.width()]
        right, down = round(there.dx()), round(there.dy())
        room = QRect(-right, -down, device.width(), device.height())
        room = room.intersected(QRect(0, 0, self.width, self.height))
        for rect in rects:
            part = rect.intersected(room)
            if not part.isEmpty():
                np.copyto(memory[_slices(part.translated(right, down))], self._pixels[_slices(part)])
        return True


def _slices(rect: QRect) -> tuple[slice, slice]:
    return slice(rect.top(), rect.bottom() + 1), slice(rect.left(), rect.right() + 1)
