"""What a source says of itself: its state, its last failure, and its counters."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a source is in its life."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    BACKOFF = "backoff"
    AUTH_FAILED = "auth_failed"


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state, replaced whole at each step; times are on the monotonic clock."""

    state: State
    since: float
    reason: str = ""
    detail: str = ""
    next_try: float | None = None


@dataclass(frozen=True, slots=True)
class SourceStats:
    """One source's counters, for the health page and the reports."""

    camera_id: str
    profile: str
    state: State
    reason: str
    width: int
    height: int
    fps: float
    kbps: float
    key_interval: float
    reconnects: int
    received: int
    decoded: int
    broken: int
    viewers: int


class Meter:
    """Counts packets and frames; written by the source's thread alone, read by anyone."""

    WINDOW = 3.0

    def __init__(self) -> None:
        """Begin at nought."""
        self.received = 0
        self.decoded = 0
        self.broken = 0
        self.skipped = 0
        self.reconnects = 0
        self.key_interval = 0.0
        self.last_packet = 0.0
        self._last_key: float | None = None
        self._recent: deque[tuple[float, int, float]] = deque(maxlen=400)

    def packet(self, now: float, size: int, key: bool, stamp: float | None = None) -> None:
        """Note a packet; `stamp` is the camera's own time of it."""
        self.received += 1
        self.last_packet = now
        self._recent.append((now, size, now if stamp is None else stamp))
        if key:
            if self._last_key is not None:
                self.key_interval = now - self._last_key
            self._last_key = now

    def lost(self) -> None:
        """Forget the last key frame's time: the line was cut since."""
        self._last_key = None

    def rates(self, now: float) -> tuple[float, float]:
        """Return frames per second and kbit/s over the last seconds."""
        recent = [each for each in tuple(self._recent) if now - each[0] <= self.WINDOW]
        if len(recent) < 2 or recent[-1][0] == recent[0][0]:
            return 0.0, 0.0
        # Up to now, not to the last packet: a stalled stream's rate must fall.
        span = max(now - recent[0][0], 0.001)
        stamps = recent[-1][2] - recent[0][2]
        # What a camera sends at once when we dial took it longer to see.
        span = max(span, stamps) if stamps < 10 * self.WINDOW else span
        return (len(recent) - 1) / span, sum(size for _, size, _ in recent[1:]) * 8 / span / 1000
