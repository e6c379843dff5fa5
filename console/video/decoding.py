"""Coded pictures become frames: few threads for many streams, each stream's pictures in order."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable

import av
import av.error
from av.video.codeccontext import VideoCodecContext

from console.video.budget import Pace
from console.video.decoders import BURST, Decoders
from console.video.health import Meter
from media.access import AccessUnit, Format

log = logging.getLogger(__name__)

TOGETHER = 0.003
"""Pictures that arrive in one go, as when a camera is dialled, are not worth drawing but for the last."""
HURRY = 0.25
"""Seconds of waiting after which only every other picture is drawn."""
GIVE_UP = 2.0
"""And after which everything before the next key picture is left out."""

_SLOWLY = 0.1
"""Share of the newest picture in what one is thought to cost."""
HEAP, QUEUE = 32 * 1024 * 1024, 1000
"""Bytes and pictures that may wait at most."""

Show = Callable[[av.VideoFrame, float, float], None]
"""Takes a frame, the shape of its pixels, and when its data arrived."""


class Decoding:
    """One stream's decoder and what waits for it."""

    def __init__(self, decoders: Decoders, meter: Meter, show: Show, failed: Callable[[], None]) -> None:
        """`failed` is told of an error that should not be, with the exception at hand."""
        self._decoders, self._meter, self._show, self._failed = decoders, meter, show, failed
        self._waiting: deque[tuple[AccessUnit, float]] = deque()
        self._lock = threading.Lock()
        self._size = 0
        self._queued = False
        self._format: Format | None = None
        self._context: VideoCodecContext | None = None
        self._needs_key = True
        self._drew = False
        self._fresh = True
        self._taken_at = 0.0
        self.pace = Pace.FULL
        self.urgent = False
        self.light = False
        """Whether what is decoded is drawn so small that the edges of blocks need no smoothing (see `context_of`)."""
        self._context_light = False
        self._cost = math.inf

    def waiting(self, now: float) -> float:
        """Return for how many seconds the next picture has been waiting."""
        with self._lock:
            return now - self._waiting[0][0].arrived if self._waiting else 0.0

    def open(self, format: Format) -> None:
        """Begin anew with this format."""
        with self._lock:
            self._format = format
            self._drop(len(self._waiting))
            self._needs_key = self._fresh = True
            # Made by the thread that decodes: another may be in the midst of it.
            self._context = None

    def push(self, unit: AccessUnit, arrived: float) -> None:
        """Queue a picture; `arrived` is what its age is counted from."""
        with self._lock:
            if self._size > HEAP or len(self._waiting) > QUEUE:
                # More than can ever be decoded, and no key picture in sight: memory has an end.
                self._meter.skipped += len(self._drop(len(self._waiting)))
                self._needs_key = True
            self._waiting.append((unit, arrived))
            self._size += len(unit.data)
            if self._queued:
                return
            self._queued = True
        self._decoders.near(self, self._cost)

    def close(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._format = self._context = None
            self._drop(len(self._waiting))

    def turn(self, most: int = BURST) -> None:
        """Decode one picture, or what came in one go, then queue up again behind the others."""
        begun = time.monotonic()
        done = 0
        while done < most:
            done += 1
            try:
                if taken := self._take():
                    self._decode(*taken)
            except Exception:  # A thread that dies unseen takes a share of all tiles with it.
                self._failed()
            if not self._more_of_it():
                break
        took = (time.monotonic() - begun) / done
        self._cost = took if self._cost == math.inf else self._cost + (took - self._cost) * _SLOWLY
        with self._lock:
            self._queued = bool(self._waiting)
            again = self._queued
        if again:
            self._decoders.ready(self)

    def _more_of_it(self) -> bool:
        """Say whether the next picture came with the last: who has just dialled waits for all of them."""
        with self._lock:
            return bool(self._waiting) and self._waiting[0][0].arrived - self._taken_at < TOGETHER

    def _take(self) -> tuple[VideoCodecContext, AccessUnit, float, bool] | None:
        with self._lock:
            if self._format is None or not self._waiting:
                # What comes after the end would else be looked at for ever.
                self._drop(len(self._waiting))
                return None
            self._shorten()
            [(unit, arrived)] = self._drop(1)
            self._taken_at = unit.arrived
            if unit.gap or self.pace is Pace.KEYS:
                self._needs_key = True
            if self._needs_key and not unit.key:
                return None
            self._needs_key = False
            if self._context is None or (unit.key and self._context_light != self.light):
                self._context, self._context_light = context_of(self._format, self.light), self.light
            return self._context, unit, arrived, self._worth_drawing(unit)

    def _worth_drawing(self, unit: AccessUnit) -> bool:
        """In a hurry only every other: drawing is a fifth of the work, and the next picture waits already."""
        if self._fresh:
            # Something to see at once; what follows brings it up to date.
            self._fresh, self._drew = False, True
            return True
        if self._waiting and self._waiting[0][0].arrived - unit.arrived < TOGETHER:
            return False
        late = bool(self._waiting) and time.monotonic() - unit.arrived > HURRY
        self._drew = not (self._drew and (late or self.pace in (Pace.SMALLER, Pace.SPARSE)))
        return self._drew

    def _shorten(self) -> None:
        """What has waited for too long goes, up to the last key picture that waits."""
        if time.monotonic() - self._waiting[0][0].arrived < GIVE_UP:
            return
        last = max((n for n, (unit, _) in enumerate(self._waiting) if unit.key), default=0)
        self._meter.skipped += len(self._drop(last))

    def _drop(self, count: int) -> list[tuple[AccessUnit, float]]:
        gone = [self._waiting.popleft() for _ in range(count)]
        self._size -= sum(len(unit.data) for unit, _ in gone)
        return gone

    def _decode(self, context: VideoCodecContext, unit: AccessUnit, arrived: float, draw: bool) -> None:
        packet = av.Packet(unit.data)
        try:
            frames = context.decode(packet)
        except av.error.FFmpegError:
            self._spoiled()
            return
        for frame in frames:
            # What a decoder makes of noise looks like a grey or green picture, and would pass for a live one.
            if frame.is_corrupt:
                self._spoiled()
                continue
            self._meter.decoded += 1
            if draw:
                self._show(frame, self._aspect(context), arrived)
            else:
                self._meter.skipped += 1

    def _spoiled(self) -> None:
        """What follows is built on this picture and would show its damage, but is not marked as damaged itself."""
        self._meter.broken += 1
        with self._lock:
            self._needs_key = True
            # A decoder that broke off keeps remains that tint even the next key picture.
            self._context = None

    def _aspect(self, context: VideoCodecContext) -> float:
        ratio = context.sample_aspect_ratio
        return float(ratio) if ratio else self._format.pixel_aspect if self._format else 1.0


def context_of(format: Format, light: bool = False) -> VideoCodecContext:
    """Make a decoder; a light one leaves out the deblocking filter (H.264 clause 8.7, H.265 clause 8.7.2).

    That saves a fifth of the work. Drawn at half its size or less, a picture keeps 39 dB and more of what it would be
    with it, about what scaling itself costs; the difference is gone with each key picture. Raises TypeError for what
    is no video codec, ValueError for an unknown one.
    """
    context = av.CodecContext.create(format.codec, "r")
    if not isinstance(context, VideoCodecContext):
        raise TypeError(f"{format.codec} is not a video codec")
    context.thread_count = 1  # Frame threads cost a frame or two of latency.
    if light:
        context.options = {"skip_loop_filter": "all"}
    if format.extradata:
        context.extradata = format.extradata
    return context
