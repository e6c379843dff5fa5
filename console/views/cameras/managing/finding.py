"""Cameras on the network: sought by the backend, read with a login, and handed on to be saved like any other."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QProgressBar, QPushButton, QWidget

from console.desk import Desk
from console.strings import N_, _, ngettext_, number, refusal_text
from console.views.cameras.managing.asking import ask_for
from console.views.cameras.managing.dialog import GROUP, ManageDialog, named
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from console.widgets.tables import fill, table
from contract.cameras import MANAGE
from contract.cameras.found import Device, Found, FoundStream, Look, Search, Searched

SECONDS = 4.0


class Finding(ManageDialog):
    """`chosen` tells what a new camera's form is to be filled with. The password is held in its field alone."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Find cameras on the network"), _("Use this camera…"), parent, 980)
        self.setMinimumHeight(min(680, max(420, parent.window().height() - 60)))
        self._desk, self._busy = desk, False
        self._found: tuple[Found, ...] = ()
        self._device: Device | None = None
        self.search = QPushButton(_("&Search"))
        self.read = QPushButton(_("&Read streams"))
        self.address, self.user, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.devices = table((_("Name"), _("Hardware"), _("Address")), (280, 220), _("Devices that answered"))
        self.streams = table(
            (_("Stream"), _("Picture"), _("Format"), _("Address")), (200, 240, 96), _("Streams of this device")
        )
        self.told = label("", "muted", wrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self._lay_out()
        self._wire()
        self._refresh()
        self.search.setFocus()

    def do(self) -> None:
        if self._device is not None:
            found = next((one for one in self._found if one.address == self.address.text().strip()), None)
            words = proposal(self._device, found.name if found else "")
            words |= {"user": self.user.text().strip(), "password": self.password.text()}
            self.accept()
            self.chosen.emit(words)

    def seek(self) -> None:
        """Let the backend ask its networks."""
        if self.search.isEnabled():
            self._begin(_("The backend is asking its networks for cameras…"))
            asked = self._desk.call("/v1/cameras/find", Search(seconds=SECONDS), Searched)
            ask_for(self, asked, self._searched, self._failed)

    def look(self) -> None:
        """Let the backend read the device whose address stands in the field."""
        if self.read.isEnabled():
            self._begin(_("The backend is reading the device…"))
            look = Look(
                address=self.address.text().strip(), user=self.user.text().strip(), password=self.password.text()
            )
            ask_for(self, self._desk.call("/v1/cameras/read", look, Device), self._read, self._failed)

    def _lay_out(self) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.address.setPlaceholderText("192.168.1.20")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        named(grid, 0, 0, _("&Address"), self.address, 3)
        named(grid, 1, 0, _("User na&me"), self.user)
        named(grid, 1, 2, _("Pass&word"), self.password)
        grid.addWidget(self.search, 0, 4)
        grid.addWidget(self.read, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.told)
        self.body.addWidget(self.devices, 3)
        self.body.addWidget(self.streams, 2)

    def _wire(self) -> None:
        self.search.clicked.connect(self.seek)
        self.read.clicked.connect(self.look)
        self.search.setAutoDefault(False)
        self.read.setAutoDefault(False)
        for field in (self.address, self.user, self.password):
            field.textChanged.connect(lambda _text: self._other())
            field.returnPressed.connect(self.look)
        self.devices.itemSelectionChanged.connect(self._picked)
        self.devices.itemActivated.connect(lambda _item: self.user.setFocus())
        bind(self, "F5", N_("Search the network for cameras"), GROUP, self.seek)
        bind(self, "F6", N_("Read the streams of the device"), GROUP, self.look)

    def _other(self) -> None:
        """Another address or login: what was read before belongs to neither."""
        self._device = None
        self.streams.setRowCount(0)
        self._refresh()

    def _picked(self) -> None:
        row = self.devices.currentRow()
        if 0 <= row < len(self._found):
            self.address.setText(self._found[row].address)

    def _begin(self, words: str) -> None:
        self._busy = True
        self.told.setText(words)
        self._refresh()

    def _searched(self, answer: Searched) -> None:
        self._busy, self._found = False, answer.found
        fill(self.devices, [(one.name or "–", one.hardware, one.address) for one in answer.found])
        count = len(answer.found)
        said = ngettext_("{count} device has answered.", "{count} devices have answered.", count)
        self.told.setText(said.format(count=number(count)))
        if not answer.interfaces:
            self.told.setText(
                _("The backend has no address in the networks in which cameras may be (camera_networks).")
            )
        self._refresh()
        (self.devices if count else self.address).setFocus()

    def _read(self, device: Device) -> None:
        self._busy, self._device = False, device
        fill(self.streams, [_stream_words(stream) for stream in device.streams])
        parts = (device.manufacturer, device.model, device.firmware)
        words = " · ".join(part for part in parts if part)
        if device.clock_s is not None and abs(device.clock_s) > 60:
            wrong = _("Its clock is wrong by {seconds} s.").format(seconds=number(abs(device.clock_s)))
            words = f"{words}. {wrong}"
        self.told.setText(words)
        self._refresh()
        self.ok.setFocus()

    def _failed(self, reason: str) -> None:
        self._busy = False
        self.told.setText("")
        self._refresh(reason)

    def _refresh(self, reason: str = "") -> None:
        line = "" if self._desk.line.live else refusal_text("line.down", {})
        right = "" if MANAGE in self._desk.who().rights else refusal_text(f"needs.{MANAGE}", {})
        standing = right or line or (_("Wait for the answer.") if self._busy else "")
        self.progress.setVisible(self._busy)
        no_address = "" if self.address.text().strip() else _("Search for devices or enter an address first.")
        for button, keys, against in ((self.search, "F5", ""), (self.read, "F6", no_address)):
            button.setEnabled(not (standing or against))
            button.setToolTip(standing or against or with_key(button.text().replace("&", ""), keys))
        none = "" if self._device else _("Read the streams of a device first.")
        self.against(reason or standing or none, quiet=not reason)


def proposal(device: Device, name: str) -> dict[str, str]:
    """The largest picture as the main stream, the smallest as the sub stream; the rest is for people to fill in."""
    words = {"name": name or " ".join(part for part in (device.manufacturer, device.model) if part)}
    ladder = {"main": device.streams[0], "sub": device.streams[-1]} if device.streams else {}
    for profile, stream in ladder.items():
        if profile == "sub" and stream is device.streams[0]:
            continue
        words |= {
            f"{profile}.url": stream.url,
            f"{profile}.width": str(stream.width or ""),
            f"{profile}.height": str(stream.height or ""),
            f"{profile}.fps": f"{stream.fps:g}" if stream.fps else "",
        }
    return words


def _stream_words(stream: FoundStream) -> Sequence[str]:
    size = f"{stream.width} × {stream.height}" if stream.width else "–"
    rate = _("{rate} pictures/s").format(rate=number(stream.fps)) if stream.fps else ""
    return stream.name or stream.token, " · ".join(filter(None, (size, rate))), stream.codec, stream.url
