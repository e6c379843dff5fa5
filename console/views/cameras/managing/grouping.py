"""Groups of cameras: named, dissolved, and for each who may watch its restricted cameras."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text, sort_key
from console.views.cameras.managing.dialog import GROUP, ManageDialog
from console.widgets.labels import label
from console.widgets.shortcuts import bind
from console.widgets.tables import ticked
from contract.base import Command
from contract.cameras import Camera, CameraGroup, RemoveCameraGroup, SaveCameraGroup
from contract.ids import new_id
from contract.people import RIGHTS, Person, SavePerson

_ID = Qt.ItemDataRole.UserRole


class Grouping(ManageDialog):
    """Every change is asked for at once, by itself; the dialog is closed when one has done."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Groups of cameras"), _("Close"), parent, 860)
        self.setMinimumHeight(min(620, max(420, parent.window().height() - 60)))
        self._desk = desk
        self.groups, self.people, self.name = QListWidget(), QListWidget(), QLineEdit()
        self.rename, self.fresh = QPushButton(_("&Rename")), QPushButton(_("Add as &new"))
        self.dissolve = QPushButton(_("&Dissolve"))
        self.cancel.hide()
        self._lay_out()
        self.groups.currentItemChanged.connect(lambda *_items: self._picked())
        self.people.itemChanged.connect(self._ticked)
        self.name.textChanged.connect(lambda _text: self._refresh())
        for button, deed in ((self.rename, self.save), (self.fresh, self.add), (self.dissolve, self.end)):
            button.setAutoDefault(False)
            button.clicked.connect(deed)
        bind(self.groups, "Del", N_("Dissolve the group"), GROUP, self.end)
        self._list()
        self.groups.setFocus()

    def do(self) -> None:
        self.accept()

    def save(self) -> None:
        """Give the group the name in the field."""
        if group := self._group():
            self._ask(SaveCameraGroup(group=replace(group, name=self.name.text().strip())))

    def add(self) -> None:
        """A new group of the name in the field."""
        group = CameraGroup(id=new_id(), name=self.name.text().strip() or " ")
        self._ask(SaveCameraGroup(group=group), group.id)

    def end(self) -> None:
        if group := self._group():
            self._ask(RemoveCameraGroup(group=group.id))

    def _lay_out(self) -> None:
        ticked(self.people)
        self.groups.setAccessibleName(_("Groups"))
        self.people.setAccessibleName(_("Who may watch the restricted cameras of this group"))
        self.name.setAccessibleName(_("Name of the group"))
        self.name.setPlaceholderText(_("Name of the group"))
        left, right, both, buttons = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for button in (self.fresh, self.rename, self.dissolve):
            buttons.addWidget(button)
        for widget in (label(_("Groups"), "section"), self.groups, self.name):
            left.addWidget(widget)
        left.addLayout(buttons)
        right.addWidget(label(_("Who may watch the restricted cameras of this group"), "section", wrap=True))
        right.addWidget(self.people)
        both.setSpacing(20)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.body.addLayout(both)

    def _list(self, pick: str = "") -> None:
        world = self._desk.world
        counts: dict[str, int] = {}
        for camera in world.all(Camera):
            for id in camera.groups:
                counts[id] = counts.get(id, 0) + 1
        current = pick or self._id()
        self.groups.clear()
        for group in sorted(world.all(CameraGroup), key=lambda one: sort_key(one.name)):
            item = QListWidgetItem(f"{group.name}   ({counts.get(group.id, 0)})", self.groups)
            item.setData(_ID, group.id)
            if group.id == current:
                self.groups.setCurrentItem(item)
        if self.groups.currentItem() is None and self.groups.count():
            self.groups.setCurrentRow(0)
        self._picked()

    def _id(self) -> str:
        item = self.groups.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def _group(self) -> CameraGroup | None:
        return self._desk.world.get(CameraGroup, self._id())

    def _picked(self) -> None:
        group = self._group()
        self.name.setText(group.name if group else "")
        self.people.blockSignals(True)
        self.people.clear()
        people = [one for one in self._desk.world.all(Person) if one.active and "cameras.see" in RIGHTS[one.role]]
        for person in sorted(people, key=lambda one: sort_key(one.name)):
            item = QListWidgetItem(person.name, self.people)
            item.setData(_ID, person.id)
            watches = group is not None and group.id in person.watches
            item.setCheckState(Qt.CheckState.Checked if watches else Qt.CheckState.Unchecked)
            no = self._desk.refusal(self._watching(person, not watches)) if group else None
            if no is not None or group is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip(refusal_text(no.code, no.facts) if no else "")
        self.people.blockSignals(False)
        self._refresh()

    def _ticked(self, item: QListWidgetItem) -> None:
        person = self._desk.world.get(Person, str(item.data(_ID)))
        if person is not None and self._group() is not None:
            self._desk.ask(self._watching(person, item.checkState() is Qt.CheckState.Checked))

    def _watching(self, person: Person, watches: bool) -> SavePerson:
        others = tuple(group for group in person.watches if group != self._id())
        return SavePerson(person=replace(person, watches=(*others, self._id()) if watches else others))

    def _refresh(self) -> None:
        group, name = self._group(), self.name.text().strip() or " "
        none = _("Select a group first.")
        new = CameraGroup(id=new_id(), name=name)
        wishes: dict[QPushButton, Command | None] = {
            self.fresh: SaveCameraGroup(group=new),
            self.rename: SaveCameraGroup(group=replace(group, name=name)) if group else None,
            self.dissolve: RemoveCameraGroup(group=group.id) if group else None,
        }
        for button, wish in wishes.items():
            no = self._desk.refusal(wish) if wish else None
            reason = none if wish is None else refusal_text(no.code, no.facts) if no else ""
            button.setEnabled(not reason)
            button.setToolTip(reason)

    def _ask(self, wish: Command, pick: str = "") -> None:
        if self._desk.ask(wish):
            self._list(pick)
