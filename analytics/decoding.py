"""One camera's coded pictures on their way to its scene: decoded all, looked at a few a second."""

import threading
import time
from collections import deque
from collections.abc import Callable

import av
import av.error
import numpy as np
import structlog
from av.video.codeccontext import VideoCodecContext

from analytics.hands import Hands
from analytics.light import Grey
from analytics.scene import Colour, Look, Scene
from contract.analytics import AnalyticsRule
from media.access import AccessUnit, Format

log = structlog.get_logger()

WIDE, LEAST_HIGH, MOST_HIGH = 320, 16, 640
"""A picture as narrow as a pole is pressed together: what is learned of it would fill gigabytes."""
COLOUR_HIGH = 720
"""A model is given no larger pictures: its input is hardly ever larger."""
LATE_S, MOST_WAITING, HEAP = 3.0, 200, 16 * 1024 * 1024
"""What has waited for longer is left out up to the next key picture: an old alert is worse than a missed picture."""

Took = Callable[[Look], None]


class Frame:
    """A decoded picture, converted only to what is asked for."""

    def __init__(self, frame: av.VideoFrame, at: float) -> None:
        self._frame, self.at = frame, at

    def grey(self) -> Grey:
        high = round(WIDE * self._frame.height / max(1, self._frame.width) / 2) * 2
        high = min(MOST_HIGH, max(LEAST_HIGH, high))
        small = self._frame.reformat(width=WIDE, height=high, format="gray", interpolation="AREA")
        return np.asarray(small.to_ndarray(), np.uint8)

    def colour(self) -> Colour:
        high = min(COLOUR_HIGH, self._frame.height)
        wide = max(16, round(self._frame.width * high / self._frame.height / 2) * 2)
        picture = self._frame.reformat(width=wide, height=high, format="bgr24", interpolation="AREA")
        return np.asarray(picture.to_ndarray(), np.uint8)


class Decoding:
    """`push` and `open` are called by the line, `turn` by a thread of the hands; `took` is told in that thread."""

    def __init__(self, camera: str, scene: Scene, hands: Hands, every_s: float, took: Took) -> None:
        self.camera, self.scene = camera, scene
        self._hands, self._every_s, self._took = hands, every_s, took
        self._lock = threading.Lock()
        self._waiting: deque[AccessUnit] = deque()
        self._queued = False
        self._format: Format | None = None
        self._context: VideoCodecContext | None = None
        self._needs_key = True
        self._due = 0.0
        self._rules: tuple[AnalyticsRule, ...] | None = None
        self.looked_at = 0.0
        """When a picture was last looked at, by our monotonic clock."""
        self.dropped = 0

    def open(self, format: Format) -> None:
        """A line is up: begin anew."""
        with self._lock:
            self._format, self._context, self._needs_key = format, None, True
            self._waiting.clear()

    def follow(self, rules: tuple[AnalyticsRule, ...]) -> None:
        """Watch by these rules from the next picture on."""
        self._rules = rules

    def push(self, unit: AccessUnit) -> None:
        with self._lock:
            if len(self._waiting) >= MOST_WAITING or sum(len(each.data) for each in self._waiting) > HEAP:
                self._leave_out()
            self._waiting.append(unit)
            if self._queued:
                return
            self._queued = True
        self._hands.ready(self)

    @property
    def behind(self) -> bool:
        """Whether pictures wait that nobody has come to look at."""
        return len(self._waiting) > 10

    def close(self) -> None:
        with self._lock:
            self._format = None
            self._waiting.clear()

    def turn(self) -> bool:
        """Decode one picture, and look at it if it is time."""
        try:
            self._decode()
        except Exception:
            # A thread that dies unseen takes all cameras with it; the text of the error may hold an address.
            self._needs_key, self._context = True, None
            log.exception("look_broke", camera=self.camera)
        with self._lock:
            self._queued = bool(self._waiting)
            return self._queued

    def _decode(self) -> None:
        taken = self._take()
        if taken is None:
            return
        context, unit = taken
        try:
            frames = context.decode(av.Packet(unit.data))
        except av.error.FFmpegError:
            self._needs_key, self._context = True, None
            return
        for frame in frames:
            if not frame.is_corrupt and unit.arrived >= self._due:
                # Counted from when it was due, or the pace would drift with every picture's own distance.
                self._due = max(self._due + self._every_s, unit.arrived - self._every_s)
                self._look(frame, unit.arrived)

    def _look(self, frame: av.VideoFrame, at: float) -> None:
        # The scene belongs to the thread that looks.
        rules, self._rules = self._rules, None
        if rules is not None:
            self.scene.follow(rules)
        look = self.scene.look(Frame(frame, at))
        self.looked_at = time.monotonic()
        self._took(look)

    def _take(self) -> tuple[VideoCodecContext, AccessUnit] | None:
        with self._lock:
            if self._format is None:
                # What FFmpeg's thread still hands over after the end would else be looked at for ever.
                self._waiting.clear()
            if self._format is None or not self._waiting:
                return None
            if time.monotonic() - self._waiting[0].arrived > LATE_S:
                self._leave_out()
            unit = self._waiting.popleft()
            self._needs_key = self._needs_key or unit.gap
            if self._needs_key and not unit.key:
                return None
            self._needs_key = False
            if self._context is None:
                self._context = _context_of(self._format)
            return self._context, unit

    def _leave_out(self) -> None:
        """Everything up to the last key picture that waits; all of it where there is none."""
        keys = [n for n, unit in enumerate(self._waiting) if unit.key and n > 0]
        count = keys[-1] if keys else len(self._waiting) - 1
        for _ in range(count):
            self._waiting.popleft()
        self.dropped += count
        self._needs_key = True


def _context_of(format: Format) -> VideoCodecContext:
    """A decoder without the deblocking filter: its work is not seen in a picture of a few hundred points."""
    context = av.CodecContext.create(format.codec, "r")
    if not isinstance(context, VideoCodecContext):
        raise TypeError(f"{format.codec} is not a video codec")
    context.thread_count = 1
    context.options = {"skip_loop_filter": "all"}
    if format.extradata:
        context.extradata = format.extradata
    return context
