"""Going to a moment of a camera: on this machine's tape where it reaches back that far, else where recordings are."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from console.desk import Desk
from console.strings import _
from console.video.mosaic import Mosaic
from console.video.ticks import Mark
from console.views.cameras.marks import of_camera, words_of
from console.widgets.view import Notice

APART = "\n"
"""Between a camera's id and an ISO moment, where another view asks for both; no id can hold it."""
PATIENCE_S = 5.0
"""So long a jump waits for the camera's tile to open."""

Older = Callable[[str, datetime], bool]


class Jumping:
    """One mosaic's. `older` is asked for moments that no tape here holds; False if it cannot show them either."""

    def __init__(self, desk: Desk, mosaic: Mosaic, say: Callable[[Notice], None]) -> None:
        self._desk, self._mosaic, self._say = desk, mosaic, say
        self.older: Older = lambda _camera, _moment: False
        self._waiting: tuple[str, datetime, float] | None = None

    def jump(self, camera: str, moment: datetime) -> bool:
        """Show a moment of a camera; one whose tile is not open yet is shown when it opens."""
        tile = next((id for id, slot in self._mosaic.board.slots.items() if slot.tile.camera_id == camera), None)
        if tile is None:
            self._waiting = camera, moment, time.monotonic()
            return True
        self._waiting = None
        self._mosaic.set_current(tile)
        at, span = moment.timestamp() - self._ahead(), self._mosaic.rewinding.span
        if span is not None and span[0] <= at:
            self._mosaic.rewinding.go(at)
            return True
        if self.older(camera, moment):
            return True
        self._say(Notice(_("This moment is no longer kept on this machine. Look for it in the recordings."), "warning"))
        return False

    def shown(self) -> None:
        """Other tiles are shown now: perhaps the one that a jump waits for."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and time.monotonic() - waiting[2] < PATIENCE_S:
            self.jump(waiting[0], waiting[1])

    def marks(self, camera: str) -> Sequence[Mark]:
        """What is marked of a camera, by this machine's clock."""
        world, ahead = self._desk.world, self._ahead()
        return [
            Mark(one.start.timestamp() - ahead, (one.end or one.start).timestamp() - ahead, words_of(world, one))
            for one in of_camera(world, camera)
        ]

    def _ahead(self) -> float:
        """By how many seconds the backend's clock is before this machine's, which tapes go by."""
        return self._desk.now().timestamp() - time.time()
