"""How long to wait before the next attempt at a camera."""

import random
from dataclasses import dataclass, field

FIRST, LONGEST = 0.3, 30.0
FRESH_CAP = 2.0
"""While a camera was live a short time ago, it is back within three seconds of its return."""
FRESH_FOR = 300.0
AUTH_FIRST = 5.0
"""Cameras lock accounts after some wrong passwords."""
AUTH_QUICK = 3
"""So many quick attempts after a 401 from a camera that was live a moment ago: its password may be on its way here."""


@dataclass
class Backoff:
    """Counts failures in a row and turns them into delays."""

    chance: random.Random = field(default_factory=random.Random)
    failures: int = 0
    last_live: float | None = None

    def lived(self, now: float) -> None:
        """Note that a picture came."""
        self.failures = 0
        self.last_live = now

    def delay(self, now: float, unauthorized: bool = False) -> float:
        """Count one more failure and return the seconds to wait, with up to a fifth of jitter."""
        fresh = self.last_live is not None and now - self.last_live < FRESH_FOR
        wait = self._after_401(fresh) if unauthorized else self._after_failure(fresh)
        self.failures += 1
        return wait * self.chance.uniform(0.8, 1.0)

    def _after_failure(self, fresh: bool) -> float:
        return min(FRESH_CAP if fresh else LONGEST, (FIRST if fresh else 1.0) * 2.0 ** min(self.failures, 8))

    def _after_401(self, fresh: bool) -> float:
        late = self.failures - (AUTH_QUICK if fresh else 0)
        return FRESH_CAP if late < 0 else min(LONGEST, AUTH_FIRST * 2.0 ** min(late, 8))
