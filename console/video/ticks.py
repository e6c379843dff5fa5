"""Marks over the replay bar's slider: where somebody has kept a moment or a range; a click goes there."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from console.theme import theme

HEIGHT = 9
NEAR = 6
"""A click within so many pixels means the mark."""
_INSET = 7
"""Half a handle: so far from its edges a slider's first and last values lie."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A kept moment, or with another `end` a range, in Unix seconds, and what is said of it."""

    start: float
    end: float
    words: str


class Ticks(QWidget):
    """Lies over a slider that spans what is kept; told both."""

    wanted = Signal(float)
    """Go to this moment, in Unix seconds."""

    def __init__(self, slider: QSlider, parent: QWidget | None = None) -> None:
        super().__init__(parent or slider)
        self._slider = slider
        self._span: tuple[float, float] | None = None
        self.marks: tuple[Mark, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        slider.installEventFilter(self)

    def tell(self, span: tuple[float, float] | None, marks: Sequence[Mark]) -> None:
        """Show those of these marks that lie within the span."""
        within = tuple(mark for mark in marks if span and mark.end >= span[0] and mark.start <= span[1])
        self._span, self.marks = span, within
        self.setVisible(bool(within))
        self.update()

    def at(self, x: float) -> Mark | None:
        """Find the mark at a place."""
        near = [(abs(self._x(mark.start) - x), mark.start, mark) for mark in self.marks]
        near = [one for one in near if one[0] <= NEAR]
        return min(near, key=lambda one: one[:2])[2] if near else None

    def _x(self, moment: float) -> float:
        if self._span is None or self._span[1] <= self._span[0]:
            return 0.0
        share = (moment - self._span[0]) / (self._span[1] - self._span[0])
        return _INSET + min(1.0, max(0.0, share)) * (self.width() - 2 * _INSET)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = QColor(theme().warning)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        for mark in self.marks:
            left, right = self._x(mark.start), self._x(mark.end)
            if right - left > 1:
                painter.drawRect(QRectF(left, 0, right - left, 2))
            painter.drawPolygon(QPolygonF([QPointF(left - 4, 0), QPointF(left + 4, 0), QPointF(left, HEIGHT - 1)]))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the mark; anywhere else the slider is meant."""
        mark = self.at(event.position().x())
        if mark is not None:
            self.wanted.emit(mark.start)
        event.setAccepted(mark is not None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        mark = self.at(event.position().x())
        QToolTip.showText(event.globalPosition().toPoint(), mark.words if mark else "", self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(0, 0, self._slider.width(), HEIGHT)
        return super().eventFilter(watched, event)
