"""The wall in small, to scale, as it should be and as its nodes say it is; cells are pointed at and dropped upon."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import _
from console.theme import font, theme
from console.video.compass import neighbour
from console.video.hand import CAMERA_MIME
from console.views.wall import drawing
from console.views.wall.nodes import Nodes, Truth
from console.views.wall.plan import Area, PlacedCell, ZonePlan, area_of, plan, screens_of
from console.views.wall.words import banner_words, content_name
from contract.alerts import Alert, Severity
from contract.walls import Screen

MOST_OFTEN_MS = 200
"""Between two paintings for news from the world: more than five a second tire the eye and tell nothing."""
MARGIN = 14


class Miniature(QWidget):
    """Paints one wall. Reads the world when told to `look`, at most five times a second; rests when hidden."""

    current_changed = Signal()
    opened = Signal()
    """Enter or a double click on the current cell."""
    wheeled = Signal(float, float, float)
    """Notches of the wheel over the cell that is now the current one, and where in it, in fractions."""
    dropped = Signal(str, str)
    """A cell's number, and the camera that was dropped on it."""

    def __init__(self, desk: Desk, nodes: Nodes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._nodes = desk, nodes
        self.wall = ""
        self.zones: list[ZonePlan] = []
        self.screens: list[Screen] = []
        self.current = ""
        self._target = ""
        self._news = QTimer(self, singleShot=True, interval=MOST_OFTEN_MS)
        self._news.timeout.connect(self.look_now)
        nodes.changed.connect(self.look)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(360, 240)
        self.setAccessibleName(_("The wall in small"))

    def sizeHint(self) -> QSize:
        return QSize(960, 600)

    # What is known.

    def show_wall(self, wall: str) -> None:
        self.wall = wall
        self.look_now()

    def look(self) -> None:
        """Something may have changed."""
        if self.isVisible() and not self._news.isActive():
            self._news.start()

    def look_now(self) -> None:
        now = self._desk.now()
        self.zones = plan(self._desk.world, self.wall, now)
        self.screens = screens_of(self._desk.world, self.wall)
        cells = self.cells()
        if self.current not in cells:
            self._choose(next(iter(cells), ""))
        else:
            self.current_changed.emit()
        self.update()

    def cells(self) -> dict[str, PlacedCell]:
        """Every cell by its number."""
        return {cell.number: cell for zone in self.zones for cell in zone.cells}

    def current_cell(self) -> PlacedCell | None:
        return self.cells().get(self.current)

    def zone_of(self, cell: PlacedCell) -> ZonePlan:
        return next(zone for zone in self.zones if zone.zone.id == cell.zone)

    def truth(self, cell: PlacedCell) -> Truth:
        return self._nodes.truth(cell, self.screens)

    def choose(self, number: str) -> bool:
        """Mark a cell by its number, such as 2·V3."""
        if number not in self.cells():
            return False
        self._choose(number)
        return True

    def _choose(self, number: str) -> None:
        self.current = number
        cell = self.current_cell()
        if cell is not None:
            name = content_name(self._desk.world, cell)
            self.setAccessibleDescription(f"{cell.number}: {name}, {self.truth(cell).words}")
        else:
            self.setAccessibleDescription("")
        self.current_changed.emit()
        self.update()

    # Where things lie.

    def boxes(self) -> dict[str, QRectF]:
        """Where each cell lies in this widget."""
        scale, origin = self._fit()
        return {number: _put(cell.area, scale, origin) for number, cell in self.cells().items()}

    def _fit(self) -> tuple[float, QPointF]:
        areas = [area_of(screen.rect) for screen in self.screens] + [zone.area for zone in self.zones]
        left, top = min((a.x for a in areas), default=0), min((a.y for a in areas), default=0)
        right, bottom = max((a.x + a.w for a in areas), default=1), max((a.y + a.h for a in areas), default=1)
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        return drawing.fitted(Area(left, top, right - left, bottom - top), room)

    def _at(self, point: QPointF) -> str:
        # A later zone lies over an earlier one.
        found = [number for number, box in self.boxes().items() if box.contains(point)]
        return found[-1] if found else ""

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().ground))
        if not self.zones and not self.screens:
            painter.setFont(font("title"))
            painter.setPen(QColor(theme().muted))
            words = _("No video wall has been set up. An administrator adds walls, screens and zones.")
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(40, 40, -40, -40), flags, words)
        else:
            self._paint(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        scale, origin = self._fit()
        faces = [self._screen(screen, scale, origin) for screen in self.screens]
        for screen in faces:
            drawing.paint_screen(painter, screen)
        for number, cell in self.cells().items():
            drawing.paint_cell(painter, self._cell(number, cell, _put(cell.area, scale, origin)))
        for zone in self.zones:
            if zone.banner and zone.layer is not None:
                drawing.paint_banner(painter, self._banner(zone, scale, origin))
        for screen in faces:
            drawing.paint_bezel(painter, screen)

    def _screen(self, screen: Screen, scale: float, origin: QPointF) -> drawing.ScreenFace:
        words = ""
        if self._nodes.away(screen) or not self._desk.line.live:
            words = self._nodes.away_words(screen)
        elif self._nodes.missing(screen):
            words = _("Screen {number}: nothing is plugged in at {output}").format(
                number=screen.number, output=screen.output
            )
        return drawing.ScreenFace(_put(area_of(screen.rect), scale, origin), words)

    def _cell(self, number: str, cell: PlacedCell, box: QRectF) -> drawing.CellFace:
        name = content_name(self._desk.world, cell)
        empty = cell.content is None and not cell.problem
        current, target = number == self.current, number == self._target
        return drawing.CellFace(box, number, name, self.truth(cell), empty, current, target)

    def _banner(self, zone: ZonePlan, scale: float, origin: QPointF) -> drawing.BannerFace:
        assert zone.layer is not None
        alert = self._desk.world.get(Alert, zone.layer.alert) if zone.layer.alert else None
        whole = _put(zone.area, scale, origin)
        head = QRectF(whole.left(), whole.top(), whole.width(), zone.banner * scale)
        words = " · ".join(word for word in banner_words(self._desk.world, zone.layer) if word)
        severity = alert.severity if alert else Severity.EMERGENCY
        return drawing.BannerFace(head, whole, zone.layer.kind, severity, words)

    # Hands.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if number := self._at(event.position()):
            self._choose(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position()):
            self.opened.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        number = self._at(event.position())
        if not number or not event.angleDelta().y():
            return
        self._choose(number)
        box = self.boxes()[number]
        at = event.position() - box.topLeft()
        self.wheeled.emit(event.angleDelta().y() / 120, at.x() / box.width(), at.y() / box.height())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit()
            return
        target = neighbour(self.boxes(), self.current or None, Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self._choose(target)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CAMERA_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._aim(self._at(event.position()))
        event.setAccepted(bool(self._target))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim("")

    def dropEvent(self, event: QDropEvent) -> None:
        number = self._at(event.position())
        self._aim("")
        camera = bytes(event.mimeData().data(CAMERA_MIME).data()).decode("utf-8", "replace")
        if number and camera:
            event.acceptProposedAction()
            self._choose(number)
            self.dropped.emit(number, camera)

    def _aim(self, number: str) -> None:
        if number != self._target:
            self._target = number
            self.update()

    # Seen or not.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_now()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._news.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


def _put(area: Area, scale: float, origin: QPointF) -> QRectF:
    return QRectF(origin.x() + area.x * scale, origin.y() + area.y * scale, area.w * scale, area.h * scale)
