"""What was taken out: how far each is, its download, its judgement; each button greyed with its reason."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import CITY_TIME, N_, _, number, refusal_text
from console.views.recordings.fetching import Fetch, Fetching
from console.views.recordings.naming import cameras_words
from console.views.recordings.sheet import Cells, Sheet
from console.views.recordings.words import failure_words, making_words, moment, size_words, stretch
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from console.widgets.view import Notice
from contract.people import name_of
from contract.recordings import UNDER_WAY, CancelExport, EvidenceExport, Making, NoteFetch

GROUP = N_("Evidence")
PACE_MS = 100
"""However fast a download is, what is said of it changes no more often."""


class Exports(QWidget):
    """Newest first."""

    def __init__(self, desk: Desk, say: Callable[[Notice], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._say = desk, say
        self.fetching = Fetching(desk, self._later)
        titles = (_("State"), _("Cameras"), _("Range"), _("Reason"), _("Asked for by"), _("At"), _("Size"))
        self.sheet = Sheet(_("Exports"), titles, (210, 260, 270, 0, 180, 170, 100))
        self.download = QPushButton(_("Download…"))
        self.judge = QPushButton(_("Verify a file…"))
        self.cancel = QPushButton(_("Cancel"))
        self.progress = QProgressBar()
        self.told = label("", "muted", wrap=True)
        self._camera = ""
        self._dialog: QFileDialog | None = None
        self._pace = QTimer(self, singleShot=True, interval=PACE_MS)
        self._pace.timeout.connect(self._told)
        self._build()

    def show_of(self, camera: str) -> None:
        """Only those with this camera, "" for all."""
        self._camera = camera
        self.refresh()

    def refresh(self) -> None:
        rows = [one for one in self._desk.world.all(EvidenceExport) if not self._camera or self._camera in one.cameras]
        self.sheet.fill([self._cells(one) for one in sorted(rows, key=lambda one: one.at, reverse=True)])

    @property
    def current(self) -> EvidenceExport | None:
        return self._desk.world.get(EvidenceExport, self.sheet.chosen) if self.sheet.chosen else None

    def fetch_of(self, export: EvidenceExport | None) -> Fetch | None:
        return self.fetching.fetches.get(export.id) if export else None

    # Doing.

    def choose_place(self) -> None:
        """Ask where the export is to lie."""
        export = self.current
        if export is None or not self.download.isEnabled():
            return
        name = f"bang-chung_{export.at.astimezone(CITY_TIME):%Y%m%d-%H%M%S}.zip"
        self._dialog = QFileDialog(self, _("Download the export"), name, "ZIP (*.zip)")
        self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._dialog.setDefaultSuffix("zip")
        self._dialog.fileSelected.connect(lambda path: self.download_to(export, Path(path)))
        self._dialog.open()

    def download_to(self, export: EvidenceExport, target: Path) -> None:
        self.fetching.begin(export, target)
        self._told()

    def choose_file(self) -> None:
        """Verify what has just been downloaded, or any other file."""
        export = self.current
        fetch = self.fetch_of(export)
        if export is None or not self.judge.isEnabled():
            return
        if fetch is not None and fetch.whole and fetch.target.exists():
            self.fetching.judge(export.id, fetch.target)
            return
        self._dialog = QFileDialog(self, _("Verify an export"), "", "ZIP (*.zip)")
        self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._dialog.fileSelected.connect(lambda path: self.fetching.judge(export.id, Path(path)))
        self._dialog.open()

    def stop(self) -> None:
        """Stop the download if one is under way, else the export itself."""
        export, fetch = self.current, self.fetch_of(self.current)
        if export is None or not self.cancel.isEnabled():
            return
        if fetch is not None and fetch.running:
            self.fetching.cancel(export.id)
        else:
            self._desk.ask(CancelExport(export=export.id))

    # Showing.

    def _cells(self, row: EvidenceExport) -> Cells:
        state = making_words(row.state)
        if row.state is Making.RUNNING:
            state = _("{state}, {done} %").format(state=state, done=number(row.done))
        elif row.state is Making.FAILED:
            state = _("{state}: {why}").format(state=state, why=failure_words(row.reason))
        world = self._desk.world
        return row.id, (
            state, cameras_words(world, row.cameras), stretch(row.start, row.end), row.why, name_of(world, row.by),
            moment(row.at), size_words(row.size) if row.size else "",
        )  # fmt: skip

    def _later(self) -> None:
        if not self._pace.isActive():
            self._pace.start()

    def _told(self) -> None:
        export = self.current
        fetch = self.fetch_of(export)
        self.told.setText("\n".join(self._words(export, fetch)))
        downloading = fetch is not None and fetch.running and not fetch.whole
        done = fetch.done / max(1, fetch.wanted.size) * 100 if downloading and fetch else export.done if export else 0
        self.progress.setVisible(downloading or (export is not None and export.state in UNDER_WAY))
        self.progress.setValue(round(done))
        for button, (reason, tip, keys) in self._against(export, fetch).items():
            button.setEnabled(not reason)
            button.setToolTip(reason or with_key(tip, keys))
            button.setAccessibleDescription(reason)

    def _words(self, export: EvidenceExport | None, fetch: Fetch | None) -> list[str]:
        if export is None:
            return [_("Nothing has been exported. Choose a range on the timeline and press “Export”.")]
        said = []
        if export.state is Making.FAILED:
            said.append(_("The export failed: {why}").format(why=failure_words(export.reason)))
        if export.sha256:
            said.append(f"SHA-256: {export.sha256}")
        if fetch is not None and fetch.running and not fetch.whole:
            said.append(_("Downloading to {file}: {done} of {size}").format(
                file=fetch.target.name, done=size_words(fetch.done), size=size_words(fetch.wanted.size)))  # fmt: skip
        elif fetch is not None:
            said += [f"{fetch.target.name}: {fetch.words}", *fetch.said[1:]]
        return said or [making_words(export.state)]

    def _against(self, export: EvidenceExport | None, fetch: Fetch | None) -> dict[QPushButton, tuple[str, str, str]]:
        none = "" if export else _("Select an export first.")
        busy = _("This is under way already.") if fetch is not None and fetch.running else ""
        down = "" if self._desk.line.live else refusal_text("line.down", {})
        no = self._desk.refusal(NoteFetch(id="?", export=export.id)) if export else None
        over = self._desk.refusal(CancelExport(export=export.id)) if export else None
        return {
            self.download: (none or busy or down or (refusal_text(no.code, no.facts) if no else ""),
                            _("Download the export to this machine"), "Ctrl+D"),
            self.judge: (none or busy, _("Is a downloaded file what was signed?"), "Ctrl+T"),
            # Judging is no download: to stop it would say that nothing was kept of a file that lies there whole.
            self.cancel: ((busy if fetch and fetch.whole else "") if busy
                          else none or (refusal_text(over.code, over.facts) if over else ""),
                          _("Stop the download or the export, or throw it away"), "Del"),
        }  # fmt: skip

    def _build(self) -> None:
        self.progress.setRange(0, 100)
        self.progress.setAccessibleName(_("Progress"))
        self.told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self.download, self.judge, self.cancel):
            buttons.addWidget(widget)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.told)
        column.addLayout(buttons)
        self.setFocusProxy(self.sheet)
        self.sheet.picked.connect(self._told)
        self.download.clicked.connect(self.choose_place)
        self.judge.clicked.connect(self.choose_file)
        self.cancel.clicked.connect(self.stop)
        bind(self, "Ctrl+D", N_("Download the selected export"), GROUP, self.choose_place)
        bind(self, "Ctrl+T", N_("Verify a downloaded export"), GROUP, self.choose_file)
        bind(self.sheet, "Del", N_("Cancel the selected export"), GROUP, self.stop)
