"""What a machine can decode, found out while it runs: when it cannot keep up, the least important streams give way."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

TOO_LATE = 0.3
"""Seconds that a quarter of the streams wait for a decoder: then the machine is overloaded."""
AT_EASE = 0.1
SPARE = 0.9
"""Below this share of the decoders' time there may be room for more."""
SURE = 3
"""So many looks in a row must be slow: what cameras send at once when they are dialled is no overload."""
PATIENCE, LONGEST = 3, 60
"""So many quiet looks before streams are given back what they lost; doubled each time that proves too much."""
AT_ONCE = 8
"""Of so many streams one gives way, or is given back something, at a time."""


class Pace(IntEnum):
    """How much of a stream is decoded and drawn."""

    FULL = 0
    SMALLER = 1
    """Whoever shows it is to take the camera's next smaller stream instead; until then as if sparse."""
    SPARSE = 2
    """All is decoded, every other picture is drawn."""
    KEYS = 3
    """Only key pictures are decoded."""


class Paced(Protocol):
    """What the budget sees of a stream."""

    pace: Pace
    modest: bool
    """Whether it stands for a larger one that the machine cannot decode."""

    @property
    def steps(self) -> bool:
        """Say whether the camera has a smaller stream."""

    def weight(self) -> float:
        """Return the physical pixels it fills; infinity for what somebody is looking at closely."""

    def waiting(self, now: float) -> float:
        """Return for how many seconds its next picture has been waiting."""


class Budget:
    """Looks once a second; steps down fast, back up slowly."""

    def __init__(self) -> None:
        self._calm = self._slow = 0
        self._patience = PATIENCE
        self._raised_at: int | None = None
        self._looks = 0

    def look(self, now: float, load: float, streams: Sequence[Paced]) -> None:
        """Change some streams' pace if need be; `load` is the share of the decoders' time that was used."""
        self._looks += 1
        waits = sorted(stream.waiting(now) for stream in streams)
        slow = waits[len(waits) * 3 // 4] if waits else 0.0
        self._slow = self._slow + 1 if slow > TOO_LATE else 0
        if self._slow >= SURE:
            self._lower(streams)
        elif slow < AT_EASE and load < SPARE:
            self._raise(streams)

    def _lower(self, streams: Sequence[Paced]) -> None:
        if self._raised_at is not None and self._looks - self._raised_at <= SURE + PATIENCE:
            self._patience = min(LONGEST, self._patience * 2)
            self._raised_at = None
        self._calm = 0
        weights = {id(stream): stream.weight() for stream in streams}
        able = [stream for stream in streams if stream.pace < Pace.KEYS and weights[id(stream)] != float("inf")]
        # A smaller picture that moves says more than a large one that jumps: all that can take one do so first.
        able.sort(key=lambda stream: (_below(stream), weights[id(stream)]))
        for stream in able[: max(1, len(streams) // AT_ONCE)]:
            stream.pace = _below(stream)

    def _raise(self, streams: Sequence[Paced]) -> None:
        self._calm += 1
        lowered = [stream for stream in streams if stream.pace > Pace.FULL or stream.modest]
        if self._calm < self._patience or not lowered:
            return
        if self._raised_at is not None and self._looks - self._raised_at > LONGEST:
            self._patience = PATIENCE
        lowered.sort(key=lambda stream: (stream.pace, stream.weight()), reverse=True)
        for stream in lowered[: max(1, len(streams) // AT_ONCE)]:
            if stream.pace is Pace.FULL:
                # Its tiles notice, and dial the larger one again.
                stream.modest = False
            else:
                stream.pace = Pace.SPARSE if stream.pace is Pace.KEYS else Pace.FULL
        self._calm, self._raised_at = 0, self._looks


def _below(stream: Paced) -> Pace:
    """Return what it has to put up with next."""
    if stream.pace is Pace.FULL and stream.steps:
        return Pace.SMALLER
    return Pace.SPARSE if stream.pace < Pace.SPARSE else Pace.KEYS
