"""The heavy frame around a zone that an alarm or a takeover covers, with its reason over it."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPolygonF, QRegion
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.theme import severity_colour
from console.views.wall.plan import ZonePlan
from console.views.wall.words import banner_words
from console.wall.look import Look, stamp
from contract.alerts import Alert, Severity
from contract.walls import LayerKind

_GAP = "  "
"""Between the reason and the time."""


class LayerFrame(QWidget):
    """Stripes all round and a banner on top; masked, so that the cells within stay uncovered."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._plan: ZonePlan | None = None
        self._look = Look(20.0)
        self._banner = self._border = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_plan(self, plan: ZonePlan, box: QRect, banner: int, border: int, look: Look) -> None:
        """Cover this zone, which lies in this box of the window; sizes are the window's pixels."""
        self._plan, self._look, self._banner, self._border = plan, look, banner, border
        self.setGeometry(box)
        whole = QRect(0, 0, box.width(), box.height())
        self.setMask(QRegion(whole) - QRegion(whole.adjusted(border, banner, -border, -border)))
        if plan.layer is not None:
            self.setAccessibleName(" · ".join(word for word in banner_words(self._desk.world, plan.layer) if word))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        plan = self._plan
        if plan is None or plan.layer is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        severity = self._severity(plan)
        tone = severity_colour(severity) if plan.layer.kind is LayerKind.ALARM else QColor(self._look.ink.accent)
        self._stripes(painter, tone)
        head = QRect(0, 0, self.width(), self._banner)
        painter.fillRect(head.adjusted(self._border, 0, -self._border, -self._border // 3), tone)
        self._words(painter, head.adjusted(2 * self._border, 0, -2 * self._border, -self._border // 3), severity)
        painter.end()

    def _severity(self, plan: ZonePlan) -> Severity:
        layer = plan.layer
        alert = self._desk.world.get(Alert, layer.alert) if layer and layer.alert else None
        return alert.severity if alert else Severity.EMERGENCY

    def _stripes(self, painter: QPainter, tone: QColor) -> None:
        """Slanted bars, as on a barrier: told apart without colour, and from any distance."""
        painter.fillRect(self.rect(), QColor(self._look.ink.ground))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        wide, high = max(6, self._border), self.height()
        for left in range(-high, self.width(), 2 * wide):
            corners = ((left, high), (left + wide, high), (left + wide + high, 0), (left + high, 0))
            painter.drawPolygon(QPolygonF([QRectF(x, y, 0, 0).topLeft() for x, y in corners]))

    def _words(self, painter: QPainter, box: QRect, severity: Severity) -> None:
        """The kind of layer and the time are always whole; the reason between them is shortened where it must be."""
        assert self._plan is not None
        assert self._plan.layer is not None
        kind, why, since = banner_words(self._desk.world, self._plan.layer)
        if self._plan.layer.kind is LayerKind.ALARM:
            side = round(box.height() * 0.76)
            stamp(painter, QRect(box.left(), box.center().y() - side // 2, side, side), severity)
            box = box.adjusted(round(side * 1.4), 0, 0, 0)
        bold, plain = self._fonts(box, f"{kind} · {why}" if why else kind, since)
        painter.setPen(QColor(self._look.ink.ground))
        room, right = QFontMetrics(bold), QFontMetrics(plain).horizontalAdvance(since)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(plain)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, since)
        said = room.elidedText(
            f"{kind} · {why}" if why else kind,
            Qt.TextElideMode.ElideRight,
            box.width() - right - room.horizontalAdvance(_GAP),
        )
        painter.setFont(bold)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, said)

    def _fonts(self, box: QRect, said: str, since: str) -> tuple[QFont, QFont]:
        """As large as the banner's height allows, somewhat smaller where that lets the reason be whole."""
        full = share = min(1.1, box.height() / self._look.letter * 0.5)
        while True:
            bold, plain = self._look.font(share, True), self._look.font(share * 0.85)
            ends = QFontMetrics(bold).horizontalAdvance(said + _GAP) + QFontMetrics(plain).horizontalAdvance(since)
            if ends <= box.width() or share < full * 0.7:
                return bold, plain
            share *= 0.95
