"""The line over the queue that always says how many alerts are open, how bad they are, and how fast they come."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.strings import _, ngettext_, number
from console.theme import RADIUS, font, paint_severity, severity_colour, severity_word, theme
from console.views.alerts.listing import SEVERITIES, split
from console.views.alerts.rate import FLOOD
from contract.alerts import Severity, State

WORDS_FROM = 170
"""Room from which a card has its severity in words too; the shape and every line of the list say it anyway."""


@dataclass(frozen=True)
class Tally:
    """Open and unacknowledged alerts of each severity, and the rate."""

    open: Mapping[Severity, int]
    unacked: Mapping[Severity, int]
    rate: int

    @classmethod
    def of(cls, facets: Mapping[object, int], rate: int) -> "Tally":
        opened, unacked = dict.fromkeys(SEVERITIES, 0), dict.fromkeys(SEVERITIES, 0)
        for facet, count in facets.items():
            if not isinstance(facet, int):
                continue
            state, severity, _mine = split(facet)
            if state is not State.CLOSED:
                opened[severity] += count
            if state is State.NEW:
                unacked[severity] += count
        return cls(opened, unacked, rate)

    def sentence(self) -> str:
        """Read aloud, and under test."""
        parts = [
            _("{severity}: {open} open, {unacked} unacknowledged").format(
                severity=severity_word(one), open=number(self.open[one]), unacked=number(self.unacked[one])
            )
            for one in SEVERITIES
        ]
        return "; ".join([*parts, rate_words(self.rate)])


def rate_words(rate: int) -> str:
    return ngettext_("{count} alert / 10 min", "{count} alerts / 10 min", rate).format(count=number(rate))


class Header(QWidget):
    """Painted, not built of labels: numbers that change sixteen times a second must not lay the window out anew."""

    def __init__(self, scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._tally = Tally.of({}, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Open alerts"))

    def sizeHint(self) -> QSize:
        return QSize(round(900 * self._scale), round(68 * self._scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(420 * self._scale), round(68 * self._scale))

    def tell(self, tally: Tally) -> None:
        if tally != self._tally:
            self._tally = tally
            self.setAccessibleDescription(tally.sentence())
            self.update()

    @property
    def tally(self) -> Tally:
        return self._tally

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        gap = self._px(12)
        width = (self.width() - 4 * gap) // 5
        for at, severity in enumerate(SEVERITIES):
            self._card(painter, QRect(at * (width + gap), 0, width, self.height()), severity)
        self._rate(painter, QRect(4 * (width + gap), 0, self.width() - 4 * (width + gap), self.height()))
        painter.end()

    def _px(self, pixels: float) -> int:
        return round(pixels * self._scale)

    def _ground(self, painter: QPainter, box: QRect, edge: QColor) -> QRect:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(QColor(theme().raised))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return box.adjusted(self._px(16), self._px(8), -self._px(12), -self._px(8))

    def _card(self, painter: QPainter, box: QRect, severity: Severity) -> None:
        unacked, opened = self._tally.unacked[severity], self._tally.open[severity]
        loud = unacked > 0 and severity >= Severity.WARNING
        inner = self._ground(painter, box, severity_colour(severity) if loud else QColor(theme().line))
        size = self._px(22)
        paint_severity(painter, QRectF(inner.x(), inner.center().y() - size / 2, size, size), severity)
        left = inner.adjusted(size + self._px(14), 0, 0, 0)
        figure, loose = number(opened), _("{count} unacknowledged").format(count=number(unacked))
        below = loose if unacked else _("all acknowledged") if opened else _("none open")
        if left.width() < self._px(WORDS_FROM):
            left.setLeft(left.left() - self._px(8))
            self._pair(painter, left, figure, below, loud, _("{count} new").format(count=number(unacked)))
            return
        painter.setFont(font("display", self._scale, bold=True, figures=True))
        painter.setPen(severity_colour(severity) if unacked else QColor(theme().muted))
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, figure)
        words = left.adjusted(painter.fontMetrics().horizontalAdvance(figure) + self._px(12), 0, 0, 0)
        self._pair(painter, words, severity_word(severity), below, loud)

    def _rate(self, painter: QPainter, box: QRect) -> None:
        flood = self._tally.rate > FLOOD
        inner = self._ground(painter, box, QColor(theme().warning if flood else theme().line))
        below = (
            _("more than {count}: too many to handle").format(count=FLOOD) if flood else _("within what is manageable")
        )
        above = rate_words(self._tally.rate)
        painter.setFont(font("body", self._scale, bold=True))
        if painter.fontMetrics().horizontalAdvance(above) > inner.width():
            above, below = number(self._tally.rate), _("/ 10 min")
        self._pair(painter, inner, above, below, flood)

    def _pair(self, painter: QPainter, box: QRect, above: str, below: str, loud: bool, short: str = "") -> None:
        """Two lines: what it is, and how it stands; `short` says the second where there is little room."""
        half = box.height() // 2
        top, bottom = box.adjusted(0, 0, 0, -half), box.adjusted(0, half, 0, 0)
        elide, line = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("body", self._scale, bold=True))
        painter.setPen(QColor(theme().text))
        painter.drawText(top, line, painter.fontMetrics().elidedText(above, elide, top.width()))
        painter.setFont(font("small", self._scale, bold=loud))
        painter.setPen(QColor(theme().text if loud else theme().muted))
        metrics = painter.fontMetrics()
        if short and metrics.horizontalAdvance(below) > bottom.width():
            below = short
        painter.drawText(bottom, line, metrics.elidedText(below, elide, bottom.width()))
