"""A table over a RowsModel that paints itself in one go and never loses the selection."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from console.theme import ROW, theme
from console.widgets.rows_model import RowsModel
from contract.base import Row

T = TypeVar("T", bound=Row)
Shown = TypeVar("Shown", bound=Row, contravariant=True)
Columns = tuple[tuple[int, int, int], ...]
"""Number, left edge and width of each visible column."""
REMEMBERED = 5_000
"""Selected rows that are found again after everything changed places; nobody picks more by hand."""


class Cells(Protocol[Shown]):
    """Paints what stands in a row; `scale` is that of the table."""

    def begin(self, painter: QPainter, scale: float) -> None: ...
    def paint(self, painter: QPainter, column: int, box: QRect, row: Shown) -> None: ...
    def cut(self, column: int, width: int, row: Shown) -> bool: ...


@dataclass(frozen=True)
class Still(Generic[T]):
    """What lets a table keep its rows as pictures.

    `live` are the columns whose words change with time alone and are written anew each time; `stamp` is whatever else
    than the row itself decides how the others look.
    """

    live: frozenset[int]
    stamp: Callable[[T], object]


class RowsTable(QTableView, Generic[T]):
    """Rows with one height; the selection and the place in the list belong to the rows, not to their numbers."""

    picked = Signal()
    """The current row or the selection is another one, or the current row has changed."""

    def __init__(
        self, model: RowsModel[T], cells: Cells[T], scale: float = 1.0, parent: QWidget | None = None,
        still: Still[T] | None = None,
    ) -> None:  # fmt: skip
        """Without `still` every cell is painted each time: right for lists that seldom change."""
        super().__init__(parent)
        self._rows, self._cells, self._scale = model, cells, scale
        self._still: Still[T] = still or Still(frozenset(range(len(model.columns))), lambda _row: None)
        self._kept: tuple[list[str], str] = ([], "")
        self._anchor: tuple[str, int] | None = None
        self._strips = Strips(cells, self._still, scale)
        self._look()
        self.setModel(model)
        model.shifting.connect(self._remember)
        model.shifted.connect(self._restore)
        model.dataChanged.connect(self.picked)
        selection = self.selectionModel()
        selection.selectionChanged.connect(self.picked)
        selection.currentChanged.connect(self.picked)

    def _look(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(round(ROW * self._scale))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # Who is picked.

    def current(self) -> T | None:
        at = self.currentIndex().row()
        return self._rows.row(at) if 0 <= at < self._rows.rowCount() else None

    def chosen(self, limit: int | None = None) -> list[T]:
        """The selected rows from top to bottom, or the current one; only the first of them with a limit."""
        places = (at for top, bottom in self._ranges() for at in range(top, bottom + 1))
        rows = [self._rows.row(at) for at in islice(places, limit)]
        current = self.current()
        return rows or ([current] if current else [])

    def count_chosen(self) -> int:
        """How many are selected, without looking at each: somebody may have selected everything."""
        return sum(bottom - top + 1 for top, bottom in self._ranges())

    def pick(self, id: str, show: bool = True) -> bool:
        at = self._rows.find(id)
        if at is None:
            return False
        index = self._rows.index(at, 0)
        self.selectionModel().setCurrentIndex(index, _ALONE)
        if show:
            self.scrollTo(index)
        return True

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here; Qt would jump to a row that begins with one."""

    def _remember(self, ids: set[str] | None) -> None:
        """Note whom a shift is about to lose: of one step those that move, of a reset everybody."""
        top = self.rowAt(0)
        away = self.verticalScrollBar().value() > 0 and top >= 0
        self._anchor = (self._rows.row(top).id, self.rowViewportPosition(top)) if away else None
        current = self.current()
        is_lost = current is not None and (ids is None or current.id in ids)
        self._kept = ([], current.id if current and is_lost else "")
        if ids is None or ids:
            ranges = self._ranges()
            if sum(bottom - top + 1 for top, bottom in ranges) <= REMEMBERED:
                chosen = [self._rows.row(at).id for top, bottom in ranges for at in range(top, bottom + 1)]
                self._kept = ([id for id in chosen if ids is None or id in ids], self._kept[1])

    def _restore(self, ids: set[str] | None) -> None:
        (chosen, current), self._kept = self._kept, ([], "")
        selection = QItemSelection()
        for at in self._places(chosen):
            selection.select(self._rows.index(at, 0), self._rows.index(at, len(self._rows.columns) - 1))
        if not selection.isEmpty():
            self.selectionModel().select(selection, _ADD)
        place = self._rows.find(current) if current else None
        if place is not None:
            index = self._rows.index(place, 0)
            # Qt would scroll after the current row: somebody acknowledges one and loses sight of all the others.
            self.setAutoScroll(False)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.setAutoScroll(True)
        if self._anchor is not None:
            self._hold(*self._anchor)
        if current or chosen:
            self.picked.emit()

    def _ranges(self) -> list[tuple[int, int]]:
        selection = self.selectionModel().selection()
        return sorted((part.top(), part.bottom()) for part in selection.toList())

    def _places(self, ids: Sequence[str]) -> list[int]:
        return [at for at in map(self._rows.find, ids) if at is not None]

    def _hold(self, id: str, offset: int) -> None:
        """Whoever has scrolled down reads on: what comes in above does not push the lines away."""
        at = self._rows.find(id)
        if at is not None:
            # Positions must be counted here: the header lays itself out again only at the next paint.
            self.verticalScrollBar().setValue(at * self.verticalHeader().defaultSectionSize() - offset)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """All visible cells in one call: through a delegate Qt would cross into Python once per cell and role."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme().panel))
        height = self.verticalHeader().defaultSectionSize()
        first, count = self.rowAt(max(0, event.rect().top())), self._rows.rowCount()
        if first >= 0 and count:
            self._cells.begin(painter, self._scale)
            columns = self._columns()
            y, bottom = self.rowViewportPosition(first), event.rect().bottom()
            for at in range(first, count):
                if y > bottom:
                    break
                self._paint_row(painter, at, y, height, columns)
                y += height
        painter.end()

    def _columns(self) -> Columns:
        return tuple(
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(len(self._rows.columns))
            if not self.isColumnHidden(column)
        )

    def _paint_row(self, painter: QPainter, at: int, y: int, height: int, columns: Columns) -> None:
        row, worn, width = self._rows.row(at), theme(), self.viewport().width()
        selected = self.selectionModel().isRowSelected(at, _NOWHERE)
        painter.drawPixmap(0, y, self._strips.get(row, selected, width, height, columns, self.devicePixelRatioF()))
        for column, x, span in columns:
            if column in self._still.live:
                self._cells.paint(painter, column, QRect(x, y, span, height), row)
        if at == self.currentIndex().row() and self.hasFocus():
            painter.setPen(QPen(QColor(worn.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(1, y + 1, width - 2, height - 3))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips only where text is cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            row = self._rows.row(index.row()) if index.isValid() else None
            cut = row is not None and self._cells.cut(index.column(), self.columnWidth(index.column()), row)
            QToolTip.showText(event.globalPos(), index.data(Qt.ItemDataRole.ToolTipRole) if cut else "", self)
            return True
        return super().viewportEvent(event)


class Strips(Generic[T]):
    """Rows as pictures: writing forty lines of nine columns anew costs ten milliseconds, copying them one."""

    MOST = 512

    def __init__(self, cells: Cells[T], still: Still[T], scale: float) -> None:
        self._cells, self._still, self._scale = cells, still, scale
        self._made: dict[tuple[str, bool], tuple[T, object, QPixmap]] = {}
        self._layout: object = None

    def get(self, row: T, selected: bool, width: int, height: int, columns: Columns, ratio: float) -> QPixmap:
        layout = (width, height, columns, ratio, theme())
        if layout != self._layout or len(self._made) > self.MOST:
            self._made.clear()
            self._layout = layout
        stamp = self._still.stamp(row)
        made = self._made.get((row.id, selected))
        # By identity: rows are replaced whole, and comparing two of them field by field would cost more than painting.
        if made is None or made[0] is not row or made[1] != stamp:
            made = self._made[row.id, selected] = (row, stamp, self._paint(row, selected, layout[:4]))
        return made[2]

    def clear(self) -> None:
        self._made.clear()

    def _paint(self, row: T, selected: bool, layout: tuple[int, int, Columns, float]) -> QPixmap:
        width, height, columns, ratio = layout
        strip = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
        strip.setDevicePixelRatio(ratio)
        strip.fill(QColor(theme().selected if selected else theme().panel))
        painter = QPainter(strip)
        painter.fillRect(0, height - 1, width, 1, QColor(theme().line))
        self._cells.begin(painter, self._scale)
        for column, x, span in columns:
            if column not in self._still.live:
                self._cells.paint(painter, column, QRect(x, 0, span, height), row)
        painter.end()
        return strip


_NOWHERE = QModelIndex()
_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_ADD = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
