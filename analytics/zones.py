"""Zones and lines as drawn: what lies within, and who has crossed to which side."""

from dataclasses import dataclass
from math import dist

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.blobs import Box
from contract.analytics import Direction, Shape, Spot, edges, meet, side

WIDE, HIGH = 160, 90
MARGIN = 0.012
"""Nearer to a line than this nobody is on either side: a thing that trembles on it has not crossed."""


class Zone:
    """A polygon, as a small picture of itself: how much of a box lies in it is one mean."""

    def __init__(self, shape: Shape) -> None:
        self.raster: NDArray[np.uint8] = np.zeros((HIGH, WIDE), np.uint8)
        corners = np.array([(round(x * (WIDE - 1)), round(y * (HIGH - 1))) for x, y in shape], np.int32)
        cv2.fillPoly(self.raster, [corners], (1,))

    def holds(self, spot: Spot) -> bool:
        x, y = min(max(spot[0], 0.0), 1.0), min(max(spot[1], 0.0), 1.0)
        return bool(self.raster[round(y * (HIGH - 1)), round(x * (WIDE - 1))])

    def share(self, box: Box) -> float:
        """How much of the box lies within."""
        x0, y0 = int(box.x * WIDE), int(box.y * HIGH)
        x1, y1 = max(x0 + 1, round((box.x + box.w) * WIDE)), max(y0 + 1, round((box.y + box.h) * HIGH))
        part = self.raster[max(0, y0) : y1, max(0, x0) : x1]
        return float(part.mean()) if part.size else 0.0


@dataclass(slots=True)
class Sure:
    """Where a thing was when it was last clearly on one side."""

    spot: Spot


class Line:
    """A line of straight pieces, with a margin on both sides of it."""

    def __init__(self, shape: Shape) -> None:
        self._pieces = list(edges(shape, closed=False))

    def crossed(self, before: Sure | None, now: Spot, margin: float = MARGIN) -> tuple[Sure | None, Direction | None]:
        """What to remember of the thing, and to which side it has crossed since it was last sure, if it has."""
        if self.away(now) < margin:
            return before, None
        if before is None:
            return Sure(now), None
        crossed = [piece for piece in self._pieces if meet(piece, (before.spot, now))]
        turns = sum(1 if side(piece, now) > side(piece, before.spot) else -1 for piece in crossed)
        # Over and back within one step is no crossing.
        where = Direction.RIGHT if turns > 0 else Direction.LEFT if turns < 0 else None
        return Sure(now), where

    def away(self, spot: Spot) -> float:
        return min(_distance(piece, spot) for piece in self._pieces)


def _distance(piece: tuple[Spot, Spot], spot: Spot) -> float:
    (ax, ay), (bx, by) = piece
    length = (bx - ax) ** 2 + (by - ay) ** 2
    if length == 0:  # also of two points that differ by less than can be squared
        return dist(spot, (ax, ay))
    along = ((spot[0] - ax) * (bx - ax) + (spot[1] - ay) * (by - ay)) / length
    along = min(max(along, 0.0), 1.0)
    return dist(spot, (ax + along * (bx - ax), ay + along * (by - ay)))
