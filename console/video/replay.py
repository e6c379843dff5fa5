"""What just happened, shown again in a tile while the present goes on behind it."""

import threading
from dataclasses import dataclass, replace

import av
import av.error

from console.video.decoders import Decoders
from console.video.decoding import context_of
from console.video.outlet import Outlet
from console.video.playback import FROM_NOWHERE, Reel
from console.video.scaling import Box, Picture, aspect_of
from media.access import AccessUnit, Format
from media.tape import Tape

RATES = (0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Play:
    """Where a replay is: at `since` it stood at `at`, and runs on with `rate`. Unix seconds, so that many agree."""

    at: float
    since: float
    rate: float = 1.0

    def where(self, now: float) -> float:
        """Return the moment shown, never later than now."""
        return min(now, self.at + (now - self.since) * self.rate)

    def moved(self, to: float, now: float) -> "Play":
        """Go to another moment."""
        return replace(self, at=min(now, to), since=now)

    def at_rate(self, rate: float, now: float) -> "Play":
        """Run on from here at another speed; 0 stands still."""
        return Play(self.where(now), now, rate)


class Rerun:
    """Decodes a tape up to the moment asked for; one tile's, in the decoders' threads."""

    urgent = False

    def __init__(self, kept: Tape | Reel, decoders: Decoders, box: Box) -> None:
        self.outlet = Outlet(box)
        self.reel = kept if isinstance(kept, Reel) else Reel("", kept)
        self._decoders = decoders
        self._format: Format | None = None
        self._origin = FROM_NOWHERE
        self._lock = threading.Lock()
        self._queued = self._closed = False
        self._goal = 0.0
        self._at = float("-inf")
        """Arrival of the picture decoded last."""
        self._rest: list[AccessUnit] = []
        self._context: av.VideoCodecContext | None = None
        self._frame: tuple[av.VideoFrame, float] | None = None
        self._drawn_for: Box | None = None

    def seek(self, moment: float) -> None:
        """Show what had arrived at this moment of the monotonic clock; before all that is kept, its first picture."""
        self.reel.need(moment)
        with self._lock:
            self._goal = moment
            if self._queued or self._closed or not self._due(moment):
                return
            self._queued = True
        self._decoders.ready(self)

    def close(self) -> None:
        """Decode nothing more."""
        with self._lock:
            self._closed = True
        self.reel.rest()
        self.outlet.aim(None, None)

    def _due(self, goal: float) -> bool:
        if (
            goal < self._at
            or self.reel.origin(goal) != self._origin
            or (self._frame is not None and self._drawn_for != self.outlet.box)
        ):
            return True
        if not self._rest or self._rest[0].arrived <= goal:
            return True
        return self._at == float("-inf")

    def turn(self) -> None:
        """Decode one picture towards the goal, then queue up again if there is more."""
        more = False
        try:
            more = self._step()
        except (av.error.FFmpegError, ValueError, TypeError):
            self._context = None
        finally:
            with self._lock:
                self._queued = more and not self._closed
                again = self._queued
        if again:
            self._decoders.ready(self)

    def _step(self) -> bool:
        with self._lock:
            goal = self._goal
        unit = self._next(goal)
        if unit is None or self._format is None:
            # Standing still, and looked at in another way.
            if self._frame is not None and self._drawn_for != self.outlet.box:
                self._show(*self._frame)
            return False
        if self._context is None:
            self._context = context_of(self._format)
        frames = self._context.decode(av.Packet(unit.data))
        self._at = unit.arrived
        reached = not self._rest or self._rest[0].arrived > goal
        if reached and frames and not frames[-1].is_corrupt:
            self._show(frames[-1], unit.arrived)
        return not reached

    def _next(self, goal: float) -> AccessUnit | None:
        """Take the next picture; after a leap, or where a key picture is nearer to the goal, begin there anew."""
        other = self.reel.origin(goal) != self._origin
        if other or goal < self._at or not self._rest or self._rest[-1].arrived < goal:
            reach = self.reel.reach(goal)
            units, same = reach.units, reach.origin == self._origin
            if not units:
                return None
            goes_on = same and units[0].arrived <= self._at <= goal
            self._rest = [unit for unit in units if unit.arrived > self._at] if goes_on else units
            self._format, self._origin = reach.format, reach.origin
            if not goes_on:
                self._context = None
        first = self._at == float("-inf") or self._context is None
        if not self._rest or (self._rest[0].arrived > goal and not first):
            return None
        return self._rest.pop(0)

    def _show(self, frame: av.VideoFrame, arrived: float) -> None:
        box = self._drawn_for = self.outlet.box
        self._frame = frame, arrived
        if box is None:
            return
        self.outlet.put(Picture(frame, aspect_of(frame, 1.0), arrived, box))

    @property
    def picture(self) -> Picture | None:
        """Return the newest picture shown."""
        return self.outlet.newest
