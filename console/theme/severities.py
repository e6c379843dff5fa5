"""How each severity looks and is called: a colour, a shape and a word, so that none of the three stands alone."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from console.strings import N_, _
from console.theme.current import theme
from contract.alerts import Severity

SHAPES = {Severity.EMERGENCY: "▲", Severity.WARNING: "◆", Severity.NOTICE: "●", Severity.INFO: "○"}
_WORDS = {
    Severity.EMERGENCY: N_("Emergency"),
    Severity.WARNING: N_("Warning"),
    Severity.NOTICE: N_("Notice"),
    Severity.INFO: N_("Information"),
}


def severity_word(severity: Severity) -> str:
    return _(_WORDS[severity])


def severity_text(severity: Severity) -> str:
    """Shape and word, where only text can be shown."""
    return f"{SHAPES[severity]} {severity_word(severity)}"


def severity_colour(severity: Severity) -> QColor:
    return QColor(theme().severity(severity))


def paint_severity(painter: QPainter, box: QRectF, severity: Severity) -> None:
    """Paint the shape itself: glyphs of these shapes differ in size and height from font to font."""
    colour = severity_colour(severity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if severity is Severity.EMERGENCY:
        painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    elif severity is Severity.WARNING:
        middle = box.center()
        points = [
            (middle.x(), box.top()),
            (box.right(), middle.y()),
            (middle.x(), box.bottom()),
            (box.left(), middle.y()),
        ]
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    elif severity is Severity.NOTICE:
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, max(1.6, box.width() / 7)))
        painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
