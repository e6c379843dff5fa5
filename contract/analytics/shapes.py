"""Which shapes can be watched: within the picture, of some size, and not crossing themselves."""

from collections.abc import Iterator
from itertools import combinations
from math import dist

from contract.analytics.rows import RuleKind, Shape, Spot
from contract.base import Refused

CORNERS, POINTS = (3, 32), (2, 16)
LEAST_AREA, LEAST_LENGTH = 0.0005, 0.02
"""Shares of the picture, and of its width or height, below which a shape was drawn by mistake."""

Edge = tuple[Spot, Spot]


def check_shape(kind: RuleKind, shape: Shape) -> None:
    """Raises Refused for a shape that this kind of rule cannot watch."""
    line = kind is RuleKind.CROSSING
    least, most = POINTS if line else CORNERS
    if not least <= len(shape) <= most:
        raise Refused("analytics.points", least=str(least), most=str(most))
    if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in shape):
        raise Refused("analytics.outside")
    if (_length(shape) < LEAST_LENGTH) if line else (abs(area(shape)) < LEAST_AREA):
        raise Refused("analytics.too_small")
    if crosses_itself(shape, closed=not line):
        raise Refused("analytics.crosses_itself")


def area(shape: Shape) -> float:
    """The shoelace formula; its sign says which way round."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(shape, closed=True)) / 2


def edges(shape: Shape, closed: bool) -> Iterator[Edge]:
    yield from zip(shape, shape[1:] + (shape[:1] if closed else ()), strict=False)


def crosses_itself(shape: Shape, closed: bool) -> bool:
    """Whether two sides touch elsewhere than in the corner they share, or a side is a point."""
    sides = list(edges(shape, closed))
    if any(a == b for a, b in sides):
        return True
    last = len(sides) - 1
    for (i, one), (j, other) in combinations(enumerate(sides), 2):
        if j == i + 1:
            if _back(one, other):
                return True
        elif closed and i == 0 and j == last:
            if _back(other, one):
                return True
        elif meet(one, other):
            return True
    return False


def side(line: Edge, spot: Spot) -> float:
    """Above nought to the right of one who goes along the line in the picture, below it to the left."""
    (ax, ay), (bx, by) = line
    return (bx - ax) * (spot[1] - ay) - (by - ay) * (spot[0] - ax)


def meet(one: Edge, other: Edge) -> bool:
    """Whether two straight pieces have a point in common."""
    a, b = side(one, other[0]), side(one, other[1])
    c, d = side(other, one[0]), side(other, one[1])
    if (a > 0) != (b > 0) and (c > 0) != (d > 0) and 0 not in (a, b, c, d):
        return True
    on = ((a, one, other[0]), (b, one, other[1]), (c, other, one[0]), (d, other, one[1]))
    return any(turn == 0 and _between(edge, spot) for turn, edge, spot in on)


def _back(one: Edge, other: Edge) -> bool:
    """Whether the second goes back along the first."""
    (a, b), (_, c) = one, other
    along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return side(one, c) == 0 and along < 0


def _between(edge: Edge, spot: Spot) -> bool:
    (ax, ay), (bx, by) = edge
    return min(ax, bx) <= spot[0] <= max(ax, bx) and min(ay, by) <= spot[1] <= max(ay, by)


def _length(shape: Shape) -> float:
    return sum(dist(a, b) for a, b in edges(shape, closed=False))
