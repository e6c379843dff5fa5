"""What stands in a row of the queue, painted so that the eye finds the worst first."""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from console.strings import _
from console.theme import font, paint_severity, pixmap, severity_colour, severity_word, theme
from console.views.alerts.listing import ACKED, AGE, COUNT, SEVERITY, STATE, TITLE, Listing, state_of
from console.widgets.rows_table import Still
from contract.alerts import Alert, Severity, State

# Or-ing two of Qt's flags costs twenty microseconds in Python: once here, not once per cell.
_ONE_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_MARK = 14
_PAD = 10


class AlertCells:
    """Fonts and colours are looked up once per painting, not once per cell."""

    def __init__(self, listing: Listing, scale: float = 1.0) -> None:
        self.still: Still[Alert] = Still(frozenset({AGE}), self._stamp)
        self._listing = listing
        self._columns = listing.columns
        self._set(scale)

    def _stamp(self, row: Alert) -> object:
        """Names of people come and go with their own rows; whether the backend has said so, with neither."""
        return self._listing.confirmed(row), self._listing.name(row.owner), self._listing.name(row.acked_by)

    def begin(self, painter: QPainter, scale: float) -> None:
        self._set(scale)

    def _set(self, scale: float) -> None:
        worn = theme()
        self._scale = scale
        self._plain, self._bold = font(scale=scale), font(scale=scale, bold=True)
        self._figures = font(scale=scale, figures=True)
        self._text, self._muted = QColor(worn.text), QColor(worn.muted)
        self._states = {
            State.NEW: QColor(worn.text),
            State.ACKED: QColor(worn.good),
            State.CLOSED: QColor(worn.muted),
        }

    def paint(self, painter: QPainter, column: int, box: QRect, row: Alert) -> None:
        inner = box.adjusted(round(_PAD * self._scale), 0, -round(6 * self._scale), 0)
        if column == SEVERITY:
            self._severity(painter, box, inner, row)
        elif column == STATE:
            self._state(painter, inner, row)
        else:
            self._write(painter, column, inner, row)

    def _severity(self, painter: QPainter, box: QRect, inner: QRect, row: Alert) -> None:
        state = state_of(row)
        if state is State.NEW:
            painter.fillRect(box.x(), box.y(), round(4 * self._scale), box.height() - 1, severity_colour(row.severity))
        size = round(_MARK * self._scale)
        left = inner.x() + round(4 * self._scale)
        paint_severity(painter, QRectF(left, box.center().y() - size / 2 + 1, size, size), row.severity)
        colour = self._muted if state is State.CLOSED else severity_colour(row.severity)
        text = severity_word(row.severity)
        strong = row.severity >= Severity.WARNING and state is State.NEW
        self._line(painter, inner.adjusted(size + round(12 * self._scale), 0, 0, 0), text, colour, strong)

    def _state(self, painter: QPainter, inner: QRect, row: Alert) -> None:
        state = state_of(row)
        if not self._listing.confirmed(row):
            size = round(16 * self._scale)
            top = inner.center().y() - size // 2
            painter.drawPixmap(QRect(inner.x(), top, size, size), pixmap("pending", theme().warning, size))
            inner = inner.adjusted(size + round(6 * self._scale), 0, 0, 0)
            self._line(painter, inner, _("unconfirmed"), QColor(theme().warning), False)
        else:
            self._line(painter, inner, self._listing.state(row), self._states[state], state is State.NEW)

    def _write(self, painter: QPainter, column: int, inner: QRect, row: Alert) -> None:
        state = state_of(row)
        main = column == TITLE and state is not State.CLOSED
        colour = self._text if main or (column == AGE and state is State.NEW) else self._muted
        text = self._columns[column].text(row)
        if column == COUNT and row.count == 1:
            return
        if column in (AGE, COUNT, ACKED):
            self._line(painter, inner, text, colour, False, self._figures)
        else:
            self._line(painter, inner, text, colour, main and state is State.NEW)

    def _line(
        self, painter: QPainter, box: QRect, text: str, colour: QColor, strong: bool, other: QFont | None = None
    ) -> None:
        if not text:
            return
        used = other or (self._bold if strong else self._plain)
        painter.setFont(used)
        painter.setPen(colour)
        fitting = _fit(text, box.width(), strong, other is not None, self._scale)
        painter.drawText(box, _ONE_LINE, fitting)

    def cut(self, column: int, width: int, row: Alert) -> bool:
        """Whether the column's text does not fit: only then a tooltip repeats it."""
        room = width - round((_PAD + 6) * self._scale)
        taken = {SEVERITY: 30, STATE: 0 if self._listing.confirmed(row) else 22}.get(column, 0)
        text = self._columns[column].text(row)
        figures = column in (AGE, COUNT, ACKED)
        return _metrics(not figures, figures, self._scale).horizontalAdvance(text) > room - round(taken * self._scale)


@lru_cache(maxsize=4096)
def _fit(text: str, width: int, strong: bool, figures: bool, scale: float) -> str:
    return _metrics(strong, figures, scale).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=16)
def _metrics(strong: bool, figures: bool, scale: float) -> QFontMetrics:
    return QFontMetrics(font(scale=scale, bold=strong, figures=figures))
