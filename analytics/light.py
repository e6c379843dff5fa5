"""What in a camera's picture is not its background, told from light, shadow, rain and a camera that shakes."""

import math
from enum import StrEnum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]

WARM_S, AGAIN_S = 8.0, 5.0
"""So long a new view is only learned; and so long after everything has changed at once."""
GAP_S = 30.0
"""Without pictures for so long, what was learned is of another hour."""
TAU_S, TAU_WARM_S = 100.0, 2.0
"""Time constants of learning: by the pictures' time, so that slow and fast streams learn alike."""
BACKGROUND_RATIO = 0.7
"""With TAU_S: what stands still for about 36 s has become background, unless it is being followed."""
FLOOD = 0.6
"""More of the picture than this at once is light or another view, not a thing."""
EMPTY = 0.0002
"""Less of the picture than this is nothing at all."""
STIRRED = 0.02
"""Only when more of the picture than this has changed is it worth asking whether the camera shook."""
SHAKE, FARTHEST = 0.6, 12.0
"""Pixels of the small picture: less is no shake, more is another view."""
SETTLED_S = 10.0
"""A shift that lasts is no shaking: the camera has been turned."""
VARIANCES = 16.0


class Sight(StrEnum):
    """What a picture is worth: things can be seen in it (""), or why it is only learned."""

    CLEAR = ""
    WARMING = "warming"
    LIGHT = "light"
    MOVED = "moved"


class Parting(NamedTuple):
    """`mask` marks what is not background; `back` and `picture` are what it was told from, laid over each other."""

    sight: Sight
    mask: Mask | None = None
    back: Grey | None = None
    picture: Grey | None = None


class Light:
    """The learned view of one camera; `part` takes its pictures in order, with their time in seconds."""

    def __init__(self) -> None:
        self._model = cv2.createBackgroundSubtractorMOG2(500, VARIANCES, False)
        self._shape: tuple[int, ...] = ()
        self._last = -math.inf
        self._warm_until = math.inf
        self._why = Sight.WARMING
        self._shifted_since: float | None = None
        self._window: NDArray[np.float32] | None = None

    def part(self, picture: Grey, at: float, followed: Mask | None = None) -> Parting:
        """What of this picture is not background. `followed` marks what must not be learned as background yet."""
        step = at - self._last
        if picture.shape != self._shape or step > GAP_S or step < -1.0:
            self._begin(picture, at, Sight.WARMING, WARM_S)
            return Parting(self._why)
        self._last = at
        step = min(max(step, 0.0), 2.0)
        if at < self._warm_until:
            self._model.apply(picture, None, _rate(step, TAU_WARM_S))
            return Parting(self._why)
        mask = self._mask(picture)
        share = _share(mask)
        if share < EMPTY:
            self._shifted_since = None
            self._learn(picture, step, followed, None)
            return Parting(Sight.CLEAR, mask)
        back = np.asarray(self._model.getBackgroundImage(), np.uint8)
        if share >= STIRRED:
            picture, mask, why = self._stirred(picture, mask, back, at)
            if why:
                self._begin(picture, at, why, AGAIN_S)
                return Parting(why)
        self._learn(picture, step, followed, back)
        return Parting(Sight.CLEAR, mask, back, picture)

    def _stirred(self, picture: Grey, mask: Mask, back: Grey, at: float) -> tuple[Grey, Mask, Sight]:
        """Much has changed: the picture laid straight if the camera shook, and why it cannot be trusted, if so."""
        share = _share(mask)
        shift = self._shift(back, picture)
        shaken = False
        if math.hypot(*shift) >= SHAKE:
            straight = _moved(picture, shift)
            calm = self._mask(straight)
            shaken = _share(calm) < 0.7 * share
            if shaken:
                picture, mask, share = straight, calm, _share(calm)
        self._shifted_since = (at if self._shifted_since is None else self._shifted_since) if shaken else None
        if self._shifted_since is not None and at - self._shifted_since > SETTLED_S:
            return picture, mask, Sight.MOVED
        if share > FLOOD:
            return picture, mask, Sight.LIGHT if alike(picture, back) > 0.5 else Sight.MOVED
        if share > FLOOD / 2 and alike(picture, back) > 0.9:
            return picture, mask, Sight.LIGHT
        return picture, mask, Sight.CLEAR

    def _mask(self, picture: Grey) -> Mask:
        return np.asarray(self._model.apply(picture, None, 0.0), np.uint8)

    def _begin(self, picture: Grey, at: float, why: Sight, seconds: float) -> None:
        self._shape, self._last, self._why = picture.shape, at, why
        self._warm_until = at + seconds
        self._shifted_since = None
        self._model = cv2.createBackgroundSubtractorMOG2(500, VARIANCES, False)
        self._model.setBackgroundRatio(BACKGROUND_RATIO)
        self._model.apply(picture, None, 1.0)

    def _learn(self, picture: Grey, step: float, followed: Mask | None, back: Grey | None) -> None:
        """What is followed is learned as the background that it hides: it must not vanish by standing still."""
        if step <= 0.0:
            return
        if followed is not None and followed.any():
            hidden = back if back is not None else np.asarray(self._model.getBackgroundImage(), np.uint8)
            picture = np.where(followed > 0, hidden, picture)
        self._model.apply(picture, None, _rate(step, TAU_S))

    def _shift(self, back: Grey, picture: Grey) -> tuple[float, float]:
        """By how much the picture lies off; none where that cannot be told."""
        height, width = picture.shape
        size = max(16, width // 2), max(16, height // 2)
        if self._window is None or self._window.shape != size[::-1]:
            self._window = np.asarray(cv2.createHanningWindow(size, cv2.CV_32F), np.float32)
        then, now = (np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.float32)
                     for each in (back, picture))  # fmt: skip
        (x, y), response = cv2.phaseCorrelate(then, now, self._window)
        if response < 0.15 or math.hypot(x, y) > FARTHEST:
            return 0.0, 0.0
        return x * width / size[0], y * height / size[1]


def alike(one: Grey, other: Grey, where: NDArray[np.bool_] | None = None) -> float:
    """Whether two pictures show the same, however bright: the correlation of their edges, 1 for the same."""
    a, b = (np.asarray(cv2.Laplacian(cv2.GaussianBlur(each, (5, 5), 0), cv2.CV_32F), np.float32)
            for each in (one, other))  # fmt: skip
    return _correlation(a, b) if where is None else _correlation(a[where], b[where])


def only_light(picture: Grey, back: Grey, own: NDArray[np.bool_]) -> bool:
    """Whether what stands out of a patch is what was there, only brighter or darker: a shadow, a beam, a cloud.

    It still has the edges of what it lies on; on a bare wall there are none to tell it by.
    """
    return alike(picture, back, own) > 0.45


def _correlation(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > 0 else 0.0


def _moved(picture: Grey, shift: tuple[float, float]) -> Grey:
    """The picture laid where it would lie had the camera not moved."""
    back = np.array([[1, 0, -shift[0]], [0, 1, -shift[1]]], np.float32)
    height, width = picture.shape
    moved = cv2.warpAffine(picture, back, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _rate(step: float, tau: float) -> float:
    return 1.0 - math.exp(-step / tau)


def _share(mask: Mask) -> float:
    return float(cv2.countNonZero(mask)) / mask.size
