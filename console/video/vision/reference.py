"""What a camera is known to look at: its lasting edges and its sharpness, learned while nothing is amiss."""

import cv2
import numpy as np

from console.video.vision.features import Mask

LEARN = 20
"""Pictures until a view is known; from then on it is followed slowly."""
FOLLOW_S = 600.0
"""Seconds in which the view takes up two thirds of a lasting change: fog, dusk, a scaffold that stays."""
LASTING = 0.5
LEAST = 0.015
"""The part of the picture that must be lasting edges, or there is nothing to recognise it by."""

LIKELY = 0.75
"""A view that fits itself so well when pushed sideways cannot be told from another."""


class Reference:
    """Bounded: one map of edges, whatever the camera has seen."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._edges: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None
        self.crisp = 0.0
        self.count = 0

    @property
    def known(self) -> bool:
        """Whether there is something to compare with."""
        return self.count >= LEARN

    def learn(self, edges: Mask, crisp: float, seconds: float) -> None:
        """Take in one more picture that looks as it should, so many seconds after the last."""
        share = 1.0 / (self.count + 1) if not self.known else min(0.2, seconds / FOLLOW_S)
        if self._edges is None:
            self._edges = np.zeros(edges.shape, np.float32)
        cv2.accumulateWeighted(edges.astype(np.float32), self._edges, share)
        self.crisp += (crisp - self.crisp) * share
        self.count = min(self.count + 1, LEARN)

    def kept(self, edges: Mask) -> float | None:
        """The part of the lasting edges that is still there, beyond what chance alone would give; None: cannot tell."""
        if self._edges is None or not self.known:
            return None
        lasting = self._edges > LASTING
        if (total := np.count_nonzero(lasting)) < LEAST * lasting.size:
            return None
        # A camera trembles in the wind: an edge may lie one pixel beside its place.
        wide = cv2.dilate(edges.view(np.uint8), _AROUND).view(np.bool_)
        # What chance gives is what the same edges find when pushed sideways: a horizon is at home in any picture.
        steps = (edges.shape[1] * part // 5 for part in (1, 2, 3, 4))
        chance = sum(np.count_nonzero(np.roll(wide, step, axis=1) & lasting) for step in steps) / 4 / total
        if chance > LIKELY:
            return None
        found = np.count_nonzero(wide & lasting) / total
        return float((found - chance) / (1.0 - chance))

    def sharp(self, crisp: float) -> float | None:
        """How sharp it is beside what is usual here; None: cannot tell."""
        return crisp / self.crisp if self.known and self.crisp > 0 else None


_AROUND = np.ones((3, 3), np.uint8)
