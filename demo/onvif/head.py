"""The moving head of a make-believe camera: it turns while it is told to, and remembers where it has been sent."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FULL_SPEED = 0.5
"""Of each axis' range, in a second, at speed 1."""


@dataclass
class Head:
    """Pan and tilt from -1 to 1, zoom from 0 to 1. `acts` is all it was told, so that tests may count."""

    presets: dict[str, tuple[str, tuple[float, float, float]]] = field(
        default_factory=lambda: {"1": ("Cổng chính", (0.5, 0.1, 0.2)), "2": ("Ngã tư", (-0.5, 0.0, 0.6))}
    )
    home: tuple[float, float, float] | None = (0.0, 0.0, 0.0)
    obeys_timeout: bool = True
    """Cheap cameras ignore it and turn until they are stopped."""
    clock: Callable[[], float] = time.monotonic
    acts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._at = (0.0, 0.0, 0.0)
        self._speed = (0.0, 0.0, 0.0)
        self._since, self._until = self.clock(), float("inf")
        self._lock = threading.Lock()

    @property
    def at(self) -> tuple[float, float, float]:
        """Where it looks now."""
        with self._lock:
            self._run()
            return self._at

    @property
    def moving(self) -> bool:
        with self._lock:
            self._run()
            return any(self._speed)

    def turn(self, pan: float, tilt: float, zoom: float, timeout_s: float | None) -> None:
        with self._lock:
            self._run()
            self._speed = (pan, tilt, zoom)
            lasts = timeout_s is not None and self.obeys_timeout
            self._until = self.clock() + timeout_s if lasts and timeout_s is not None else float("inf")
            self.acts.append("move")

    def stop(self) -> None:
        with self._lock:
            self._run()
            self._speed = (0.0, 0.0, 0.0)
            self.acts.append("stop")

    def go(self, where: tuple[float, float, float], act: str) -> None:
        """It is there at once: how long a real one takes is nothing that a test should wait for."""
        with self._lock:
            self._speed, self._at = (0.0, 0.0, 0.0), where
            self.acts.append(act)

    def _run(self) -> None:
        """Bring the position up to now."""
        now = self.clock()
        ran = max(0.0, min(now, self._until) - self._since)
        lows = (-1.0, -1.0, 0.0)
        moved = zip(self._at, self._speed, lows, strict=True)
        pan, tilt, zoom = (min(1.0, max(low, at + speed * FULL_SPEED * ran)) for at, speed, low in moved)
        self._at, self._since = (pan, tilt, zoom), now
        if now >= self._until:
            self._speed = (0.0, 0.0, 0.0)
