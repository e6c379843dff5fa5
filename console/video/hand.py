"""What mouse, wheel and keys do to a mosaic's tiles: mark, open, carry away, steer, come nearer, move along, turn."""

from typing import Protocol

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from console.video.board import Board
from console.video.compass import neighbour
from console.video.looking import STEP, WHOLE, Look
from console.video.rewinding import BACK, Rewinding
from console.video.slot import Slot
from console.video.steering import Steering

CAMERA_MIME = "application/x-ioc-camera"
PAN = 0.2
"""How far a key press moves the picture, in tiles."""
_NOTCH = 120
_NEARER = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP, Qt.Key.Key_Underscore: 1 / STEP}
_WAYS = {
    Qt.Key.Key_Left: (PAN, 0.0),
    Qt.Key.Key_Right: (-PAN, 0.0),
    Qt.Key.Key_Up: (0.0, PAN),
    Qt.Key.Key_Down: (0.0, -PAN),
}


class Handled(Protocol):
    """What the hand needs of the mosaic."""

    board: Board

    def set_current(self, tile_id: str) -> None: ...

    def look(self, tile_id: str, look: Look) -> None: ...

    def open(self, tile_id: str) -> None: ...


class Hand:
    """Belongs to one mosaic."""

    def __init__(self, mosaic: Handled, rewinding: Rewinding, steering: Steering) -> None:
        self._mosaic, self._rewinding, self._steering = mosaic, rewinding, steering
        self._pressed: QPointF | None = None
        self._last = QPointF()

    def press(self, event: QMouseEvent) -> None:
        """Mark the tile under the pointer."""
        tile = self._at(event.position())
        if tile is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position()
            self._mosaic.set_current(tile)
            self._steering.press(tile, event.position())

    def release(self) -> None:
        """Forget where the button went down."""
        self._pressed = None
        self._steering.drop()

    def open(self, event: QMouseEvent) -> None:
        """Open the tile under the pointer."""
        if (tile := self._at(event.position())) is not None:
            self._mosaic.open(tile)

    def move(self, event: QMouseEvent, widget: QWidget) -> None:
        """Turn the camera that is steered; carry along a picture looked at closely; else carry the camera away."""
        slot = self._current()
        if self._pressed is None or slot is None or self._steering.drag(event.position()):
            return
        closely = slot.tile.look.size < 1.0 and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if closely and slot.place is not None:
            step, video = (event.position() - self._last) * self._mosaic.board.canvas.ratio, slot.place.video
            self._last = event.position()
            self._mosaic.look(slot.tile.id, slot.tile.look.panned(step.x() / video.width(), step.y() / video.height()))
        elif (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.make_drag(slot, widget).exec(Qt.DropAction.CopyAction)

    def make_drag(self, slot: Slot, widget: QWidget) -> QDrag:
        """Pack a tile's camera for a journey to another view."""
        mime = QMimeData()
        mime.setData(CAMERA_MIME, QByteArray(slot.tile.camera_id.encode()))
        mime.setText(slot.tile.label)
        drag = QDrag(widget)
        drag.setMimeData(mime)
        if slot.place is not None:
            picture = QPixmap.fromImage(self._mosaic.board.canvas.image.copy(slot.place.outer))
            drag.setPixmap(picture.scaledToWidth(180, Qt.TransformationMode.SmoothTransformation))
        return drag

    def wheel(self, event: QWheelEvent) -> bool:
        """Come nearer to what is under the pointer; False where there is no tile."""
        tile = self._at(event.position())
        slot = self._mosaic.board.slots.get(tile or "")
        notches = _notches(event.angleDelta())
        if slot is None or slot.place is None or not notches:
            return False
        if self._steering.wheel(slot.tile.id, notches):
            return True
        video = slot.place.video
        at = event.position() * self._mosaic.board.canvas.ratio - QPointF(video.topLeft())
        x, y = min(1.0, max(0.0, at.x() / video.width())), min(1.0, max(0.0, at.y() / video.height()))
        self._mosaic.set_current(slot.tile.id)
        self._mosaic.look(slot.tile.id, slot.tile.look.zoomed(STEP**notches, x, y))
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False if it means nothing."""
        slot, key = self._current(), Qt.Key(event.key())
        if self._steering.key(key, event.modifiers(), event.isAutoRepeat()):
            return True
        if slot is not None and (self._look_key(slot, key, event.modifiers()) or self._time_key(key)):
            return True
        if slot is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._mosaic.open(slot.tile.id)
            return True
        board = self._mosaic.board
        rects = {name: each.tile.rect for name, each in board.slots.items()}
        target = neighbour(rects, board.current, key)
        if target is not None:
            self._mosaic.set_current(target)
        return target is not None

    def _look_key(self, slot: Slot, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        look = slot.tile.look
        if key in _NEARER:
            look = look.zoomed(_NEARER[key])
        elif key == Qt.Key.Key_0:
            look = Look(turns=look.turns) if look.size < 1.0 else WHOLE
        elif key == Qt.Key.Key_R:
            look = look.turned(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in _WAYS and modifiers & Qt.KeyboardModifier.ShiftModifier and look.size < 1.0:
            look = look.panned(*_WAYS[key])
        else:
            return False
        self._mosaic.look(slot.tile.id, look)
        return True

    def _time_key(self, key: Qt.Key) -> bool:
        rewinding = self._rewinding
        match key:
            case Qt.Key.Key_J:
                rewinding.back()
            case Qt.Key.Key_L:
                rewinding.back(-BACK)
            case Qt.Key.Key_K:
                rewinding.toggle()
            case Qt.Key.Key_Comma | Qt.Key.Key_Period:
                rewinding.step(key == Qt.Key.Key_Period)
            case Qt.Key.Key_Less | Qt.Key.Key_Greater:
                rewinding.faster(key == Qt.Key.Key_Greater)
            case Qt.Key.Key_Backspace:
                rewinding.live()
            case _:
                return False
        return True

    def _current(self) -> Slot | None:
        return self._mosaic.board.slots.get(self._mosaic.board.current or "")

    def _at(self, point: QPointF) -> str | None:
        return self._mosaic.board.at(point * self._mosaic.board.canvas.ratio)


def _notches(delta: QPoint) -> float:
    return delta.y() / _NOTCH
