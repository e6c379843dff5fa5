"""The picture of one camera with a shape over it that mouse and keys draw."""

import itertools
import time

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from console.strings import _
from console.theme import theme
from console.video.canvas import Canvas
from console.video.overlay import arrow, stroke
from console.video.pool import SourcePool
from console.video.scaling import Box
from console.video.tap import Tap
from console.views.cameras.analysing.outline import NEAR, STEP, STRIDE, Drawing
from contract.analytics import Spot

TICK_MS = 80
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Sketch(QWidget):
    """Arrows move a point, Enter adds one, Delete removes it, Space goes to the next; the mouse does all of it too."""

    changed = Signal()

    def __init__(self, pool: SourcePool, camera: str, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pool, self._camera, self.drawing = pool, camera, drawing
        self.side: int | None = None
        self._canvas = Canvas(2, 2, 1.0, theme().ground)
        self._tap: Tap | None = None
        self._status = ""
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._look)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(480, 270)
        self.setAccessibleName(_("Shape over the camera's picture"))
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(1120, 630)

    def draw(self, drawing: Drawing, side: int | None) -> None:
        """Another shape, or the same with another side."""
        self.drawing, self.side = drawing, side
        self._tell(quiet=True)

    @property
    def status(self) -> str:
        """What the picture is: "live", or why there is none."""
        return self._status

    # The picture.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tap = self._tap or self._pool.tap(self._camera)
        self._fit()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        if self._tap is not None:
            self._tap.release()
            self._tap = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        self._canvas = Canvas(round(self.width() * ratio), round(self.height() * ratio), ratio, theme().ground)
        if self._tap is not None:
            whole = QRect(0, 0, self._canvas.width, self._canvas.height)
            self._tap.want(Box(whole.width(), whole.height()), self._canvas.view(whole))

    def _look(self) -> None:
        if self._tap is None:
            return
        fresh, status = self._tap.poll(), self._tap.truth(time.monotonic()).status
        if fresh or status != self._status:
            self._status = status
            self.update()

    @property
    def picture(self) -> QRectF:
        """Where the picture lies in the widget."""
        shown = self._tap.shown if self._tap is not None else None
        box = Box(max(2, self._canvas.width), max(2, self._canvas.height))
        rect = QRectF(*box.place(shown.aspect if shown is not None else 16 / 9))
        ratio = self._canvas.ratio
        return QRectF(rect.topLeft() / ratio, rect.size() / ratio)

    def spot(self, at: QPointF) -> Spot:
        """Which place of the picture lies there."""
        picture = self.picture
        return (at.x() - picture.left()) / picture.width(), (at.y() - picture.top()) / picture.height()

    def place(self, spot: Spot) -> QPointF:
        """Where a place of the picture lies."""
        picture = self.picture
        return QPointF(picture.left() + spot[0] * picture.width(), picture.top() + spot[1] * picture.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(QRectF(self.rect()), self._canvas.image)
        if self._status not in ("live", "late", "stale"):
            painter.fillRect(self.picture, QColor(theme().panel))
            painter.setPen(QColor(theme().muted))
            said = _("No picture now. The shape can be drawn all the same.")
            painter.drawText(self.picture, Qt.AlignmentFlag.AlignCenter, said)
        elif self._status == "stale":
            painter.setPen(QColor(theme().warning))
            painter.drawText(self.picture.adjusted(8, 8, 0, 0), 0, _("Old picture"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_shape(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_shape(self, painter: QPainter) -> None:
        places = [self.place(point) for point in self.drawing.points]
        tone = QColor(theme().accent)
        if self.drawing.closed and len(places) > 2:
            inside = QColor(tone)
            inside.setAlpha(45)
            painter.setBrush(inside)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF(places))
        stroke(painter, QPolygonF(places), self.drawing.closed and len(places) > 2, tone, 2.2)
        if self.side is not None:
            for start, end in itertools.pairwise(places):
                arrow(painter, start, end, self.side, tone, 1.3)
        for at, place in enumerate(places):
            chosen = at == self.drawing.at
            painter.setPen(QPen(QColor(theme().ground), 2))
            painter.setBrush(QColor(theme().warning) if chosen else tone)
            # The chosen point is larger and square: colour is never the only sign.
            if chosen:
                painter.drawRect(QRectF(place.x() - 7, place.y() - 7, 14, 14))
            else:
                painter.drawEllipse(place, 5.5, 5.5)

    # Drawing.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot(event.position())
        found = self.drawing.near(spot, self._reach())
        if event.button() is Qt.MouseButton.RightButton:
            if found is not None:
                self.drawing.at = found
                self.drawing.remove()
        elif event.button() is Qt.MouseButton.LeftButton:
            if found is not None:
                self.drawing.at = found
            elif self.picture.contains(event.position()):
                self.drawing.add(spot)
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.drawing.at is not None:
            self.drawing.put(self.spot(event.position()))
            self._tell()
        else:
            near = self.drawing.near(self.spot(event.position()), self._reach())
            self.setCursor(Qt.CursorShape.SizeAllCursor if near is not None else Qt.CursorShape.CrossCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.drawing.let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the key is ours; Esc is, only while a point is dragged: else it closes the dialog."""
        drawing, shift = self.drawing, bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in _ARROWS:
            far = STRIDE if shift else STEP
            drawing.move(_ARROWS[key][0] * far, _ARROWS[key][1] * far)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            drawing.add()
        elif key in _DELETE:
            drawing.remove()
        elif key is Qt.Key.Key_Space:
            drawing.choose(-1 if shift else 1)
        elif key is not Qt.Key.Key_Escape or not drawing.give_up():
            return False
        self._tell()
        return True

    def _reach(self) -> float:
        return max(0.008, min(NEAR, 12 / max(1.0, self.picture.width())))

    def _tell(self, quiet: bool = False) -> None:
        self._describe()
        self.update()
        if not quiet:
            self.changed.emit()

    def _describe(self) -> None:
        """What somebody hears who cannot see the shape."""
        drawing = self.drawing
        if drawing.at is None:
            self.setAccessibleDescription(_("No points yet. Enter adds one."))
            return
        x, y = drawing.points[drawing.at]
        said = _("Point {at} of {count}, {x} % from the left, {y} % from the top")
        count = len(drawing.points)
        self.setAccessibleDescription(said.format(at=drawing.at + 1, count=count, x=round(x * 100), y=round(y * 100)))
