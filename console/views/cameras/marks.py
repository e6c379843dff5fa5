"""The bookmarks of the camera that is picked: when, why and whose; a key leads to the moment."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from backend_client.replica import Change
from console.desk import Desk
from console.strings import N_, _, clock, date, refusal_text
from console.views.cameras.bookmarking import ChangeDialog
from console.widgets.labels import label
from console.widgets.shortcuts import bind
from console.widgets.view import Notice
from contract.alerts import Alert
from contract.base import World
from contract.bookmarks import Bookmark, BookmarkKind, RemoveBookmark
from contract.people import name_of

GROUP = N_("Bookmarks")
MOST = 50
LINES = 4
"""So many are seen at once; the others are scrolled to."""


def of_camera(world: World, camera: str) -> list[Bookmark]:
    """The newest moments first; saved pictures count as bookmarks too."""
    found = [one for one in world.all(Bookmark) if camera in one.cameras]
    return sorted(found, key=lambda one: (one.start, one.id), reverse=True)


def words_of(world: World, one: Bookmark) -> str:
    """One line: when, why, who, and the alert it belongs to."""
    why = _("Saved picture {file}").format(file=one.why) if one.kind is BookmarkKind.SNAPSHOT else one.why
    alert = world.get(Alert, one.alert) if one.alert else None
    parts = [f"{date(one.start)} {clock(one.start)}", why, name_of(world, one.by), alert.title if alert else ""]
    return " · ".join(part for part in parts if part)


class Marks(QWidget):
    """Hidden where there are none; Enter goes there, F2 changes the reason, Delete takes one away."""

    wanted = Signal(str, object)
    """The camera's id, and the datetime to go to."""

    def __init__(self, desk: Desk, say: Callable[[Notice], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._say = desk, say
        self._camera = ""
        self.dialog: ChangeDialog | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label(_("Bookmarks"), "section")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Bookmarks of the camera"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemDoubleClicked.connect(lambda _item: self.go())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self.list)
        for keys, title, do in (
            (("Return", "Enter"), N_("Go to the bookmark's moment"), self.go),
            ("F2", N_("Change the bookmark's reason"), self.change),
            ("Delete", N_("Remove the bookmark"), self.remove),
        ):
            bind(self.list, keys, title, GROUP, do)
        self.destroyed.connect(desk.subscribe(Bookmark, self._changed))
        self.tell("")

    def tell(self, camera: str) -> None:
        """List another camera's."""
        if camera != self._camera:
            self._camera = camera
            self._fill()
        self.setVisible(self.list.count() > 0)

    def current(self) -> Bookmark | None:
        item = self.list.currentItem()
        return self._desk.world.get(Bookmark, item.data(Qt.ItemDataRole.UserRole)) if item else None

    def go(self) -> None:
        if one := self.current():
            self.wanted.emit(self._camera, one.start)

    def change(self) -> None:
        if one := self.current():
            self.dialog = ChangeDialog(self._desk, one, self)
            self.dialog.open()

    def remove(self) -> None:
        """At once: what was taken away can be kept again, and the log has it."""
        one = self.current()
        if one is None:
            return
        wish = RemoveBookmark(bookmark=one.id)
        if no := self._desk.refusal(wish):
            self._say(Notice(refusal_text(no.code, no.facts), "warning"))
        elif self._desk.ask(wish):
            self._say(Notice(_("Bookmark removed: {why}").format(why=one.why), "good"))

    def _changed(self, _batch: list[Change]) -> None:
        self._fill()
        self.setVisible(self.list.count() > 0)

    def _fill(self) -> None:
        kept = self.list.currentItem().data(Qt.ItemDataRole.UserRole) if self.list.currentItem() else ""
        self.list.clear()
        for one in of_camera(self._desk.world, self._camera)[:MOST]:
            words = words_of(self._desk.world, one)
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setToolTip(words)
            self.list.addItem(item)
            if one.id == kept:
                self.list.setCurrentItem(item)
        if self.list.count() and self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        rows = min(LINES, max(1, self.list.count()))
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 6 if self.list.count() else 0)

    def sizeHint(self) -> QSize:
        return QSize(400, super().sizeHint().height())
