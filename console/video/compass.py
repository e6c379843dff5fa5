"""Which tile lies to the left, to the right, above or below another."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt

_WAYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


def neighbour(rects: Mapping[str, QRectF], current: str | None, key: Qt.Key) -> str | None:
    """Return the tile an arrow, Home or End leads to, or None where there is none."""
    if not rects:
        return None
    if current is None or key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
        return tuple(rects)[ends.get(key, 0)] if key in ends or key in _WAYS else None
    way = _WAYS.get(key)
    if way is None:
        return None
    here = rects[current].center()
    costs = {other: _cost(rect.center() - here, way) for other, rect in rects.items() if other != current}
    ahead = {other: cost for other, cost in costs.items() if cost is not None}
    return min(ahead, key=lambda other: ahead[other]) if ahead else None


def _cost(step: QPointF, way: QPointF) -> float | None:
    forward = step.x() * way.x() + step.y() * way.y()
    aside = abs(step.x() * way.y()) + abs(step.y() * way.x())
    # Straight on counts for more than near by.
    return forward + 3 * aside if forward > 1e-6 and forward >= aside * 0.3 else None
