"""How the small tables and lists of dialogs look, and how their rows are filled."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QListWidget, QTableWidget, QTableWidgetItem

from console.theme import theme


def table(heads: Sequence[str], widths: Sequence[int], name: str) -> QTableWidget:
    """A table to read and to pick one row from; the last column takes the room that is left."""
    made = QTableWidget(0, len(heads))
    dress(made, heads, widths, name)
    return made


def dress(made: QTableWidget, heads: Sequence[str], widths: Sequence[int], name: str) -> None:
    made.setColumnCount(len(heads))
    made.setHorizontalHeaderLabels(list(heads))
    made.setAccessibleName(name)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(34)
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setStyleSheet("QTableView::item { padding: 0 10px; }")
    head = made.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    for column, width in enumerate(widths):
        made.setColumnWidth(column, width)
    head.setSectionResizeMode(len(heads) - 1, QHeaderView.ResizeMode.Stretch)


def fill(made: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
    made.setRowCount(len(rows))
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            made.setItem(at, column, item)


def ticked(made: QListWidget) -> None:
    """Boxes that are seen: the style's own are as dark as the list."""
    worn = theme()
    box = "width: 14px; height: 14px; border-radius: 3px; border: 2px solid"
    made.setStyleSheet(
        f"QListView::indicator {{ {box} {worn.edge}; background: {worn.ground}; }}"
        f"QListView::indicator:checked {{ border-color: {worn.accent}; background: {worn.accent}; }}"
        f"QListView::indicator:disabled {{ border-color: {worn.line}; }}"
    )
