"""What is locked, and the chain of who did what to which recordings; nothing takes a link of that away."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.views.recordings.asking import Releasing
from console.views.recordings.exports import GROUP
from console.views.recordings.naming import cameras_words
from console.views.recordings.sheet import Cells, Sheet
from console.views.recordings.words import act_words, moment, stretch
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from contract.people import name_of
from contract.recordings import Custody, EvidenceLock, ReleaseEvidence


class Locks(QWidget):
    """Newest first; `show` leads to a lock's place in time."""

    def __init__(self, desk: Desk, show: Callable[[EvidenceLock], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._show, self._camera = desk, show, ""
        self.dialog: Releasing | None = None
        titles = (_("Cameras"), _("Range"), _("Reason"), _("Locked by"), _("At"))
        self.sheet = Sheet(_("Locks"), titles, (320, 290, 0, 200, 180))
        self.release = QPushButton(_("Release…"))
        self.empty = label("", "muted", wrap=True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.release)
        buttons.addWidget(self.empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.sheet, 1)
        column.addLayout(buttons)
        self.setFocusProxy(self.sheet)
        self.sheet.picked.connect(self._told)
        self.sheet.itemActivated.connect(lambda _item: self._go())
        self.release.clicked.connect(self.ask)
        bind(self.sheet, "Del", N_("Release the selected lock"), GROUP, self.ask)

    def show_of(self, camera: str) -> None:
        self._camera = camera
        self.refresh()

    def refresh(self) -> None:
        rows = [one for one in self._desk.world.all(EvidenceLock) if not self._camera or self._camera in one.cameras]
        self.sheet.fill([self._cells(one) for one in sorted(rows, key=lambda one: one.at, reverse=True)])

    def ask(self) -> None:
        """Ask why the chosen one is to be released."""
        lock = self._desk.world.get(EvidenceLock, self.sheet.chosen)
        if lock is not None and self.release.isEnabled():
            self.dialog = Releasing(self._desk, lock, cameras_words(self._desk.world, lock.cameras, 12), self)
            self.dialog.open()

    def _go(self) -> None:
        lock = self._desk.world.get(EvidenceLock, self.sheet.chosen)
        if lock is not None:
            self._show(lock)

    def _cells(self, row: EvidenceLock) -> Cells:
        world = self._desk.world
        return row.id, (cameras_words(world, row.cameras), stretch(row.start, row.end), row.why,
                        name_of(world, row.by), moment(row.at))  # fmt: skip

    def _told(self) -> None:
        chosen = self.sheet.chosen
        no = self._desk.refusal(ReleaseEvidence(lock=chosen, why="?")) if chosen else None
        reason = refusal_text(no.code, no.facts) if no else "" if chosen else _("Nothing is locked.")
        self.empty.setText("" if chosen else reason)
        self.release.setEnabled(not reason)
        self.release.setToolTip(reason or with_key(_("Release the lock, with a reason"), "Del"))
        self.release.setAccessibleDescription(reason)


class Chain(QWidget):
    """The newest links; all of them travel with every export."""

    MOST = 1000

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._camera = desk, ""
        titles = (_("At"), _("Who"), _("What"), _("Cameras"), _("Range"), _("Reason"))
        self.sheet = Sheet(_("Chain of custody"), titles, (190, 190, 180, 280, 290, 0))
        self.empty = label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.empty)
        self.setFocusProxy(self.sheet)

    def show_of(self, camera: str) -> None:
        self._camera = camera
        self.refresh()

    def refresh(self) -> None:
        rows = [one for one in self._desk.world.all(Custody) if not self._camera or self._camera in one.cameras]
        newest = sorted(rows, key=lambda one: (one.at, one.id), reverse=True)[: self.MOST]
        self.sheet.fill([self._cells(one) for one in newest])
        kept = _("Nobody has locked, released or exported anything.")
        self.empty.setText(_("Nothing here can be changed or deleted.") if rows else kept)

    def _cells(self, row: Custody) -> Cells:
        world = self._desk.world
        return row.id, (moment(row.at), name_of(world, row.by), act_words(row.act), cameras_words(world, row.cameras),
                        stretch(row.start, row.end), row.why)  # fmt: skip
