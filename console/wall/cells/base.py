"""The least that a cell of the wall is: a painted widget of the wall's letters that can be told to let go."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.strings import _, age
from console.wall.look import Look


class WallCell(QWidget):
    """Paints itself whole; `letter` sizes come from its look, which changes with the window."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        self.look = look
        self.update()

    def retire(self) -> None:
        """Unsubscribe: the cell is about to be deleted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.look.ink.ground))
        gap = max(2, round(self.look.letter * 0.08))
        box = self.rect().adjusted(gap, gap, -gap, -gap)
        painter.fillRect(box, QColor(self.look.ink.panel))
        pad = max(4, min(round(self.look.letter * 0.6), box.width() // 14))
        self.draw(painter, box.adjusted(pad, pad, -pad, -pad))
        painter.end()

    def draw(self, painter: QPainter, box: QRect) -> None:
        raise NotImplementedError


def aged(seconds: float) -> str:
    """An age without tenths: a digit that never rests draws the eyes of the whole room."""
    return age(seconds) if seconds >= 10 else _("{seconds} s").format(seconds=int(seconds))
