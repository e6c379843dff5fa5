"""Steers cameras for a mosaic: takes the lease at the first movement, says it to the backend, lets go afterwards."""

import platform
from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from console.desk import Desk
from console.strings import _, clock, refusal_text
from console.video.stick import STILL, Speeds
from console.video.tiles import Badge
from console.views.cameras.managing.dialog import ManageDialog
from console.widgets.labels import label
from contract.base import Refused
from contract.cameras import Camera
from contract.ids import new_id
from contract.people import name_of
from contract.ptz import PtzGo, PtzLease, PtzMove, PtzState, ReleasePtz, TakePtz

_HELD = ("ptz.held", "ptz.held_say_why")


class DeskSteer:
    """One seat's. The token is made here, so that the first movement need not wait for the backend's word."""

    def __init__(self, desk: Desk, parent: QWidget, changed: Callable[[], None]) -> None:
        """`changed` is called when somebody takes or leaves a camera, or a device answers or does not."""
        self._desk, self._parent, self._changed = desk, parent, changed
        self._tokens: dict[str, str] = {}
        self._went: dict[str, str] = {}
        self.dialog: TakeOver | None = None
        desk.replica.subscribe(PtzLease, lambda _rows: changed())
        desk.replica.subscribe(PtzState, lambda _rows: changed())

    def enter(self, camera_id: str) -> bool:
        """Whether there is anything to steer; why not is said. Somebody else's lease is no reason: it may end."""
        no = self._desk.refusal(self._wish(camera_id))
        if no is not None and no.code not in _HELD:
            self._desk.turned_down.emit(no)
            return False
        return True

    def move(self, camera_id: str, speeds: Speeds) -> bool:
        if speeds == STILL:
            if self._mine(camera_id):
                self._desk.tell(PtzMove(camera=camera_id, token=self._tokens[camera_id]))
            return True
        if not self._hold(camera_id):
            return False
        self._went.pop(camera_id, None)
        pan, tilt, zoom = speeds
        self._desk.tell(PtzMove(camera=camera_id, token=self._tokens[camera_id], pan=pan, tilt=tilt, zoom=zoom))
        return True

    def go(self, camera_id: str, place: int | None) -> bool:
        state = self._desk.world.get(PtzState, camera_id)
        presets = state.presets if state else ()
        if place is not None and place > len(presets):
            self._desk.turned_down.emit(Refused("ptz.no_such_preset", preset=str(place)))
            return False
        if not self._hold(camera_id):
            return False
        preset = presets[place - 1] if place is not None else None
        self._went[camera_id] = (preset.name or preset.token) if preset else _("home position")
        self._desk.tell(PtzGo(camera=camera_id, token=self._tokens[camera_id], preset=preset.token if preset else ""))
        return True

    def leave(self, camera_id: str) -> None:
        mine = self._mine(camera_id)
        token = self._tokens.pop(camera_id, "")
        self._went.pop(camera_id, None)
        if mine and self._desk.line.live:
            self._desk.ask(ReleasePtz(camera=camera_id, token=token))

    def take_over(self, camera_id: str) -> None:
        """Ask why, and take it."""
        if self._mine(camera_id):
            return
        self.dialog = TakeOver(self._desk, self._wish(camera_id), self._parent)
        self.dialog.accepted.connect(lambda: self._took(camera_id))
        self.dialog.open()

    def badge(self, camera_id: str, steering: bool) -> Badge | None:
        lease = self._desk.world.get(PtzLease, camera_id)
        now = self._desk.now()
        if lease is not None and lease.until > now and not self._mine(camera_id):
            return Badge(self._whose(lease))
        if not steering:
            return None
        if not self._desk.line.live:
            return Badge(_("PTZ · no connection"))
        state = self._desk.world.get(PtzState, camera_id)
        if state is not None and state.trouble:
            return Badge(_("PTZ · no answer"))
        if not self._mine(camera_id):
            return Badge(_("PTZ · ready"), True)
        went = self._went.get(camera_id)
        return Badge(_("PTZ · {place}").format(place=went) if went else _("PTZ · steering"), True)

    def _whose(self, lease: PtzLease) -> str:
        name, since = name_of(self._desk.world, lease.holder), clock(lease.since)
        if lease.holder == self._desk.who().id:
            return _("PTZ · {name} at {seat} since {time}").format(name=name, seat=lease.seat or "?", time=since)
        if lease.reason:
            return _("PTZ · {name} since {time}: {reason}").format(name=name, time=since, reason=lease.reason)
        return _("PTZ · {name} since {time}").format(name=name, time=since)

    def _hold(self, camera_id: str) -> bool:
        """Have the lease, or ask for it; whoever may not is told once."""
        if self._mine(camera_id) and self._desk.line.live:
            return True
        wish = self._wish(camera_id)
        no = self._desk.refusal(wish)
        if no is not None:
            self._desk.turned_down.emit(no)
            return False
        self._tokens[camera_id] = wish.token
        return self._desk.ask(wish)

    def _mine(self, camera_id: str) -> bool:
        lease = self._desk.world.get(PtzLease, camera_id)
        mine = lease is not None and lease.token == self._tokens.get(camera_id)
        return mine and lease is not None and lease.until > self._desk.now()

    def _wish(self, camera_id: str) -> TakePtz:
        return TakePtz(camera=camera_id, token=new_id(), seat=platform.node()[:200])

    def _took(self, camera_id: str) -> None:
        if self.dialog is not None:
            self._tokens[camera_id] = self.dialog.wish.token
        self._changed()


class TakeOver(ManageDialog):
    """Who holds it and since when, and one line for the reason, which is kept and seen."""

    def __init__(self, desk: Desk, wish: TakePtz, parent: QWidget) -> None:
        camera = desk.world.get(Camera, wish.camera)
        number, name = (camera.number, camera.name) if camera else ("", wish.camera)
        title = _("Take over the steering of camera {number} · {name}").format(number=number, name=name)
        super().__init__(title, _("Take over"), parent, 560)
        self._desk, self.wish = desk, wish
        lease = desk.world.get(PtzLease, wish.camera)
        if lease is not None:
            said = _("{name} has been steering this camera since {time}.")
            self.body.addWidget(
                label(said.format(name=name_of(desk.world, lease.holder), time=clock(lease.since)), wrap=True)
            )
        self.why = QLineEdit(maxLength=200)
        self.why.setPlaceholderText(_("Reason, which the other person will see"))
        self.why.setAccessibleName(_("Reason"))
        self.why.textChanged.connect(self._judge)
        self.body.addWidget(self.why)
        self._judge()

    def do(self) -> None:
        if self._desk.ask(self.wish):
            self.accept()

    def _judge(self) -> None:
        self.wish = TakePtz(
            camera=self.wish.camera, token=self.wish.token, seat=self.wish.seat, reason=self.why.text().strip()
        )
        no = self._desk.refusal(self.wish)
        self.against(refusal_text(no.code, no.facts) if no else "", quiet=bool(no and no.code == "ptz.held_say_why"))
