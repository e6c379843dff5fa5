"""What is pressed, drawn and turned at this moment, as speeds of a camera. Pure."""

from PySide6.QtCore import Qt

SLOW, FAST = 0.4, 1.0
"""Speeds of the arrows alone, and with Shift."""
NOTCH_S, LONGEST_S = 0.15, 1.0
"""How long a notch of the wheel zooms, and how long at most many of them do."""
REACH = 0.35
"""So far from where the button went down, in heights of the tile, is full speed."""
IDLE = 0.04

Speeds = tuple[float, float, float]

STILL: Speeds = (0.0, 0.0, 0.0)
WAYS: dict[Qt.Key, Speeds] = {
    Qt.Key.Key_Left: (-1.0, 0.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0, 0.0),
    Qt.Key.Key_Plus: (0.0, 0.0, 1.0),
    Qt.Key.Key_Minus: (0.0, 0.0, -1.0),
}
ALIKE = {Qt.Key.Key_Equal: Qt.Key.Key_Plus, Qt.Key.Key_Underscore: Qt.Key.Key_Minus}
"""Whoever lets Shift go first presses one and releases the other of these: it is one key, or it would stay down."""


class Stick:
    """Pan to the right, tilt upwards, zoom nearer: each from -1 to 1."""

    def __init__(self) -> None:
        self._keys: dict[Qt.Key, float] = {}
        self._drag = (0.0, 0.0)
        self._zoom, self._zoom_until = 0.0, 0.0
        self._lean = STILL

    def press(self, key: Qt.Key, fast: bool) -> None:
        self._keys[key] = FAST if fast else SLOW

    def lift(self, key: Qt.Key) -> None:
        self._keys.pop(key, None)

    def drag(self, x: float, y: float) -> None:
        """To the right and down, in heights of the tile from where the button went down."""
        self._drag = (_reach(x), -_reach(y))

    def lean(self, speeds: Speeds) -> None:
        """What a joystick says at this moment."""
        self._lean = speeds

    def turn(self, notches: float, now: float) -> None:
        same = notches * self._zoom > 0 and self._zoom_until > now
        begun = self._zoom_until if same else now
        self._zoom = FAST if notches > 0 else -FAST
        self._zoom_until = min(begun + NOTCH_S * abs(notches), now + LONGEST_S)

    def drop(self) -> None:
        self._drag = (0.0, 0.0)

    def clear(self) -> None:
        self._keys.clear()
        self.drop()
        self._lean = STILL
        self._zoom_until = 0.0

    def speeds(self, now: float, turns: int = 0) -> Speeds:
        """As whoever looks means it: a picture that is shown turned is steered as it is seen."""
        moved = [tuple(way * by for way in WAYS[key]) for key, by in self._keys.items()]
        moved.append((*self._drag, self._zoom if now < self._zoom_until else 0.0))
        moved.append(self._lean)
        pan, tilt, zoom = (max(-1.0, min(1.0, sum(axis))) for axis in zip(*moved, strict=True))
        for _turn in range(turns % 4):
            pan, tilt = -tilt, pan
        return pan + 0.0, tilt + 0.0, zoom + 0.0


def _reach(part: float) -> float:
    """Fine near the middle, full at the rim."""
    share = max(-1.0, min(1.0, part / REACH))
    return 0.0 if abs(part) < IDLE else share * abs(share) ** 0.5
