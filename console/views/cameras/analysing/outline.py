"""A zone or a line while it is drawn: points that are added, moved and taken away, and every step taken back. Pure."""

from math import hypot

from contract.analytics import CORNERS, POINTS, Shape, Spot

STEP, STRIDE = 0.005, 0.05
"""How far an arrow key moves a point, in shares of the picture; and with Shift."""
NEAR = 0.03
_MOST_STEPS = 200


class Drawing:
    """`at` is the point that keys act on, None where there is none. `closed` is a zone, else a line."""

    def __init__(self, points: Shape, closed: bool) -> None:
        self.points: list[Spot] = list(points)
        self.closed = closed
        self.at: int | None = 0 if points else None
        self._before: list[tuple[list[Spot], int | None]] = []
        self._after: list[tuple[list[Spot], int | None]] = []
        self._held = False
        self._last: object = None

    @property
    def shape(self) -> Shape:
        return tuple(self.points)

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        return bool(self._after)

    @property
    def full(self) -> bool:
        return len(self.points) >= (CORNERS if self.closed else POINTS)[1]

    def add(self, spot: Spot | None = None) -> bool:
        """A point there, in the side that it is nearest to; without a place, half way to the next one."""
        if self.full:
            return False
        self._keep()
        where = len(self.points) if spot is not None else (self.at + 1 if self.at is not None else 0)
        if spot is not None and self.closed and len(self.points) > 2:
            where = self._side_near(spot)
        self.points.insert(where, _inside(spot or self._half_way()))
        self.at = where
        return True

    def move(self, dx: float, dy: float) -> bool:
        if self.at is None:
            return False
        self._keep(("move", self.at))
        x, y = self.points[self.at]
        self.points[self.at] = _inside((x + dx, y + dy))
        return True

    def put(self, spot: Spot) -> None:
        """While it is dragged: one step back for the whole way."""
        if self.at is not None:
            if not self._held:
                self._keep()
                self._held = True
            self.points[self.at] = _inside(spot)

    def let_go(self) -> None:
        self._held = False

    def give_up(self) -> bool:
        """A point that is being dragged is where it was; False where none is."""
        if not self._held:
            return False
        self._held = False
        return self.undo(forget=True)

    def remove(self) -> bool:
        if self.at is None:
            return False
        self._keep()
        del self.points[self.at]
        self.at = min(self.at, len(self.points) - 1) if self.points else None
        return True

    def turn_round(self) -> None:
        """What was left of a line is right of it."""
        self._keep()
        self.points.reverse()
        self.at = len(self.points) - 1 - self.at if self.at is not None else None

    def clear(self) -> None:
        if self.points:
            self._keep()
            self.points, self.at = [], None

    def choose(self, step: int) -> None:
        """The next point, or the one before."""
        if self.points:
            self.at = ((self.at or 0) + step) % len(self.points)

    def near(self, spot: Spot, reach: float = NEAR) -> int | None:
        """The point that was meant."""
        found = min(range(len(self.points)), key=lambda at: _far(self.points[at], spot), default=None)
        return found if found is not None and _far(self.points[found], spot) <= reach else None

    def undo(self, forget: bool = False) -> bool:
        if not self._before:
            return False
        if not forget:
            self._after.append((list(self.points), self.at))
        self.points, self.at = self._before.pop()
        self._last = None
        return True

    def redo(self) -> bool:
        if not self._after:
            return False
        self._before.append((list(self.points), self.at))
        self.points, self.at = self._after.pop()
        self._last = None
        return True

    def _keep(self, deed: object = None) -> None:
        """What can be taken back; a key that is held down is one step."""
        if deed is not None and deed == self._last:
            return
        self._before = [*self._before[-_MOST_STEPS:], (list(self.points), self.at)]
        self._after, self._last = [], deed

    def _half_way(self) -> Spot:
        if self.at is None or not self.points:
            return 0.5, 0.5
        here, then = self.points[self.at], self.points[(self.at + 1) % len(self.points)]
        last = not self.closed and self.at == len(self.points) - 1
        if here == then or last or (len(self.points) == 2 and self.closed):
            # Aside of the line between the first two, so that a zone opens.
            return here[0] + STRIDE * 2, here[1] + (STRIDE * 2 if len(self.points) == 2 else 0.0)
        return (here[0] + then[0]) / 2, (here[1] + then[1]) / 2

    def _side_near(self, spot: Spot) -> int:
        ends = list(zip(self.points, self.points[1:] + self.points[:1], strict=True))
        return 1 + min(range(len(ends)), key=lambda at: _away(*ends[at], spot))


def _inside(spot: Spot) -> Spot:
    return round(min(1.0, max(0.0, spot[0])), 4), round(min(1.0, max(0.0, spot[1])), 4)


def _far(a: Spot, b: Spot) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _away(a: Spot, b: Spot, spot: Spot) -> float:
    """How far a place is from a straight piece."""
    length = _far(a, b) ** 2
    if not length:
        return _far(a, spot)
    along = ((spot[0] - a[0]) * (b[0] - a[0]) + (spot[1] - a[1]) * (b[1] - a[1])) / length
    along = min(1.0, max(0.0, along))
    return _far((a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])), spot)
