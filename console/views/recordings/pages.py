"""Several widgets in one place, and a row of chips that says which one is seen."""

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from console.strings import _
from console.widgets.shortcuts import with_key


class Pages(QWidget):
    """The first one is seen first; each is reached with Alt and its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack, self._chips = QStackedWidget(), QButtonGroup(self)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(16, 8, 16, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self._stack, 1)
        self._chips.idClicked.connect(self._stack.setCurrentIndex)

    def add(self, page: QWidget, words: str) -> None:
        at = self._stack.addWidget(page)
        chip = QPushButton(words)
        chip.setCheckable(True)
        chip.setProperty("role", "chip")
        chip.setChecked(at == 0)
        chip.setToolTip(with_key(_("Show this list"), f"Alt+{at + 1}"))
        self._chips.addButton(chip, at)
        self._row.insertWidget(at, chip)

    def show_page(self, at: int) -> None:
        """Show one of them, and let the keys act there."""
        self._chips.button(at).setChecked(True)
        self._stack.setCurrentIndex(at)
        if page := self._stack.widget(at):
            page.setFocus()
