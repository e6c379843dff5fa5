"""One Qt model for every list of rows in the console: it follows the replica in batches and keeps its own order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from backend_client.replica import Change, Replica
from console.strings import _, fold
from console.widgets.shelf import Shelf
from console.widgets.stock import Facet, Moves, Rules, Stock
from contract.base import Row

T = TypeVar("T", bound=Row)
Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole
"""The role under which an index hands over the whole row."""
BATCH_MS = 60
SLICE_S = 0.005
"""How long a search may hold the loop at once; a frame is 16 ms, and somebody has to paint what was found."""
_STEP = 256
_MANY_RUNS = 24
"""More separate places than this are told as one reset: every one of them makes the view recompute all its rows."""
_HOARD = 5_000
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its title (marked with N_), and the text that stands for a row, on screen or read aloud."""

    title: str
    text: Callable[[T], str]


class RowsModel(QAbstractTableModel, Generic[T]):
    """Rows of one kind, in the order of `rules`, narrowed by facet and by text."""

    shifting = Signal(object)
    """Ids whose rows are about to change places (None: everything is), for whoever keeps a selection."""
    shifted = Signal(object)
    counted = Signal()
    """Facet counts or the number of rows shown may have changed."""
    searched = Signal(int, int)
    """How many rows a search has looked at, and of how many."""

    def __init__(
        self,
        replica: Replica,
        kind: type[T],
        columns: Sequence[Column[T]],
        rules: Rules[T],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._replica, self._kind, self.columns = replica, kind, columns
        self.stock: Stock[T] = Stock(rules)
        self.shown: Shelf[T] = Shelf()
        self._pending: dict[str, T | None] = {}
        self._batch = QTimer(self, singleShot=True, interval=BATCH_MS)
        self._batch.timeout.connect(self._flush_more)
        self._sweep = QTimer(self, singleShot=True, interval=0)
        self._sweep.timeout.connect(self._search_on)
        self._asleep = False
        self._refill()
        self.destroyed.connect(replica.subscribe(kind, self._follow))

    # What is shown.

    def narrow(self, wanted: Callable[[Facet], bool] | None) -> None:
        """Show only the facets that pass; the predicate sees each distinct facet, not each row."""
        self._take_pending()
        self.stock.wanted = wanted
        self._choose()

    def search(self, text: str) -> None:
        """Show only rows whose words hold `text`, diacritics or not; what is found appears as it is found."""
        needle = fold(text.strip())
        if needle != self.stock.needle:
            self._take_pending()
            self.stock.needle = needle
            self._choose()

    def row(self, at: int) -> T:
        return self.shown.rows[at]

    def find(self, id: str) -> int | None:
        """Where the row of this id is shown."""
        key = self.stock.place(id)
        return self.shown.at(key) if key is not None and self.shown.holds(key) else None

    @property
    def searching(self) -> bool:
        return self._sweep.isActive()

    def rest(self) -> None:
        """Nobody looks: gather changes, run no timer."""
        self._asleep = True
        self._batch.stop()
        self._sweep.stop()

    def wake(self) -> None:
        """Somebody looks again: catch up at once."""
        self._asleep = False
        self._flush()
        if self.stock.edge is not None:
            self._sweep.start()

    # Following the world.

    def _follow(self, changes: list[Change]) -> None:
        for old, new in changes:
            row = new if new is not None else old
            if isinstance(row, self._kind):
                self._pending[row.id] = row if new is not None else None
        if self._asleep:
            if len(self._pending) > _HOARD:
                self._flush()
        elif not self._batch.isActive():
            self._flush()
            self._batch.start()

    def _flush_more(self) -> None:
        if self._pending:
            self._flush()
            self._batch.start()

    def _take_pending(self) -> None:
        pending, self._pending = self._pending, {}
        self.stock.take(pending)

    def _flush(self) -> None:
        if not self._pending:
            return
        pending, self._pending = self._pending, {}
        moves = self.stock.take(pending)
        moves.come.sort(key=lambda entry: entry[0])
        if self._runs(moves) > _MANY_RUNS:
            self._rearrange(moves)
        else:
            self._step(moves)
        self.counted.emit()

    def _runs(self, moves: Moves[T]) -> int:
        arriving = sum(1 for _run in self.shown.incoming([key for key, _row in moves.come]))
        return len(self.shown.outgoing(moves.leave)) + arriving

    def _step(self, moves: Moves[T]) -> None:
        ids = {key[-1] for key in moves.leave} & {key[-1] for key, _row in moves.come}
        self.shifting.emit(ids)
        for first, last in self.shown.outgoing(moves.leave):
            self.beginRemoveRows(_NOWHERE, first, last)
            self.shown.cut(first, last)
            self.endRemoveRows()
        self._put(moves)
        self.shifted.emit(ids)
        self._replace(moves)

    def _put(self, moves: Moves[T]) -> None:
        keys = [key for key, _row in moves.come]
        rows = [row for _key, row in moves.come]
        for at, begin, end in self.shown.incoming(keys):
            self.beginInsertRows(_NOWHERE, at, at + end - begin - 1)
            self.shown.put(at, keys[begin:end], rows[begin:end])
            self.endInsertRows()

    def _replace(self, moves: Moves[T]) -> None:
        places = []
        for key, row in moves.stay:
            at = self.shown.at(key)
            self.shown.rows[at] = row
            places.append(at)
        if places:
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), last))

    def _rearrange(self, moves: Moves[T]) -> None:
        self._reset_begins()
        for first, last in self.shown.outgoing(moves.leave):
            self.shown.cut(first, last)
        keys, rows = [key for key, _row in moves.come], [row for _key, row in moves.come]
        for at, begin, end in self.shown.incoming(keys):
            self.shown.put(at, keys[begin:end], rows[begin:end])
        for key, row in moves.stay:
            self.shown.rows[self.shown.at(key)] = row
        self._reset_ends()

    def _refill(self) -> None:
        self.stock.fill(self._replica.world.all(self._kind))
        self.shown.fill(*self.stock.chosen())

    def _choose(self) -> None:
        """Begin again with what is wanted now: at once for facets, in slices for text."""
        self._sweep.stop()
        self._reset_begins()
        self.stock.edge = () if self.stock.needle else None
        self.shown.fill(*(([], []) if self.stock.needle else self.stock.chosen()))
        self._reset_ends()
        if self.stock.needle:
            self._search_on()
        self.counted.emit()

    def _search_on(self) -> None:
        stock, until = self.stock, perf_counter() + SLICE_S
        assert stock.edge is not None
        at, end = stock.all.after(stock.edge), len(stock.all)
        found: list[int] = []
        while at < end:
            stop = min(at + _STEP, end)
            found += stock.sift(at, stop)
            at = stop
            # Asked after a step, never before the first: whoever lost the processor meanwhile must still get on.
            if perf_counter() >= until:
                break
        stock.edge = stock.all.keys[at - 1] if at < end else None
        if found:
            self._append(found)
        self.searched.emit(at, end)
        self.counted.emit()
        if stock.edge is not None and not self._asleep:
            self._sweep.start()

    def _append(self, found: list[int]) -> None:
        first, keys, rows = len(self.shown), self.stock.all.keys, self.stock.all.rows
        self.beginInsertRows(_NOWHERE, first, first + len(found) - 1)
        self.shown.put(first, [keys[i] for i in found], [rows[i] for i in found])
        self.endInsertRows()

    def _reset_begins(self) -> None:
        self.shifting.emit(None)
        self.beginResetModel()

    def _reset_ends(self) -> None:
        self.endResetModel()
        self.shifted.emit(None)

    # What Qt asks.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.shown.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[index.column()].text(row)
        return row if role == ROW else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        return None
