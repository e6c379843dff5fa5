"""Steering the camera of a tile: what keys, drag and wheel add up to, and when it is said. Knows no camera protocol."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from console.video.board import Board
from console.video.pad import BEFORE, NEXT, Pad, Press
from console.video.replay import Play
from console.video.slot import Slot
from console.video.stick import ALIKE, STILL, WAYS, Speeds, Stick
from console.video.tiles import Badge

REPEAT_S = 0.1
"""A movement is said again so often: the backend stops a camera of which it hears nothing for half a second."""
GAP_S = 1 / 30
BADGES_S = 0.25
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_PLACES = {Qt.Key(Qt.Key.Key_1 + at): at + 1 for at in range(9)}


class Steer(Protocol):
    """Who moves cameras, and knows who may: given from outside."""

    def enter(self, camera_id: str) -> bool: ...

    def move(self, camera_id: str, speeds: Speeds) -> bool: ...

    def go(self, camera_id: str, place: int | None) -> bool: ...

    def take_over(self, camera_id: str) -> None: ...

    def leave(self, camera_id: str) -> None: ...

    def badge(self, camera_id: str, steering: bool) -> Badge | None: ...


class Steered(Protocol):
    """What is needed of the mosaic."""

    board: Board

    def play(self, play: Play | None, tile_ids: tuple[str, ...]) -> None: ...

    def set_current(self, tile_id: str) -> None: ...


class Steering:
    """Belongs to one mosaic; without a `steer` no camera moves."""

    def __init__(self, mosaic: Steered, now: Callable[[], float] = time.monotonic) -> None:
        self._mosaic, self._now = mosaic, now
        self.steer: Steer | None = None
        self.tile: str | None = None
        """The tile that is being steered."""
        self._camera = ""
        self.stick = Stick()
        self.pad: Pad | None = None
        """A gamepad or joystick; asked only while a tile is steered and has the keys."""
        self._said, self._said_at = STILL, 0.0
        self._refused = False
        self._badged = 0.0
        self._pressed: QPointF | None = None

    def toggle(self) -> None:
        """Steer the current tile's camera, or no longer."""
        if self.tile is not None:
            self.leave()
            return
        slot = self._mosaic.board.slots.get(self._mosaic.board.current or "")
        if slot is None or self.steer is None or not self.steer.enter(slot.tile.camera_id):
            return
        self.tile, self._camera = slot.tile.id, slot.tile.camera_id
        if slot.tile.play is not None:
            # Nobody steers by what was.
            self._mosaic.play(None, (slot.tile.id,))
        self.refresh()

    def leave(self) -> None:
        """Stop, and let others steer."""
        self.halt()
        if self.tile is not None and self.steer is not None:
            self.tile = None
            self.steer.leave(self._camera)
        self.refresh()

    def halt(self) -> None:
        """Whatever was held is held no more: nobody looks, or the keys go elsewhere."""
        self.stick.clear()
        if self.pad is not None:
            self.pad.drop()
        self._pressed = None
        self.tick()

    def follow(self) -> None:
        """Another tile is marked, or the steered one is gone or shows something else."""
        slot = self._slot()
        if self.tile is None:
            return
        if slot is None or slot.tile.camera_id != self._camera or self._mosaic.board.current != self.tile:
            self.leave()

    # Hands.

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, again: bool) -> bool:
        """Do what a key means while steering; False if it means nothing. `again`: it was down already."""
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        key = ALIKE.get(key, key)
        if key == Qt.Key.Key_P and self.steer is not None and not modifiers & _COMMANDS:
            if not again:
                self._take_over() if shift else self.toggle()
            return True
        if self.steer is None or not self.means(key, modifiers):
            return False
        if again:
            return True
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in WAYS:
            self.stick.press(key, shift)
            self.tick()
        else:
            self.steer.go(self._camera, _PLACES.get(key))
            self.refresh()
        return True

    def key_up(self, key: Qt.Key) -> bool:
        """Stop what the key moved."""
        key = ALIKE.get(key, key)
        self.stick.lift(key)
        self.tick()
        return self.tile is not None and key in WAYS

    def means(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the key is ours just now, and not a shortcut's of somebody around us."""
        key = ALIKE.get(key, key)
        if self.tile is None or modifiers & _COMMANDS:
            return False
        return key in WAYS or key in _PLACES or key in (Qt.Key.Key_Home, Qt.Key.Key_Escape)

    def press(self, tile: str, at: QPointF) -> None:
        """The button goes down."""
        self._pressed = at if tile == self.tile else None

    def drag(self, at: QPointF) -> bool:
        """The pointer moves with the button down; False where that means something else."""
        slot = self._slot()
        if self._pressed is None or slot is None or slot.place is None:
            return False
        way, height = at - self._pressed, slot.place.video.height() / self._mosaic.board.canvas.ratio
        self.stick.drag(way.x() / height, way.y() / height)
        self.tick()
        return True

    def drop(self) -> None:
        """The button goes up."""
        self._pressed = None
        self.stick.drop()
        self.tick()

    def wheel(self, tile: str, notches: float) -> bool:
        """Zoom the camera; False over any other tile."""
        if tile != self.tile:
            return False
        self.stick.turn(notches, self._now())
        self.tick()
        return True

    # Saying it.

    def tick(self) -> None:
        """Say what has changed, and say again what lasts."""
        self._read_pad()
        now, slot = self._now(), self._slot()
        if self.tile is not None:
            self._say(self.stick.speeds(now, slot.tile.look.turns if slot else 0), now)
        if now - self._badged >= BADGES_S:
            self.refresh()

    def refresh(self) -> None:
        """Bring the signs on the tiles up to date."""
        self._badged = self._now()
        for tile, slot in self._mosaic.board.slots.items():
            slot.badge = self.steer.badge(slot.tile.camera_id, tile == self.tile) if self.steer else None

    def _say(self, speeds: Speeds, now: float) -> None:
        if speeds == STILL:
            # A stop is said at once, once; and whoever was refused may try again.
            if self._said != STILL and self.steer is not None:
                self.steer.move(self._camera, STILL)
            self._said, self._refused = STILL, False
            return
        due = REPEAT_S if speeds == self._said else GAP_S
        if self._refused or self.steer is None or (self._said != STILL and now - self._said_at < due):
            return
        if self.steer.move(self._camera, speeds):
            self._said, self._said_at = speeds, now
        else:
            self._refused = True
        self.refresh()

    def _read_pad(self) -> None:
        """Without a device, or with the keys elsewhere, nothing leans on the camera."""
        if self.pad is None or self.tile is None or not self._mosaic.board.focused:
            return
        speeds, presses = self.pad.read()
        self.stick.lean(speeds)
        for press in presses:
            self._press(press)

    def _press(self, press: Press) -> None:
        if self.steer is None or self.tile is None:
            return
        if press in (NEXT, BEFORE):
            tiles = list(self._mosaic.board.slots)
            at = (tiles.index(self.tile) + (1 if press == NEXT else -1)) % len(tiles)
            self._mosaic.set_current(tiles[at])
            if self._slot() is None:
                # Whoever changes the tile with the device goes on with the device.
                self.toggle()
            return
        self.steer.go(self._camera, press if isinstance(press, int) else None)
        self.refresh()

    def _take_over(self) -> None:
        if self.tile is None:
            self.toggle()
        if self.tile is not None and self.steer is not None:
            self.steer.take_over(self._camera)

    def _slot(self) -> Slot | None:
        return self._mosaic.board.slots.get(self.tile or "")
