"""The small signs of a tile's status, drawn so that no font can lack them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from console.video.truth import Status


def draw_glyph(painter: QPainter, status: Status, box: QRectF, tone: QColor) -> None:
    """Draw a status's sign into a square: each has its own shape."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tone, max(1.5, box.width() / 7), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _SHAPES.get(status, _ring)(painter, box)
    painter.restore()


def draw_steer(painter: QPainter, box: QRectF, tone: QColor) -> None:
    """Draw the sign of a camera that is being steered: four ways from one point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.translate(box.center())
    half = box.width() / 2
    painter.drawEllipse(QPointF(0, 0), half * 0.22, half * 0.22)
    for _way in range(4):
        tip = [QPointF(0, -half), QPointF(half * 0.42, -half * 0.45), QPointF(-half * 0.42, -half * 0.45)]
        painter.drawPolygon(QPolygonF(tip))
        painter.rotate(90)
    painter.restore()


def _dot(painter: QPainter, box: QRectF) -> None:
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(box.center(), box.width() * 0.3, box.width() * 0.3)


def _triangle(painter: QPainter, box: QRectF) -> None:
    painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))


def _clock(painter: QPainter, box: QRectF) -> None:
    middle = box.center()
    painter.drawEllipse(box)
    painter.drawLine(middle, QPointF(middle.x(), box.top() + box.height() * 0.22))
    painter.drawLine(middle, QPointF(middle.x() + box.width() * 0.24, middle.y()))


def _cross(painter: QPainter, box: QRectF) -> None:
    painter.drawLine(box.topLeft(), box.bottomRight())
    painter.drawLine(box.topRight(), box.bottomLeft())


def _barred(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    inset = box.width() * 0.15
    painter.drawLine(box.topLeft() + QPointF(inset, inset), box.bottomRight() - QPointF(inset, inset))


def _ring(painter: QPainter, box: QRectF) -> None:
    painter.drawArc(box, 40 * 16, 280 * 16)


def _bar(painter: QPainter, box: QRectF) -> None:
    painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))


def _back(painter: QPainter, box: QRectF) -> None:
    middle = box.center()
    for left, right in ((box.left(), middle.x()), (middle.x(), box.right())):
        tip, base = QPointF(left, middle.y()), QRectF(QPointF(left, box.top()), QPointF(right, box.bottom()))
        painter.drawPolyline(QPolygonF([base.topRight(), tip, base.bottomRight()]))


_SHAPES = {
    "replay": _back,
    "live": _dot,
    "late": _triangle,
    "stale": _clock,
    "lost": _cross,
    "denied": _barred,
    "connecting": _ring,
    "off": _bar,
}
