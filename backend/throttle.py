"""How often is too often: a bucket that refills for steady streams, a window for tries at a password."""

import time
from collections import deque
from collections.abc import Callable, Hashable

Clock = Callable[[], float]

_MOST_KEYS = 10_000


class Bucket:
    """`burst` at once, `rate` a second in the long run."""

    def __init__(self, rate: float, burst: float, clock: Clock = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left = float(burst)
        self._at = clock()

    def take(self) -> float:
        """Take one; how many seconds to wait before going on, 0 while there is enough."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - 1
        self._at = now
        return max(0.0, -self._left / self._rate)

    def try_take(self) -> bool:
        """Take one if there is one."""
        if self.take() == 0:
            return True
        self._left += 1
        return False


class Tries:
    """So many failures in a minute under one name, and no more. A try counts until it is known to have succeeded."""

    def __init__(self, most: int, window: float = 60.0, clock: Clock = time.monotonic) -> None:
        self._most, self._window, self._clock = most, window, clock
        self._tries: dict[Hashable, deque[float]] = {}

    def begin(self, name: Hashable) -> float:
        """Note a try: 0, or how many seconds to wait until the next may be made."""
        now = self._clock()
        tries = self._tries.setdefault(name, deque())
        while tries and tries[0] <= now - self._window:
            tries.popleft()
        if len(tries) >= self._most:
            return tries[0] + self._window - now
        tries.append(now)
        self._forget(now)
        return 0.0

    def succeeded(self, name: Hashable) -> None:
        if tries := self._tries.get(name):
            tries.pop()

    def _forget(self, now: float) -> None:
        """Somebody who makes up names must not fill the memory."""
        if len(self._tries) > _MOST_KEYS:
            fresh = {name: tries for name, tries in self._tries.items() if tries and tries[-1] > now - self._window}
            self._tries = fresh if len(fresh) <= _MOST_KEYS else {}
