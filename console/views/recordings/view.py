"""Recordings: the cameras and their plans, one camera's time, and what was locked and taken out."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.video.pool import SourcePool
from console.views.recordings.exports import Exports
from console.views.recordings.head import Head
from console.views.recordings.holding import Chain, Locks
from console.views.recordings.lines import Line, lines
from console.views.recordings.pages import Pages
from console.views.recordings.planning import Planning, Stopping
from console.views.recordings.stretching import Stretching
from console.views.recordings.table import Table
from console.widgets.labels import label
from console.widgets.shortcuts import bind
from console.widgets.view import View
from contract.base import Row
from contract.cameras import Camera
from contract.recordings import Custody, EvidenceExport, EvidenceLock, RecordingPlan, RecordingState

GROUP = N_("Recordings")
TICK_MS = 1000
SEE = "recordings.see"
_KINDS: dict[str, tuple[type[Row], ...]] = {
    "lines": (RecordingPlan, RecordingState, Camera),
    "evidence": (EvidenceLock, EvidenceExport, Custody, Camera),
}
"""What each part of the view is made of; alerts are read by the timeline at each tick."""


class RecordingsView(View):
    """Keys alone are enough: search, arrows, R to record, T to the timeline, [ ] for a range, Ctrl+B and Ctrl+E."""

    def __init__(self, desk: Desk, pool: SourcePool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.table = Table()
        self.head = Head()
        self.time = Stretching(desk, self._recorded)
        self.exports, self.locks, self.chain = Exports(desk, self.said.emit), Locks(desk, self._show_lock), Chain(desk)
        self.tabs = Pages()
        self._empty = label("", "muted", wrap=True)
        self.dialog: Planning | Stopping | None = None
        self._stale = {"lines", "evidence"}
        self._only_here = False
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._build()
        self._connect()
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(1280, 720)

    def select(self, id: str) -> bool:
        """Pick a camera; what hides it gives way."""
        if self.table.rows.find(id) is None:
            self.head.clear()
        at = self.table.rows.find(id)
        if at is not None:
            self.table.selectRow(at)
        return at is not None

    def current(self) -> Line | None:
        return self.table.current()

    def refresh(self) -> None:
        """What has changed since, and whatever changes with time alone."""
        now = self._desk.now()
        if "lines" in self._stale:
            self.table.rows.fill(lines(self._desk.world), now)
            self._counted()
        else:
            self.table.rows.fill(self.table.rows.all, now)
        if "evidence" in self._stale:
            for part in (self.exports, self.locks, self.chain):
                part.refresh()
        self._stale.clear()
        self.head.told(self._desk, self.table.rows.all, self.table.chosen())
        self.time.refresh()

    def plan(self) -> None:
        """Ask how the chosen cameras are to be recorded."""
        if self.head.record.isEnabled():
            self._open(Planning(self._desk, self.table.chosen(), self))

    def stop(self) -> None:
        if self.head.stop.isEnabled():
            self._open(Stopping(self._desk, self.table.chosen(), self))

    # Inside.

    def _open(self, dialog: Planning | Stopping) -> None:
        self.dialog = dialog
        dialog.open()

    def _recorded(self) -> Sequence[Line]:
        """What can be locked and taken out: whatever is recorded or was."""
        found = [line for line in self.table.rows.all if line.plan or line.state]
        here = self.current()
        return found if here is None or here in found else [here, *found]

    def _show_lock(self, lock: EvidenceLock) -> None:
        if self.select(lock.cameras[0]):
            self.time.show_lock(lock)
            self.time.timeline.setFocus()

    def _picked(self) -> None:
        line = self.current()
        self.time.show_line(line)
        self.head.told(self._desk, self.table.rows.all, self.table.chosen())
        if self._only_here:
            self._narrow(True)

    def _narrow(self, on: bool) -> None:
        self._only_here = on
        line = self.current()
        for part in (self.exports, self.locks, self.chain):
            part.show_of(line.id if on and line else "")

    def _dirty(self, what: str, _rows: object) -> None:
        self._stale.add(what)

    def _counted(self) -> None:
        shown, known = len(self.table.rows.shown), len(self.table.rows.all)
        if SEE not in self._desk.who().rights:
            self._closed()
            return
        self.table.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        if not known:
            self._empty.setText(_("There are no cameras yet. An administrator adds them."))
        elif not shown:
            self._empty.setText(_("No camera fits: Esc shows all of them."))
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._picked()

    def _closed(self) -> None:
        """Without the right nothing is known here, and an empty table would say that nothing is recorded."""
        self.table.hide()
        for part in (self.time, self.tabs, self.head):
            part.hide()
        self._empty.setText(refusal_text(f"needs.{SEE}", {}))
        self._empty.show()

    def _build(self) -> None:
        top, column = QWidget(), QVBoxLayout(self)
        above = QVBoxLayout(top)
        for layout in (above, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._empty.setContentsMargins(16, 24, 16, 24)
        above.addWidget(self.head)
        above.addWidget(self.table, 1)
        above.addWidget(self._empty, 1)
        for page, words in zip(
            (self.exports, self.locks, self.chain), (_("Exports"), _("Locks"), _("Chain of custody")), strict=True
        ):
            self.tabs.add(page, words)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        for at, (widget, share) in enumerate(((top, 5), (self.time, 0), (self.tabs, 4))):
            self.split.addWidget(widget)
            self.split.setStretchFactor(at, share)
        column.addWidget(self.split)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.head.searched.connect(self._search)
        self.head.planned.toggled.connect(self._only_planned)
        self.head.here.toggled.connect(self._narrow)
        self.head.record.clicked.connect(self.plan)
        self.head.stop.clicked.connect(self.stop)
        self.table.selectionModel().currentChanged.connect(lambda *_rows: self._picked())
        self.table.selectionModel().selectionChanged.connect(
            lambda *_rows: self.head.told(self._desk, self.table.rows.all, self.table.chosen())
        )
        for what, kinds in _KINDS.items():
            for kind in kinds:
                self._desk.subscribe(kind, partial(self._dirty, what))
        bind(self, "/", N_("Search"), GROUP, self.head.search.setFocus)
        bind(self.head.search, ("Down", "Return"), N_("From the search to the list"), GROUP, self.table.setFocus)
        bind(self.table, "R", N_("Say how the selected cameras are recorded"), GROUP, self.plan)
        bind(self.table, "Del", N_("Stop recording the selected cameras"), GROUP, self.stop)
        bind(self.table, "Escape", N_("Show all cameras"), GROUP, self.head.clear)
        bind(self, "T", N_("To the timeline"), GROUP, self.time.timeline.setFocus)
        bind(self, "Ctrl+B", N_("Lock the range as evidence"), GROUP, self.time.ask_lock)
        bind(self, "Ctrl+E", N_("Export the range"), GROUP, self.time.ask_export)
        for at in range(3):
            show = partial(self.tabs.show_page, at)
            bind(self, f"Alt+{at + 1}", N_("Exports, locks, chain of custody"), GROUP, show)

    def _only_planned(self, on: bool) -> None:
        self.table.rows.only_planned(on)
        self._counted()

    def _search(self, text: str) -> None:
        self.table.rows.search(text)
        self._counted()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._stale |= {"lines", "evidence"}
        self.refresh()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
