"""The wall's memory: one image into which the sources' threads write pictures and the mosaic writes words."""

from collections.abc import Iterable
from typing import cast

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QRegion

from console.video.scaling import Pixels


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
        return self._pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
