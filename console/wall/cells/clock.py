"""The wall's clock: the city's time by the backend, the day, and whether the backend is there."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import CITY_TIME, _, clock, date
from console.wall.cells.base import WallCell
from console.wall.lettering import Line, write
from console.wall.look import Look


class ClockCell(WallCell):
    """Ticks on the full second; rests when hidden."""

    def __init__(self, desk: Desk, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._desk = desk
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        desk.line_changed.connect(self._line)
        self.setAccessibleName(_("Clock"))

    def retire(self) -> None:
        self._desk.line_changed.disconnect(self._line)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def draw(self, painter: QPainter, box: QRect) -> None:
        now, ink = self._desk.now(), self.look.ink
        day = f"{_weekday(now.astimezone(CITY_TIME).weekday())}, {date(now)}"
        if self._desk.line.live:
            truth, tone = _("Connected to the backend"), ink.good
        else:
            truth, tone = _("No connection to the backend"), ink.danger
        mark = "●" if self._desk.line.live else "✕"
        lines = [
            Line(clock(now), ink.text, 4.2, True),
            Line(day, ink.text, 1.15),
            Line(f"{mark} {truth}", tone, 0.85, space=0.15),
        ]
        write(painter, box, lines, self.look, Qt.AlignmentFlag.AlignCenter)

    def _line(self, _state: object) -> None:
        self.update()

    def _tick(self) -> None:
        self.update()
        self._timer.start(1001 - self._desk.now().microsecond // 1000)


def _weekday(day: int) -> str:
    words = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return words[day]
