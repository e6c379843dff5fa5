"""A decoded frame made exactly as large as its tile."""

import contextlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import av
import av.error
import av.video.reformatter
import cv2
import numpy as np
from numpy.typing import NDArray

from console.video.looking import WHOLE, Look
from console.video.swscale import GROUP, Converter, Spot, Window, aligned, converter

_AREA = av.video.reformatter.Interpolation.AREA

Pixels = NDArray[np.uint8]
"""Rows x columns x BGRA."""


class Fit(StrEnum):
    """How a picture of another shape sits in its tile."""

    CONTAIN = "contain"
    COVER = "cover"
    STRETCH = "stretch"


@dataclass(frozen=True, slots=True)
class Box:
    """The physical pixels a tile has for its picture."""

    width: int
    height: int
    fit: Fit = Fit.CONTAIN
    look: Look = WHOLE

    @property
    def detail(self) -> float:
        """Return the height in pixels that the whole picture would have, looked at so closely."""
        return self.height / self.look.size

    def place(self, aspect: float) -> tuple[int, int, int, int]:
        """Return x, y, width, height within the box of a picture that has this shape before it is turned."""
        if self.fit is not Fit.CONTAIN:
            return 0, 0, self.width, self.height
        aspect = self._turned(aspect)
        width = _handy(max(2, min(self.width, round(self.height * aspect))), GROUP, self.width)
        height = _handy(max(2, min(self.height, round(self.width / aspect))), 2, self.height)
        return (self.width - width) // 2, (self.height - height) // 2, width, height

    def window(self, width: int, height: int, aspect: float) -> Window:
        """Return which part of a frame of this size and shape is seen, in the frame's own pixels."""
        wide = high = self.look.size
        aspect = self._turned(aspect)
        if self.fit is Fit.COVER:
            wide *= min(1.0, self.width / (self.height * aspect))
            high *= min(1.0, self.height * aspect / self.width)
        left, top = self.look.x + (self.look.size - wide) / 2, self.look.y + (self.look.size - high) / 2
        turns = self.look.turns
        if turns % 2:
            left, top, wide, high = top, left, high, wide
        if turns in (2, 3):
            left = 1.0 - left - wide
        if turns in (1, 2):
            top = 1.0 - top - high
        # Whatever was asked for, something of the picture is seen.
        x, y = max(0, min(int(left * width), width - 2)), max(0, min(int(top * height), height - 2))
        across, down = max(2, round(wide * width)), max(2, round(high * height))
        return Window(x, y, min(across, width - x), min(down, height - y))

    def _turned(self, aspect: float) -> float:
        return 1.0 / aspect if self.look.turns % 2 else aspect


class Picture(NamedTuple):
    """One decoded frame, scaled for a box when it is wanted; `arrived` is when its packet came, before any waiting."""

    frame: av.VideoFrame
    aspect: float
    arrived: float
    box: Box

    @property
    def pixels(self) -> Pixels:
        """Scale it into memory of its own."""
        return Scaler(self.box).scale(self.frame, self.aspect)


@dataclass(slots=True)
class Scaler:
    """Scales for one box, for one thread at a time; keeps swscale's tables from frame to frame."""

    box: Box
    _converter: Converter | None = None
    _known: tuple[int, int, float] = (0, 0, 0.0)
    _window: Window = field(init=False)
    _reformatter: av.video.reformatter.VideoReformatter = field(default_factory=av.video.reformatter.VideoReformatter)

    def scale(self, frame: av.VideoFrame, aspect: float) -> Pixels:
        """Return the frame as it lies in the box."""
        _, _, width, height = self.box.place(aspect)
        pixels = np.empty((height, width, 4), np.uint8)
        self.draw(frame, aspect, Spot(pixels))
        return pixels

    def draw(self, frame: av.VideoFrame, aspect: float, spot: Spot) -> None:
        """Draw it where it lies in the box: a spot of the size that the box has for it."""
        known = frame.width, frame.height, aspect
        if known != self._known:
            self._known, self._window = known, aligned(self.box.window(*known), frame)
        height, width = spot.pixels.shape[:2]
        turns = self.box.look.turns
        if turns:
            pixels = np.empty((width, height, 4) if turns % 2 else (height, width, 4), np.uint8)
            self._straight(frame, Spot(pixels))
            np.copyto(spot.pixels, np.rot90(pixels, -turns))
        else:
            self._straight(frame, spot)

    def _straight(self, frame: av.VideoFrame, spot: Spot) -> None:
        height, width = spot.pixels.shape[:2]
        self._converter = converter(frame, self._window, width, height, self._converter)
        if self._converter is None:
            np.copyto(spot.pixels, self._slowly(frame, self._window, width, height))
        else:
            self._converter.into(frame, spot)

    def _slowly(self, frame: av.VideoFrame, window: Window, width: int, height: int) -> Pixels:
        """By PyAV and OpenCV, where the frame is of a rare kind or tiny; each camera gets no pool of threads."""
        if window == Window(0, 0, frame.width, frame.height):
            # What is a few pixels wide and thousands high cannot be made of every other shape at once.
            with contextlib.suppress(av.error.FFmpegError):
                small = self._reformatter.reformat(frame, width, height, "bgra", interpolation=_AREA, threads=1)
                return pixels_of(small)
        full = pixels_of(self._reformatter.reformat(frame, format="bgra", threads=1))
        rows = slice(window.top, window.top + window.height)
        part = np.ascontiguousarray(full[rows, window.left : window.left + window.width])
        how = cv2.INTER_CUBIC if window.width < width else cv2.INTER_AREA
        return np.asarray(cv2.resize(part, (width, height), interpolation=how), np.uint8)


def _handy(size: int, group: int, most: int) -> int:
    """Return a size of whole groups of pixels, where that changes the picture's shape by no more than a hundredth."""
    near = min(round(size / group) * group, most // group * group)
    return near if abs(near - size) * 100 <= size else size


def pixels_of(frame: av.VideoFrame) -> Pixels:
    """View a BGRA frame's memory, which the array keeps alive; rows may be padded."""
    plane = frame.planes[0]
    memory: Pixels = np.frombuffer(memoryview(plane), np.uint8)
    rows = memory[: plane.line_size * frame.height].reshape(frame.height, plane.line_size // 4, 4)
    return rows[:, : frame.width]


def aspect_of(frame: av.VideoFrame, pixel_aspect: float) -> float:
    """Return the shape in which the frame is to be seen."""
    return frame.width * (pixel_aspect or 1.0) / max(1, frame.height)
