"""The last minutes of a stream as it came, compressed, in memory."""

import threading
from collections import deque

from media.access import AccessUnit, Format

SECONDS = 120.0
BYTES = 96 * 1024 * 1024
_EACH = 256
"""Bytes that keeping a picture costs besides its data."""


class Tape:
    """Forgets from its beginning, whole groups of pictures at a time, so that it always begins with a key picture."""

    def __init__(self, seconds: float = SECONDS, limit: int = BYTES) -> None:
        self.format: Format | None = None
        self._seconds, self._limit = seconds, limit
        self._groups: deque[list[AccessUnit]] = deque()
        self._size = 0
        self._whole = False
        self._lock = threading.Lock()

    def put(self, unit: AccessUnit) -> None:
        """Keep a picture; before the first key picture, and after a gap, only a key picture is of use."""
        with self._lock:
            if unit.key:
                self._groups.append([])
                self._whole = True
            elif unit.gap:
                self._whole = False
            if not self._whole:
                return
            self._groups[-1].append(unit)
            self._size += len(unit.data) + _EACH
            while len(self._groups) > 1 and self._too_long(unit.arrived):
                self._size -= sum(len(old.data) + _EACH for old in self._groups.popleft())
            if self._size > self._limit:
                # A single group without end: nothing of it can be kept.
                self._groups.clear()
                self._size, self._whole = 0, False

    def _too_long(self, now: float) -> bool:
        # The first group goes when the second alone reaches back far enough.
        return self._size > self._limit or self._groups[1][0].arrived < now - self._seconds

    def units(self, since: float = 0.0) -> list[AccessUnit]:
        """Return what is kept, from the last key picture before `since` (by arrival) on."""
        with self._lock:
            groups = list(self._groups)
            first = max((n for n, group in enumerate(groups) if group[0].arrived <= since), default=0)
            return [unit for group in groups[first:] for unit in group]

    def beside(self, moment: float, forward: bool) -> float | None:
        """Return when the picture after, or before, the one that is shown at this moment arrived."""
        with self._lock:
            times = [unit.arrived for group in self._groups for unit in group]
        if forward:
            return next((at for at in times if at > moment), None)
        past = [at for at in times if at <= moment]
        return past[-2] if len(past) > 1 else None

    @property
    def span(self) -> tuple[float, float] | None:
        """Return the arrival of the oldest and of the newest picture."""
        with self._lock:
            if not self._groups:
                return None
            return self._groups[0][0].arrived, self._groups[-1][-1].arrived

    @property
    def size(self) -> int:
        """Count the bytes kept."""
        return self._size
