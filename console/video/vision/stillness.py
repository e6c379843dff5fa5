"""For how long nothing in the picture has changed, but for a clock that may be written into it."""

import cv2
import numpy as np

from console.video.vision.features import Grey

BLOCKS = (16, 9)
CHANGED = 1.2
"""Mean change of a block, in grey levels, from which it is another picture: an encoder's own noise stays below."""
CLOCK_ROWS = (0, 1, 7, 8)
"""Rows of blocks where cameras write."""
CLOCK_BLOCKS = 16
"""As many blocks as a clock may take."""


class Stillness:
    """Compares with the picture at which the quiet began, so that slow change adds up and a frozen one never does."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self._first: Grey | None = None
        self._since = 0.0
        self._ticking = np.zeros(BLOCKS[::-1], np.bool_)

    def look(self, grey: Grey, at: float) -> float:
        """Seconds for which only a clock has changed."""
        if self._first is None:
            return self._begin(grey, at)
        difference = cv2.absdiff(grey, self._first).astype(np.float32)
        blocks = cv2.resize(difference, BLOCKS, interpolation=cv2.INTER_AREA)
        self._ticking |= np.asarray(blocks) > CHANGED
        inside = np.delete(self._ticking, CLOCK_ROWS, axis=0)
        if inside.any() or np.count_nonzero(self._ticking) > CLOCK_BLOCKS:
            return self._begin(grey, at)
        return at - self._since

    def _begin(self, grey: Grey, at: float) -> float:
        self._first, self._since = grey, at
        self._ticking[:] = False
        return 0.0
