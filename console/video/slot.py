"""One tile at run time: its hold on a camera, its place on the canvas, and the words painted there last."""

import time
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from console.video.brush import Brush
from console.video.canvas import Canvas
from console.video.looking import Look
from console.video.pool import SourcePool
from console.video.replay import Play
from console.video.scaling import Box
from console.video.tap import Tap
from console.video.tiles import Badge, Place, Tile, TileReport
from console.video.truth import TileTruth
from console.video.words import Saying, say

_OFF = TileTruth("off")
_PICTURED = ("live", "late", "stale", "replay")


@dataclass(frozen=True, slots=True)
class Face:
    """All that is painted of a tile besides its picture; equal faces need no repainting."""

    truth_status: str
    saying: Saying
    label: str
    badge: Badge | None
    current: bool
    focused: bool

    @property
    def body(self) -> tuple[str, str, tuple[str, ...]]:
        """What of it stands over the picture: an age that only the strip tells is no reason to paint there again."""
        return self.truth_status, self.saying.large, self.saying.lines


class Slot:
    """Keeps one tile true."""

    def __init__(self, tile: Tile) -> None:
        """Begin without a camera: the board wakes it when somebody can see it."""
        self.tile = tile
        self.place: Place | None = None
        self.truth = _OFF
        self.saying = Saying()
        self.tap: Tap | None = None
        self.badge: Badge | None = None
        self._canvas: Canvas | None = None
        self._face: Face | None = None

    def settle(self, place: Place, canvas: Canvas) -> None:
        """Move to a place on a canvas."""
        self.place, self._canvas, self._face = place, canvas, None
        self._want()

    def look(self, look: Look) -> None:
        """See another part of the picture."""
        if look != self.tile.look:
            self.tile = replace(self.tile, look=look)
            self._want()

    def play(self, play: Play | None) -> None:
        """Show what was, or the present again."""
        self.tile = replace(self.tile, play=play)
        self._want()

    def wake(self, pool: SourcePool) -> None:
        """Take hold of the camera: somebody is looking."""
        if self.tap is None:
            self.tap, self._face = pool.tap(self.tile.camera_id), None
            self._want()

    def sleep(self) -> None:
        """Let the camera go."""
        if self.tap is not None:
            self.tap.release()
            self.tap = None

    def tick(self, now: float, careful: bool) -> bool:
        """Look for a new picture; judge it afresh when asked to be careful or when all is not well."""
        if self.tap is None:
            return False
        if careful:
            self.tap.bow()
        fresh = self.tap.poll()
        if careful or fresh != (self.truth.status == "live") or self.tap.lack != self.truth.lack:
            self.truth = self.tap.truth(now)
        return fresh

    def paint(self, brush: Brush, painter: QPainter, now: float, current: bool, focused: bool) -> list[QRect]:
        """Repaint what changed of everything that is not video; return where."""
        place = self.place
        if place is None:
            return []
        health = self.tap.health() if self.tap else None
        if self.tap is not None:
            self.tap.favour((current and focused) or self.tile.look.size < 1.0 or self.tile.first)
        self.saying = (
            Saying(large=self.tile.empty)
            if self.tile.empty and not self.tile.camera_id
            else Saying()
            if self.truth.status == "live" and not self.truth.reason
            else say(self.truth, health, now, datetime.now().astimezone())
        )
        face = Face(self.truth.status, self.saying, self.tile.title, self.badge, current, focused)
        old, self._face = self._face, face
        if face == old:
            return []
        # Where large words stand over the picture the name gets the strip's whole width.
        short = "" if face.saying.large else face.saying.short
        brush.strip(painter, place, face.label, self.truth.status, short, current, face.badge, face.saying.tight)
        if old is None or (old.current, old.focused) != (current, focused):
            brush.ring(painter, place, current, focused)
            dirty = [place.outer]
        else:
            dirty = [place.strip]
        if old is None or old.body != face.body:
            self._body(brush, painter, place)
            dirty.append(place.video)
        return dirty

    def report(self) -> TileReport:
        """Say what is really shown."""
        truth, tap = self.tap.truth(time.monotonic()) if self.tap else _OFF, self.tap
        if tap is None:
            return TileReport("off", None, 0.0, "", "", 0, 0)
        return TileReport(
            truth.status, truth.age_ms, tap.fps(), tap.profile, truth.reason, tap.frames_shown, tap.frames_dropped
        )

    def _want(self) -> None:
        if self.tap is not None and self.place is not None and self._canvas is not None:
            video = self.place.video
            box = Box(max(2, video.width()), max(2, video.height()), self.tile.fit, self.tile.look)
            self.tap.want(box, self._canvas.view(video))
            self.tap.play(self.tile.play)
            # Judged at once: until the first tick a camera that is just opening would be said not to exist.
            self.truth = self.tap.truth(time.monotonic())

    def _body(self, brush: Brush, painter: QPainter, place: Place) -> None:
        status = self.truth.status
        if status in _PICTURED and self.truth.lack is None and self.tap is not None:
            # The picture lies there with the last words on it: lay it down again first.
            self.tap.lay()
            if status in ("late", "stale"):
                brush.aged(painter, place.video, status, self.saying)
        else:
            brush.panel(painter, place.video, status, self.saying)
