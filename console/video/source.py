"""One camera stream: fetched by the lines' loop, decoded by the decoders, scaled for whoever looks, dialled again."""

import logging
import math
import threading
import time
import traceback
from dataclasses import replace

import av

from console.video.backoff import Backoff
from console.video.budget import Pace
from console.video.decoding import Decoding
from console.video.engine import Engine
from console.video.fetching import Fetching
from console.video.health import Health, Meter, SourceStats, State
from console.video.outlet import Outlet
from console.video.scaling import Picture, aspect_of
from console.video.streams import Stream
from media.access import AccessUnit, Format
from media.fault import Fault
from media.lag import Lag
from media.login import Login, scrub
from media.tape import Tape

log = logging.getLogger(__name__)

STALLED_AFTER = 2.0


class Source:
    """A running stream; `tape` holds what it has just sent."""

    def __init__(self, camera_id: str, stream: Stream, login: Login | None, engine: Engine) -> None:
        """Start at once; nobody watches yet, so it ends after the linger unless someone attaches."""
        self.camera_id, self.stream, self.login = camera_id, stream, login
        self.size = (stream.width, stream.height)
        self.last_frame: float | None = None
        self.behind = 0.0
        self.modest = self.steps = False
        """Whether it stands for a larger stream, and whether the camera has a smaller one."""
        self.meter = Meter()
        self.tape = Tape()
        self._engine = engine
        self._lag = Lag()
        self._backoff = Backoff()
        self._lock = threading.Lock()
        self._outlets: tuple[Outlet, ...] = ()
        self._leave_at = time.monotonic() + engine.linger
        self._held = -math.inf
        self._cold = False
        """Nothing was decoded of what came last: whoever comes needs the group of pictures from its beginning."""
        self._closed = False
        self._health = Health(State.CONNECTING, time.monotonic())
        self._decoding = Decoding(engine.decoders, self.meter, self._deliver, self._failed)
        self._fetching = Fetching(self, engine)

    # Called by the pool, from the GUI's thread.

    def attach(self, outlet: Outlet) -> bool:
        """Feed one more outlet; False when the source is closing and a new one is needed."""
        with self._lock:
            if self._closed:
                return False
            self._outlets = (*self._outlets, outlet)
            self._leave_at = math.inf
            self._thaw()
            return True

    def hold(self, until: float) -> None:
        """Stay connected until then, also unwatched; meanwhile pictures are kept and none is decoded."""
        with self._lock:
            self._held = until

    @property
    def warm(self) -> bool:
        """Say whether it runs only because somebody may want it soon."""
        return not self._outlets and time.monotonic() < self._held

    def _thaw(self) -> None:
        """Decode the group of pictures that is under way in one go, the first and the last of it to be seen."""
        if not self._cold or self.tape.format is None:
            return
        self._cold = False
        self._decoding.open(self.tape.format)
        now = time.monotonic()
        for unit in self.tape.units(math.inf):
            self._decoding.push(unit._replace(arrived=now), unit.arrived)

    def detach(self, outlet: Outlet) -> None:
        """Feed this outlet no more; the last one out leaves the source to its linger."""
        with self._lock:
            self._outlets = tuple(other for other in self._outlets if other is not outlet)
            if not self._outlets:
                self._leave_at = time.monotonic() + self._engine.linger

    def kick(self) -> None:
        """Try again now rather than later."""
        self._fetching.kick()

    def stop(self) -> None:
        """End, whatever the network does."""
        with self._lock:
            self._closed = True
        self._fetching.stop()

    def join(self, timeout: float) -> bool:
        """Wait for the end; False if it is still stuck in the system."""
        return self._fetching.gone.wait(timeout)

    @property
    def alive(self) -> bool:
        """Say whether it still runs and may be attached to."""
        return not self._closed and not self._fetching.gone.is_set()

    def health(self, now: float) -> Health:
        """Return the state, a live one without frames being stalled."""
        health, last = self._health, self.last_frame
        if health.state is State.LIVE and last is not None and now - last > STALLED_AFTER:
            return replace(health, state=State.STALLED, since=last, reason=self._silence(now))
        return health

    def _silence(self, now: float) -> str:
        """Say why no frame comes: nothing arrives, or nothing of what arrives can be decoded."""
        if now - self.meter.last_packet >= STALLED_AFTER:
            return "no_data"
        return "behind" if self.behind > STALLED_AFTER / 2 else "bad_data"

    @property
    def pace(self) -> Pace:
        """Return how much of it is decoded; the budget sets it."""
        return self._decoding.pace

    @pace.setter
    def pace(self, pace: Pace) -> None:
        if pace is not self._decoding.pace:
            log.info("%s: pace %s", self._name, pace.name.lower())
        self._decoding.pace = pace

    def weight(self) -> float:
        """Return the physical pixels of the largest tile it fills; infinity where somebody looks closely."""
        return max((outlet.weight for outlet in self._outlets), default=0.0)

    def waiting(self, now: float) -> float:
        """Return for how many seconds its next picture has been waiting for a decoder."""
        return self._decoding.waiting(now)

    def stats(self, now: float) -> SourceStats:
        """Return the counters."""
        health, meter = self.health(now), self.meter
        fps, kbps = meter.rates(now)
        return SourceStats(
            self.camera_id, self.stream.profile, health.state, health.reason, *self.size, fps, kbps,
            meter.key_interval, meter.reconnects, meter.received, meter.decoded, meter.broken, len(self._outlets),
        )  # fmt: skip

    # Called in the lines' thread, or in FFmpeg's reading thread; never in both at a time.

    def over(self) -> bool:
        """Say whether to end; an unwatched source closes for good once its linger is past."""
        with self._lock:
            if not self._outlets and time.monotonic() >= max(self._leave_at, self._held):
                self._closed = True
            return self._closed

    def opened(self, format: Format) -> None:
        """A line is up."""
        self._lag = Lag()
        self.tape.format = format
        self._decoding.open(format)

    def picture(self, unit: AccessUnit) -> None:
        """A coded picture has come. Its age counts from when it would have come on a line without delay."""
        self.meter.packet(unit.arrived, len(unit.data), unit.key, unit.stamp)
        self._decoding.urgent = any(outlet.favoured for outlet in self._outlets)
        self.behind = self._lag.behind(unit.stamp, unit.arrived)
        with self._lock:
            self.tape.put(unit)
            if self.warm:
                self._cold = True
            elif self._cold:
                self._thaw()
            else:
                self._decoding.push(unit, unit.arrived - self.behind)

    @property
    def hopeless(self) -> bool:
        """Say whether only a new connection brings the present back."""
        return self._lag.hopeless

    def dialling(self, attempt: int) -> None:
        """A new attempt begins."""
        self.meter.reconnects = attempt
        # Else the old line's delay would end the new one before it is open.
        self._lag, self.behind = Lag(), 0.0
        self._step(replace(self._health, state=State.CONNECTING, next_try=None))

    def resting(self, fault: Fault) -> float:
        """An attempt has failed; return how long to wait before the next."""
        now = time.monotonic()
        denied = fault.reason == "unauthorized"
        if self._health.state is State.LIVE:
            self._backoff.lived(self.last_frame or now)
        delay = self._backoff.delay(now, denied)
        self.meter.lost()
        since = self._health.since if self._health.reason == fault.reason else now
        state = State.AUTH_FAILED if denied else State.BACKOFF
        detail = scrub(fault.detail, self.login)
        self._step(Health(state, since, fault.reason, detail, now + delay))
        return delay

    def ended(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._decoding.close()

    # Called in a decoder's thread; one at a time.

    def _deliver(self, frame: av.VideoFrame, pixel_aspect: float, arrived: float) -> None:
        self.size = (frame.width, frame.height)
        aspect = aspect_of(frame, pixel_aspect)
        small = True
        for outlet in self._outlets:
            box = outlet.box
            if box is None:
                outlet.count += 1
                continue
            small = small and box.detail * 2 <= frame.height
            if outlet.due(arrived):
                outlet.put(Picture(frame, aspect, arrived, box))
        self._decoding.light = small
        self.last_frame = arrived
        if self._health.state is not State.LIVE:
            self._backoff.lived(arrived)
            self._step(Health(State.LIVE, arrived))

    def _failed(self) -> None:
        """Note an error that should not be, in its own except block."""
        self.meter.broken += 1
        # Not log.exception(): the error's own text may hold the URL with the login.
        log.critical("%s: %s", self._name, scrub(traceback.format_exc(), self.login))

    def _step(self, health: Health) -> None:
        if health.state is not self._health.state or health.reason != self._health.reason:
            log.info("%s: %s %s %s", self._name, health.state, health.reason, health.detail)
        self._health = health

    @property
    def _name(self) -> str:
        return f"{self.camera_id}/{self.stream.profile}"
