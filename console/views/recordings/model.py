"""The table's model: lines narrowed by text, rebuilt whole, the selection staying with its cameras."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from console.strings import _, fold
from console.theme import theme
from console.views.recordings.columns import COLUMNS, NAME, STATE
from console.views.recordings.lines import Line
from contract.recordings import Recording

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RecordingsModel(QAbstractTableModel):
    """Of some thousand lines at most."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: list[Line] = []
        self.shown: list[Line] = []
        self._at: datetime | None = None
        self._needle, self._planned = "", False

    def fill(self, lines: Sequence[Line], at: datetime) -> None:
        self.all, self._at = list(lines), at
        self._choose()

    def search(self, text: str) -> None:
        self._needle = fold(text.strip())
        self._choose()

    def only_planned(self, on: bool) -> None:
        self._planned = on
        self._choose()

    def find(self, id: str) -> int | None:
        return next((at for at, line in enumerate(self.shown) if line.id == id), None)

    def _choose(self) -> None:
        found = [line for line in self.all if self._needle in line.text and (line.plan or not self._planned)]
        if [line.id for line in found] == [line.id for line in self.shown]:
            self.shown = found
            if found:
                self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, len(COLUMNS) - 1))
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self.shown[index.row()].id for index in before]
        self.shown = found
        places = {line.id: at for at, line in enumerate(found)}
        after = [self.index(places[id], index.column()) if id in places else QModelIndex()
                 for id, index in zip(ids, before, strict=True)]  # fmt: skip
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # What Qt asks.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._at is None:
            return None
        line, column = self.shown[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(line, self._at)
        if role == Qt.ItemDataRole.ToolTipRole:
            words = (column.text(line, self._at), column.tip(line, self._at))
            return "\n".join(dict.fromkeys(part for part in words if part))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _tone(line, index.column()) if role == Qt.ItemDataRole.ForegroundRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return _(COLUMNS[section].title) if role == Qt.ItemDataRole.DisplayRole else None


def _tone(line: Line, column: int) -> QColor:
    worn = theme()
    if column == STATE:
        tones = {
            Recording.RECORDING: worn.good,
            Recording.CONNECTING: worn.warning,
            Recording.FAULT: worn.danger,
            Recording.NO_ROOM: worn.danger,
        }
        return QColor(tones.get(line.status, worn.muted) if line.status else worn.muted)
    return QColor(worn.text if column == NAME else worn.muted)
