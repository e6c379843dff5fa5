"""The navigation rail: a view per button, with words, and a badge for what waits there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from console.strings import _, ngettext_, number
from console.theme import font, icon, theme
from console.views import ViewSpec
from console.widgets.shortcuts import with_key

WIDTH = 96


class Rail(QWidget):
    """`chosen` tells the id of the view; other buttons stand at the bottom."""

    chosen = Signal(str)

    def __init__(self, views: Sequence[ViewSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        for view in views:
            button = RailButton(view.icon, _(view.title))
            button.setCheckable(True)
            button.setToolTip(with_key(_(view.title), view.shortcut))
            button.clicked.connect(lambda _on=False, id=view.id: self.chosen.emit(id))
            self._group.addButton(button)
            self._column.addWidget(button)
            self.buttons[view.id] = button
        self._column.addStretch(1)

    def add(self, name: str, words: str, tip: str, do: Callable[[], None]) -> "RailButton":
        button = RailButton(name, words)
        button.setToolTip(tip)
        button.clicked.connect(do)
        self._column.addWidget(button)
        return button

    def show_chosen(self, id: str) -> None:
        if id in self.buttons:
            self.buttons[id].setChecked(True)


class RailButton(QToolButton):
    """An icon, a word, and perhaps a number in the corner."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self._count = 0
        self._words = words
        self.setProperty("role", "rail")
        self.setText(words)
        self.setIcon(icon(name, size=26))
        self.setIconSize(QSize(26, 26))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def badge(self, count: int) -> None:
        if count != self._count:
            self._count = count
            said = ngettext_("{count} waiting", "{count} waiting", count).format(count=number(count))
            self.setAccessibleName(f"{self._words}, {said}" if count else self._words)
            self.update()

    @property
    def count(self) -> int:
        return self._count

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("small", bold=True, figures=True))
        text = number(self._count) if self._count < 1000 else "999+"
        width = max(20, painter.fontMetrics().horizontalAdvance(text) + 10)
        box = QRect(min(self.width() // 2 + 6, self.width() - width - 3), 4, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().danger))
        painter.drawRoundedRect(box, 9, 9)
        painter.setPen(QColor(theme().on_danger))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
