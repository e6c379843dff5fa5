"""All tiles of one mosaic on one canvas: what stays, what moves, what opens, what closes, and what to repaint."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QRegion

from console.strings import _
from console.video.brush import Brush
from console.video.canvas import Canvas, rects_of
from console.video.pool import SourcePool
from console.video.slot import Slot
from console.video.style import MosaicStyle
from console.video.tiles import Tile, TileReport, place

_CAREFUL_EVERY = 0.2
"""Seconds between two judgements of a tile where all is well."""


class Board:
    """The mosaic without the widget."""

    def __init__(self, pool: SourcePool, style: MosaicStyle) -> None:
        """Begin with no tile and no size."""
        self.style = style
        self.slots: dict[str, Slot] = {}
        self.current: str | None = None
        self.focused = False
        self.awake = False
        self._pool = pool
        self._brush = Brush(style, 1.0)
        self.canvas = Canvas(1, 1, 1.0, style.ground)
        self._judged = 0.0

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles: those that stay keep their cameras running, new ones open before old ones close."""
        old, self.slots = self.slots, {}
        for tile in tiles:
            kept = old.get(tile.id)
            if kept is not None and kept.tile.camera_id == tile.camera_id:
                kept.tile = tile
                self.slots[tile.id] = old.pop(tile.id)
            else:
                self.slots[tile.id] = Slot(tile)
        if self.current not in self.slots:
            self.current = next(iter(self.slots), None)
        if self.awake:
            self.wake()
        for slot in old.values():
            slot.sleep()
        self._lay_out()

    def resize(self, width: int, height: int, ratio: float) -> None:
        """Take another size, in physical pixels."""
        self._brush = Brush(self.style, ratio)
        self.canvas = Canvas(width, height, ratio, self.style.ground)
        self._lay_out()

    def wake(self) -> None:
        """Somebody can see the mosaic."""
        self.awake = True
        for slot in self.slots.values():
            slot.wake(self._pool)

    def sleep(self) -> None:
        """Nobody can."""
        self.awake = False
        for slot in self.slots.values():
            slot.sleep()

    def tick(self) -> list[QRect]:
        """Look at every tile once; return what to repaint, in physical pixels."""
        now = time.monotonic()
        careful = now - self._judged >= _CAREFUL_EVERY
        dirty: list[QRect] = []
        changed = careful
        for slot in self.slots.values():
            before = slot.truth.status, slot.truth.lack
            if slot.tick(now, careful) and slot.place is not None:
                dirty.append(slot.place.video)
            changed = changed or (slot.truth.status, slot.truth.lack) != before
        if changed:
            self._judged = now
            dirty += self.paint(now)
        return dirty

    def paint(self, now: float) -> list[QRect]:
        """Bring the words on the canvas up to date; return where they changed."""
        dirty: list[QRect] = []
        painter = QPainter(self.canvas.image)
        try:
            for key, slot in self.slots.items():
                current = key == self.current
                dirty += slot.paint(self._brush, painter, now, current, current and self.focused)
        finally:
            painter.end()
        return dirty

    def at(self, point: QPointF) -> str | None:
        """Find the tile at a physical pixel."""
        for key, slot in self.slots.items():
            if slot.place is not None and slot.place.outer.contains(point.toPoint()):
                return key
        return None

    def reports(self) -> dict[str, TileReport]:
        """Say what each tile really shows."""
        return {key: slot.report() for key, slot in self.slots.items()}

    def _lay_out(self) -> None:
        canvas = self.canvas
        if canvas.width < 2 or canvas.height < 2:
            return
        gap, strip = round(self.style.gap * canvas.ratio), round(self.style.strip_height * canvas.ratio)
        # Nobody may write to the canvas while it is wiped, or a picture lands in a place that is gone.
        for slot in self.slots.values():
            slot.settle(place(slot.tile.rect, canvas.width, canvas.height, gap, strip), canvas)
        self._wipe()
        self.paint(time.monotonic())

    def _wipe(self) -> None:
        painter = QPainter(self.canvas.image)
        try:
            bare = QRegion(QRect(0, 0, self.canvas.width, self.canvas.height))
            for slot in self.slots.values():
                if slot.place is not None:
                    bare -= slot.place.outer
            for rect in rects_of(bare):
                painter.fillRect(rect, self.style.ground)
            if not self.slots:
                self._brush.sentence(painter, bare.boundingRect(), _("There are no cameras here yet."))
        finally:
            painter.end()
