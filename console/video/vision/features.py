"""What is measured in one small grey picture: light, contrast, sharpness, edges, and how much of it is colour."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = (160, 90)
"""Width and height of what is looked at; other sizes are brought to it."""
STRIP = 12
"""Rows at the top and at the bottom where cameras write their clock and name: a covered lens does not hide those."""
EDGE_SHARE = 85.0
"""The strongest gradients of a picture are its edges, however dark it is…"""
EDGE_LEAST = 32.0
"""…but noise has none."""

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Features:
    """One picture in numbers, all of its inside between the strips; `colour` is the mean saturation, if it is known."""

    light: float
    spread: float
    brightest: float
    white: float
    detail: float
    colour: float | None = None

    @property
    def crisp(self) -> float:
        """Sharpness beside contrast: dusk lowers both, a lens out of focus only the first."""
        return self.detail / (self.spread**2 + 25.0)


def small(pixels: NDArray[np.uint8]) -> tuple[Grey, float]:
    """The grey picture of SIZE and the mean saturation of a BGRA one."""
    image = pixels
    if image.shape[1::-1] != SIZE:
        image = np.asarray(cv2.resize(image, SIZE, interpolation=cv2.INTER_AREA), np.uint8)
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGRA2GRAY), np.uint8)
    planes = cv2.split(image)[:3]
    high, low = cv2.max(cv2.max(planes[0], planes[1]), planes[2]), cv2.min(cv2.min(planes[0], planes[1]), planes[2])
    return grey, float(cv2.mean(cv2.subtract(high, low))[0])


def inside(grey: Grey) -> Grey:
    """The picture without the strips."""
    return grey[STRIP:-STRIP]


def measure(grey: Grey, colour: float | None = None) -> Features:
    """The features of a grey picture of SIZE."""
    inner = inside(grey)
    counts = np.bincount(inner.ravel(), minlength=256)
    below = np.cumsum(counts)
    brightest = int(np.searchsorted(below, 0.995 * below[-1]))
    light, spread = cv2.meanStdDev(inner)
    _, rough = cv2.meanStdDev(cv2.Laplacian(inner, cv2.CV_16S))
    white = 1.0 - below[249] / below[-1]
    return Features(
        float(light.item()), float(spread.item()), float(brightest), float(white), float(rough.item()) ** 2, colour
    )


def edges_of(grey: Grey) -> Mask:
    """Where the picture's inside has edges."""
    inner = inside(grey)
    # Never float: abs() of int16 is a fifth of the cost.
    slope = np.abs(cv2.Sobel(inner, cv2.CV_16S, 1, 0)) + np.abs(cv2.Sobel(inner, cv2.CV_16S, 0, 1))
    rank = int(slope.size * EDGE_SHARE / 100)
    limit = max(EDGE_LEAST, float(np.partition(slope, rank, axis=None)[rank]))
    found: Mask = slope > limit
    return found
