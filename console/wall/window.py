"""One screen of the wall: one window, one mosaic for all its cameras, and a widget for every other cell."""

from collections.abc import Mapping
from time import monotonic, time

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from console.desk import Desk
from console.strings import _
from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.tiles import Tile, TileReport
from console.views.wall.plan import Area
from console.views.wall.viewing import fit_of, look_of, play_of
from console.views.wall.words import content_name
from console.wall.cells.base import WallCell
from console.wall.cells.registry import make
from console.wall.frame import LayerFrame
from console.wall.look import Look
from console.wall.outputs import Spot, place_on
from console.wall.stage import OnScreen, ScreenPlan, changes
from console.wall.truthbar import TruthBar
from contract.walls import HOTSPOT, LayerKind

IDENTIFY_MS = 8000


class WallWindow(QWidget):
    """Shows one ScreenPlan; what stays from one plan to the next is not touched."""

    closed = Signal()
    """Somebody closed this window; parking is not closing."""

    def __init__(self, desk: Desk, pool: SourcePool, plan: ScreenPlan) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        # A wall that opens a window must not take the keyboard from the operator's hands.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor("#000000"))
        self.setPalette(palette)
        self._desk = desk
        self.plan = plan
        self.spot: Spot | None = None
        self._shown: Mapping[str, OnScreen] = {}
        self._tiles: tuple[Tile, ...] = ()
        self.cells: dict[str, WallCell] = {}
        self.frames: list[LayerFrame] = []
        self._look = Look(20.0)
        self.mosaic = _mosaic(pool, self._look, self)
        self._bar = TruthBar(self)
        self.setWindowTitle(_("Video wall · screen {number}").format(number=plan.screen.number))

    @property
    def truth(self) -> str:
        """What the bar over the wall says; "" while there is nothing to say."""
        return self._bar.words

    def show_plan(self, plan: ScreenPlan) -> None:
        """Keep what stays, move what moves, open before closing."""
        self.plan = plan
        done = changes(self._shown, plan.cells)
        for key in done.open:
            if not _is_camera(plan.cells[key]):
                self.cells[key] = make(self._desk, plan.cells[key].cell, self._look, self)
        self._shown = plan.cells
        self._lay_out()
        for key in done.close & self.cells.keys():
            cell = self.cells.pop(key)
            cell.retire()
            cell.hide()
            cell.deleteLater()

    def say_truth(self, words: str) -> None:
        """Show the bar over the wall, or take it away; the wall makes room, so that nothing is covered."""
        if words != self._bar.words:
            appears = bool(words) != bool(self._bar.words)
            self._bar.say(words)
            if appears:
                self._lay_out()

    def put(self, spot: Spot | None) -> None:
        """Go to this spot; without one, hide: a window without its screen would lie over the operator's desk."""
        if spot is None:
            self.spot = None
            self.hide()
            return
        again = spot != self.spot or not self.isVisible()
        self.spot = spot
        self.setCursor(Qt.CursorShape.BlankCursor if spot.full else Qt.CursorShape.ArrowCursor)
        if not again:
            return
        screen = place_on(spot.output)
        if spot.full and screen is not None:
            self.setScreen(screen)
        self.setGeometry(spot.box)
        if spot.full:
            self.showFullScreen()
            # Where the window system takes its time, a full-screen window keeps the old screen's size.
            self.setGeometry(spot.box)
        else:
            self.show()

    def reports(self) -> dict[str, TileReport]:
        """What each camera cell really shows, by the plan's keys."""
        return self.mosaic.reports()

    def identify(self) -> None:
        """Say in huge figures which screen this is."""
        plate = QLabel(str(self.plan.screen.number), self)
        plate.setFont(self._look.font(9.0, True))
        plate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        plate.setStyleSheet("background: rgba(7, 9, 13, 215); color: #e8eef5;")
        plate.setGeometry(self.rect())
        plate.show()
        QTimer.singleShot(IDENTIFY_MS, plate, plate.deleteLater)

    def retire(self) -> None:
        """Let everything go; the window is used no more."""
        self.show_plan(ScreenPlan(self.plan.screen, self.plan.letter))
        self.hide()
        self.deleteLater()

    # Laying out.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        rect = self.plan.screen.rect
        letter = self.plan.letter * min(self.width() / rect.w, self.height() / rect.h)
        if abs(letter - self._look.letter) > 0.01:
            self._relook(Look(letter))
        bar = min(round(letter * 1.9), self.height() // 8) if self._bar.words else 0
        self._bar.setGeometry(0, 0, self.width(), bar)
        glass = QRect(0, bar, self.width(), self.height() - bar)
        for key, cell in self.cells.items():
            if key in self._shown:
                cell.setGeometry(self._box(self._shown[key].area, glass))
                cell.show()
        self._lay_mosaic(glass)
        self._lay_frames(glass)
        self._bar.raise_()

    def _relook(self, look: Look) -> None:
        self._look = look
        self._bar.set_look(look)
        for cell in self.cells.values():
            cell.set_look(look)
        board = self.mosaic.board
        board.style = look.mosaic()
        ratio = self.mosaic.devicePixelRatioF()
        board.resize(round(self.mosaic.width() * ratio), round(self.mosaic.height() * ratio), ratio)

    def _box(self, area: Area, glass: QRect) -> QRect:
        """From the canvas to this window; both sides of an edge come from the same number, so no seam opens."""
        rect = self.plan.screen.rect
        across, down = glass.width() / rect.w, glass.height() / rect.h
        left, right = round(area.x * across), round((area.x + area.w) * across)
        top, bottom = round(area.y * down), round((area.y + area.h) * down)
        return QRect(glass.left() + left, glass.top() + top, max(1, right - left), max(1, bottom - top))

    def _lay_mosaic(self, glass: QRect) -> None:
        """The mosaic is as large as the glass, or larger where a camera's cell reaches beyond this screen."""
        boxes = {key: self._box(on.area, glass) for key, on in self._shown.items() if _is_camera(on)}
        whole = QRect(glass)
        for box in boxes.values():
            whole = whole.united(box)
        tiles = tuple(self._tile(key, box, whole) for key, box in boxes.items())
        self.mosaic.setGeometry(whole)
        if tiles != self._tiles:
            self._tiles = tiles
            self.mosaic.set_tiles(tiles)
            # No tile is the current one: nobody points at the wall, and a mark there would say something untrue.
            self.mosaic.board.current = None
            self.mosaic.board.paint(monotonic())
        self.mosaic.setVisible(bool(tiles))

    def _tile(self, key: str, box: QRect, whole: QRect) -> Tile:
        on = self._shown[key]
        wide, high = whole.width(), whole.height()
        x, y = (box.left() - whole.left()) / wide, (box.top() - whole.top()) / high
        return Tile(
            key,
            on.cell.ref,
            content_name(self._desk.world, on.cell),
            QRectF(x, y, box.width() / wide, box.height() / high),
            fit_of(on.cell.view),
            look_of(on.cell.view),
            play_of(on.cell.view, self._desk.now().timestamp() - time()),
            on.cell.layer is not None and on.cell.layer.kind >= LayerKind.ALARM,
        )

    def _lay_frames(self, glass: QRect) -> None:
        plans = self.plan.frames
        while len(self.frames) > len(plans):
            self.frames.pop().deleteLater()
        while len(self.frames) < len(plans):
            self.frames.append(LayerFrame(self._desk, self))
        for frame, widget in zip(plans, self.frames, strict=True):
            box = self._box(frame.area, glass)
            corner = QPoint(box.left(), box.top())
            inner = self._box(_inner(frame.plan.banner, frame.plan.border, frame.area), glass)
            widget.show_plan(frame.plan, box, inner.top() - corner.y(), inner.left() - corner.x(), self._look)
            widget.show()
            widget.raise_()

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Q closes without a question, F2 says which screen this is; Escape and the rest do nothing."""
        if event.key() == Qt.Key.Key_Q and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.close()
        elif event.key() == Qt.Key.Key_F2:
            self.identify()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


def _inner(banner: int, border: int, area: Area) -> Area:
    return Area(area.x + border, area.y + banner, area.w - 2 * border, area.h - banner - border)


def _is_camera(on: OnScreen) -> bool:
    return on.cell.kind in ("camera", HOTSPOT) and not on.cell.problem


def _mosaic(pool: SourcePool, look: Look, parent: QWidget) -> Mosaic:
    mosaic = Mosaic(pool, look.mosaic(), parent)
    mosaic.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    mosaic.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return mosaic
