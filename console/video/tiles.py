"""What a mosaic is asked to show, and what it reports of it."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF

from console.strings import number
from console.video.looking import WHOLE, Look
from console.video.replay import Play
from console.video.scaling import Fit
from console.video.truth import Status


@dataclass(frozen=True)
class Tile:
    """One camera at one place; `rect` is in fractions of the mosaic."""

    id: str
    camera_id: str
    label: str
    rect: QRectF
    fit: Fit = Fit.CONTAIN
    look: Look = WHOLE
    play: Play | None = None
    first: bool = False
    """Whether it is the last to give way when the machine is short of power, such as an alarm's camera."""
    empty: str = ""
    """What it says, in a whole sentence, while it has no camera."""

    @property
    def title(self) -> str:
        """Return the label, with how much nearer than the whole it is."""
        if self.look.size >= 1.0:
            return self.label
        return f"{number(self.look.times, 1)}× · {self.label}"


@dataclass(frozen=True, slots=True)
class TileReport:
    """What a tile really shows."""

    status: Status
    age_ms: int | None
    fps: float
    profile: str
    reason: str
    frames_shown: int
    frames_dropped: int


@dataclass(frozen=True, slots=True)
class Badge:
    """What a tile's strip says of steering, beside a sign: painted full where this seat steers, else plain."""

    words: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile lies, in physical pixels: its whole, its picture and its strip."""

    outer: QRect
    video: QRect
    strip: QRect


def grid_rect(columns: int, rows: int, column: int, row: int, width: int = 1, height: int = 1) -> QRectF:
    """Return the fractions of a cell, perhaps spanning several, in a grid."""
    return QRectF(column / columns, row / rows, width / columns, height / rows)


def place(rect: QRectF, width: int, height: int, gap: int, strip: int) -> Place:
    """Turn fractions into pixels; neighbours share their edges without a seam."""
    left, right = round(rect.left() * width), round(rect.right() * width)
    top, bottom = round(rect.top() * height), round(rect.bottom() * height)
    outer = QRect(left, top, max(1, right - left), max(1, bottom - top))
    inner = outer.adjusted(gap, gap, -gap, -gap)
    strip = max(0, min(strip, inner.height() // 5))
    video = inner.adjusted(0, 0, 0, -strip)
    return Place(outer, video, QRect(inner.left(), video.bottom() + 1, inner.width(), strip))
