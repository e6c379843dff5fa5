"""The picture that a tile shows, taken anew from what is kept of its stream: whole, and as the camera sent it."""

import contextlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import av
import av.error
import numpy as np

from console.video.decoders import Decoders
from console.video.decoding import context_of
from console.video.replay import Play
from console.video.scaling import Picture, Pixels, aspect_of, pixels_of
from console.video.slot import Slot
from console.video.source import Source
from console.video.truth import TileTruth
from media.access import AccessUnit
from media.tape import Tape

NEAR = 0.5
"""A stream whose last picture is older than the one shown by more than this does not hold it."""
_WIDEST = 4
"""Pixels are made so many times as wide as they came, and no wider."""
_HAIR = 0.0005
"""Rounding must not choose the picture before."""
PICTURED = ("live", "late", "stale", "replay")
"""What a tile can say of itself while a picture stands in it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a tile at one moment; `goal` is when it arrived, by the monotonic clock."""

    camera_id: str
    truth: TileTruth
    picture: Picture
    behind: float
    turns: int
    play: Play | None

    @property
    def goal(self) -> float:
        """Return when it came off the line, which is what tapes go by."""
        return self.picture.arrived + self.behind


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A picture to be saved. `arrived` is when its data came; `profile` is "" where only the tile's own was left."""

    pixels: Pixels
    arrived: float
    profile: str


def shown_in(slot: Slot) -> Shown | None:
    """Say what a tile shows now; None where no picture stands in it."""
    tap, now = slot.tap, time.monotonic()
    if tap is None:
        return None
    truth, picture = tap.truth(now), tap.shown
    if picture is None or truth.status not in PICTURED:
        return None
    # What is shown again is told by when it came; only the present is aged by the line's delay.
    behind = 0.0 if truth.status == "replay" else tap.behind
    return Shown(slot.tile.camera_id, truth, picture, behind, slot.tile.look.turns, slot.tile.play)


def best(running: Iterable[Source], shown: Shown) -> Source | None:
    """Choose the largest of the camera's running streams that still holds the picture."""
    holding = [source for source in running if source.camera_id == shown.camera_id and _holds(source.tape, shown.goal)]
    return max(holding, key=lambda source: source.size[0] * source.size[1], default=None)


def _holds(tape: Tape, goal: float) -> bool:
    span = tape.span
    return tape.format is not None and span is not None and span[0] <= goal + _HAIR and goal - NEAR <= span[1]


class Errand:
    """Something to be done once beside the streams, in a decoder's thread: it must not raise."""

    urgent = False

    def __init__(self, decoders: Decoders, work: Callable[[], None]) -> None:
        self._work = work
        decoders.ready(self)

    def turn(self) -> None:
        """Do it. Whoever is told may be gone by now, and an error here would take the thread with it."""
        with contextlib.suppress(RuntimeError):
            self._work()


class Still:
    """Decodes one picture out of a tape in the decoders' threads, then tells `done` there; once."""

    urgent = True

    def __init__(
        self, decoders: Decoders, source: Source | None, shown: Shown, done: Callable[[Taken | None], None]
    ) -> None:
        self._decoders, self._shown, self._done = decoders, shown, done
        self._profile = source.stream.profile if source else ""
        self._tape = source.tape if source else None
        units = source.tape.units(shown.goal + _HAIR) if source else []
        self._rest = [unit for unit in units if unit.arrived <= shown.goal + _HAIR]
        self._context: av.VideoCodecContext | None = None
        self._needs_key = True
        self._last: tuple[av.VideoFrame, float] | None = None
        decoders.ready(self)

    def turn(self) -> None:
        """Decode one picture, then queue up again behind the streams; at the end hand over what there is."""
        if self._rest:
            self._decode(self._rest.pop(0))
            self._decoders.ready(self)
            return
        # Whoever asked may be gone by now, and an error here would take a decoder's thread with it.
        with contextlib.suppress(RuntimeError):
            self._done(self._taken())

    def _decode(self, unit: AccessUnit) -> None:
        format = self._tape.format if self._tape else None
        if format is None or (self._needs_key and not unit.key):
            return
        try:
            self._context = self._context or context_of(format)
            frames = self._context.decode(av.Packet(unit.data))
        except (av.error.FFmpegError, ValueError, TypeError):
            self._context, self._needs_key = None, True
            return
        good = [frame for frame in frames if not frame.is_corrupt]
        self._needs_key = len(good) < len(frames)
        if good and not self._needs_key:
            self._last = good[-1], unit.arrived

    def _taken(self) -> Taken:
        """The picture in full; where nothing of it is kept, or it cannot be had, as large as the tile had it."""
        if self._last is not None:
            with contextlib.suppress(av.error.FFmpegError, ValueError, MemoryError):
                return self._whole(*self._last)
        return Taken(self._shown.picture.pixels.copy(), self._shown.picture.arrived, "")

    def _whole(self, frame: av.VideoFrame, arrived: float) -> Taken:
        wide = self._tape.format.pixel_aspect if self._tape and self._tape.format else 1.0
        ratio = self._context.sample_aspect_ratio if self._context else None
        width = round(frame.height * aspect_of(frame, float(ratio) if ratio else wide))
        # A camera may call its pixels as wide as it likes; what is made of them must fit into memory.
        width = min(max(2, width), _WIDEST * frame.width)
        full = pixels_of(frame.reformat(width, frame.height, "bgra"))
        pixels = np.ascontiguousarray(np.rot90(full, -self._shown.turns))
        return Taken(pixels, arrived - self._shown.behind, self._profile)
