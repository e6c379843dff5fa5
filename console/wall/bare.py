"""The one window of a node that has no screen of any wall: it says so, and what to do."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.strings import _
from console.wall.lettering import Line, write
from console.wall.look import Look


class BareWindow(QWidget):
    """A plain window with three lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(_("Video wall"))
        self._lines: tuple[str, ...] = ()

    def say(self, what: str, who: str, line: str) -> None:
        """What is missing, what to do about it, and how the line stands."""
        lines = (what, who, line)
        if lines != self._lines:
            self._lines = lines
            self.setAccessibleName(what)
            self.setAccessibleDescription(who)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(1280, 720)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Q and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = Look(self.height() / 24)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.ink.ground))
        tones = (look.ink.warning, look.ink.text, look.ink.muted)
        shares = (1.4, 1.0, 0.85)
        lines = [
            Line(text, tone, share, share > 1.2, 0.5)
            for text, tone, share in zip(self._lines, tones, shares, strict=False)
        ]
        inset = self.width() // 12
        box = self.rect().adjusted(inset, inset, -inset, -inset)
        write(painter, box, lines, look, Qt.AlignmentFlag.AlignCenter)
        painter.end()
