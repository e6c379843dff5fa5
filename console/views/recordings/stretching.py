"""The timeline of one camera with its words, its legend and its buttons: look, choose a range, lock it, take it out."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.views.recordings.asking import Exporting, Locking
from console.views.recordings.kept import Kept
from console.views.recordings.legend import Legend
from console.views.recordings.lines import Line
from console.views.recordings.marks import locked, marks
from console.views.recordings.scale import Scale
from console.views.recordings.timeline import Timeline
from console.views.recordings.words import at, stretch
from console.widgets.labels import ElidedLabel, label
from console.widgets.shortcuts import bind, with_key
from contract.base import Command
from contract.recordings import EvidenceLock, ExportEvidence, LockEvidence

GROUP = N_("Timeline")
MINUTE = 60.0


class Stretching(QWidget):
    """Of the camera it was told last."""

    opened = Signal(str, float)
    """Somebody wants to see a camera's pictures of this moment."""

    def __init__(self, desk: Desk, lines: Callable[[], Sequence[Line]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._lines = desk, lines
        self.line: Line | None = None
        self.timeline = Timeline(desk.now().timestamp())
        self.kept = Kept(desk, self._got, self._failed, self)
        self._title, self._here = label("", "title"), ElidedLabel("", "muted")
        self._range = label("", "muted")
        self._trouble = label("", "error", wrap=True)
        self.lock, self.export = QPushButton(_("Lock…")), QPushButton(_("Export evidence…"))
        self._begin, self._end = QPushButton(_("Begin here")), QPushButton(_("End here"))
        self._drop, self._whole = QPushButton(_("No range")), QPushButton(_("Show all"))
        self.dialog: Locking | Exporting | None = None
        self._build()
        self._connect()

    def show_line(self, line: Line | None) -> None:
        """Another camera, or the same with newer numbers."""
        other = (line.id if line else "") != (self.line.id if self.line else "")
        self.line = line
        self._title.setText(f"{line.number} · {line.name}" if line and line.number else line.name if line else "")
        oldest = line.state.oldest if line and line.state else None
        self.timeline.oldest = oldest.timestamp() if oldest else None
        if other:
            self._trouble.setText("")
            self.timeline.drop()
        self._want()
        self.refresh()

    def refresh(self) -> None:
        """Time goes on, locks and alerts come."""
        world, id = self._desk.world, self.line.id if self.line else ""
        now = self._desk.now().timestamp()
        self.timeline.tell(self.kept.known, locked(world, id), marks(world, id), now)
        self._told()

    def show_lock(self, lock: EvidenceLock) -> None:
        """See a locked stretch whole."""
        start, end = lock.start.timestamp(), lock.end.timestamp()
        around = max(5.0, (end - start) * 0.2)
        self.timeline.see(Scale(start - around, end + around, self.timeline.scale.width).zoomed(1.0, start))
        self.timeline.go(start)
        self.timeline.choose(start, end)

    def range(self) -> tuple[datetime, datetime]:
        """What is chosen, or else the minute before the cursor."""
        chosen = self.timeline.chosen or (self.timeline.where - MINUTE, self.timeline.where)
        # Whole seconds, the range rather wider than narrower; but what is not over cannot be taken out.
        end = min(math.ceil(chosen[1]), int(max(chosen[1], self._desk.now().timestamp())))
        return at(int(chosen[0])), at(end)

    def ask_lock(self) -> None:
        if self.line is not None and self.lock.isEnabled():
            self._open(Locking(self._desk, self._lines(), (self.line.id,), self.range(), self))

    def ask_export(self) -> None:
        if self.line is not None and self.export.isEnabled():
            self._open(Exporting(self._desk, self._lines(), (self.line.id,), self.range(), self))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.kept.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.kept.rest()

    # Inside.

    def _open(self, dialog: Locking | Exporting) -> None:
        self.dialog = dialog
        dialog.open()

    def _want(self) -> None:
        if self.isVisible():
            self.kept.want(self.line.id if self.line else "", self.timeline.scale)

    def _got(self) -> None:
        self._trouble.setText("")
        self.refresh()

    def _failed(self, words: str) -> None:
        self._trouble.setText(_("What is recorded cannot be said now: {reason}").format(reason=words))

    def _told(self) -> None:
        waiting = self.line is not None and not self.kept.known.right
        said = _("Select a camera above.") if self.line is None else _("Asking the backend…") if waiting else ""
        self._here.setText(said or self.timeline.words(self.timeline.where))
        chosen = self.timeline.chosen
        self._range.setText(stretch(*self.range()) if chosen else _("No range chosen"))
        start, end = self.range()
        cameras = (self.line.id,) if self.line else ("?",)
        wishes: dict[QPushButton, tuple[Command, str, str]] = {
            self.lock: (LockEvidence(id="?", cameras=cameras, start=start, end=end, why="?"),
                        _("Keep the range from being deleted"), "Ctrl+B"),
            self.export: (ExportEvidence(id="?", cameras=cameras, start=start, end=end, why="?"),
                          _("Take the range out, signed"), "Ctrl+E"),
        }  # fmt: skip
        for button, (wish, tip, keys) in wishes.items():
            no = self._desk.refusal(wish) if self.line else None
            reason = refusal_text(no.code, no.facts) if no else "" if self.line else _("Select a camera first.")
            button.setEnabled(not reason)
            button.setToolTip(reason or with_key(tip, keys))
            button.setAccessibleDescription(reason)
        self._drop.setEnabled(chosen is not None)
        self._drop.setToolTip(with_key(_("Choose no range"), "Esc") if chosen else _("No range chosen"))

    def _build(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            row.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._here, 1)
        head.addWidget(Legend())
        for widget in (self._begin, self._end, self._drop, self._whole):
            foot.addWidget(widget)
        foot.addWidget(self._range, 1)
        for last in (self.lock, self.export):
            foot.addWidget(last)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.timeline)
        column.addWidget(self._trouble)
        column.addLayout(foot)

    def _connect(self) -> None:
        line = self.timeline
        line.looked.connect(self._want)
        line.moved.connect(lambda _at: self._told())
        line.ranged.connect(self._told)
        line.opened.connect(lambda moment: self.opened.emit(self.line.id, moment) if self.line else None)
        deeds: tuple[tuple[QPushButton, str, str, Callable[[], None]], ...] = (
            (self._begin, "[", N_("The range begins at the cursor"), lambda: line.choose(line.where, None)),
            (self._end, "]", N_("The range ends at the cursor"), lambda: line.choose(None, line.where)),
            (self._whole, "0", N_("See all there is"), line.whole),
        )
        for button, keys, words, deed in deeds:
            button.clicked.connect(deed)
            button.setToolTip(with_key(_(words), keys))
        self._drop.clicked.connect(line.drop)
        self.lock.clicked.connect(self.ask_lock)
        self.export.clicked.connect(self.ask_export)
        bind(line, "[", N_("The range begins at the cursor"), GROUP, lambda: line.choose(line.where, None))
        bind(line, "]", N_("The range ends at the cursor"), GROUP, lambda: line.choose(None, line.where))
        bind(line, "0", N_("See all there is"), GROUP, line.whole)
        bind(line, ("Ctrl+Left",), N_("Back to the edge before"), GROUP, lambda: line.next_edge(False))
        bind(line, ("Ctrl+Right",), N_("On to the next edge"), GROUP, lambda: line.next_edge(True))
        bind(line, ("+", "="), N_("Nearer"), GROUP, line.nearer)
        bind(line, "-", N_("Farther"), GROUP, line.farther)
        bind(line, "PgUp", N_("Earlier"), GROUP, line.earlier)
        bind(line, "PgDown", N_("Later"), GROUP, line.later)
        bind(line, "Escape", N_("Choose no range"), GROUP, line.drop)
