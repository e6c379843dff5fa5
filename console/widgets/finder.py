"""A box to type into and a list to choose from: the command palette, and picking a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.strings import _, fold
from console.theme import font, theme
from console.widgets.fuzzy import best
from console.widgets.labels import label

_LINE = 40
_STEERS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True)
class Choice:
    """One line: `id` is handed back; with a `reason` it is shown and cannot be chosen."""

    id: str
    text: str
    detail: str = ""
    reason: str = ""
    folded: str = field(default="", compare=False)

    def search_text(self) -> str:
        return self.folded or fold(f"{self.text} {self.detail}")


class Finder(QDialog):
    """Opens without blocking; `chosen` tells the id, Esc closes."""

    chosen = Signal(str)

    def __init__(self, title: str, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices = [_prepared(choice) for choice in choices]
        self.input = QLineEdit()
        self.input.setProperty("role", "palette")
        self.input.setPlaceholderText(title)
        self.input.setAccessibleName(title)
        self.input.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(_Line(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none = label(_("Nothing found. Try fewer letters."), "muted")
        self.none.setContentsMargins(16, 12, 16, 16)
        self._lay_out(parent)
        self.input.textChanged.connect(self._find)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.list.itemClicked.connect(lambda _item: self._take())
        self._find("")
        self.input.setFocus()

    def _lay_out(self, parent: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(4)
        for widget in (self.input, self.list, self.none):
            column.addWidget(widget)
        self.setStyleSheet(f"QDialog {{ background: {theme().raised}; border: 1px solid {theme().edge}; }}"
                           "QListWidget { background: transparent; }")  # fmt: skip
        window = parent.window()
        width, height = (
            min(760, window.width() - 40),
            min(80 + _LINE * max(3, len(self._choices)), 520, window.height() - 80),
        )
        self.resize(width, height)
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - width // 2, max(window.mapToGlobal(window.rect().topLeft()).y() + 60, 0))

    def _find(self, needle: str) -> None:
        self.list.clear()
        found = best(needle, self._choices, Choice.search_text)
        for choice in found:
            item = QListWidgetItem(choice.text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setToolTip(choice.reason or choice.detail)
            if choice.reason:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))
        usable = [at for at, choice in enumerate(found) if not choice.reason]
        if usable:
            self.list.setCurrentRow(usable[0])

    def _take(self) -> None:
        if self.list.currentRow() < 0:
            return
        choice = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        if not choice.reason:
            self.close()
            self.chosen.emit(choice.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The letters go to the box, the arrows to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _STEERS:
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)


class _Line(QStyledItemDelegate):
    """Text on the left, what it belongs to on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        choice, worn = index.data(Qt.ItemDataRole.UserRole), theme()
        box: QRect = option.rect.adjusted(16, 0, -16, 0)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect.adjusted(8, 1, -8, -1), QColor(worn.selected))
        side = choice.reason or choice.detail
        painter.setFont(font("small"))
        metrics = painter.fontMetrics()
        room = min(metrics.horizontalAdvance(side) + 4, box.width() * 45 // 100)
        painter.setPen(QColor(worn.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, right, metrics.elidedText(side, Qt.TextElideMode.ElideRight, room))
        painter.setFont(font())
        painter.setPen(QColor(worn.muted if choice.reason else worn.text))
        left = box.adjusted(0, 0, -room - 16, 0)
        text = painter.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, text)


def _prepared(choice: Choice) -> Choice:
    return Choice(choice.id, choice.text, choice.detail, choice.reason, choice.search_text())
