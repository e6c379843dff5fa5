"""The row of buttons under the search: each greyed with the rule's own reason, and each with its key."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from console.desk import Desk
from console.strings import N_, _, ngettext_, number, refusal_text
from console.video.pool import SourcePool
from console.views.cameras.analysing import EventsOf, RulesOf
from console.views.cameras.lists import writing
from console.views.cameras.managing.dialog import GROUP
from console.views.cameras.managing.editing import Editing
from console.views.cameras.managing.finding import Finding
from console.views.cameras.managing.grouping import Grouping
from console.views.cameras.managing.importing import Importing
from console.views.cameras.managing.removing import Removing
from console.views.cameras.managing.turning import Turning
from console.views.cameras.patrols import Patrolling, patrol_refusal, toggled
from console.widgets.shortcuts import bind, key_words, with_key
from console.widgets.view import Notice
from contract.base import Command
from contract.cameras import Camera, ImportCameras, RemoveCamera, SaveCamera

_FILES = N_("Lists (*.xlsx *.csv *.txt *.tsv)")
_EXCEL, _CSV = N_("Excel (*.xlsx)"), N_("CSV (*.csv)")


class ManageBar(QWidget):
    """Acts on whatever `current` says; `keys` is where the shortcuts act, `show` selects a camera."""

    def __init__(
        self,
        desk: Desk,
        keys: QWidget,
        current: Callable[[], Camera | None],
        say: Callable[[Notice], None],
        show: Callable[[str], object],
        pool: SourcePool,
    ) -> None:
        super().__init__()
        self._desk, self._current, self._say, self._show, self._pool = desk, current, say, show, pool
        self.dialog: QDialog | None = None
        self.add = QPushButton(_("Add…"))
        self.edit = QPushButton(_("Edit…"))
        self.remove = QPushButton(_("Remove…"))
        self.search = QPushButton(_("Find on the network…"))
        self.lists = QPushButton(_("Lists and groups"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(8)
        for button in (self.add, self.edit, self.remove, self.search, self.lists):
            row.addWidget(button)
        row.addStretch(1)
        self._wire(keys)
        self.refresh()

    def _wire(self, keys: QWidget) -> None:
        deeds = (
            (self.add, "Ins", N_("Add a camera"), self.add_camera),
            (self.edit, "F2", N_("Edit the selected camera"), self.edit_camera),
            (self.remove, "Del", N_("Remove the selected camera"), self.remove_camera),
            (self.search, "Ctrl+F", N_("Find cameras on the network"), self.find_cameras),
            (self.lists, "Ctrl+L", N_("Import, export and groups"), self.open_menu),
        )
        self._words = {button: (title, written) for button, written, title, _deed in deeds}
        for button, written, title, deed in deeds:
            button.clicked.connect(deed)
            bind(keys, written, title, GROUP, deed)
        bind(keys, "Ctrl+P", N_("Make, change or remove the camera's round"), GROUP, self.open_patrol)
        bind(keys, "Ctrl+Shift+P", N_("Start the camera's round, or let it rest"), GROUP, self.toggle_patrol)
        bind(keys, "F4", N_("Rules of the selected camera"), GROUP, self.open_rules)

    def refresh(self) -> None:
        """Ask the rules what is allowed now."""
        camera = self._current()
        none = self._none()
        manage = self._against(ImportCameras(cameras=()))
        against = {
            self.add: manage,
            self.edit: none or (self._against(SaveCamera(camera=camera)) if camera else ""),
            self.remove: none or (self._against(RemoveCamera(camera=camera.id)) if camera else ""),
            self.search: manage,
            self.lists: "",
        }
        for button, reason in against.items():
            title, written = self._words[button]
            button.setEnabled(not reason)
            button.setToolTip(reason or with_key(_(title), written))
            button.setAccessibleDescription(reason)

    def _against(self, wish: Command) -> str:
        no = self._desk.refusal(wish)
        return refusal_text(no.code, no.facts) if no else ""

    def _none(self) -> str:
        return "" if self._current() else _("Select a camera first.")

    # Doing.

    def add_camera(self, proposed: object = None) -> None:
        if self.add.isEnabled():
            words = proposed if isinstance(proposed, Mapping) else None
            self._edit(Editing(self._desk, None, self, words))

    def edit_camera(self) -> None:
        camera = self._current()
        if camera is not None and self.edit.isEnabled():
            self._edit(Editing(self._desk, camera, self))

    def remove_camera(self) -> None:
        camera = self._current()
        if camera is not None and self.remove.isEnabled():
            self._open(Removing(self._desk, camera, self))

    def find_cameras(self) -> None:
        if self.search.isEnabled():
            finding = Finding(self._desk, self)
            finding.chosen.connect(self.add_camera)
            self._open(finding)

    def open_menu(self) -> None:
        menu = self.menu()
        menu.popup(self.lists.mapToGlobal(self.lists.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """What is done with many cameras at once."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        manage = self._against(ImportCameras(cameras=()))
        deeds = (
            (_("Import a list…"), self.choose_list, manage),
            (_("Save an empty list to fill in…"), partial(self._choose_place, "camera-mau", writing.template), ""),
            (_("Save the list of cameras…"), partial(self._choose_place, "camera", self._rows), ""),
            (_("Groups and who may watch them…"), self.open_groups, manage),
            (_("Steering (PTZ) of the selected camera…"), self.open_turning, manage or self._none()),
            (_("Round (PTZ) of the selected camera…"), self.open_patrol, patrol_refusal(self._desk, self._current())),
            (_("Events of the selected camera (ONVIF)…"), self.open_events, manage or self._none()),
            ("\t".join((_("Analysis of the selected camera…"), key_words("F4"))), self.open_rules, self._none()),
        )
        for words, deed, reason in deeds:
            action = menu.addAction(words)
            action.triggered.connect(deed)
            action.setEnabled(not reason)
            action.setToolTip(reason)
        return menu

    def choose_list(self) -> None:
        chooser = QFileDialog(self, _("Import a list of cameras"), "", _(_FILES))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda path: self.import_list(Path(path)))
        chooser.open()

    def import_list(self, path: Path) -> None:
        importing = Importing(self._desk, path, self)
        importing.taken.connect(self._taken)
        self._open(importing)

    def open_turning(self) -> None:
        camera = self._current()
        if camera is not None:
            self._open(Turning(self._desk, camera, self))

    def open_events(self) -> None:
        camera = self._current()
        if camera is not None:
            self._open(EventsOf(self._desk, camera, self))

    def open_rules(self) -> None:
        camera = self._current()
        if camera is not None:
            self._open(RulesOf(self._desk, self._pool, camera, self))

    def open_patrol(self) -> None:
        camera = self._current()
        if camera is not None:
            self._open(Patrolling(self._desk, camera, self))

    def toggle_patrol(self) -> None:
        """Start the round of the selected camera, or let it rest."""
        if camera := self._current():
            toggled(self._desk, camera, self._say)

    def open_groups(self) -> None:
        self._open(Grouping(self._desk, self))

    def save_list(self, path: Path, table: list[list[str]]) -> None:
        try:
            writing.write(path, table)
        except OSError as error:
            said = _("The list could not be saved: {reason}").format(reason=error.strerror or "")
            self._say(Notice(said, "error"))
        else:
            self._say(Notice(_("Saved as {file}.").format(file=path.name), "good"))

    def _choose_place(self, name: str, table: Callable[[], list[list[str]]]) -> None:
        chooser = QFileDialog(self, _("Save a list of cameras"), f"{name}.xlsx", ";;".join((_(_EXCEL), _(_CSV))))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("xlsx")
        chooser.fileSelected.connect(lambda path: self.save_list(Path(path), table()))
        chooser.open()

    def _rows(self) -> list[list[str]]:
        return writing.rows(self._desk.world)

    def _edit(self, editing: Editing) -> None:
        editing.saved.connect(self._show)
        self._open(editing)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _taken(self, count: int) -> None:
        said = ngettext_("{count} camera was imported.", "{count} cameras were imported.", count)
        self._say(Notice(said.format(count=number(count)), "good"))
