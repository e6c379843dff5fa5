"""The one widget of a screen that shows cameras: it paints the board, and lets people point at its tiles."""

import time
from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from console.strings import _
from console.video.board import Board
from console.video.canvas import rects_of
from console.video.hand import Hand
from console.video.looking import Look
from console.video.overlay import Overlay
from console.video.pool import SourcePool
from console.video.replay import Play
from console.video.rewinding import Rewinding
from console.video.steering import Steering
from console.video.style import MosaicStyle
from console.video.tiles import Badge, Tile, TileReport
from console.video.words import status_words

TICK_MS = 33
MANY, SLOW_TICK_MS = 36, 45
"""With more tiles than these a tick copies the whole mosaic: a little less often, and still for every picture."""
FEW = 12
"""So many tiles are copied to the screen one by one; of more, the whole mosaic is copied at once."""
CHECK_EVERY = 1.0


class Mosaic(QWidget):
    """Shows tiles; rests entirely while nobody can see it."""

    activated = Signal(str)
    current_changed = Signal(str)
    played = Signal()
    """A replay began, ended or was moved."""
    looked = Signal(str)
    """Another part of this tile's picture is seen, or it is seen closer."""

    def __init__(self, pool: SourcePool, style: MosaicStyle | None = None, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.board = Board(pool, style or MosaicStyle())
        self.rewinding = Rewinding(self)
        self.steering = Steering(self)
        self.overlay = Overlay(self.board, self._update, self)
        self.hand = Hand(self, self.rewinding, self.steering)
        self._checked = 0.0
        self._told: tuple[str, Badge | None] = "", None
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._watched: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Camera mosaic"))
        self._describe()

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles and no others; cameras that stay are not interrupted."""
        before = self.board.current
        self.board.set_tiles(tiles)
        self.steering.follow()
        self.steering.refresh()
        if self.board.current != before:
            self.current_changed.emit(self.board.current or "")
        self._describe()
        self._pace()
        self.update()

    def _pace(self) -> None:
        self._timer.setInterval(TICK_MS if len(self.board.slots) <= MANY else SLOW_TICK_MS)

    def reports(self) -> dict[str, TileReport]:
        """Say what each tile really shows."""
        return self.board.reports()

    @property
    def current(self) -> str | None:
        """Name the tile that the keyboard acts on."""
        return self.board.current

    def set_current(self, tile_id: str) -> None:
        """Move the mark to a tile."""
        if tile_id not in self.board.slots or tile_id == self.board.current:
            return
        self.board.current = tile_id
        self.steering.follow()
        self._repaint_words()
        self._describe()
        self.current_changed.emit(tile_id)

    # Seen or not seen.

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look at the cameras."""
        super().showEvent(event)
        self._watch(self.window())
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the cameras go: nothing is decoded that nobody sees."""
        super().hideEvent(event)
        self._rest()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window is minimised: its widgets get no hide event for that everywhere."""
        if event.type() == QEvent.Type.WindowStateChange:
            self._look()
        elif event.type() == QEvent.Type.WindowDeactivate:
            self.steering.halt()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWidget) -> None:
        if self._watched is not window:
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            window.installEventFilter(self)
            self._watched = window

    def _look(self) -> None:
        if not self.isVisible() or self.window().isMinimized():
            self._rest()
            return
        self.board.wake()
        self._pace()
        self._timer.start()

    def _rest(self) -> None:
        self.steering.leave()
        self._timer.stop()
        self.board.sleep()

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._checked > CHECK_EVERY:
            self._checked = now
            self._check()
        self.steering.tick()
        self._update(self.board.tick())
        slot = self.board.slots.get(self.board.current or "")
        if slot is not None and (slot.truth.status, slot.badge) != self._told:
            self._describe()

    def _check(self) -> None:
        covered = self.visibleRegion().isEmpty()
        if covered == self.board.awake:
            (self.board.sleep if covered else self.board.wake)()
        # A window carried to a screen of another density gets no resize for it.
        if self.devicePixelRatioF() != self.board.canvas.ratio:
            self._fit()
            self.update()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy from the canvas; everything is painted there already."""
        painter = QPainter(self)
        ratio, image = self.board.canvas.ratio, self.board.canvas.image
        painter.scale(1 / ratio, 1 / ratio)
        rects = [_scaled(rect, ratio) for rect in rects_of(event.region())]
        if not self.board.canvas.copy(painter, rects):
            for rect in rects if len(rects) <= FEW else [_scaled(event.rect(), ratio)]:
                painter.drawImage(rect, image, rect)
        self.overlay.paint(painter, _scaled(event.rect(), ratio))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the canvas as large as the widget."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        self.board.resize(round(self.width() * ratio), round(self.height() * ratio), ratio)

    def _update(self, dirty: list[QRect]) -> None:
        # Each call from Python into Qt queues up behind the sources' threads: better one large copy than many small.
        if len(dirty) > FEW:
            self.update()
            return
        ratio = self.board.canvas.ratio
        for rect in dirty:
            self.update(rect if ratio == 1.0 else _scaled(rect, 1 / ratio).adjusted(-1, -1, 1, 1))

    def _repaint_words(self) -> None:
        self._update(self.board.paint(time.monotonic()))

    # Pointing: what each gesture means is the hand's business.

    def open(self, tile_id: str) -> None:
        """Tell that somebody wants this tile alone."""
        self.activated.emit(tile_id)

    def look(self, tile_id: str, look: Look) -> None:
        """See another part of a tile's picture, or see it closer."""
        slot = self.board.slots.get(tile_id)
        if slot is None or slot.tile.look == look:
            return
        slot.look(look)
        self._repaint_words()
        self.looked.emit(tile_id)

    def play(self, play: Play | None, tile_ids: Collection[str] | None = None) -> None:
        """Show what was in these tiles (in all, if none are named), or the present again."""
        for tile_id, slot in self.board.slots.items():
            if tile_ids is None or tile_id in tile_ids:
                slot.play(play)
        self._repaint_words()
        self.played.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the tile under the pointer."""
        self.hand.press(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Forget where the button went down."""
        self.hand.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the tile."""
        self.hand.open(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the picture along, or the camera away."""
        self.hand.move(event, self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Come nearer, go back."""
        event.setAccepted(self.hand.wheel(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark, Enter opens, + - 0 zoom, Shift and arrows move, R turns, P steers; J K L , . move in time."""
        if not self.hand.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Stop what the key moved; a key that repeats itself is let go in between only by name."""
        if event.isAutoRepeat() or not self.steering.key_up(Qt.Key(event.key())):
            super().keyReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """While a camera is steered its keys are ours, whatever shortcuts there are around us."""
        key = event if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) else None
        if key is not None and self.steering.means(Qt.Key(key.key()), key.modifiers()):
            key.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which tile the keys act on."""
        super().focusInEvent(event)
        self._focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys act elsewhere."""
        super().focusOutEvent(event)
        self.steering.halt()
        self._focus(False)

    def _focus(self, focused: bool) -> None:
        self.board.focused = focused
        self._repaint_words()
        self._describe()

    def _describe(self) -> None:
        slot = self.board.slots.get(self.board.current or "")
        if slot is None:
            self.setAccessibleDescription(_("There are no cameras here yet."))
        else:
            self._told = slot.truth.status, slot.badge
            steered = f", {slot.badge.words}" if slot.badge else ""
            self.setAccessibleDescription(f"{slot.tile.label}: {status_words(slot.truth, slot.saying)}{steered}")


def _scaled(rect: QRect, factor: float) -> QRect:
    left, top = round(rect.left() * factor), round(rect.top() * factor)
    right, bottom = round((rect.right() + 1) * factor), round((rect.bottom() + 1) * factor)
    return QRect(left, top, right - left, bottom - top)
