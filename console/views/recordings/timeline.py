"""One camera's time as a band: wheel and keys zoom and move, dragging chooses a range, the cursor is read aloud."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.strings import _
from console.views.recordings.kept import Known
from console.views.recordings.marks import Locked, Mark
from console.views.recordings.painting import HEIGHT, SHAPE, Scene, paint
from console.views.recordings.scale import Scale
from console.views.recordings.words import at, lasting, moment, why_words

HOUR = 3600.0
STEP = 1 / 200
"""Of what is seen: how far an arrow key goes."""
ZOOM = 0.8
DRAG = 4


class Timeline(QWidget):
    """Knows no desk: it is told what there is, and says where somebody is."""

    moved = Signal(float)
    """The cursor stands at another moment."""
    ranged = Signal()
    """Another range is chosen, or none."""
    looked = Signal()
    """Another part of time is seen."""
    opened = Signal(float)
    """Somebody wants to see the pictures of this moment."""

    def __init__(self, now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = Scale(now - HOUR, now + HOUR / 20, 600)
        self.known = Known()
        self.locked: Sequence[Locked] = ()
        self.marks: Sequence[Mark] = ()
        self.where, self.now = now, now
        self.oldest: float | None = None
        self.chosen: tuple[float, float] | None = None
        self._half: tuple[float, float] | None = None
        self._pressed: float | None = None
        self.setFixedHeight(round(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Timeline of the recording"))

    def sizeHint(self) -> QSize:
        return QSize(900, round(HEIGHT))

    def tell(self, known: Known, locked: Sequence[Locked], marks: Sequence[Mark], now: float) -> None:
        """Take what there is."""
        self.known, self.locked, self.marks, self.now = known, locked, marks, now
        self._say()

    def see(self, scale: Scale) -> None:
        """Look at this part of time."""
        self.scale = scale
        self.looked.emit()
        self._say()

    def go(self, to: float) -> None:
        """Put the cursor there, in sight; not into the future."""
        self.where = min(to, self.now)
        held = self.scale.holding(self.where)
        if held != self.scale:
            self.see(held)
        self.moved.emit(self.where)
        self._say()

    def choose(self, start: float | None, end: float | None) -> None:
        """Choose a range; with one end only, the other stays, or is the cursor."""
        was = self.chosen or self._half or (self.where, self.where)
        first, last = (was[0] if start is None else start), (was[1] if end is None else end)
        self.chosen = (min(first, last), max(first, last)) if first != last else None
        # Whoever says where it begins goes elsewhere before saying where it ends.
        self._half = None if self.chosen else (first, last)
        self.ranged.emit()
        self._say()

    def drop(self) -> None:
        """Choose no range."""
        self.chosen = self._half = None
        self.ranged.emit()
        self._say()

    def whole(self) -> None:
        """See as much of all there is as can be seen at once."""
        left = self.oldest if self.oldest is not None else self.now - HOUR
        span = max(60.0, self.now - left)
        wide = Scale(self.now - span * 1.02, self.now + span * 0.02, self.scale.width)
        self.see(wide.zoomed(1.0, self.now))

    def nearer(self) -> None:
        """Less of time, around the cursor."""
        self._zoom(ZOOM)

    def farther(self) -> None:
        self._zoom(1 / ZOOM)

    def earlier(self) -> None:
        self.see(self.scale.moved(-self.scale.span * 0.8))

    def later(self) -> None:
        self.see(self.scale.moved(self.scale.span * 0.8))

    def _zoom(self, factor: float) -> None:
        self.see(self.scale.holding(self.where).zoomed(factor, self.where))

    def next_edge(self, forward: bool) -> None:
        """Go to where the next stretch, gap, lock or mark begins or ends."""
        edges = {*self.known.edges(), *(mark.at for mark in self.marks)}
        edges |= {edge for lock in self.locked for edge in (lock.start, lock.end)}
        beyond = [edge for edge in edges if (edge > self.where + 0.001 if forward else edge < self.where - 0.001)]
        if beyond:
            self.go(min(beyond) if forward else max(beyond))

    def words(self, moment_: float) -> str:
        """What there is at a moment."""
        gap, piece = self.known.gap(moment_), self.known.piece(moment_)
        time = moment(at(moment_))
        if piece is not None:
            said = _("{time}: recorded").format(time=time)
        elif gap is not None:
            said = _("{time}: gap of {length}, {why}").format(
                time=time, length=lasting(gap.end - gap.start), why=why_words(gap.why)
            )
        else:
            said = time if moment_ < self.now else _("{time}: not yet").format(time=time)
        locks = [lock for lock in self.locked if lock.start <= moment_ < lock.end]
        near = self.scale.span / max(1, self.scale.width) * SHAPE
        found = [mark for mark in self.marks if abs(mark.at - moment_) <= near]
        more = [_("locked: {why}").format(why=lock.why) for lock in locks[:2]] + [mark.words for mark in found[:3]]
        return " · ".join([said, *more])

    def _say(self) -> None:
        self.setAccessibleDescription(self.words(self.where))
        self.update()

    # What Qt asks.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint(painter, Scene(self.scale, self.known, self.locked, self.marks, self.where, self.chosen, self.now,
                             self.hasFocus()))  # fmt: skip
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.see(Scale(self.scale.left, self.scale.right, max(1, self.width())))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words(self.scale.moment(event.pos().x())), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
        sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not event.angleDelta().y()
        if sideways:
            self.see(self.scale.moved(-turns * self.scale.span / 8))
        else:
            self.see(self.scale.zoomed(ZOOM**turns, self.scale.moment(event.position().x())))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().x()
            self.go(self.scale.moment(self._pressed))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._pressed is not None and abs(x - self._pressed) >= DRAG:
            self.choose(min(self.now, self.scale.moment(self._pressed)), min(self.now, self.scale.moment(x)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.scale.moment(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor, with Shift they choose; the other keys are bound by whoever owns the timeline."""
        if not self._key(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def _key(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._arrow(key == Qt.Key.Key_Right, held)
            return True
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Home: lambda: self.go(self.oldest if self.oldest is not None else self.where),
            Qt.Key.Key_End: lambda: self.go(self.now),
            Qt.Key.Key_Return: lambda: self.opened.emit(self.where),
            Qt.Key.Key_Enter: lambda: self.opened.emit(self.where),
        }  # fmt: skip
        act = acts.get(key)
        if act is not None:
            act()
        return act is not None

    def _arrow(self, forward: bool, held: Qt.KeyboardModifier) -> None:
        was = self.where
        self.go(was + (1 if forward else -1) * self.scale.span * STEP)
        if held & Qt.KeyboardModifier.ShiftModifier:
            # The end that the cursor stood at goes along with it.
            if self.chosen and abs(self.chosen[0] - was) < 0.001:
                self.choose(self.where, self.chosen[1])
            else:
                self.choose(self.chosen[0] if self.chosen else was, self.where)
