"""A tile's hold on a camera: the fitting stream, the old picture until the new stream has one, and its truth."""

import time
from dataclasses import dataclass
from typing import Protocol

from console.video.budget import Pace
from console.video.decoders import Decoders
from console.video.health import Health
from console.video.outlet import Outlet
from console.video.playback import Lack, Recorder, Reel
from console.video.replay import Play, Rerun
from console.video.scaling import Box, Picture, Pixels
from console.video.source import Source
from console.video.streams import Ladder, Stream, choose
from console.video.truth import TileTruth, judge, reduced


class Lender(Protocol):
    """What a tap needs of the pool."""

    def ladder(self, camera_id: str) -> Ladder | None:
        """Return what the camera offers."""

    def source(self, ladder: Ladder, stream: Stream) -> Source:
        """Return a running source."""

    def forget(self, tap: "Tap") -> None:
        """Drop a released tap."""

    @property
    def decoders(self) -> Decoders:
        """Return who decodes."""

    recorder: Recorder | None
    """Who has older pictures, if anybody."""


@dataclass(frozen=True, slots=True)
class _Line:
    source: Source
    outlet: Outlet

    @property
    def profile(self) -> str:
        return self.source.stream.profile

    def hang_up(self) -> None:
        self.outlet.aim(None, None)
        self.source.detach(self.outlet)


class Tap:
    """Held by one tile; used from the GUI's thread."""

    def __init__(self, camera_id: str, lender: Lender) -> None:
        """Hold nothing yet."""
        self.camera_id = camera_id
        self.frames_shown = 0
        self._lender = lender
        self._line: _Line | None = None
        self._coming: _Line | None = None
        self._box: Box | None = None
        self._target: Pixels | None = None
        self._shown: Picture | None = None
        self._past = 0
        self._favoured = False
        self._steps = 0
        """How far below the stream it deserves it goes, for want of power."""
        self._play: Play | None = None
        self._rerun: Rerun | None = None
        self._reel: Reel | None = None

    def favour(self, yes: bool) -> None:
        """Say whether somebody looks closely at this tile."""
        self._favoured = yes
        for line in (self._line, self._coming):
            if line is not None:
                line.outlet.favoured = yes
        if yes and self._steps:
            self._step(0)

    def _step(self, steps: int) -> None:
        self._steps = steps
        self.refresh()
        if (line := self._coming or self._line) is not None:
            line.source.modest = steps > 0
            if line.source.pace is Pace.SMALLER:
                # It lingered: what it was asked then is done.
                line.source.pace = Pace.FULL

    def bow(self) -> None:
        """Take a smaller stream when the machine asks for it, and the larger one again when it may."""
        line = self._line
        if line is None or self._favoured:
            return
        if self._coming is not None:
            # A smaller one that never came is not needed any more.
            if self._steps and not line.source.modest and line.source.pace is Pace.FULL:
                self._step(self._steps - 1)
        elif line.source.pace is Pace.SMALLER and line.source.steps:
            self._step(self._steps + 1)
        elif self._steps and not line.source.modest:
            self._step(self._steps - 1)

    def want(self, box: Box, target: Pixels | None) -> None:
        """Ask for pictures of this size, landing in this memory."""
        self._box, self._target = box, target
        self.refresh()
        self._aim()
        if self._coming is not None:
            self._coming.outlet.aim(box, None)

    def refresh(self) -> None:
        """Choose the stream again: the size, the ladder or the login may have changed."""
        ladder = self._lender.ladder(self.camera_id)
        if ladder is None or self._box is None:
            self._drop()
            return
        current = (self._coming or self._line).profile if self._line else None
        stream = choose(ladder, round(self._box.detail), current, self._steps)
        source = self._lender.source(ladder, stream)
        if self._line is not None and self._line.source is source:
            self._hang_up_coming()
        elif self._coming is None or self._coming.source is not source:
            self._hang_up_coming()
            self._dial(ladder, stream, source)

    def play(self, play: Play | None) -> None:
        """Show what was; None shows the present again. Without anything kept the tile says so."""
        self._play = play
        if (play is None) == (self._rerun is None):
            return
        if self._rerun is not None:
            self._rerun.close()
            self._rerun = None
        elif self._line is not None and self._box is not None:
            self._rerun = Rerun(self.tape or self._line.source.tape, self._lender.decoders, self._box)
        self._shown = None
        self._aim()

    @property
    def tape(self) -> Reel | None:
        """Return what is kept of the stream shown, and of the camera before that."""
        if self._rerun is not None:
            return self._rerun.reel
        tape = self._line.source.tape if self._line else None
        if tape is None:
            return None
        if self._reel is None or self._reel.tape is not tape:
            self._reel = Reel(self.camera_id, tape, self._lender.recorder)
        return self._reel

    def poll(self) -> bool:
        """Say whether there is a picture that was not yet counted as shown (called at each tick)."""
        coming = self._coming
        if coming is not None and coming.outlet.newest is not None:
            self._promote(coming)
        picture = self._line.outlet.newest if self._line else None
        if self._play is not None:
            if self._rerun is None:
                self.play(self._play)
            picture = self._replayed(self._play)
        if picture is None or picture is self._shown:
            return False
        self._shown = picture
        self.frames_shown += 1
        return True

    def _replayed(self, play: Play) -> Picture | None:
        if self._rerun is None:
            return None
        self._rerun.seek(play.where(time.time()) - time.time() + time.monotonic())
        return self._rerun.picture

    @property
    def lack(self) -> Lack | None:
        """Why there is no picture of the moment that is shown again."""
        if self._play is None or self._rerun is None:
            return None
        moment = self._play.where(time.time()) - time.time() + time.monotonic()
        return self._rerun.reel.lack(moment, empty=self._shown is None)

    def lay(self) -> None:
        """Put the picture in its place again, over whatever was painted there."""
        self._aim()

    def _aim(self) -> None:
        """One of the two writes into the tile's memory: the present, or what is shown again."""
        live = self._play is None
        if self._line is not None:
            self._line.outlet.aim(self._box if live else None, self._target if live else None)
        if self._rerun is not None:
            self._rerun.outlet.aim(self._box, self._target)

    def truth(self, now: float) -> TileTruth:
        """Judge what is shown."""
        line = self._line
        if self._play is not None:
            age = round((now - self._shown.arrived) * 1000) if self._shown else None
            return TileTruth("replay", age, "" if self._play.rate else "paused", self.lack)
        if line is None:
            return judge(now, None, None)
        source = line.source
        period = 1.0 / source.stream.fps if source.stream.fps > 0 else 0.0
        if source.pace is Pace.KEYS:
            period = max(period, source.meter.key_interval)
        found = judge(now, self._shown.arrived if self._shown else None, source.health(now), period)
        return reduced(found, source.pace, self._steps > 0)

    def health(self) -> Health | None:
        """Return the state of the source behind the picture."""
        return self._line.source.health(time.monotonic()) if self._line else None

    def fps(self) -> float:
        """Return the rate at which the camera sends."""
        return self._line.source.meter.rates(time.monotonic())[0] if self._line else 0.0

    @property
    def profile(self) -> str:
        """Name the stream shown."""
        return self._line.profile if self._line else ""

    @property
    def shown(self) -> Picture | None:
        """Return the picture that stands in the tile."""
        return self._shown

    @property
    def behind(self) -> float:
        """Return for how long the picture had been on its way when it came."""
        return self._line.source.behind if self._line else 0.0

    @property
    def frames_dropped(self) -> int:
        """Count pictures that a newer one replaced before a tick saw them."""
        here = self._line.outlet.count if self._line else 0
        return max(0, self._past + here - self.frames_shown)

    def release(self) -> None:
        """Let the camera go."""
        self._drop()
        self._lender.forget(self)

    def _dial(self, ladder: Ladder, stream: Stream, source: Source) -> None:
        outlet = Outlet(self._box)
        outlet.favoured = self._favoured
        # A source at the end of its linger takes nobody; then the pool starts another.
        while not source.attach(outlet):
            source = self._lender.source(ladder, stream)
        line = _Line(source, outlet)
        if self._line is None:
            self._line = line
            self._aim()
        else:
            self._coming = line

    def _promote(self, line: _Line) -> None:
        if self._line is not None:
            self._past += self._line.outlet.count
            self._line.hang_up()
        self._line, self._coming = line, None
        self._aim()

    def _drop(self) -> None:
        self._hang_up_coming()
        if self._rerun is not None:
            self._rerun.close()
        if self._line is not None:
            self._line.hang_up()
        self._line = self._shown = self._rerun = None

    def _hang_up_coming(self) -> None:
        if self._coming is not None:
            self._coming.hang_up()
        self._coming = None
