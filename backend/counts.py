"""What the backend counts of itself: plain numbers, cheap to raise a hundred thousand times a second."""

from msgspec import Struct


class Counts(Struct):
    """Totals since the start, but for the last three, which are of the moment."""

    frames: int = 0
    bytes: int = 0
    commits: int = 0
    wishes: int = 0
    refusals: int = 0
    resets: int = 0
    signals: int = 0
    signals_dropped: int = 0
    bad_frames: int = 0
    cut_slow: int = 0
    cut_silent: int = 0
    hooks: int = 0
    sessions: int = 0
    lag_max: int = 0
    loop_lag_s: float = 0.0

    def sent(self, size: int) -> None:
        self.frames += 1
        self.bytes += size
