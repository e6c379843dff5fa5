"""Chips that narrow a list: each with a word and how many there are behind it."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from console.strings import _, number

V = TypeVar("V")


class FacetBar(QWidget, Generic[V]):
    """Any number may be down; none down means all."""

    changed = Signal()

    def __init__(self, title: str, values: Sequence[tuple[V, str]], parent: QWidget | None = None) -> None:
        """`values` pairs each value with its word, looked up already."""
        super().__init__(parent)
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._chips: dict[V, tuple[QPushButton, str]] = {}
        for value, word in values:
            chip = QPushButton(word)
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            chip.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(chip)
            self._chips[value] = (chip, word)

    def wanted(self) -> frozenset[V]:
        return frozenset(value for value, (chip, _word) in self._chips.items() if chip.isChecked())

    def want(self, *values: V) -> None:
        """Press exactly these chips."""
        before = self.wanted()
        self.blockSignals(True)
        for value, (chip, _word) in self._chips.items():
            chip.setChecked(value in values)
        self.blockSignals(False)
        if self.wanted() != before:
            self.changed.emit()

    def count(self, counts: Mapping[V, int]) -> None:
        for value, (chip, word) in self._chips.items():
            text = _("{word}  {count}").format(word=word, count=number(counts.get(value, 0)))
            if chip.text() != text:
                chip.setText(text)
