"""A small table of rows with ids: filled whole, and whoever was selected stays selected."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from console.theme import ROW
from console.views.recordings.padded import Padded

Cells = tuple[str, Sequence[str]]
"""A row's id and its texts."""


class Sheet(QTableWidget):
    """`widths` in pixels; 0 takes what is left."""

    picked = Signal()

    def __init__(self, name: str, titles: Sequence[str], widths: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(0, len(titles), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(titles))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, width in enumerate(widths):
            if width:
                self.setColumnWidth(at, width)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self.setItemDelegate(Padded(self))
        self._ids: list[str] = []
        self.currentCellChanged.connect(lambda *_cells: self.picked.emit())

    def fill(self, rows: Sequence[Cells]) -> None:
        """Show these; texts that are the same are not touched."""
        chosen = self.chosen
        self.blockSignals(True)
        self._ids = [id for id, _texts in rows]
        self.setRowCount(len(rows))
        for at, (_id, texts) in enumerate(rows):
            for column, text in enumerate(texts):
                self._put(at, column, text)
        place = self._ids.index(chosen) if chosen in self._ids else 0 if rows else -1
        if place >= 0:
            self.setCurrentCell(place, 0)
        self.blockSignals(False)
        self.picked.emit()

    def choose(self, id: str) -> bool:
        if id in self._ids:
            self.setCurrentCell(self._ids.index(id), 0)
        return id in self._ids

    @property
    def chosen(self) -> str:
        """The id of the current row, "" if there is none."""
        at = self.currentRow()
        return self._ids[at] if 0 <= at < len(self._ids) else ""

    def _put(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item is None:
            self.setItem(row, column, item := QTableWidgetItem())
        if item.text() != text:
            item.setText(text)
            item.setToolTip(text)
