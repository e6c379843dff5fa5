"""Whether what a tile shows is still true, judged by the age of the picture shown and never by the socket."""

from dataclasses import dataclass
from typing import Literal

from console.video.budget import Pace
from console.video.health import Health, State
from console.video.playback import Lack

Status = Literal["live", "late", "stale", "lost", "denied", "connecting", "off", "replay"]

LATE, STALE, LOST = 1.0, 2.0, 10.0
"""Seconds of age from which a picture is late, stale, and no longer worth showing."""


@dataclass(frozen=True, slots=True)
class TileTruth:
    """What a tile must say about itself."""

    status: Status
    age_ms: int | None = None
    reason: str = ""
    lack: Lack | None = None
    """Why nothing of the moment is there to be shown again."""


def judge(now: float, shown: float | None, health: Health | None, period: float = 0.0) -> TileTruth:
    """Judge a tile by when its picture arrived, its source's state, and the seconds the camera takes per frame."""
    if health is None:
        return TileTruth("off")
    reason = "" if health.state is State.LIVE else health.reason
    if health.state is State.AUTH_FAILED or health.reason == "unauthorized":
        return TileTruth("denied", _ms(now, shown), health.reason)
    if shown is None:
        return TileTruth("lost" if reason else "connecting", None, reason)
    age = now - shown
    # A camera at one picture a second is not late at each of them.
    if age < max(LATE, 2.5 * period):
        return TileTruth("live", _ms(now, shown))
    if age < max(STALE, 4 * period):
        return TileTruth("late", _ms(now, shown), reason)
    return TileTruth("stale" if age < max(LOST, 10 * period) else "lost", _ms(now, shown), reason or "no_data")


def reduced(truth: TileTruth, pace: Pace, smaller: bool = False) -> TileTruth:
    """Say of a live tile that the machine gives it less than the camera sends: key pictures alone are late."""
    if truth.status != "live" or (pace is Pace.FULL and not smaller):
        return truth
    if pace is Pace.KEYS:
        return TileTruth("late", truth.age_ms, "keys")
    return TileTruth("live", truth.age_ms, "sparse" if pace is Pace.SPARSE else "smaller")


def _ms(now: float, shown: float | None) -> int | None:
    return None if shown is None else max(0, round((now - shown) * 1000))
