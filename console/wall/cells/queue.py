"""The alert queue on the wall: the desk's list in the desk's order, in letters that the whole room can read."""

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import _, ngettext_, number
from console.theme import paint_severity, severity_colour
from console.views.alerts.listing import Listing, is_open
from console.wall.cells.base import WallCell, aged
from console.wall.lettering import Line, write
from console.wall.look import Look
from console.widgets.rows_model import RowsModel
from contract.alerts import Alert, Severity, State

TITLE, SMALL = 0.72, 0.56
"""Letters of a queue are looked at, not glanced at: 14 and 11 minutes of arc where the rest of the wall has 20."""


class QueueCell(WallCell):
    """Paints as many alerts as fit, worst first, and says how many more there are. Rests when hidden."""

    def __init__(self, desk: Desk, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._listing = Listing(desk)
        self._model: RowsModel[Alert] = RowsModel(desk.replica, Alert, self._listing.columns, self._listing.rules, self)
        self._model.narrow(is_open)
        self._model.rest()
        self._model.counted.connect(self.update)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.update)
        self.setAccessibleName(_("Alert queue"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.wake()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.rest()
        self._timer.stop()

    def draw(self, painter: QPainter, box: QRect) -> None:
        total = self._model.rowCount()
        if not total:
            lines = [Line("✓", self.look.ink.good, 2.5, True), Line(_("No open alert"), self.look.ink.text, 1.1)]
            write(painter, box, lines, self.look, Qt.AlignmentFlag.AlignCenter)
            return
        top = self._head(painter, box, total)
        foot = QFontMetrics(self.look.font(SMALL)).height()
        at = 0
        while at < total:
            alert = self._model.row(at)
            height = self._height(alert, box.width())
            if top + height > box.bottom() - foot:
                break
            self._row(painter, QRect(box.left(), top, box.width(), height), alert)
            top, at = top + height, at + 1
        if at < total:
            rest = ngettext_("and {count} more alert", "and {count} more alerts", total - at)
            painter.setFont(self.look.font(SMALL))
            painter.setPen(QColor(self.look.ink.text))
            below = QRect(box.left(), box.bottom() - foot, box.width(), foot)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, rest.format(count=number(total - at)))

    def _head(self, painter: QPainter, box: QRect, total: int) -> int:
        """How many of each severity; gives back where the list begins."""
        font = self.look.font(1.0, True)
        metrics = QFontMetrics(font)
        high, count = metrics.height(), [0] * len(Severity)
        for row in self._model.shown.rows:
            count[row.severity] += 1
        left = box.left()
        painter.setFont(font)
        for severity in sorted(Severity, reverse=True):
            side = round(metrics.ascent() * 0.72)
            paint_severity(painter, QRectF(left, box.top() + (high - side) / 2, side, side), severity)
            words = number(count[severity])
            painter.setPen(severity_colour(severity) if count[severity] else QColor(self.look.ink.muted))
            painter.drawText(left + round(side * 1.35), box.top() + metrics.ascent(), words)
            left += box.width() // 4
        line = box.top() + high + high // 6
        painter.fillRect(QRect(box.left(), line, box.width(), max(1, high // 24)), QColor(self.look.ink.edge))
        return line + high // 6

    def _row(self, painter: QPainter, box: QRect, alert: Alert) -> None:
        title, small = self._fonts(alert)
        metrics, pad = QFontMetrics(title), self._pad()
        side = round(metrics.ascent() * 0.78)
        paint_severity(
            painter, QRectF(box.left(), box.top() + (metrics.height() - side) / 2, side, side), alert.severity
        )
        left = self._left(metrics)
        painter.setFont(title)
        painter.setPen(QColor(self.look.ink.text))
        room = QRect(box.left() + left, box.top(), box.width() - left, self._title_height(alert, box.width()))
        painter.drawText(room, Qt.TextFlag.TextWordWrap, alert.title)
        painter.setFont(small)
        low = QFontMetrics(small)
        new = alert.state is State.NEW
        painter.setPen(QColor(self.look.ink.warning if new else self.look.ink.good))
        words = f"{aged(self._listing.seconds(alert.first_at))} · {self._listing.state(alert)}"
        under = QRect(room.left(), room.bottom() + 1, room.width(), low.height())
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        used = low.horizontalAdvance(words + "  ")
        painter.setPen(QColor(self.look.ink.muted))
        place = low.elidedText(alert.place, Qt.TextElideMode.ElideRight, under.width() - used)
        painter.drawText(
            under.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, place
        )
        painter.fillRect(QRect(box.left(), box.bottom() - pad // 2, box.width(), 1), QColor(self.look.ink.line))

    def _height(self, alert: Alert, width: int) -> int:
        low = QFontMetrics(self._fonts(alert)[1])
        return self._title_height(alert, width) + low.height() + self._pad()

    def _title_height(self, alert: Alert, width: int) -> int:
        metrics = QFontMetrics(self._fonts(alert)[0])
        room = QRect(0, 0, max(1, width - self._left(metrics)), 100_000)
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, alert.title).height()

    def _fonts(self, alert: Alert) -> tuple[QFont, QFont]:
        return self.look.font(TITLE, bold=alert.state is State.NEW), self.look.font(SMALL)

    def _left(self, metrics: QFontMetrics) -> int:
        return round(metrics.ascent() * 1.15)

    def _pad(self) -> int:
        return round(self.look.letter * 0.45)
