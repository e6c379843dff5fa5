"""The table's model: lines in the order of a column, narrowed by trouble and by text; rebuilt, never patched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.strings import _, fold
from console.views.health.columns import COLUMNS
from console.views.health.lines import Line

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LINE = Qt.ItemDataRole.UserRole
"""The role under which an index hands over the whole line."""


class HealthModel(QAbstractTableModel):
    """Tables of some thousand lines are sorted whole in a few milliseconds: no proxy, no patching."""

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: list[Line] = []
        self.shown: list[Line] = []
        self.at: datetime | None = None
        self._column, self._down = 0, False
        self._needle, self._troubled = "", False

    def fill(self, lines: Sequence[Line], at: datetime) -> None:
        """Take the newest truth; the selection stays with its cameras."""
        self.all, self.at = list(lines), at
        self._choose()

    def search(self, text: str) -> None:
        self._needle = fold(text.strip())
        self._choose()

    def only_troubled(self, on: bool) -> None:
        self._troubled = on
        self._choose()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._down = column, order == Qt.SortOrder.DescendingOrder
        self._choose()

    def line(self, at: int) -> Line:
        return self.shown[at]

    def find(self, camera: str) -> int | None:
        return next((at for at, line in enumerate(self.shown) if line.camera.id == camera), None)

    def _choose(self) -> None:
        found = [line for line in self.all if self._wanted(line)]
        key = COLUMNS[self._column].key
        known = [(value, line) for line in found if (value := key(line)) is not None]
        # By number first: a sort that keeps equals in place does the rest.
        known.sort(key=lambda pair: pair[1].camera.number)
        known.sort(key=lambda pair: pair[0], reverse=self._down)
        blank = sorted((line for line in found if key(line) is None), key=lambda line: line.camera.number)
        ordered = [line for _value, line in known] + blank
        if [line.camera.id for line in ordered] == [line.camera.id for line in self.shown]:
            self.shown = ordered
            if ordered:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ordered) - 1, len(COLUMNS) - 1))
        else:
            self._rearrange(ordered)
        self.counted.emit()

    def _rearrange(self, ordered: list[Line]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self.shown[index.row()].camera.id for index in before]
        self.shown = ordered
        places = {line.camera.id: at for at, line in enumerate(ordered)}
        after = [
            self.index(places[id], index.column()) if id in places else QModelIndex()
            for id, index in zip(ids, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _wanted(self, line: Line) -> bool:
        return (not self._troubled or line.troubled) and (not self._needle or self._needle in line.text)

    # What Qt asks.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.at is None:
            return None
        line, column = self.shown[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(line, self.at)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (column.text(line, self.at), column.source(line, self.at)) if part)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return line if role == LINE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return _(COLUMNS[section].title) if role == Qt.ItemDataRole.DisplayRole else None
