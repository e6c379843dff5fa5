"""The bar that says that the backend is away, and what of the picture is still true."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from console.wall.look import Look


class TruthBar(QWidget):
    """One sentence over the whole width; striped ends, so that it is seen without colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look(20.0)
        self.words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def say(self, words: str) -> None:
        """Say this, or with no words go away."""
        if words != self.words:
            self.words = words
            self.setAccessibleName(words)
            self.setVisible(bool(words))
            self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._look.ink.ground))
        high = self.height()
        self._stripes(painter, high)
        room = self.rect().adjusted(2 * high, 0, -2 * high, 0)
        share = min(1.0, high / self._look.letter * 0.5)
        while share > 0.3 and QFontMetrics(self._look.font(share, True)).horizontalAdvance(self.words) > room.width():
            share *= 0.95
        painter.setFont(self._look.font(share, True))
        painter.setPen(QColor(self._look.ink.warning))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.words)
        painter.end()

    def _stripes(self, painter: QPainter, high: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.ink.warning))
        step = max(4, high // 3)
        for ends in (QRect(0, 0, round(1.7 * high), high), QRect(self.width() - round(1.7 * high), 0, 2 * high, high)):
            painter.setClipRect(ends)
            for left in range(ends.left() - high, ends.right() + 1, 2 * step):
                corners = ((left, high), (left + step, high), (left + step + high, 0), (left + high, 0))
                painter.drawPolygon(QPolygonF([QRectF(x, y, 0, 0).topLeft() for x, y in corners]))
        painter.setClipping(False)
