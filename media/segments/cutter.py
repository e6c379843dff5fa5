"""Where a stream of pictures is cut into runs and segments, and at what time each was taken. Pure."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from media.access import AccessUnit
from media.segments.fragments import RATE, Sample, units
from media.segments.model import SECOND

LENGTH_S = 30.0
FLUSH_S = 1.0
"""So much is lost at most when the power fails, beside what the disk itself holds back."""
LEAP_S = 5.0
"""A camera's clock that runs so much faster or slower than ours between two pictures has been set."""
STEP_S = 1.0
"""Our own clock has been set if it and the machine's running time disagree by so much."""
NUDGE = SECOND // 50
"""Clocks that run apart are brought together by so much a segment."""
_SETS: dict[str, Callable[[int], bool]] = {
    "h264": lambda head: head & 0x1F in (7, 8),
    "hevc": lambda head: head >> 1 & 0x3F in (32, 33, 34),
}


@dataclass(frozen=True, slots=True)
class Begin:
    """A new segment; its first fragment follows."""

    run: str
    number: int
    start: int
    why: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Append:
    """Pictures of the segment that has begun."""

    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The segment is whole."""


Step = Begin | Append | End


class Cutter:
    """Takes pictures as they come, tells what is to be written."""

    def __init__(
        self, codec: str, why: str, length_s: float = LENGTH_S, name: Callable[[], str] = lambda: secrets.token_hex(4)
    ) -> None:
        """`why` is the reason for which there is nothing before."""
        self._is_set = _SETS[codec]
        self.length_s, self._name = length_s, name
        self._why, self._run, self._number = why, "", 0
        self._held: list[tuple[AccessUnit, int, int]] = []
        self._open = False
        self._sets: frozenset[bytes] = frozenset()
        self._base = self._start = self._reached = 0
        self._offset = 0.0

    def put(self, unit: AccessUnit, wall: int) -> Iterator[Step]:
        """Take a picture that came at this time of our clock."""
        if why := self._break(unit, wall):
            yield from self.end(why)
        if not self._run and not unit.key:
            return
        ticks = round(unit.stamp * RATE)
        if not self._run:
            self._run, self._number = self._name(), 0
            self._offset = wall / SECOND - unit.arrived
        elif unit.key and ticks - self._base >= self.length_s * RATE and self._open:
            yield from self._flush(ticks)
            yield from self._finish()
        elif unit.key or self._may_flush(ticks):
            yield from self._flush(ticks)
        if unit.key:
            self._sets = self._sets_of(unit)
        self._held.append((unit, ticks, wall))

    def end(self, why: str) -> Iterator[Step]:
        """Nothing follows for now."""
        if self._run:
            yield from self._flush(None)
            yield from self._finish()
        self._run, self._why = "", why

    def _break(self, unit: AccessUnit, wall: int) -> str:
        """Why this picture does not follow the one before, if it does not."""
        if not self._run or not self._held:
            return ""
        last, _, _ = self._held[-1]
        if unit.gap:
            return "lost"
        if abs((unit.stamp - last.stamp) - (unit.arrived - last.arrived)) > LEAP_S:
            return "camera_clock"
        if abs(wall / SECOND - unit.arrived - self._offset) > STEP_S:
            return "clock"
        if unit.key and self._sets_of(unit) != self._sets:
            return "format"
        return ""

    def _sets_of(self, unit: AccessUnit) -> frozenset[bytes]:
        return frozenset(one for one in units(unit.data) if self._is_set(one[0]))

    def _may_flush(self, ticks: int) -> bool:
        """Whether what is held may be written before its group of pictures is whole: only without reordering."""
        stamps = [held for _, held, _ in self._held]
        return ticks - stamps[0] >= FLUSH_S * RATE and stamps == sorted(stamps) and ticks >= stamps[-1]

    def _flush(self, following: int | None) -> Iterator[Step]:
        if not self._held:
            return
        held, self._held = self._held, []
        order = sorted(ticks for _, ticks, _ in held)
        if not self._open:
            yield self._begin(held, order[0])
        first = max(order[0] - self._base, self._reached)
        times = [max(ticks - self._base, first + index) for index, ticks in enumerate(order)]
        usual = (times[-1] - times[0]) // (len(times) - 1) if len(times) > 1 else RATE // 25
        last = following - self._base - times[-1] if following is not None else usual
        times.append(times[-1] + (last if 0 < last < LEAP_S * RATE else usual))
        self._reached = times[-1]
        yield Append(
            tuple(
                Sample(unit.data, unit.key, at, max(1, after - at), ticks - self._base - at)
                for (unit, ticks, _), at, after in zip(held, times[:-1], times[1:], strict=True)
            )
        )

    def _begin(self, held: list[tuple[AccessUnit, int, int]], base: int) -> Begin:
        # The promptest picture tells the time: others have waited somewhere on their way.
        told = min(wall - ticks * SECOND // RATE for _, ticks, wall in held) + base * SECOND // RATE
        if self._number:
            due = self._start + (base - self._base) * SECOND // RATE
            told = due + max(-NUDGE, min(NUDGE, told - due))
        self._base, self._start, self._reached, self._open = base, told, 0, True
        unit, _, wall = held[0]
        self._offset = wall / SECOND - unit.arrived
        why = self._why if not self._number else ""
        return Begin(self._run, self._number, told, why, unit.data)

    def _finish(self) -> Iterator[Step]:
        if self._open:
            self._open = False
            self._number += 1
            yield End()
