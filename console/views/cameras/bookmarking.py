"""Keeping a bookmark: a key in the tile, one line for the reason, and the moment that the tile shows."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from console.desk import Desk
from console.strings import _, clock, date, ngettext_, refusal_text
from console.video.mosaic import Mosaic
from console.video.slot import Slot
from console.widgets.dialog import Deed
from console.widgets.labels import label
from console.widgets.view import Notice
from contract.alerts import Alert
from contract.bookmarks import AddBookmark, Bookmark, BookmarkKind, ChangeBookmark
from contract.cameras import Camera
from contract.ids import new_id

REACHES = (0, 30, 120)
"""Seconds before the moment that a bookmark can begin with."""
MOST_ALERTS = 20


class Bookmarking(QObject):
    """One mosaic's."""

    def __init__(self, desk: Desk, mosaic: Mosaic, say: Callable[[Notice], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._mosaic, self._say, self._parent = desk, mosaic, say, parent
        self.dialog: MarkDialog | None = None

    def mark(self) -> None:
        """Ask why, and keep what the current tile shows at this moment."""
        slot = self._mosaic.board.slots.get(self._mosaic.board.current or "")
        if slot is None or not slot.tile.camera_id:
            self._say(Notice(_("There is no camera here to be marked."), "warning"))
            return
        wish = AddBookmark(id=new_id(), cameras=(slot.tile.camera_id,), start=moment(self._desk, slot), why="?")
        if no := self._desk.refusal(wish):
            self._say(Notice(refusal_text(no.code, no.facts), "warning"))
            return
        self.dialog = MarkDialog(self._desk, wish, self._parent)
        self.dialog.open()

    def saved(self, camera: str, at: datetime, path: object) -> None:
        """Keep that a picture was saved; whoever has no right to bookmarks still has the picture."""
        name = path.name if isinstance(path, Path) else str(path)
        wish = AddBookmark(id=new_id(), cameras=(camera,), start=at, why=name, kind=BookmarkKind.SNAPSHOT)
        if self._desk.refusal(wish) is None:
            self._desk.ask(wish)


def moment(desk: Desk, slot: Slot) -> datetime:
    """When what the tile shows was received, by the backend's clock; now where nothing is shown."""
    shown = slot.tap.shown if slot.tap else None
    return desk.now() - timedelta(seconds=time.monotonic() - shown.arrived) if shown else desk.now()


class MarkDialog(Deed):
    """The reason first; how far back it reaches and which alert it belongs to are there for whoever wants them."""

    def __init__(self, desk: Desk, wish: AddBookmark, parent: QWidget) -> None:
        camera = desk.world.get(Camera, wish.cameras[0])
        number, name = (camera.number, camera.name) if camera else ("", wish.cameras[0])
        title = _("Bookmark of camera {number} · {name}").format(number=number, name=name)
        super().__init__(title, _("Keep the bookmark"), parent, 560)
        self._desk, self._wish = desk, wish
        self.body.addWidget(label(f"{date(wish.start)} {clock(wish.start)}", "muted"))
        self.why = reason_line()
        self.why.textChanged.connect(self._judge)
        self.reach, self.alert = QComboBox(), QComboBox()
        for seconds in REACHES:
            words = ngettext_("From {count} second before", "From {count} seconds before", seconds)
            self.reach.addItem(words.format(count=seconds) if seconds else _("Only this moment"), seconds)
        self.reach.setAccessibleName(_("How far back the bookmark reaches"))
        self._list_alerts(wish.cameras[0])
        for widget in (self.why, self.reach, self.alert):
            self.body.addWidget(widget)
        self.why.setFocus()
        self._judge()

    def wish(self) -> AddBookmark:
        old, back = self._wish, self.reach.currentData()
        return AddBookmark(
            id=old.id,
            cameras=old.cameras,
            start=old.start - timedelta(seconds=back),
            end=old.start if back else None,
            why=self.why.text().strip() or " ",
            alert=self.alert.currentData() or None,
        )

    def do(self) -> None:
        if self._desk.ask(self.wish()):
            self.accept()

    def _list_alerts(self, camera: str) -> None:
        """Open alerts: this camera's first, then the newest."""
        alerts = [alert for alert in self._desk.world.all(Alert) if alert.closed_at is None]
        alerts.sort(key=lambda alert: (alert.camera == camera, alert.last_at), reverse=True)
        self.alert.setAccessibleName(_("Alert that the bookmark belongs to"))
        self.alert.addItem(_("No alert"), "")
        for alert in alerts[:MOST_ALERTS]:
            self.alert.addItem(f"{clock(alert.last_at)} · {alert.title}", alert.id)
        self.alert.setVisible(self.alert.count() > 1)

    def _judge(self) -> None:
        no = self._desk.refusal(self.wish())
        self.against(refusal_text(no.code, no.facts) if no else "", quiet=not self.why.text().strip())


class ChangeDialog(Deed):
    """Another reason for a bookmark."""

    def __init__(self, desk: Desk, bookmark: Bookmark, parent: QWidget) -> None:
        super().__init__(_("Change the bookmark's reason"), _("Change"), parent, 560)
        self._desk, self._bookmark = desk, bookmark
        self.why = reason_line()
        self.why.setText(bookmark.why)
        self.why.textChanged.connect(self._judge)
        self.body.addWidget(self.why)
        self.why.setFocus()
        self._judge()

    def do(self) -> None:
        if self._desk.ask(self._wish()):
            self.accept()

    def _wish(self) -> ChangeBookmark:
        return ChangeBookmark(bookmark=self._bookmark.id, why=self.why.text().strip() or " ")

    def _judge(self) -> None:
        no = self._desk.refusal(self._wish())
        self.against(refusal_text(no.code, no.facts) if no else "")


def reason_line() -> QLineEdit:
    line = QLineEdit(maxLength=200)
    line.setPlaceholderText(_("What is to be seen here, for whoever looks for it later"))
    line.setAccessibleName(_("Reason"))
    return line
