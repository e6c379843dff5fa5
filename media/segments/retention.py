"""What goes when: what is too old, what is too much, and, when the disk is short, the oldest; never what is locked."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from media.segments.folder import Folder
from media.segments.model import SECOND, Plan, Segment

DAY = 86_400 * SECOND
FRESH = 3600 * SECOND
"""The last hour is not given away for room: rather the least important camera is recorded no more."""
BATCH = 200
LEAP_S, DOUBT_S = 3600.0, 86_400.0
"""Set ahead by more than this, the clock is not believed for so long."""


@dataclass(frozen=True, slots=True)
class Room:
    """The disk: how many bytes are free, and how many must stay so."""

    floor: int
    free: Callable[[], int]

    @classmethod
    def of(cls, root: Path, floor: int) -> "Room":
        return cls(floor, lambda: shutil.disk_usage(root).free)

    @property
    def short(self) -> bool:
        return self.free() < self.floor

    @property
    def ample(self) -> bool:
        """Whether there is so much that one more camera may be recorded without stopping it again at once."""
        return self.free() >= self.floor * 5 // 4


@dataclass(frozen=True, slots=True)
class Swept:
    """How many segments went by age and by amount, how many for room; whether the disk is short all the same."""

    due: int = 0
    early: int = 0
    short: bool = False


class Calendar:
    """Whether the clock may say what is too old: for a day after it was set ahead it may not.

    By a clock that is wrong by a month everything would be too old at once, and what is deleted does not come back.
    """

    def __init__(self, running: Callable[[], float] = time.monotonic) -> None:
        self._running = running
        self._ahead = float("inf")
        self._until = float("-inf")

    def trusted(self, now: int) -> bool:
        """To be asked again and again; `now` is what the clock says."""
        running = self._running()
        ahead, before = now / SECOND - running, self._ahead
        self._ahead = ahead
        if ahead - before > LEAP_S:
            self._until = running + DOUBT_S
        return running >= self._until


def sweep(folder: Folder, plans: Sequence[Plan], room: Room, now: int, by_age: bool = True) -> Swept:
    """Delete what may go. Slow: to be run in a thread. Raises OSError."""
    try:
        swept = _swept(folder, plans, room, now, by_age)
    except OSError:
        folder.lighten()
        swept = _swept(folder, plans, room, now, by_age)
    if not swept.short:
        folder.weigh()
    return swept


def _swept(folder: Folder, plans: Sequence[Plan], room: Room, now: int, by_age: bool) -> Swept:
    due = sum((_too_old(folder, plan, now) if by_age else 0) + _too_much(folder, plan, now) for plan in plans)
    early = 0
    while room.short:
        oldest = folder.index.oldest_free_of_all(now - FRESH, 20)
        gone = sum(folder.remove(one) for one in oldest if room.short)
        early += gone
        if not gone:
            return Swept(due, early, short=True)
    return Swept(due, early)


def _too_old(folder: Folder, plan: Plan, now: int) -> int:
    gone = 0
    before = now - round(plan.days * DAY)
    while batch := [one for one in folder.index.oldest_free(plan.camera, before, BATCH) if one.end <= before]:
        removed = _remove(folder, batch)
        gone += removed
        if not removed:
            break
    return gone


def _too_much(folder: Folder, plan: Plan, now: int) -> int:
    gone = 0
    over = folder.index.usage(plan.camera)[0] - plan.limit
    while over > 0:
        batch = []
        for one in folder.index.oldest_free(plan.camera, now, BATCH):
            if over > 0:
                batch.append(one)
                over -= one.size
        removed = _remove(folder, batch)
        gone += removed
        if not removed:
            break
    return gone


def _remove(folder: Folder, segments: Sequence[Segment]) -> int:
    return sum(folder.remove(segment) for segment in segments)
