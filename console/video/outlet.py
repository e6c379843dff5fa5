"""The one-frame mailbox between a source and a tile: the newest picture wins, and lands in the wall's memory."""

import math
import threading

import numpy as np

from console.video.scaling import Box, Picture, Pixels, Scaler
from console.video.swscale import Spot

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
        self._place: tuple[int, ...] = ()
        self._spot: Spot | None = None
        self._scaler: Scaler | None = None
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
            # The same box stays the same object, and with it the scaler's tables.
            self.box = self.box if box == self.box else box
            self._target, self._spot = target, None
            if self.newest is not None:
                self._land(self.newest)

    def _land(self, picture: Picture) -> None:
        target, box = self._target, self.box
        if target is None or box is None:
            return
        if self._scaler is None or self._scaler.box is not box:
            self._scaler = Scaler(box)
        place = box.place(picture.aspect)
        if self._spot is None or place != self._place:
            target[:] = BARS
            x, y, width, height = self._place = place
            self._spot = Spot(target[y : y + height, x : x + width])
        self._scaler.draw(picture.frame, picture.aspect, self._spot)
