"""One large tile and small ones around it: whichever small one is selected is shown large too."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from console.strings import _
from console.video.mosaic import Mosaic
from console.video.tiles import Tile, grid_rect
from contract.cameras import Camera

HOT = 0
"""Where others say how many pictures stand beside each other."""
AROUND = 7
ID = "hotspot"
SETTLE_MS = 200
"""Whoever runs over the tiles with the arrows does not open a stream per tile."""
_PLACES = tuple((3, row) for row in range(4)) + tuple((column, 3) for column in range(3))


def room_for(side: int) -> int:
    """How many cameras such a screen takes."""
    return AROUND if side == HOT else side * side


def label_of(camera: Camera) -> str:
    return f"{camera.number} · {camera.name}"


def hot_tiles(cameras: Sequence[Camera], chosen: str) -> list[Tile]:
    """The hotspot first; one whose camera is not among these says how to choose."""
    shown = next((camera for camera in cameras if camera.id == chosen), None)
    words = _("Select one of the small pictures: it is shown here, larger.")
    name = _("Hotspot: {name}").format(name=label_of(shown)) if shown else _("Hotspot")
    large = Tile(ID, shown.id if shown else "", name, grid_rect(4, 4, 0, 0, 3, 3), empty=words)
    small = [
        Tile(camera.id, camera.id, label_of(camera), grid_rect(4, 4, *place))
        for camera, place in zip(cameras, _PLACES, strict=False)
    ]
    return [large, *small]


class Hotspot(QObject):
    """Follows a mosaic's current tile while there is a hotspot in it."""

    def __init__(self, mosaic: Mosaic, parent: QObject) -> None:
        super().__init__(parent)
        self._mosaic = mosaic
        self._cameras: Sequence[Camera] = ()
        self.chosen = ""
        self._wait = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._wait.timeout.connect(self._choose)
        mosaic.current_changed.connect(self._marked)

    def tiles(self, cameras: Sequence[Camera]) -> list[Tile]:
        """Lay these cameras out; what was chosen stays if it is among them."""
        self._cameras = cameras
        if self.chosen not in {camera.id for camera in cameras}:
            self.chosen = ""
        return hot_tiles(cameras, self.chosen)

    def leave(self) -> None:
        """There is no hotspot any more."""
        self._cameras, self.chosen = (), ""
        self._wait.stop()

    def _marked(self, _tile: str) -> None:
        if ID in self._mosaic.board.slots:
            self._wait.start()

    def _choose(self) -> None:
        current = self._mosaic.current
        slots = self._mosaic.board.slots
        if current is None or ID not in slots or current == ID or slots[current].tile.camera_id == self.chosen:
            return
        self.chosen = slots[current].tile.camera_id
        large = hot_tiles(self._cameras, self.chosen)[0]
        # The small ones stay as they are looked at just now.
        self._mosaic.set_tiles([large, *(slot.tile for id, slot in slots.items() if id != ID)])
