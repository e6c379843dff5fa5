"""How one camera is steered: its ONVIF address, and which of its profiles moves it."""

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from console.desk import Desk
from console.strings import _, refusal_text
from console.views.cameras.managing.dialog import ManageDialog, named
from console.widgets.labels import label
from contract.cameras import Camera
from contract.ptz import PtzDevice, PtzState, RemovePtzDevice, SavePtzDevice

EXAMPLE = "http://192.168.1.20/onvif/device_service"


class Turning(ManageDialog):
    """The login is the camera's own; what the device last said of itself stands below."""

    def __init__(self, desk: Desk, camera: Camera, parent: QWidget) -> None:
        title = _("Steering of camera {number} · {name}").format(number=camera.number, name=camera.name)
        super().__init__(title, _("Save"), parent, 620)
        self._desk, self._camera = desk, camera
        device = desk.world.get(PtzDevice, camera.id)
        self.address = QLineEdit(device.address if device else "", maxLength=500)
        self.address.setPlaceholderText(EXAMPLE)
        self.profile = QLineEdit(device.profile if device else "", maxLength=64)
        self.profile.setPlaceholderText(_("Empty: the first profile that moves"))
        grid = QGridLayout()
        named(grid, 0, 0, _("ONVIF &address"), self.address)
        named(grid, 1, 0, _("Media &profile"), self.profile)
        self.body.addLayout(grid)
        self.body.addWidget(label(self._told(), "muted", wrap=True))
        self.remove = QPushButton(_("Steer no more"))
        self.remove.setEnabled(device is not None)
        self.remove.clicked.connect(self._remove)
        self.foot.insertWidget(0, self.remove)
        for field in (self.address, self.profile):
            field.textChanged.connect(self._judge)
        self._judge()

    def do(self) -> None:
        if self._desk.ask(self._wish()):
            self.accept()

    def _wish(self) -> SavePtzDevice:
        address, profile = self.address.text().strip(), self.profile.text().strip()
        return SavePtzDevice(camera=self._camera.id, address=address, profile=profile)

    def _remove(self) -> None:
        if self._desk.ask(RemovePtzDevice(camera=self._camera.id)):
            self.accept()

    def _told(self) -> str:
        state = self._desk.world.get(PtzState, self._camera.id)
        if state is None:
            return _("The backend asks the device as soon as this is saved.")
        if state.trouble:
            return refusal_text(state.trouble, {})
        names = ", ".join(f"{at} {preset.name}" for at, preset in enumerate(state.presets, 1))
        return _("Presets: {names}").format(names=names or _("none"))

    def _judge(self) -> None:
        no = self._desk.refusal(self._wish())
        self.against(refusal_text(no.code, no.facts) if no else "", quiet=not self.address.text().strip())
