"""One alert, to be read from across the room: how bad, what, where, for how long, and who has it."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from backend_client.replica import Change
from console.desk import Desk
from console.strings import _, clock, ngettext_
from console.theme import severity_colour, severity_word
from console.wall.cells.base import WallCell, aged
from console.wall.lettering import SMALLEST, Line, write
from console.wall.look import Look, stamp
from contract.alerts import Alert, State
from contract.people import Person, name_of


class AlertTile(WallCell):
    """Follows its alert; rests when hidden."""

    def __init__(self, desk: Desk, alert: str, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._desk, self._alert = desk, alert
        self._stops = [desk.subscribe(Alert, self._changed), desk.subscribe(Person, self._named)]
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.update)
        self.setAccessibleName(_("Alert"))

    def retire(self) -> None:
        for stop in self._stops:
            stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def draw(self, painter: QPainter, box: QRect) -> None:
        alert = self._desk.world.get(Alert, self._alert)
        if alert is None:
            write(painter, box, [Line(_("The alert no longer exists"), self.look.ink.text)], self.look, _MIDDLE)
            return
        head = self._head(painter, box, alert)
        below = box.adjusted(0, head + round(self.look.letter * 0.6), 0, 0)
        write(painter, below, self._lines(alert), self.look, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def _head(self, painter: QPainter, box: QRect, alert: Alert) -> int:
        """The sign and the word on a bar of the severity's colour."""
        height = min(round(self.look.letter * 2.1), box.height() // 5)
        bar = QRect(box.left(), box.top(), box.width(), height)
        painter.fillRect(bar, severity_colour(alert.severity))
        edge = max(2, height // 9)
        side = height - 2 * edge
        stamp(painter, QRect(bar.left() + edge, bar.top() + edge, side, side), alert.severity)
        room = bar.adjusted(side + 4 * edge, 0, -2 * edge, 0)
        word, share = severity_word(alert.severity).upper(), 1.15
        while share > SMALLEST and QFontMetrics(self.look.font(share, True)).horizontalAdvance(word) > room.width():
            share *= 0.95
        painter.setFont(self.look.font(share, True))
        painter.setPen(QColor(self.look.ink.ground))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
        return height

    def _lines(self, alert: Alert) -> list[Line]:
        ink, now = self.look.ink, self._desk.now()
        since = max(0.0, (now - alert.first_at).total_seconds())
        begun = _("since {time}").format(time=clock(alert.first_at))
        times = ngettext_("{count} time", "{count} times", alert.count).format(count=alert.count)
        return [
            Line(alert.title, ink.text, 1.25, True),
            Line(alert.place, ink.text, 1.0, space=0.3),
            Line(begun, ink.muted, 0.9, space=0.5),
            Line(aged(since), ink.text, 1.25, True),
            Line(times if alert.count > 1 else "", ink.muted, 0.9),
            self._who(alert),
        ]

    def _who(self, alert: Alert) -> Line:
        ink, world = self.look.ink, self._desk.world
        if alert.state is State.CLOSED and alert.closed_at:
            words = _("Closed by {name} at {time}").format(
                name=name_of(world, alert.closed_by), time=clock(alert.closed_at)
            )
            return Line(f"✓ {words}", ink.good, 0.95, True, 0.6)
        if alert.acked_at:
            words = _("{name} acknowledged at {time}").format(
                name=name_of(world, alert.acked_by), time=clock(alert.acked_at)
            )
            return Line(f"✓ {words}", ink.good, 0.95, True, 0.6)
        return Line("▲ " + _("NOT ACKNOWLEDGED"), ink.danger, 0.95, True, 0.6)

    def _changed(self, batch: list[Change]) -> None:
        if any(row is not None and row.id == self._alert for change in batch for row in change):
            self.update()

    def _named(self, _batch: list[Change]) -> None:
        self.update()


_MIDDLE = Qt.AlignmentFlag.AlignCenter
