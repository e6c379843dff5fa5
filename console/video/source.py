"""One camera stream, one thread: open, demux, decode, scale for whoever looks, and try again when it breaks."""

import itertools
import logging
import math
import threading
import time
import traceback
from dataclasses import dataclass, replace

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from console.video import leash as leashes
from console.video.backoff import Backoff
from console.video.faults import Fault, fault_of
from console.video.gate import Gate
from console.video.health import Health, Meter, SourceStats, State
from console.video.leash import Leash
from console.video.outlet import Outlet
from console.video.scaling import Box, Picture, Scaler, aspect_of
from console.video.streams import Login, Stream, scrub, with_login

log = logging.getLogger(__name__)

OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "probesize": "32",
    "analyzeduration": "0",
    "fpsprobesize": "0",
}
# Never fflags=nobuffer: it throws the probed packets away, and the first picture waits for the next key frame.
OPEN_PATIENCE = 5.0
STALLED_AFTER = 2.0
SILENCE = 5.0
"""So long without a frame, and we hang up and dial again."""
_SLICE = 0.25


@dataclass(frozen=True)
class Shares:
    """What all sources of a pool share: how many open at once, how many decode at once, how long an idle one lasts."""

    opens: threading.BoundedSemaphore
    gate: Gate
    linger: float = 2.0


class Source:
    """A running stream; only its own thread touches its container."""

    def __init__(self, camera_id: str, stream: Stream, login: Login | None, shares: Shares) -> None:
        """Start at once; nobody watches yet, so it ends after the linger unless someone attaches."""
        self.camera_id, self.stream, self.login = camera_id, stream, login
        self.size = (stream.width, stream.height)
        self.last_frame: float | None = None
        self.meter = Meter()
        self._shares = shares
        self._leash = Leash()
        self._backoff = Backoff()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._outlets: tuple[Outlet, ...] = ()
        self._scalers: dict[Box, Scaler] = {}
        self._leave_at = time.monotonic() + shares.linger
        self._closed = False
        self._health = Health(State.CONNECTING, time.monotonic())
        self._thread = threading.Thread(target=self._run, name=f"video-{camera_id}-{stream.profile}", daemon=True)
        self._thread.start()

    # Called by the pool, from the GUI's thread.

    def attach(self, outlet: Outlet) -> bool:
        """Feed one more outlet; False when the source is closing and a new one is needed."""
        with self._lock:
            if self._closed:
                return False
            self._outlets = (*self._outlets, outlet)
            self._leave_at = math.inf
            return True

    def detach(self, outlet: Outlet) -> None:
        """Feed this outlet no more; the last one out leaves the source to its linger."""
        with self._lock:
            self._outlets = tuple(other for other in self._outlets if other is not outlet)
            if not self._outlets:
                self._leave_at = time.monotonic() + self._shares.linger

    def kick(self) -> None:
        """Try again now rather than later."""
        self._wake.set()

    def stop(self) -> None:
        """End, whatever the network does."""
        with self._lock:
            self._closed = True
        self._leash.cut()
        self._wake.set()

    def join(self, timeout: float) -> bool:
        """Wait for the end; False if the thread is still stuck in the system."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Say whether it still runs and may be attached to."""
        return not self._closed and self._thread.is_alive()

    def health(self, now: float) -> Health:
        """Return the state, a live one without frames being stalled."""
        health, last = self._health, self.last_frame
        if health.state is State.LIVE and last is not None and now - last > STALLED_AFTER:
            return replace(health, state=State.STALLED, since=last, reason=self._silence(now))
        return health

    def _silence(self, now: float) -> str:
        """Say why no frame comes: nothing arrives, or nothing of what arrives can be decoded."""
        return "bad_data" if now - self.meter.last_packet < STALLED_AFTER else "no_data"

    def stats(self, now: float) -> SourceStats:
        """Return the counters."""
        health, meter = self.health(now), self.meter
        fps, kbps = meter.rates(now)
        return SourceStats(
            self.camera_id, self.stream.profile, health.state, health.reason, *self.size, fps, kbps,
            meter.key_interval, meter.reconnects, meter.received, meter.decoded, meter.broken, len(self._outlets),
        )  # fmt: skip

    # From here on: the source's own thread.

    def _run(self) -> None:
        with self._leash:
            for attempt in itertools.count():
                self.meter.reconnects = attempt
                fault = self._attempt()
                if fault is None or self._over():
                    return
                self._rest(fault)

    def _attempt(self) -> Fault | None:
        self._step(replace(self._health, state=State.CONNECTING, next_try=None))
        try:
            return self._session()
        except Exception:  # A thread that dies unseen leaves a tile dead for ever.
            # Not log.exception(): the error's own text may hold the URL with the login.
            log.critical("%s: %s", self._name, scrub(traceback.format_exc(), self.login))
            return Fault("bad_data", "internal error")

    def _session(self) -> Fault | None:
        container: InputContainer | None = None
        try:
            container = self._open()
            if container is None:
                return None
            if not container.streams.video:
                return Fault("bad_data", "no video")
            return self._play(container)
        except (av.error.FFmpegError, OSError, RuntimeError) as error:
            return fault_of(error, self.login, self._leash.ended, container is not None)
        finally:
            if container is not None:
                self._leash.give(1.0)
                container.close()

    def _open(self) -> InputContainer | None:
        while not self._shares.opens.acquire(timeout=_SLICE):
            if self._over():
                return None
        try:
            # Where the leash holds, PyAV's own limits only stand in the way: at their end a held-back frame comes
            # out of the parser and looks like news.
            limits = (60.0, 60.0) if leashes.proven() else (OPEN_PATIENCE, 3.0)
            self._leash.give(OPEN_PATIENCE)
            return av.open(with_login(self.stream.url, self.login), timeout=limits, options=OPTIONS)
        finally:
            self._shares.opens.release()

    def _play(self, container: InputContainer) -> Fault | None:
        video = container.streams.video[0]
        video.codec_context.thread_count = 1  # Frame threads cost a frame or two of latency.
        self._leash.give(SILENCE)
        for packet in container.demux(video):
            if self._over():
                return None
            if self._leash.ended:
                return Fault(self._silence(time.monotonic()))
            if packet.size:
                self._packet(packet)
        return Fault("ended")

    def _packet(self, packet: "Packet[VideoStream]") -> None:
        arrived = time.monotonic()
        self.meter.packet(arrived, packet.size, packet.is_keyframe)
        with self._shares.gate:
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                self.meter.broken += 1
                return
            for frame in frames:
                # What a decoder makes of noise looks like a grey or green picture, and would pass for a live one.
                if frame.is_corrupt:
                    self.meter.broken += 1
                else:
                    self._deliver(frame, packet, arrived)

    def _deliver(self, frame: av.VideoFrame, packet: "Packet[VideoStream]", arrived: float) -> None:
        self.meter.decoded += 1
        self.size = (frame.width, frame.height)
        pixel_aspect = packet.stream.sample_aspect_ratio
        aspect = aspect_of(frame, float(pixel_aspect) if pixel_aspect else 1.0)
        done: dict[Box, Picture] = {}
        for outlet in self._outlets:
            box = outlet.box
            if box is None:
                outlet.count += 1
                continue
            if box not in done:
                done[box] = self._scaler(box).scale(frame, aspect, arrived)
            outlet.put(done[box])
        if len(self._scalers) > len(done):
            self._scalers = {box: scaler for box, scaler in self._scalers.items() if box in done}
        self.last_frame = arrived
        self._leash.give(SILENCE)
        if self._health.state is not State.LIVE:
            self._backoff.lived(arrived)
            self._step(Health(State.LIVE, arrived))

    def _scaler(self, box: Box) -> Scaler:
        return self._scalers.setdefault(box, Scaler(box)) if box not in self._scalers else self._scalers[box]

    def _rest(self, fault: Fault) -> None:
        now = time.monotonic()
        denied = fault.reason == "unauthorized"
        if self._health.state is State.LIVE:
            self._backoff.lived(self.last_frame or now)
        delay = self._backoff.delay(now, denied)
        self.meter.lost()
        since = self._health.since if self._health.reason == fault.reason else now
        state = State.AUTH_FAILED if denied else State.BACKOFF
        self._step(Health(state, since, fault.reason, fault.detail, now + delay))
        while (left := now + delay - time.monotonic()) > 0 and not self._over():
            if self._wake.wait(min(left, _SLICE)):
                break
        self._wake.clear()

    def _over(self) -> bool:
        with self._lock:
            if not self._outlets and time.monotonic() >= self._leave_at:
                self._closed = True
            return self._closed

    def _step(self, health: Health) -> None:
        if health.state is not self._health.state or health.reason != self._health.reason:
            log.info("%s: %s %s %s", self._name, health.state, health.reason, health.detail)
        self._health = health

    @property
    def _name(self) -> str:
        return f"{self.camera_id}/{self.stream.profile}"
