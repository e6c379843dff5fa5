"""A decoded frame made exactly as large as its tile."""

from dataclasses import dataclass
from enum import StrEnum

import av
import av.video.reformatter
import cv2
import numpy as np
from numpy.typing import NDArray

from console.video.looking import WHOLE, Look

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
        """Return x, y, width, height of a picture of this shape within the box."""
        if self.fit is not Fit.CONTAIN:
            return 0, 0, self.width, self.height
        width = max(2, min(self.width, round(self.height * aspect)))
        height = max(2, min(self.height, round(self.width / aspect)))
        return (self.width - width) // 2, (self.height - height) // 2, width, height

    def scaled(self, aspect: float) -> tuple[int, int]:
        """Return the size to scale to; larger than the box where the picture is to cover it."""
        if self.fit is not Fit.COVER:
            return self.place(aspect)[2:]
        return max(self.width, round(self.height * aspect)), max(self.height, round(self.width / aspect))


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One scaled frame; `arrived` is when its packet came, before any waiting here."""

    pixels: Pixels
    aspect: float
    arrived: float


class Scaler:
    """Scales for one box; keeps swscale's tables from frame to frame."""

    def __init__(self, box: Box) -> None:
        """Make room for one box."""
        self.box = box
        self._reformatter = av.video.reformatter.VideoReformatter()

    def scale(self, frame: av.VideoFrame, aspect: float, arrived: float) -> Picture:
        """Return the frame in the box's size."""
        aspect = 1.0 / aspect if self.box.look.turns % 2 else aspect
        width, height = self.box.scaled(aspect)
        pixels = self._whole(frame, width, height) if self.box.look.whole else self._part(frame, width, height)
        if self.box.fit is Fit.COVER:
            y, x = (height - self.box.height) // 2, (width - self.box.width) // 2
            pixels = pixels[y : y + self.box.height, x : x + self.box.width]
        return Picture(pixels, aspect, arrived)

    def _whole(self, frame: av.VideoFrame, width: int, height: int) -> Pixels:
        # AREA is cheaper and better than BILINEAR here; without threads=1 each camera gets a slice pool of its own.
        small = self._reformatter.reformat(frame, width, height, "bgra", interpolation=_AREA, threads=1)
        return pixels_of(small)

    def _part(self, frame: av.VideoFrame, width: int, height: int) -> Pixels:
        """Cut before scaling: what is looked at closely is to be as sharp as the camera sent it."""
        look = self.box.look
        full = pixels_of(self._reformatter.reformat(frame, format="bgra", threads=1))
        full = np.rot90(full, -look.turns) if look.turns else full
        rows, columns = full.shape[:2]
        # Whatever was asked for, something of the picture is seen.
        left, top = min(int(look.x * columns), columns - 2), min(int(look.y * rows), rows - 2)
        part = full[top : top + max(2, round(look.size * rows)), left : left + max(2, round(look.size * columns))]
        nearer = part.shape[1] < width
        how = cv2.INTER_CUBIC if nearer else cv2.INTER_AREA
        return np.asarray(cv2.resize(np.ascontiguousarray(part), (width, height), interpolation=how), np.uint8)


def pixels_of(frame: av.VideoFrame) -> Pixels:
    """View a BGRA frame's memory, which the array keeps alive; rows may be padded."""
    plane = frame.planes[0]
    memory: Pixels = np.frombuffer(memoryview(plane), np.uint8)
    rows = memory[: plane.line_size * frame.height].reshape(frame.height, plane.line_size // 4, 4)
    return rows[:, : frame.width]


def aspect_of(frame: av.VideoFrame, pixel_aspect: float) -> float:
    """Return the shape in which the frame is to be seen."""
    return frame.width * (pixel_aspect or 1.0) / max(1, frame.height)
