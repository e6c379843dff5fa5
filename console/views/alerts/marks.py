"""The bookmarks that belong to an alert: each line leads to its camera at its moment."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import _, clock
from console.widgets.labels import label
from contract.alerts import Alert
from contract.bookmarks import Bookmark
from contract.cameras import Camera

MOST = 8


class AlertMarks(QWidget):
    """Hidden where there are none."""

    wanted = Signal(str, str)
    """The camera's id, and the moment as an ISO text."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: list[Bookmark] = []
        self.buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(label(_("Bookmarks"), "section"))
        self.hide()

    def tell(self, alert: Alert) -> None:
        """Called each second: nothing is made anew that is as it was."""
        found = [one for one in self._desk.world.all(Bookmark) if one.alert == alert.id]
        found = sorted(found, key=lambda one: (one.start, one.id), reverse=True)[:MOST]
        if found != self._told:
            self._told = found
            self._fill()
        self.setVisible(bool(found))

    def _fill(self) -> None:
        for old in self.buttons:
            self._column.removeWidget(old)
            old.deleteLater()
        self.buttons = [self._button(one) for one in self._told]
        for button in self.buttons:
            self._column.addWidget(button)

    def _button(self, one: Bookmark) -> QPushButton:
        camera = self._desk.world.get(Camera, one.cameras[0])
        words = f"{clock(one.start)} · {camera.number if camera else one.cameras[0]} · {one.why}"
        # An ampersand would be taken for the letter's key.
        button = QPushButton(words.replace("&", "&&"))
        button.setProperty("role", "plain")
        button.setStyleSheet("text-align: left;")
        button.setToolTip(_("Show the camera at this moment"))
        button.clicked.connect(partial(self._press, one))
        return button

    def _press(self, one: Bookmark, _pressed: bool = False) -> None:
        self.wanted.emit(one.cameras[0], one.start.isoformat())
