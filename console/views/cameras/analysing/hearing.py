"""Which of the events that one camera tells over ONVIF become alerts, and whether the backend hears them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from console.desk import Desk
from console.strings import N_, _, number, refusal_text
from console.theme import severity_word
from console.views.cameras.analysing.words import since_word
from console.widgets.dialog import Deed
from console.widgets.labels import label
from contract.alerts import Severity
from contract.camera_events import (
    CameraEvents,
    CameraEventsState,
    Event,
    Hearing,
    RemoveCameraEvents,
    SaveCameraEvents,
    Wanted,
)
from contract.cameras import Camera
from contract.ptz import PtzDevice

EXAMPLE = "http://192.168.1.20/onvif/device_service"
EVENTS = {
    Event.MOTION: N_("Motion found by the camera"),
    Event.MOTION_ALARM: N_("Motion alarm"),
    Event.LINE: N_("Line crossed"),
    Event.INSIDE: N_("Somebody inside a field"),
    Event.SCENE: N_("The scene has changed"),
    Event.INPUT: N_("Alarm input"),
    Event.TAMPER: N_("Tampering, too dark or out of focus"),
    Event.SIGNAL_LOSS: N_("No picture signal"),
}
HEARINGS = {
    Hearing.CONNECTING: N_("◐ Connecting"),
    Hearing.SUBSCRIBED: N_("● Subscribed: events are heard"),
    Hearing.TROUBLE: N_("✕ Events are not heard"),
    Hearing.OFF: N_("○ Off"),
}
_BAD = {Event.TAMPER, Event.SIGNAL_LOSS, Event.INPUT}


class _Choice:
    """One event: whether it is wanted, how bad it is, how long it must last and be gone."""

    def __init__(self, event: Event, wanted: Wanted | None) -> None:
        usual = Wanted(event=event, severity=int(Severity.WARNING if event in _BAD else Severity.NOTICE))
        told = wanted or usual
        self.event = event
        self.on = QCheckBox(_(EVENTS[event]))
        self.on.setChecked(wanted is not None)
        self.severity = QComboBox()
        for severity in reversed(Severity):
            self.severity.addItem(severity_word(severity), int(severity))
        self.severity.setCurrentIndex(self.severity.findData(int(told.severity)))
        self.on_s, self.off_s = (
            QDoubleSpinBox(minimum=least, maximum=3600, decimals=0, suffix=" " + _("s")) for least in (0, 1)
        )
        self.on_s.setValue(told.on_s)
        self.off_s.setValue(told.off_s)
        for field, words in ((self.severity, _("Alert level")), (self.on_s, _("Lasts")), (self.off_s, _("Gone for"))):
            field.setAccessibleName(f"{_(EVENTS[event])}: {words}")

    def wanted(self) -> Wanted:
        severity = self.severity.currentData()
        return Wanted(event=self.event, severity=severity, on_s=self.on_s.value(), off_s=self.off_s.value())


class EventsOf(Deed):
    """The login is the camera's own; how the line stands is said below, and since when."""

    def __init__(self, desk: Desk, camera: Camera, parent: QWidget) -> None:
        title = _("Events of camera {number} · {name}").format(number=camera.number, name=camera.name)
        super().__init__(title, _("Save"), parent, 860)
        self._desk, self._camera = desk, camera
        row, head = desk.world.get(CameraEvents, camera.id), desk.world.get(PtzDevice, camera.id)
        self.address = QLineEdit(row.address if row else head.address if head else "", maxLength=500)
        self.address.setPlaceholderText(EXAMPLE)
        self.address.setAccessibleName(_("ONVIF address"))
        self.on = QCheckBox(_("Hear this camera's events"))
        self.on.setChecked(row.on if row else True)
        wanted = {one.event: one for one in row.wanted} if row else {}
        self.choices = [_Choice(event, wanted.get(event)) for event in Event]
        self.state = label("", "", wrap=True)
        self.remove = QPushButton(_("Hear no more"))
        self.remove.setEnabled(row is not None)
        self.remove.setAutoDefault(False)
        self._build()
        stop = desk.subscribe(CameraEventsState, lambda _changes: self.tell())
        self.finished.connect(lambda _code: stop())
        self.tell()
        self._judge()

    def do(self) -> None:
        if self._desk.ask(self._wish()):
            self.accept()

    def tell(self) -> None:
        """How the line stands now."""
        state = self._desk.world.get(CameraEventsState, self._camera.id)
        if state is None:
            self.state.setText(_("The backend subscribes as soon as this is saved."))
            return
        said = _(HEARINGS[state.hearing])
        if state.reason:
            said = f"{said}. {refusal_text(state.reason, {})}"
        since = _("Since {time}.").format(time=since_word(state.since, self._desk.now()))
        others = _("Unknown topics told: {count} ({names}).").format(
            count=number(state.others), names=", ".join(state.others_named)
        )
        self.state.setText("\n".join((said, since, *((others,) if state.others else ()))))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label(_("ONVIF address"), ""))
        top.addWidget(self.address, 1)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        for column, words in enumerate((_("Event"), _("Alert level"), _("Lasts"), _("Gone for"))):
            grid.addWidget(label(words, "muted"), 0, column, Qt.AlignmentFlag.AlignLeft)
        for at, one in enumerate(self.choices, 1):
            for column, field in enumerate((one.on, one.severity, one.on_s, one.off_s)):
                grid.addWidget(field, at, column)
            one.on.toggled.connect(self._judge)
            one.severity.currentIndexChanged.connect(self._judge)
        self.body.addLayout(top)
        self.body.addWidget(self.on)
        self.body.addLayout(grid)
        self.body.addWidget(self.state)
        self.remove.clicked.connect(self._remove)
        self.foot.insertWidget(0, self.remove)
        self.address.textChanged.connect(self._judge)

    def _wish(self) -> SaveCameraEvents:
        wanted = tuple(one.wanted() for one in self.choices if one.on.isChecked())
        address = self.address.text().strip() or " "
        return SaveCameraEvents(camera=self._camera.id, address=address, wanted=wanted, on=self.on.isChecked())

    def _remove(self) -> None:
        if self._desk.ask(RemoveCameraEvents(camera=self._camera.id)):
            self.accept()

    def _judge(self) -> None:
        for one in self.choices:
            for field in (one.severity, one.on_s, one.off_s):
                field.setEnabled(one.on.isChecked())
        no = self._desk.refusal(self._wish())
        quiet = not self.address.text().strip()
        self.against(refusal_text(no.code, no.facts) if no else "", quiet=quiet)
