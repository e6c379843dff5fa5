"""The table of cameras: several can be chosen, for a plan that is theirs all."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from console.strings import _
from console.theme import ROW
from console.views.recordings.columns import COLUMNS, NAME
from console.views.recordings.lines import Line
from console.views.recordings.model import RecordingsModel
from console.views.recordings.padded import Padded


class Table(QTableView):
    """`rows` is its model."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RecordingsModel(self)
        self.setModel(self.rows)
        self.setAccessibleName(_("Recordings of the cameras"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, column in enumerate(COLUMNS):
            self.setColumnWidth(at, column.width)
        self.setItemDelegate(Padded(self))
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def current(self) -> Line | None:
        at = self.currentIndex().row()
        return self.rows.shown[at] if 0 <= at < len(self.rows.shown) else None

    def chosen(self) -> list[Line]:
        """The selected lines from top to bottom, or the current one."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        current = self.current()
        found = [self.rows.shown[at] for at in rows if at < len(self.rows.shown)]
        return found or ([current] if current else [])

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here; Qt would jump to a row that begins with one."""
