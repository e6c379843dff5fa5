"""What stands over the pictures of a mosaic: boxes around what a machine sees, and the shapes in which it looks.

It lies over the canvas and is never written into it: a box that goes leaves nothing behind. Without boxes and shapes
it costs one test of an empty dictionary.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF, QStaticText, QTransform

from console.strings import _
from console.video.board import Board
from console.video.scaling import Box
from console.video.slot import Slot

LASTS_S = 1.5
"""A box that is older is not shown: the thing is elsewhere by now, and a box over nothing is a lie."""
MOST_BOXES = 64
_FINE = 1_000_000
_LIVE, _PICTURED = "live", ("live", "late", "stale")


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing by its box, in fractions of the picture; `alarm` says that a rule fires at it."""

    x: float
    y: float
    width: float
    height: float
    words: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A zone, or a line with the side that matters: -1 left, 1 right, 0 both. `watched` false: drawn broken.

    `hot` holds as long as boxes do: what has fired is not said to fire still when nobody knows.
    """

    points: tuple[tuple[float, float], ...]
    words: str
    closed: bool = True
    side: int | None = None
    watched: bool = True
    hot: bool = False


@dataclass(slots=True)
class _Over:
    outlines: tuple[Outline, ...] = ()
    note: str = ""
    seen: tuple[Seen, ...] = ()
    until: float = 0.0
    ran_out: bool = False

    @property
    def fading(self) -> bool:
        """Whether something of it ends by itself."""
        return bool(self.seen) or (any(one.hot for one in self.outlines) and time.monotonic() < self.until)

    @property
    def nothing(self) -> bool:
        return not (self.outlines or self.note or self.seen or self.ran_out)


class Overlay(QObject):
    """By camera: every tile that shows it has the same."""

    def __init__(self, board: Board, update: Callable[[list[QRect]], None], parent: QObject) -> None:
        """`update` is told which of the board's pixels look otherwise now."""
        super().__init__(parent)
        self._board, self._update = board, update
        self._over: dict[str, _Over] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._expire)

    def outline(self, outlines: Mapping[str, Sequence[Outline]], notes: Mapping[str, str]) -> None:
        """Draw these, and say this, over these cameras and over no others."""
        for camera in {*self._over, *outlines, *notes}:
            over = self._over.setdefault(camera, _Over())
            fresh = tuple(outlines.get(camera, ())), notes.get(camera, "")
            if camera not in outlines and camera not in notes:
                over.seen, over.ran_out = (), False
            if (over.outlines, over.note) != fresh:
                over.outlines, over.note = fresh
                self._touch(camera)
            self._tidy(camera)

    def see(self, camera: str, seen: Sequence[Seen], age_s: float = 0.0) -> None:
        """Boxes of one moment, so many seconds ago, instead of all before."""
        over = self._over.setdefault(camera, _Over())
        until = time.monotonic() + LASTS_S - max(0.0, age_s)
        fresh = tuple(seen[:MOST_BOXES]) if until > time.monotonic() else ()
        if over.seen or fresh:
            self._touch(camera)
        over.ran_out = bool(seen) and not fresh
        over.seen, over.until = fresh, until
        self._tidy(camera)
        self._arm()

    def clear(self) -> None:
        """Show pictures and nothing else."""
        for camera in list(self._over):
            self._touch(camera)
        self._over.clear()
        self._timer.stop()

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Paint what lies within these physical pixels."""
        if not self._over:
            return
        now = time.monotonic()
        for slot in self._board.slots.values():
            over = self._over.get(slot.tile.camera_id)
            if over is not None and slot.place is not None and slot.place.video.intersects(region):
                self._paint(painter, slot, over, now)

    def _paint(self, painter: QPainter, slot: Slot, over: _Over, now: float) -> None:
        # A zone is where it is; a box belongs to the picture of this moment and to no other.
        if slot.truth.status not in _PICTURED or slot.tap is None or slot.tap.shown is None or slot.place is None:
            return
        lens = Lens(slot.place.video, slot)
        painter.save()
        painter.setClipRect(lens.picture)
        pen = Pencil(painter, self._board, lens.picture)
        fresh = slot.truth.status == _LIVE and now < over.until
        for outline in over.outlines:
            pen.outline(lens, outline, outline.hot and fresh)
        if fresh:
            for seen in over.seen:
                pen.box(lens, seen)
        note = over.note or (_("Analysis: its data are old and not shown") if over.ran_out else "")
        if note:
            pen.chip(QPointF(lens.picture.topLeft()) + QPointF(pen.pad, pen.pad), f"▲ {note}", "warning")
        painter.restore()

    def _touch(self, camera: str) -> None:
        rects = [slot.place.video for slot in self._board.slots.values()
                 if slot.tile.camera_id == camera and slot.place is not None]  # fmt: skip
        if rects:
            self._update(rects)

    def _tidy(self, camera: str) -> None:
        if self._over[camera].nothing:
            del self._over[camera]

    def _arm(self) -> None:
        ends = [over.until for over in self._over.values() if over.fading]
        if ends:
            self._timer.start(max(1, round((min(ends) - time.monotonic()) * 1000) + 1))

    def _expire(self) -> None:
        now = time.monotonic()
        for camera, over in self._over.items():
            if over.seen and now >= over.until:
                over.seen, over.ran_out = (), True
                self._touch(camera)
            elif any(one.hot for one in over.outlines):
                self._touch(camera)
        self._arm()


class Lens:
    """Where a place of the picture lies on the canvas, as the tile looks at it now."""

    def __init__(self, video: QRect, slot: Slot) -> None:
        shown = slot.tap.shown if slot.tap is not None else None
        aspect = shown.aspect if shown is not None else 16 / 9
        box = Box(max(2, video.width()), max(2, video.height()), slot.tile.fit, slot.tile.look)
        x, y, width, height = box.place(aspect)
        window = box.window(_FINE, _FINE, aspect)
        self.picture = QRect(video.left() + x, video.top() + y, width, height)
        self._turns = slot.tile.look.turns
        self._left, self._top = window.left / _FINE, window.top / _FINE
        self._wide, self._high = window.width / _FINE, window.height / _FINE

    def spot(self, x: float, y: float) -> QPointF:
        """Where this place of the picture is, perhaps outside of the tile."""
        across, down = (x - self._left) / self._wide, (y - self._top) / self._high
        for _turn in range(self._turns):
            across, down = 1.0 - down, across
        return QPointF(
            self.picture.left() + across * self.picture.width(), self.picture.top() + down * self.picture.height()
        )

    def rect(self, seen: Seen) -> QRectF:
        ends = self.spot(seen.x, seen.y), self.spot(seen.x + seen.width, seen.y + seen.height)
        return QRectF(*ends).normalized()


class Pencil:
    """Draws in physical pixels, each line over a dark one: a picture may have any colour."""

    def __init__(self, painter: QPainter, board: Board, within: QRect) -> None:
        """Hard edges and full colours: smooth ones cost thirty times as much, at every picture."""
        self._painter, self._style, self._within = painter, board.style, QRectF(within)
        self._ratio = board.canvas.ratio * self._style.scale
        self._font = QFont(self._style.family) if self._style.family else QFont()
        self._font.setPixelSize(max(8, round(12 * self._ratio)))
        self._font.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self.pad = 4 * self._ratio

    def box(self, lens: Lens, seen: Seen) -> None:
        rect = lens.rect(seen)
        if not rect.intersects(self._within):
            return
        tone = "alarm" if seen.alarm else "quiet"
        stroke(self._painter, QPolygonF(rect), True, self._tone(tone), (3.0 if seen.alarm else 1.6) * self._ratio)
        words = f"! {seen.words}" if seen.alarm else seen.words
        above = QPointF(rect.left(), rect.top() - self._height() - self._ratio)
        inside = above.y() < lens.picture.top()
        self.chip(QPointF(above.x(), rect.top() + self._ratio) if inside else above, words, tone)

    def outline(self, lens: Lens, outline: Outline, hot: bool) -> None:
        points = QPolygonF([lens.spot(*point) for point in outline.points])
        tone = "alarm" if hot else "focus" if outline.watched else "muted"
        width = (2.6 if hot else 1.8) * self._ratio
        stroke(self._painter, points, outline.closed, self._tone(tone), width, broken=not outline.watched)
        if outline.side is not None:
            for start, end in zip(points.toList(), points.toList()[1:], strict=False):
                arrow(self._painter, start, end, outline.side, self._tone(tone), self._ratio)
        if outline.words and points.boundingRect().intersects(self._within):
            top = min(points.toList(), key=lambda point: point.y())
            self.chip(top + QPointF(self.pad, self.pad), f"! {outline.words}" if hot else outline.words, tone)

    def chip(self, at: QPointF, words: str, tone: str) -> None:
        """Words on a dark ground, with a bar of their tone."""
        text = _laid(words, self._font.toString())
        # Never beyond the picture: a word that is cut says something else.
        room = QRectF(self._within.topLeft(), self._within.size() - text.size() - QSizeF(3, 1) * self.pad)
        left, top = max(room.left(), min(at.x(), room.right())), max(room.top(), min(at.y(), room.bottom()))
        rect = QRectF(left, top, text.size().width() + 3 * self.pad, self._height())
        ground = QColor(self._style.ground)
        ground.setAlpha(205)
        self._painter.fillRect(rect, ground)
        self._painter.fillRect(QRectF(rect.left(), rect.top(), self.pad / 2, rect.height()), self._tone(tone))
        self._painter.setFont(self._font)
        self._painter.setPen(QColor(self._style.text))
        self._painter.drawStaticText(rect.topLeft() + QPointF(1.5 * self.pad, self.pad / 2), text)

    def _tone(self, name: str) -> QColor:
        return QColor(getattr(self._style, name))

    def _height(self) -> float:
        return self._metrics.height() + self.pad


@lru_cache(maxsize=512)
def _laid(words: str, font: str) -> QStaticText:
    """Words that need no laying out at the next picture."""
    text, letters = QStaticText(words), QFont()
    letters.fromString(font)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.prepare(QTransform(), letters)
    return text


def stroke(
    painter: QPainter, points: QPolygonF, closed: bool, tone: QColor, width: float, broken: bool = False
) -> None:
    """A line over a darker one: a picture may have any colour."""
    draw = painter.drawPolygon if closed else painter.drawPolyline
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, thick in ((QColor("black"), width + 2), (tone, width)):
        pen = QPen(colour, thick)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if broken and colour is tone:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        draw(points)


def arrow(painter: QPainter, start: QPointF, end: QPointF, side: int, tone: QColor, ratio: float) -> None:
    """Across the middle of a piece, to the side that matters; to both where either does."""
    along, middle = end - start, (start + end) / 2
    unit = along / max(1.0, (along.x() ** 2 + along.y() ** 2) ** 0.5)
    for turn in (-1, 1) if side == 0 else (side,):
        across = QPointF(-unit.y(), unit.x()) * turn
        tip, wing = middle + across * 22 * ratio, unit * 6 * ratio
        stroke(painter, QPolygonF([middle, tip]), False, tone, 2.0 * ratio)
        foot = tip - across * 9 * ratio
        stroke(painter, QPolygonF([foot + wing, tip, foot - wing]), False, tone, 2.0 * ratio)
