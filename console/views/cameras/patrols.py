"""The round that a camera makes while nobody steers it: made, changed, started, rested, removed."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.desk import Desk
from console.strings import N_, _, number, refusal_text
from console.views.cameras.managing.dialog import GROUP, ManageDialog
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from console.widgets.view import Notice
from contract.cameras import Camera
from contract.ptz import PatrolStep, PtzPatrol, PtzState, RemovePtzPatrol, SavePtzPatrol

LEAST_S, MOST_S, USUAL_S = 3.0, 3600.0, 10.0
MOST_STEPS = 32


class Patrolling(ManageDialog):
    """Left the places that the camera knows, right those of its round, in order."""

    def __init__(self, desk: Desk, camera: Camera, parent: QWidget) -> None:
        title = _("Round of camera {number} · {name}").format(number=camera.number, name=camera.name)
        super().__init__(title, _("Make this round"), parent, 780)
        self._desk, self._camera = desk, camera
        state, patrol = desk.world.get(PtzState, camera.id), desk.world.get(PtzPatrol, camera.id)
        self._presets = state.presets if state else ()
        self.steps: list[PatrolStep] = list(patrol.steps) if patrol else []
        self.known, self.round = QListWidget(), QListWidget()
        self.dwell = QDoubleSpinBox()
        self.on = QCheckBox(_("The camera makes this round"))
        self.on.setChecked(patrol.on if patrol else True)
        self.add, self.drop = QPushButton(_("&Add")), QPushButton(_("Take out"))
        self.up, self.down = QPushButton(_("Up")), QPushButton(_("Down"))
        self.remove = QPushButton(_("Remove the round"))
        self._build()
        self._connect()
        self._fill(0)
        self.known.setFocus()

    def wish(self) -> SavePtzPatrol:
        """What would be asked; without a step nothing can be."""
        return SavePtzPatrol(camera=self._camera.id, steps=tuple(self.steps), on=self.on.isChecked())

    def do(self) -> None:
        if self._desk.ask(self.wish()):
            self.accept()

    def add_step(self) -> None:
        """Behind the step that is picked."""
        at = self.known.currentRow()
        if 0 <= at < len(self._presets) and self.add.isEnabled():
            place = self.round.currentRow() + 1 if self.steps else 0
            self.steps.insert(place, PatrolStep(preset=self._presets[at].token, dwell_s=USUAL_S))
            self._fill(place)

    def drop_step(self) -> None:
        at = self.round.currentRow()
        if 0 <= at < len(self.steps):
            del self.steps[at]
            self._fill(min(at, len(self.steps) - 1))

    def move_step(self, by: int) -> None:
        at, to = self.round.currentRow(), self.round.currentRow() + by
        if 0 <= at < len(self.steps) and 0 <= to < len(self.steps):
            self.steps[at], self.steps[to] = self.steps[to], self.steps[at]
            self._fill(to)

    # Inside.

    def _remove(self) -> None:
        if self.remove.isEnabled() and self._desk.ask(RemovePtzPatrol(camera=self._camera.id)):
            self.accept()

    def _dwelt(self, seconds: float) -> None:
        at = self.round.currentRow()
        if 0 <= at < len(self.steps):
            self.steps[at] = replace(self.steps[at], dwell_s=seconds)
            item = self.round.item(at)
            if item is not None:
                item.setText(self._words(at))
            self._judge()

    def _fill(self, current: int) -> None:
        self.round.clear()
        self.round.addItems([self._words(at) for at in range(len(self.steps))])
        self.round.setCurrentRow(current)
        self._judge()

    def _words(self, at: int) -> str:
        step = self.steps[at]
        name = next((one.name or one.token for one in self._presets if one.token == step.preset), step.preset)
        return f"{at + 1}. {name} · " + _("{seconds} s").format(seconds=number(step.dwell_s))

    def _picked(self, at: int) -> None:
        self.dwell.setEnabled(0 <= at < len(self.steps))
        if 0 <= at < len(self.steps):
            self.dwell.blockSignals(True)
            self.dwell.setValue(self.steps[at].dwell_s)
            self.dwell.blockSignals(False)

    def _judge(self) -> None:
        full = _("At most 32 places.") if len(self.steps) >= MOST_STEPS else ""
        none = "" if self._presets else _("The camera has told no presets: set them in the camera itself.")
        _grey(self.add, none or full, with_key(_("&Add").replace("&", ""), "Return"))
        for button in (self.drop, self.up, self.down):
            _grey(button, "" if self.steps else _("Add at least one place."), button.text())
        gone = self._desk.refusal(RemovePtzPatrol(camera=self._camera.id))
        there = self._desk.world.get(PtzPatrol, self._camera.id) is not None
        reason = refusal_text(gone.code, gone.facts) if gone and there else ""
        _grey(self.remove, reason if there else _("There is no round to remove."), self.remove.text())
        # Rights and the device first: whoever may not need not fill in anything.
        no = self._desk.refusal(self.wish())
        said = refusal_text(no.code, no.facts) if no else ""
        self.against(said or none or ("" if self.steps else _("Add at least one place.")), quiet=not said and not none)

    def _build(self) -> None:
        self.known.addItems([one.name or one.token for one in self._presets])
        self.known.setCurrentRow(0)
        self.known.setAccessibleName(_("Places that the camera knows"))
        self.round.setAccessibleName(_("Round of the camera (Alt and arrows: move; Del: take out)"))
        self.dwell.setRange(LEAST_S, MOST_S)
        self.dwell.setDecimals(0)
        self.dwell.setAccessibleName(_("Say how long in seconds, 3 to 3600"))
        said = _("Places in the order in which the camera looks at them while nobody steers it.")
        self.body.addWidget(label(said, "muted", wrap=True))
        grid = QGridLayout()
        grid.addWidget(label(_("Places that the camera knows"), "muted"), 0, 0)
        grid.addWidget(label(_("Round of the camera (Alt and arrows: move; Del: take out)"), "muted"), 0, 2)
        grid.addWidget(self.known, 1, 0)
        grid.addLayout(self._buttons(), 1, 1)
        grid.addWidget(self.round, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 3)
        self.body.addLayout(grid)
        self.body.addWidget(self.on)
        self.foot.insertWidget(0, self.remove)

    def _buttons(self) -> QVBoxLayout:
        column, seconds = QVBoxLayout(), QHBoxLayout()
        for button in (self.add, self.drop, self.up, self.down):
            button.setAutoDefault(False)
            column.addWidget(button)
        seconds.addWidget(label(_("Seconds"), "muted"))
        seconds.addWidget(self.dwell)
        column.addLayout(seconds)
        column.addStretch(1)
        return column

    def _connect(self) -> None:
        self.add.clicked.connect(self.add_step)
        self.drop.clicked.connect(self.drop_step)
        self.up.clicked.connect(lambda: self.move_step(-1))
        self.down.clicked.connect(lambda: self.move_step(1))
        self.remove.clicked.connect(self._remove)
        self.known.itemDoubleClicked.connect(lambda _item: self.add_step())
        self.round.currentRowChanged.connect(self._picked)
        self.dwell.valueChanged.connect(self._dwelt)
        self.on.toggled.connect(lambda _on: self._judge())
        # Bound, because a list lets Enter go on to the dialog's own button as well.
        bind(self.known, ("Return", "Enter"), N_("Add the place to the round"), GROUP, self.add_step)
        bind(self.round, "Del", N_("Take out"), GROUP, self.drop_step)
        bind(self.round, "Alt+Up", N_("Up"), GROUP, lambda: self.move_step(-1))
        bind(self.round, "Alt+Down", N_("Down"), GROUP, lambda: self.move_step(1))


def toggled(desk: Desk, camera: Camera, say: Callable[[Notice], None]) -> bool:
    """Start a camera's round, or let it rest; what stands against it is said."""
    patrol = desk.world.get(PtzPatrol, camera.id)
    if patrol is None:
        say(Notice(_("This camera makes no round yet."), "warning"))
        return False
    if not desk.ask(SavePtzPatrol(camera=camera.id, steps=patrol.steps, on=not patrol.on)):
        return False
    words = _("The round of camera {number} rests.") if patrol.on else _("Camera {number} makes its round.")
    say(Notice(words.format(number=camera.number), "good"))
    return True


def patrol_refusal(desk: Desk, camera: Camera | None) -> str:
    """Why this camera can be given no round here, "" if it can."""
    if camera is None:
        return _("Select a camera first.")
    no = desk.refusal(SavePtzPatrol(camera=camera.id, steps=()))
    return refusal_text(no.code, no.facts) if no else ""


def _grey(button: QPushButton, reason: str, tip: str) -> None:
    button.setEnabled(not reason)
    button.setToolTip(reason or tip)
    button.setAccessibleDescription(reason)
