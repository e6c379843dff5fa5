"""A finding that comes only after it has lasted, and goes only after it has been gone for a while."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds a suspicion must last before it is a finding, and must be gone before it is none."""

    on: float
    off: float


class Latch:
    """One finding of one camera."""

    def __init__(self, delays: Delays) -> None:
        """Begin without it."""
        self._delays = delays
        self._other: float | None = None
        self.on = False
        self.since = 0.0

    def look(self, suspect: bool, at: float) -> bool:
        """Take in whether it is suspected at this moment; say whether it is a finding."""
        if suspect == self.on:
            self._other = None
            return self.on
        if self._other is None:
            self._other = at
        if at - self._other >= (self._delays.off if self.on else self._delays.on):
            self.on, self.since, self._other = suspect, self._other, None
        return self.on

    def clear(self) -> None:
        """Forget it."""
        self.on, self._other = False, None
