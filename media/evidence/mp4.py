"""Coded pictures put into an MP4 that any player plays; not a bit of a picture is changed."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.packet import Packet

from media.access import AccessUnit
from media.evidence.asked import iso
from media.segments.fragments import RATE
from media.segments.model import SECOND


@dataclass(frozen=True, slots=True)
class Written:
    """What is in it: from when to when by the recorder's clock, and how many pictures."""

    start: int
    end: int
    pictures: int


def write(path: Path, codec: str, units: Iterable[AccessUnit]) -> Written | None:
    """Write pictures of which the first is a key picture; None, and no file, if there are none. Raises OSError."""
    groups = _groups(units)
    first = next(groups, None)
    if first is None:
        return None
    base = min(unit.stamp for unit in first)
    with (
        av.open(io.BytesIO(first[0].data), format=codec) as raw,
        av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as file,
    ):
        stream = file.add_stream_from_template(raw.streams.video[0])
        stream.time_base = Fraction(1, RATE)
        file.metadata["creation_time"] = iso(round(base * SECOND))
        times = _Times(base, first)
        count, last = 0, base
        for group in (first, *groups):
            for unit, (pts, dts) in zip(group, times.of(group), strict=True):
                packet = Packet(unit.data)
                packet.stream, packet.time_base = stream, Fraction(1, RATE)
                packet.pts, packet.dts, packet.is_keyframe = pts, dts, unit.key
                file.mux_one(packet)
                count, last = count + 1, max(last, unit.stamp)
    usual = (last - base) / max(1, count - 1)
    return Written(round(base * SECOND), round((last + usual) * SECOND), count)


class _Times:
    """When each picture is decoded: pictures come in that order, and stamps tell only when they are shown."""

    def __init__(self, base: float, first: list[AccessUnit]) -> None:
        self._base = base
        stamps = [self._ticks(unit) for unit in first]
        self._delay = max(due - shown for due, shown in zip(sorted(stamps), stamps, strict=True))
        self._last = -self._delay - 1

    def of(self, group: list[AccessUnit]) -> Iterator[tuple[int, int]]:
        stamps = [self._ticks(unit) for unit in group]
        for due, shown in zip(sorted(stamps), stamps, strict=True):
            self._last = max(self._last + 1, min(due - self._delay, shown))
            yield max(shown, self._last), self._last

    def _ticks(self, unit: AccessUnit) -> int:
        return round((unit.stamp - self._base) * RATE)


def _groups(units: Iterable[AccessUnit]) -> Iterator[list[AccessUnit]]:
    group: list[AccessUnit] = []
    for unit in units:
        if unit.key and group:
            yield group
            group = []
        if unit.key or group:
            group.append(unit)
    if group:
        yield group
