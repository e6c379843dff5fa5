"""The pictures that belong to an alert: its camera, live, and the image that came with it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import _
from console.theme import theme
from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.style import MosaicStyle
from console.video.tiles import Tile, grid_rect
from console.views.alerts.still import Still
from console.widgets.labels import label
from contract.alerts import Alert
from contract.cameras import Camera

SETTLE_MS = 250
"""Whoever runs through the list with the arrows does not open a stream per line."""


def style() -> MosaicStyle:
    worn = theme()
    return MosaicStyle(
        ground=worn.panel, panel=worn.ground, strip=worn.raised, strip_current=worn.raised, text=worn.text,
        muted=worn.muted, live=worn.good, warning=worn.warning, alarm=worn.danger, focus=worn.line,
    )  # fmt: skip


class Picture(QWidget):
    """16:9 at any width; says in words why there is no picture."""

    def __init__(self, desk: Desk, pool: SourcePool | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._camera: str | None = None
        self._wait = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._wait.timeout.connect(self._open)
        self.mosaic = Mosaic(pool, style()) if pool is not None else None
        self._none = label("", "muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._screen = _Wide()
        # One cell for both: a stacked layout would not give the hidden one its size before it is seen.
        cell = QGridLayout(self._screen)
        cell.setContentsMargins(1, 1, 1, 1)
        cell.addWidget(self._none, 0, 0)
        if self.mosaic is not None:
            self.mosaic.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            cell.addWidget(self.mosaic, 0, 0)
            self.mosaic.hide()
        self.still = Still(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._screen)
        column.addWidget(self.still)
        self.still.hide()

    def tell(self, alert: Alert) -> None:
        self.still.show_digest(alert.image)
        if alert.camera == self._camera and self._none.text():
            return
        self._camera = alert.camera
        if self.mosaic is not None:
            self.mosaic.set_tiles([])
        if self._words() is None:
            self._none.setText(_("Opening the camera…"))
            self._wait.start()
        else:
            self._none.setText(self._words() or "")
        self._show(self._none)

    def _words(self) -> str | None:
        """Why no picture can be shown; None if one can."""
        if self._camera is None:
            return _("No camera belongs to this alert.")
        if self._desk.world.get(Camera, self._camera) is None:
            return _("The alert's camera is not in the list.")
        return None if self.mosaic is not None else _("Pictures are not shown on this screen.")

    def _open(self) -> None:
        camera = self._desk.world.get(Camera, self._camera or "")
        if camera is None or self.mosaic is None or not self.isVisible():
            return
        self.mosaic.set_tiles([Tile("alert", camera.id, f"{camera.number}  {camera.name}", grid_rect(1, 1, 0, 0))])
        self._show(self.mosaic)

    def _show(self, widget: QWidget) -> None:
        self._none.setVisible(widget is self._none)
        if self.mosaic is not None:
            self.mosaic.setVisible(widget is self.mosaic)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._camera is not None:
            self._wait.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._wait.stop()


class _Wide(QWidget):
    """A box of the shape of a camera's picture, with a strip for its name."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Not height-for-width: inside a scroll area a mosaic's tiny minimum wins over it.
        super().resizeEvent(event)
        self.setFixedHeight(event.size().width() * 9 // 16 + 28)
