"""The live pictures beside the list: one, four or nine cameras in one mosaic."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import N_, _
from console.theme import theme
from console.video.mosaic import Mosaic
from console.video.pad import pad
from console.video.pool import SourcePool
from console.video.replaybar import ReplayBar
from console.video.style import MosaicStyle
from console.video.tiles import Tile, TileReport, grid_rect
from console.views.cameras.analysing import Sights
from console.views.cameras.bookmarking import Bookmarking
from console.views.cameras.hot import HOT, ID, Hotspot, label_of, room_for
from console.views.cameras.jumping import Jumping
from console.views.cameras.snapping import Snapping
from console.views.cameras.steering import DeskSteer
from console.views.cameras.tile_menu import Deed, bind_keys, fill, looking, set_fit
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
    said = Signal(object)
    """Notice: to be shown by whatever window this is in."""

    def __init__(self, desk: Desk, pool: SourcePool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mosaic = Mosaic(pool, _style())
        self.mosaic.steering.steer = DeskSteer(desk, self, self.mosaic.steering.refresh)
        self.snapping = Snapping(desk, pool, self.mosaic, self.said.emit, self)
        self.mosaic.steering.pad = pad()
        self.hotspot = Hotspot(self.mosaic, self)
        self.bookmarking = Bookmarking(desk, self.mosaic, self.said.emit, self)
        self.snapping.saved.connect(self.bookmarking.saved)
        self.jumping = Jumping(desk, self.mosaic, self.said.emit)
        self.sights = Sights(desk, self.mosaic, self)
        self.deeds: tuple[Deed, ...] = (
            Deed(N_("Save the picture shown"), "S", self.snapping.take),
            Deed(N_("Keep a bookmark of this moment"), "B", self.bookmarking.mark),
            *looking(self.mosaic),
            Deed(N_("Show or hide what analysis sees"), "A", self.sights.toggle),
            Deed(N_("Let the picture sit in its tile another way"), "F", lambda: set_fit(self.mosaic)),
        )
        bind_keys(self, self.deeds[2:])
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
        self.bar.marks = self.jumping.marks
        self.mosaic.activated.connect(self._open)

    def show_cameras(self, cameras: Sequence[Camera], side: int) -> None:
        """Show these in a grid of so many by so many, once the choice has settled."""
        coming = list(cameras[: room_for(side)]), side
        if coming != self._coming:
            self._coming = coming
            self._wait.start()

    def steer(self, camera: Camera | None) -> None:
        """Steer this camera, with the keys from now on."""
        if camera is not None and camera.id in self.mosaic.board.slots:
            self.mosaic.set_current(camera.id)
            self.mosaic.setFocus()
            self.mosaic.steering.toggle()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done to the tile under the pointer; by the keyboard's menu key, to the current one."""
        at = self.mosaic.mapFrom(self, event.pos())
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        tile = self.mosaic.board.at(QPointF(at) * self.mosaic.board.canvas.ratio) if by_mouse else self.mosaic.current
        if tile is None or tile not in self.mosaic.board.slots:
            return
        self.mosaic.set_current(tile)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu, self.mosaic, self.deeds, self.snapping)
        menu.popup(event.globalPos())

    def height_of_tiles(self) -> int:
        """In physical pixels, as the tiles would be laid out now."""
        side = self._coming[1] if self._coming[1] != HOT else 4
        return round(self.height() * self.devicePixelRatioF() / max(1, side))

    def reports(self) -> dict[str, TileReport]:
        """What is really shown of each camera, by its id."""
        return self.mosaic.reports() if self._stack.currentWidget() is self.mosaic else {}

    def _open(self, tile: str) -> None:
        slot = self.mosaic.board.slots.get(tile)
        if slot is not None and slot.tile.camera_id:
            self.opened.emit(slot.tile.camera_id)

    def _show(self) -> None:
        cameras, side = self._coming
        if side == HOT and cameras:
            tiles = self.hotspot.tiles(cameras)
        else:
            self.hotspot.leave()
            tiles = _grid(cameras, side)
        self._stack.setCurrentWidget(self.mosaic if tiles else self._none)
        self.mosaic.set_tiles(tiles)
        if not self.hotspot.chosen:
            # Else a click on the small picture that is marked already would choose nothing.
            self.mosaic.set_current(ID)
        self.jumping.shown()
        self.sights.shown()
        self.changed.emit()


def _grid(cameras: Sequence[Camera], side: int) -> list[Tile]:
    # A grid that is half empty makes the pictures smaller for nothing.
    side = min(side, next(s for s in SIDES if s * s >= len(cameras)))
    return [
        Tile(camera.id, camera.id, label_of(camera), grid_rect(side, side, at % side, at // side))
        for at, camera in enumerate(cameras)
    ]


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
