"""How a timeline looks: stretches, gaps, locks, marks, the chosen range and the cursor; each with its own shape."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from console.theme import font, paint_severity, theme
from console.views.recordings.kept import Known
from console.views.recordings.marks import Locked, Mark
from console.views.recordings.scale import Scale

TIMES, BAND, LOCKS, MARKS = 26.0, 40.0, 18.0, 24.0
"""Heights of the lanes, from top to bottom."""
HEIGHT = TIMES + BAND + LOCKS + MARKS
SHAPE = 13.0


@dataclass(frozen=True)
class Scene:
    """All that is painted."""

    scale: Scale
    known: Known
    locked: Sequence[Locked]
    marks: Sequence[Mark]
    cursor: float
    chosen: tuple[float, float] | None
    now: float
    focused: bool


def paint(painter: QPainter, scene: Scene) -> None:
    worn, width = theme(), scene.scale.width
    painter.fillRect(QRectF(0, 0, width, HEIGHT), QColor(worn.ground))
    painter.fillRect(QRectF(0, TIMES, width, BAND), QColor(worn.panel))
    _known(painter, scene)
    _times(painter, scene)
    for lock in scene.locked:
        lock_shape(painter, _part(scene, lock.start, lock.end, TIMES + BAND + 3, LOCKS - 6))
    for mark in scene.marks:
        x = scene.scale.x(mark.at)
        if -SHAPE < x < width + SHAPE:
            mark_shape(painter, QRectF(x - SHAPE / 2, TIMES + BAND + LOCKS + 5, SHAPE, SHAPE), mark)
    _over(painter, scene)


def mark_shape(painter: QPainter, box: QRectF, mark: Mark) -> None:
    """An alert in the shape of its severity; what somebody has marked is a flag."""
    if mark.severity is not None:
        paint_severity(painter, box, mark.severity)
        return
    painter.setPen(QPen(QColor(theme().accent), 1.6))
    painter.setBrush(QColor(theme().accent))
    painter.drawLine(box.topLeft(), box.bottomLeft())
    painter.drawPolygon(
        QPolygonF([box.topLeft(), QPointF(box.right(), box.top() + box.height() * 0.3),
                   QPointF(box.left(), box.top() + box.height() * 0.6)])
    )  # fmt: skip


def lock_shape(painter: QPainter, box: QRectF) -> None:
    """A bracket under what is locked, and a padlock where there is room for one."""
    colour = QColor(theme().notice)
    painter.setPen(QPen(colour, 2))
    painter.drawLine(box.topLeft(), box.bottomLeft())
    painter.drawLine(box.topRight(), box.bottomRight())
    painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
    if box.width() >= 16:
        body = QRectF(box.center().x() - 5, box.center().y() - 2, 10, 8)
        painter.fillRect(body.adjusted(-2, -4, 2, 1), QColor(theme().ground))
        painter.fillRect(body, colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(body.left() + 2, body.top() - 5, 6, 9), 0, 180 * 16)


def gap_shape(painter: QPainter, box: QRectF) -> None:
    """Hatched, between two lines: never the look of what has pictures."""
    painter.fillRect(box, QBrush(QColor(theme().danger), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(QColor(theme().danger), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def piece_shape(painter: QPainter, box: QRectF) -> None:
    painter.fillRect(box, QColor(theme().accent))


def _part(scene: Scene, start: float, end: float, top: float, height: float) -> QRectF:
    """Where a stretch lies; at least two pixels of it, however short it is."""
    left = max(-4.0, scene.scale.x(start))
    right = min(scene.scale.width + 4.0, scene.scale.x(end))
    return (
        QRectF(left, top, max(2.0, right - left), height) if right > -4 and left < scene.scale.width + 4 else QRectF()
    )


def _known(painter: QPainter, scene: Scene) -> None:
    top, height = TIMES + 4, BAND - 8
    for piece in scene.known.pieces:
        piece_shape(painter, _part(scene, piece.start, piece.end, top, height))
    for gap in scene.known.gaps:
        gap_shape(painter, _part(scene, gap.start, gap.end, top, height))


def _times(painter: QPainter, scene: Scene) -> None:
    worn = theme()
    painter.setFont(font(figures=True))
    for at in scene.scale.rounds():
        x = scene.scale.x(at)
        painter.setPen(QColor(worn.edge))
        painter.drawLine(QPointF(x, TIMES - 4), QPointF(x, TIMES + BAND))
        painter.setPen(QColor(worn.muted))
        painter.drawText(QRectF(x - 60, 0, 120, TIMES - 5), Qt.AlignmentFlag.AlignCenter, scene.scale.words(at))


def _over(painter: QPainter, scene: Scene) -> None:
    worn = theme()
    now = scene.scale.x(scene.now)
    if now < scene.scale.width:
        painter.fillRect(QRectF(max(0.0, now), TIMES, scene.scale.width, HEIGHT - TIMES), QColor(worn.raised))
        painter.fillRect(QRectF(now - 1, TIMES, 2, HEIGHT - TIMES), QColor(worn.good))
    if scene.chosen is not None:
        box = _part(scene, *scene.chosen, TIMES, BAND)
        shade = QColor(worn.text)
        shade.setAlpha(70)
        painter.fillRect(box, shade)
        painter.setPen(QPen(QColor(worn.text), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
    x = scene.scale.x(scene.cursor)
    painter.setPen(QPen(QColor(worn.text), 2))
    painter.drawLine(QPointF(x, TIMES - 6), QPointF(x, HEIGHT))
    if scene.focused:
        painter.setPen(QPen(QColor(worn.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(1, 1, scene.scale.width - 2, HEIGHT - 2))
