"""The one-frame mailbox between a source and a tile: the newest picture wins, and lands in the wall's memory."""

import math
import threading

import cv2
import numpy as np

from console.video.scaling import Box, Picture, Pixels

BARS = np.array((16, 12, 10, 255), np.uint8)
"""Beside a picture of another shape than its tile."""


class Outlet:
    """Where one tile takes its pictures; without a box it counts frames and wants no pixels."""

    def __init__(self, box: Box | None, every: float = 0.0) -> None:
        """Begin empty and aimed at nothing; `every` is the least time between two pictures, in seconds."""
        self.box = box
        self.favoured = False
        """Whether somebody looks closely: then it is the last to give way when the machine is short of power."""
        self._every, self._due_at = every, 0.0
        self.newest: Picture | None = None
        self.count = 0
        self._target: Pixels | None = None
        self._bars_for: tuple[int, ...] = ()
        # Held while pixels are written: after aim() returns nobody writes to the old place.
        self._lock = threading.Lock()

    @property
    def weight(self) -> float:
        """Return how much it matters: its pixels, or infinity."""
        return math.inf if self.favoured else float(self.box.width * self.box.height) if self.box else 0.0

    def due(self, arrived: float) -> bool:
        """Say whether a picture that came then is wanted."""
        if self._every and arrived < self._due_at:
            return False
        self._due_at = arrived + self._every
        return True

    def put(self, picture: Picture) -> None:
        """Take a new picture (called in the source's thread)."""
        with self._lock:
            self.newest = picture
            self.count += 1
            self._land(picture)

    def aim(self, box: Box | None, target: Pixels | None) -> None:
        """Say how large pictures shall be and where they land; what is there already is shown at once."""
        with self._lock:
            self.box, self._target, self._bars_for = box, target, ()
            if self.newest is not None:
                self._land(self.newest)

    def _land(self, picture: Picture) -> None:
        target, box = self._target, self.box
        if target is None or box is None:
            return
        x, y, width, height = place = box.place(picture.aspect)
        if place != self._bars_for:
            target[:] = BARS
            self._bars_for = place
        pixels = picture.pixels
        # Only the last picture before a change of layout has another size.
        if pixels.shape[:2] != (height, width):
            pixels = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        np.copyto(target[y : y + height, x : x + width], pixels)
