"""From a mask to things: connected blobs of some size, and whether each is more than light, or a hole left behind."""

from typing import NamedTuple

import cv2
import numpy as np

from analytics.light import Grey, Mask, only_light

MOST = 48
LEAST = 0.0004
"""Share of the picture below which a blob is noise, rain or a moth, whatever a rule says."""
_DOT = np.ones((3, 3), np.uint8)
_GAP = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))


class Box(NamedTuple):
    """Upper left corner and size, as shares of the picture."""

    x: float
    y: float
    w: float
    h: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def foot(self) -> tuple[float, float]:
        """Where a thing stands on the ground."""
        return self.x + self.w / 2, self.y + self.h

    @property
    def size(self) -> float:
        return self.w * self.h

    def over(self, other: "Box") -> float:
        """Intersection over union."""
        w = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        h = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        both = max(0.0, w) * max(0.0, h)
        return both / (self.size + other.size - both) if both else 0.0


class Blob(NamedTuple):
    """Something in the picture; `contrast` is by how many grey levels it differs from what it hides."""

    box: Box
    contrast: float = 255.0
    kind: str = "motion"
    score: float = 1.0


def find(mask: Mask, picture: Grey, back: Grey) -> list[Blob]:
    """The largest things that the mask marks."""
    clean = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _DOT)
    clean = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, _GAP)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(clean, connectivity=8)
    least = max(6.0, LEAST * mask.size)
    order = sorted(range(1, len(stats)), key=lambda n: -int(stats[n, cv2.CC_STAT_AREA]))
    found = []
    for n in order[:MOST]:
        x, y, w, h, area = map(int, stats[n])
        if area < least:
            break
        window = np.s_[y : y + h, x : x + w]
        own = labels[window] == n
        here, there = picture[window], back[window]
        if only_light(here, there, own):
            continue
        contrast = float(cv2.absdiff(here, there)[own].mean())
        found.append(Blob(Box(x / mask.shape[1], y / mask.shape[0], w / mask.shape[1], h / mask.shape[0]), contrast))
    return found


def left_behind(box: Box, picture: Grey, back: Grey) -> bool:
    """Whether the edges of what stands out are the background's: then something has gone, and nothing has come."""
    height, width = picture.shape
    margin = 2
    x0, y0 = max(0, int(box.x * width) - margin), max(0, int(box.y * height) - margin)
    x1, y1 = int((box.x + box.w) * width) + margin + 1, int((box.y + box.h) * height) + margin + 1
    now, then = (_edges(each[y0:y1, x0:x1]) for each in (picture, back))
    return then > 1.4 * now


def _edges(patch: Grey) -> float:
    if min(patch.shape) < 3:
        return 0.0
    smooth = cv2.GaussianBlur(patch, (3, 3), 0)
    return float(cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)).mean())
