"""Which part of time a timeline shows, and where on it a moment lies: zoom, pan, and marks of round times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.strings import CITY_TIME

LEAST, MOST = 10.0, 7 * 86_400.0
"""Seconds that can be seen at once; the backend tells no more than seven days at a time."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)


@dataclass(frozen=True)
class Scale:
    """From `left` to `right`, in Unix seconds, over `width` pixels."""

    left: float
    right: float
    width: int

    @property
    def span(self) -> float:
        return self.right - self.left

    def x(self, moment: float) -> float:
        return (moment - self.left) / self.span * self.width

    def moment(self, x: float) -> float:
        return self.left + x / max(1, self.width) * self.span

    def zoomed(self, factor: float, around: float) -> "Scale":
        """`factor` times as much time; what lies at `around` stays where it is."""
        span = min(MOST, max(LEAST, self.span * factor))
        left = around - (around - self.left) / self.span * span
        return Scale(left, left + span, self.width)

    def moved(self, seconds: float) -> "Scale":
        return Scale(self.left + seconds, self.right + seconds, self.width)

    def holding(self, moment: float) -> "Scale":
        """The same, moved just so far that a moment can be seen."""
        if moment < self.left:
            return self.moved(moment - self.left - self.span * 0.1)
        return self.moved(moment - self.right + self.span * 0.1) if moment > self.right else self

    def step(self, least: float) -> int:
        """Seconds between round times that are at least so many pixels apart."""
        wanted = self.span / max(1, self.width) * least
        return next((step for step in _STEPS if step >= wanted), _STEPS[-1])

    def rounds(self, least: float = 110) -> Iterator[float]:
        """Round times of the city's clock."""
        step, zone = self.step(least), CITY_TIME.utcoffset(None).total_seconds()
        at = (self.left + zone) // step * step - zone
        while at <= self.right:
            if at >= self.left:
                yield at
            at += step

    def words(self, moment: float, least: float = 110) -> str:
        """A round time: the day at midnight, seconds only where they differ."""
        here = datetime.fromtimestamp(0, CITY_TIME) + timedelta(seconds=round(moment))
        if here.hour == here.minute == here.second == 0:
            return here.strftime("%d/%m")
        return here.strftime("%H:%M:%S" if self.step(least) < 60 else "%H:%M")
