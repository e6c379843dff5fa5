"""The live pictures beside the list: one, four or nine cameras in one mosaic."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import _
from console.theme import theme
from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.replaybar import ReplayBar
from console.video.style import MosaicStyle
from console.video.tiles import Tile, TileReport, grid_rect
from console.views.cameras.steering import DeskSteer
from console.widgets.labels import label
from contract.cameras import Camera

SETTLE_MS = 250
"""Whoever runs through the list with the arrows does not open a stream per line."""
SIDES = (1, 2, 3)


class Screen(QWidget):
    """Told which cameras to show; says in words where there is none."""

    opened = Signal(str)
    """Somebody wants this camera alone."""
    changed = Signal()
    """Other cameras are shown now."""

    def __init__(self, desk: Desk, pool: SourcePool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mosaic = Mosaic(pool, _style())
        self.mosaic.steering.steer = DeskSteer(desk, self, self.mosaic.steering.refresh)
        self._none = label(_("Select a camera in the list to see its picture."), "muted", wrap=True)
        self._none.setContentsMargins(24, 24, 24, 24)
        self._coming: tuple[list[Camera], int] = ([], 1)
        self._wait = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._wait.timeout.connect(self._show)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.mosaic)
        self.bar = ReplayBar(self.mosaic)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._stack, 1)
        column.addWidget(self.bar)
        self.mosaic.activated.connect(self.opened)

    def show_cameras(self, cameras: Sequence[Camera], side: int) -> None:
        """Show these in a grid of so many by so many, once the choice has settled."""
        coming = list(cameras[: side * side]), side
        if coming != self._coming:
            self._coming = coming
            self._wait.start()

    def steer(self, camera: Camera | None) -> None:
        """Steer this camera, with the keys from now on."""
        if camera is not None and camera.id in self.mosaic.board.slots:
            self.mosaic.set_current(camera.id)
            self.mosaic.setFocus()
            self.mosaic.steering.toggle()

    def reports(self) -> dict[str, TileReport]:
        """What is really shown of each camera, by its id."""
        return self.mosaic.reports() if self._stack.currentWidget() is self.mosaic else {}

    def _show(self) -> None:
        cameras, side = self._coming
        # A grid that is half empty makes the pictures smaller for nothing.
        side = min(side, next(s for s in SIDES if s * s >= len(cameras)))
        tiles = [
            Tile(camera.id, camera.id, f"{camera.number} · {camera.name}", grid_rect(side, side, at % side, at // side))
            for at, camera in enumerate(cameras)
        ]
        self._stack.setCurrentWidget(self.mosaic if tiles else self._none)
        self.mosaic.set_tiles(tiles)
        self.changed.emit()


def _style() -> MosaicStyle:
    worn = theme()
    return MosaicStyle(
        ground=worn.ground,
        panel=worn.panel,
        strip=worn.raised,
        strip_current=worn.selected,
        text=worn.text,
        muted=worn.muted,
        live=worn.good,
        warning=worn.warning,
        alarm=worn.danger,
        quiet=worn.info,
        focus=worn.accent,
    )
