"""The health of all cameras in one table: find, sort, narrow to the troubled, export; the keyboard is enough."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.desk import Desk
from console.strings import N_, _, clock, number
from console.theme import ROW
from console.views.health.board import HealthBoard
from console.views.health.cells import HealthCells
from console.views.health.columns import COLUMNS
from console.views.health.detail import HealthDetail
from console.views.health.export import table
from console.views.health.lines import Line, lines
from console.views.health.model import HealthModel
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from console.widgets.view import Notice, View
from contract.health import LearnView

GROUP = N_("Camera health")
TICK_MS = 2000
LAST_FAULT = next(at for at, column in enumerate(COLUMNS) if column.title == "Last fault")
"""Takes whatever room there is."""


class HealthView(View):
    """Keys alone are enough: search, arrows, S to sort, E to export, L to learn a view anew."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.board = HealthBoard(desk, self)
        self.model = HealthModel(self)
        self.table = QTableView()
        self.search = QLineEdit()
        self.troubled = QPushButton(_("Only troubled"))
        self._export = QPushButton(_("Export…"))
        self._learn = QPushButton(_("The view is right"))
        self._count = label("", "muted")
        self._as_of = label("", "muted")
        self._empty = label("", "muted", wrap=True)
        self._detail = HealthDetail()
        self._dialog: QFileDialog | None = None
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._build_table()
        self._build()
        self._connect()
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(1280, 720)

    def select(self, id: str) -> bool:
        """Pick a camera; what hides it gives way."""
        if self.model.find(id) is None:
            self.search.clear()
            self.troubled.setChecked(False)
        at = self.model.find(id)
        if at is not None:
            self.table.selectRow(at)
        return at is not None

    def current(self) -> Line | None:
        index = self.table.currentIndex()
        return self.model.line(index.row()) if index.isValid() and index.row() < self.model.rowCount() else None

    def refresh(self) -> None:
        """Read everything again."""
        now = self._desk.now()
        self.model.fill(lines(self._desk.world, self.board.words(), now, self.board.waiting), now)
        words = _("Figures as of {time}") if self._desk.line.live else _("No connection: figures as of {time}")
        told = now if self._desk.line.live else self._desk.line.told_at
        self._as_of.setText(words.format(time=clock(told or now)))

    def sort_next(self) -> None:
        """By the next column; after the last one by the first."""
        header = self.table.horizontalHeader()
        column = (header.sortIndicatorSection() + 1) % len(COLUMNS)
        self.table.sortByColumn(column, header.sortIndicatorOrder())
        self.said.emit(Notice(_("Sorted by “{column}”.").format(column=_(COLUMNS[column].title))))

    def turn_order(self) -> None:
        header = self.table.horizontalHeader()
        down = header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.table.sortByColumn(header.sortIndicatorSection(), order)

    def export(self) -> None:
        """Ask where to, and write what is shown."""
        name = f"camera-{self._desk.now():%Y%m%d-%H%M}.csv"
        self._dialog = QFileDialog(self, _("Export the table"), name, "CSV (*.csv)")
        self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._dialog.setDefaultSuffix("csv")
        self._dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        self._dialog.open()

    def write(self, path: Path) -> None:
        """Write what is shown, in the order in which it is shown."""
        try:
            path.write_bytes(table(self.model.shown, self._desk.now()))
        except OSError as error:
            words = _("The file could not be written: {reason}").format(reason=error.strerror or str(error))
            self.said.emit(Notice(words, "error"))
            return
        count = number(len(self.model.shown))
        self.said.emit(Notice(_("{count} cameras written to {file}.").format(count=count, file=path.name), "good"))

    def learn(self) -> None:
        """The chosen camera looks where it should: all machines are to learn its view anew."""
        line = self.current()
        if line is None or not self._learn.isEnabled():
            return
        self._desk.tell(LearnView(camera=line.camera.id, seen_by=line.camera.audiences()))
        words = _("All machines learn the view of camera {number} anew.")
        self.said.emit(Notice(words.format(number=line.camera.number)))

    # Building.

    def _build_table(self) -> None:
        view = self.table
        view.setModel(self.model)
        view.setItemDelegate(HealthCells(view))
        view.setAccessibleName(_("Camera health"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for index, column in enumerate(COLUMNS):
            view.setColumnWidth(index, column.width)
        header.setSectionResizeMode(LAST_FAULT, QHeaderView.ResizeMode.Stretch)
        view.setSortingEnabled(True)
        view.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    def _build(self) -> None:
        self.search.setPlaceholderText(_("Search: number, name, place, machine"))
        self.search.setAccessibleName(_("Search cameras"))
        self.search.setClearButtonEnabled(True)
        self.troubled.setCheckable(True)
        self.troubled.setProperty("role", "chip")
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        head.addWidget(self.search, 1)
        for widget in (self.troubled, self._count, self._as_of, self._learn, self._export):
            head.addWidget(widget)
        self._empty.setContentsMargins(16, 24, 16, 24)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self._detail)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.model.search)
        self.troubled.toggled.connect(self.model.only_troubled)
        self.model.counted.connect(self._counted)
        self.table.selectionModel().currentChanged.connect(lambda *_rows: self._told())
        self._export.clicked.connect(self.export)
        self._learn.clicked.connect(self.learn)
        self._export.setToolTip(with_key(_("Write the lines shown to a CSV file"), "Ctrl+E"))
        self.troubled.setToolTip(with_key(_("Show only cameras with something wrong"), "Alt+1"))
        bind(self, "/", N_("Search"), GROUP, self.search.setFocus)
        bind(self.search, ("Down", "Return"), N_("From the search to the list"), GROUP, self.table.setFocus)
        bind(self, "Escape", N_("Show all cameras"), GROUP, self._back)
        bind(self, "Alt+1", N_("Show only cameras with something wrong"), GROUP, self.troubled.toggle)
        bind(self, "Ctrl+E", N_("Export the table"), GROUP, self.export)
        bind(self.table, "S", N_("Sort by the next column"), GROUP, self.sort_next)
        bind(self.table, "Shift+S", N_("Turn the order round"), GROUP, self.turn_order)
        bind(self.table, "L", N_("The view is right: learn it anew"), GROUP, self.learn)

    def _back(self) -> None:
        self.search.clear()
        self.troubled.setChecked(False)
        self.table.setFocus()

    def _counted(self) -> None:
        shown, known = self.model.rowCount(), len(self.model.all)
        words = _("{shown} of {known}").format(shown=number(shown), known=number(known))
        self._count.setText(words if shown != known else number(known))
        self.table.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        if not known:
            self._empty.setText(_("There are no cameras yet. An administrator adds them."))
        elif not shown:
            self._empty.setText(_("No camera fits: Esc shows all of them."))
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._told()

    def _told(self) -> None:
        line = self.current()
        self._detail.tell(line, self._desk.now())
        may = LearnView.right in self._desk.who().rights and self._desk.line.live
        self._learn.setEnabled(may and line is not None and bool(line.words))
        tip = _("The camera looks where it should: all machines learn its view anew")
        self._learn.setToolTip(
            with_key(tip, "L") if may else _("This role may not do this, or there is no connection.")
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
