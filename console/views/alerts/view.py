"""The alert queue: header, facets and search, the list, and beside it the alert that is picked."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from backend_client.replica import Change
from console.desk import Desk
from console.strings import N_, _
from console.theme import severity_text
from console.video.likely import Likely
from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.views.alerts.cells import AlertCells
from console.views.alerts.deeds import GROUP, Deeds
from console.views.alerts.detail import Detail
from console.views.alerts.filters import Filters
from console.views.alerts.header import Header, Tally
from console.views.alerts.listing import (
    ACKED,
    AGE,
    COUNT,
    OWNER,
    PLACE,
    SEVERITY,
    SOURCE,
    STATE,
    STATES,
    TITLE,
    Listing,
)
from console.views.alerts.rate import Rate
from console.widgets.finder import Choice
from console.widgets.labels import label, rule
from console.widgets.rows_model import RowsModel
from console.widgets.rows_table import RowsTable
from console.widgets.shortcuts import bind
from console.widgets.view import View
from contract.alerts import Alert

WIDTHS = {SEVERITY: 132, AGE: 136, PLACE: 230, SOURCE: 150, COUNT: 62, STATE: 136, OWNER: 146, ACKED: 186}
NARROW_HIDES = ((1500, SOURCE), (1300, ACKED), (1150, PLACE), (1000, COUNT), (820, OWNER), (650, STATE))
"""Below so many pixels of table (at scale 1) a column gives its room to the title; the panel beside tells it anyway."""
GROWING = {PLACE: (0.17, 520), SOURCE: (0.09, 260), OWNER: (0.09, 240), ACKED: (0.1, 260)}
"""On a wide screen these columns grow with it: a share of the table's width, and the most they can use."""
COUNT_MS = 200
DETAIL_WIDTH, DETAIL_MOST = 360, 640


class AlertsView(View):
    """The desk's queue; the wall has letters of its own (console.wall.cells.queue) over the same model and listing."""

    def __init__(self, desk: Desk, pool: SourcePool | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.listing = Listing(desk)
        self.model: RowsModel[Alert] = RowsModel(desk.replica, Alert, self.listing.columns, self.listing.rules, self)
        cells = AlertCells(self.listing)
        self.table: RowsTable[Alert] = RowsTable(self.model, cells, still=cells.still)
        self.header = Header()
        self._rate = Rate(desk.world.all(Alert))
        self.destroyed.connect(desk.subscribe(Alert, self._rated))
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self._soon = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._soon.timeout.connect(self._tell_counts)
        self._build(pool)
        self.model.counted.connect(self._count_soon)
        self._count()

    # Building.

    def _build(self, pool: SourcePool | None) -> None:
        self.table.setAccessibleName(_("Alert queue"))
        self.table.horizontalHeader().setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setMinimumHeight(36)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, width)
        self._empty = label("", "muted", wrap=True)
        self._empty.setParent(self.table.viewport())
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.viewport().installEventFilter(self)
        left = QVBoxLayout()
        left.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(16, 16, 16, 12)
        top.setSpacing(12)
        top.addWidget(self.header)
        left.addLayout(top)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        self.filters = Filters(self.model)
        self.filters.changed.connect(self._count)
        top.addWidget(self.filters)
        self._panel = self._side(pool)
        row.addWidget(self._panel)
        left.addWidget(rule())
        left.addWidget(self.table, 1)

    def _side(self, pool: SourcePool | None) -> QWidget:
        side = QWidget()
        side.setProperty("role", "panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.detail = Detail(self._desk, self.listing, pool)
        self.detail.marks.wanted.connect(lambda camera, moment: self.go.emit("cameras", f"{camera}\n{moment}"))
        self.deeds = Deeds(self._desk, self.table, self.table.chosen, self.said.emit)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # The deeds stand on top: messages come up at the bottom, and must not lie over a button.
        column.addWidget(self.deeds)
        column.addWidget(rule())
        column.addWidget(self.detail, 1)
        if pool is not None and (mosaic := self.detail.picture.mosaic) is not None:
            height = partial(_height, mosaic)
            self.likely = Likely(self.table, pool, lambda row: self.model.row(row).camera, height)
        self.setFocusProxy(self.table)
        self.table.picked.connect(self._picked_soon)
        self._picks = QTimer(self, singleShot=True, interval=0)
        self._picks.timeout.connect(self._picked)
        self._desk.line_changed.connect(self._picked_soon)
        search = self.filters.search
        bind(self, "Ctrl+F", N_("Search the alert queue"), GROUP, self.filters.to_search)
        bind(search, "Escape", N_("Clear the search and go back to the list"), GROUP, self._from_search)
        bind(search, "Down", N_("From the search to the list"), GROUP, self._to_list)
        bind(self.table, "N", N_("Go to the worst unacknowledged alert"), GROUP, self._to_worst)
        for at, state in enumerate(STATES):
            bind(self.table, f"Alt+{at + 1}", N_("Show or hide a state"), GROUP, partial(self.filters.toggle, state))
        return side

    # What is shown.

    def select(self, id: str) -> bool:
        if self.model.find(id) is None:
            self.filters.clear()
        self.table.setFocus()
        return self.table.pick(id)

    def choices(self) -> Iterator[Choice]:
        """The first open alerts, for the command palette."""
        for alert in self.model.stock.all.rows[:300]:
            if alert.closed_at is None:
                detail = f"{severity_text(alert.severity)} · {alert.place}"
                yield Choice(alert.id, alert.title, detail, folded=self.model.stock.text(alert))

    def look_for(self, text: str) -> None:
        """Search for this."""
        self.filters.search.setText(text)
        self._to_list()

    def pick_worst(self) -> bool:
        worst = next(iter(self.model.stock.all.rows[:1]), None)
        if worst is None or worst.acked_at or worst.closed_at:
            return False
        return self.select(worst.id)

    def acknowledge_worst(self) -> None:
        """Only ever what can be seen: the worst is picked first, and then acknowledged."""
        if self.pick_worst():
            self.deeds.acknowledge()

    def _to_worst(self) -> None:
        self.pick_worst()

    def _from_search(self) -> None:
        self.filters.search.clear()
        self._to_list()

    def _to_list(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectRow(0)

    # Telling.

    def _rated(self, changes: list[Change]) -> None:
        self._rate.take(changes)

    def _count_soon(self) -> None:
        if not self._soon.isActive() and self.isVisible():
            self._soon.start()

    def _tell_counts(self) -> None:
        self.header.tell(Tally.of(self.model.stock.counts, self._rate.at(self._desk.now())))
        self._tell_empty()

    def _count(self) -> None:
        """Also on the chips, whose every change lays the row of them out anew: not sixteen times a second."""
        self._tell_counts()
        self.filters.count()

    def _tell_empty(self) -> None:
        empty = self.model.rowCount() == 0
        if empty:
            self._empty.setText(self._why_empty())
            self._empty.setGeometry(self.table.viewport().rect().adjusted(40, 0, -40, 0))
        self._empty.setVisible(empty)

    def _why_empty(self) -> str:
        if self.model.searching:
            return _("Searching…")
        if self.filters.narrowing():
            return _("No alert matches the filters. Clear them to see all alerts.")
        return _("There are no alerts. New ones appear here by themselves.")

    def _picked_soon(self) -> None:
        self._picks.start()

    def _picked(self) -> None:
        self.detail.tell(self.table.chosen(2), self.table.count_chosen())
        self.deeds.refresh()

    def _tick(self) -> None:
        self._count()
        width = self.table.columnWidth(AGE)
        self.table.viewport().update(self.table.columnViewportPosition(AGE), 0, width, self.table.viewport().height())
        self.detail.tick()

    # Seen or not.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.wake()
        self._second.start()
        self._count()
        self._to_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing runs for nobody."""
        super().hideEvent(event)
        self.model.rest()
        for timer in (self._second, self._soon):
            timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(DETAIL_WIDTH, min(DETAIL_MOST, self.width() * 23 // 100))
        self._panel.setFixedWidth(side)
        width = self.width() - side
        for column, (share, most) in GROWING.items():
            grown = max(WIDTHS[column], min(most, width * share))
            self.table.setColumnWidth(column, round(grown))
        for limit, column in NARROW_HIDES:
            self.table.setColumnHidden(column, width < limit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._tell_empty()
        return super().eventFilter(watched, event)


def _height(mosaic: Mosaic) -> int:
    """Of the picture beside the queue, in physical pixels."""
    return round(mosaic.height() * mosaic.devicePixelRatioF())
