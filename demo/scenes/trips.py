"""Motion that repeats with the clip: every thing sets out once per period, so the loop has no seam."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from demo.scenes.lens import Points
from demo.scenes.parts import Thing
from demo.scenes.things import Maker


class Path:
    """A way along the ground through points (x, z)."""

    def __init__(self, points: Sequence[tuple[float, float]] | Points) -> None:
        whole = np.asarray(points, np.float64)
        steps = np.diff(whole, axis=0)
        self._points: list[list[float]] = whole.tolist()
        self._marks: list[float] = [0.0, *np.cumsum(np.hypot(steps[:, 0], steps[:, 1])).tolist()]
        self._yaws: list[float] = np.arctan2(steps[:, 0], steps[:, 1]).tolist()
        self.length = self._marks[-1]

    def at(self, distance: float) -> tuple[float, float, float]:
        """x, z and heading after so many metres."""
        leg = min(max(bisect_left(self._marks, distance) - 1, 0), len(self._yaws) - 1)
        part = (distance - self._marks[leg]) / max(1e-6, self._marks[leg + 1] - self._marks[leg])
        (x1, z1), (x2, z2) = self._points[leg], self._points[leg + 1]
        return x1 + part * (x2 - x1), z1 + part * (z2 - z1), self._yaws[leg]


@dataclass(frozen=True, slots=True)
class Trip:
    """One journey: what goes, where, when it sets out, and at which second after that it has come how far (metres)."""

    make: Maker
    path: Path
    start: float
    seconds: tuple[float, ...]
    metres: tuple[float, ...]

    def things(self, time: float, period: float) -> Iterator[Thing]:
        """Where this traveller, and those who set out in earlier periods, are now."""
        under_way = (time - self.start) % period
        while under_way < self.seconds[-1]:
            x, z, yaw = self.path.at(float(np.interp(under_way, self.seconds, self.metres)))
            yield (x * x + z * z) ** 0.5, self.make(x, z, yaw, under_way)
            under_way += period


def steady(make: Maker, path: Path, start: float, speed: float) -> Trip:
    """A journey at one speed (metres per second)."""
    return Trip(make, path, start, (0.0, path.length / speed), (0.0, path.length))


def halting(make: Maker, path: Path, start: float, speed: float, stop: float, until: float) -> Trip:
    """A journey with one stop, `stop` metres on the way, that lasts until the given second after the start."""
    brake, there = max(0.0, stop - speed), stop / speed
    seconds = [0.0, brake / speed, there + 1.0, max(until, there + 1.1)]
    metres = [0.0, brake, stop, stop]
    for ahead, pause in ((speed * 0.5, 1.0), (speed * 1.4, 1.0), (path.length - stop, 0.0)):
        seconds.append(seconds[-1] + (pause or (stop + ahead - metres[-1]) / speed))
        metres.append(stop + ahead)
    fine = np.linspace(0, seconds[-1], 60)
    soft = np.convolve(np.pad(np.interp(fine, seconds, metres), 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    return Trip(make, path, start, tuple(fine.tolist()), tuple(soft.tolist()))


def creeping(make: Maker, path: Path, start: float, period: float, gap: float, steps: int) -> Trip:
    """A place in a queue: so many steps of one gap (metres), one per period (seconds), then on at 8 m/s."""
    moving = gap / 4
    seconds = [second for step in range(steps) for second in (step * period, step * period + moving)] + [steps * period]
    metres = [metre for step in range(steps) for metre in (step * gap, (step + 1) * gap)] + [steps * gap]
    away = path.length - metres[-1]
    return Trip(
        make,
        path,
        start,
        (*seconds, seconds[-1] + 2, seconds[-1] + 3 + away / 8),
        (*metres, metres[-1] + 8, path.length),
    )
