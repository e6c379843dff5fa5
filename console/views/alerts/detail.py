"""The panel beside the queue: all about the alert that is picked, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import _, ngettext_, number
from console.theme import paint_severity, severity_word, theme
from console.video.pool import SourcePool
from console.views.alerts.listing import Listing, state_of
from console.views.alerts.marks import AlertMarks
from console.views.alerts.picture import Picture
from console.views.alerts.story import since, story
from console.widgets.labels import label, rule
from contract.alerts import Alert, Severity, State


class Detail(QStackedWidget):
    """One alert, several at once, or a sentence saying how to pick one."""

    def __init__(self, desk: Desk, listing: Listing, pool: SourcePool | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._listing = desk, listing
        self._shown: Alert | None = None
        self._hint = label("", "muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setContentsMargins(32, 0, 32, 0)
        self.picture = Picture(desk, pool)
        self.marks = AlertMarks(desk)
        self._page = QWidget()
        for widget in (self, self._page):
            widget.setProperty("role", "panel")
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._page)
        self.addWidget(self._hint)
        self.addWidget(scroll)
        self.tell([])

    def _build(self) -> None:
        self._mark, self._level, self._state = _Mark(), label("", "strong"), label("", "muted")
        self._title, self._place = label("", "title", wrap=True), label("", "muted", wrap=True)
        self._text = label("", wrap=True)
        self._facts, self._story = QGridLayout(), QGridLayout()
        for grid in (self._facts, self._story):
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._mark)
        line.addWidget(self._level)
        line.addStretch(1)
        line.addWidget(self._state)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(line)
        for widget in (self._title, self._place, self.picture, self._text, rule()):
            column.addWidget(widget)
        column.addLayout(self._facts)
        column.addWidget(self.marks)
        column.addWidget(rule())
        column.addWidget(label(_("What has happened"), "section"))
        column.addLayout(self._story)
        column.addStretch(1)

    def tell(self, alerts: Sequence[Alert], count: int = 0) -> None:
        """`alerts` are the first of `count`; what several have in common is only their number."""
        if len(alerts) == 1:
            self._tell_one(alerts[0])
            self.setCurrentIndex(1)
            return
        self._shown = None
        self._hint.setText(
            ngettext_("{count} alert selected.", "{count} alerts selected.", count).format(count=number(count))
            if alerts
            else _("Select an alert in the list to see its camera, its place and what has happened.")
        )
        self.setCurrentIndex(0)

    def tick(self) -> None:
        """A second has passed: ages have changed."""
        if self._shown is not None and self.currentIndex() == 1:
            self._tell_times(self._shown)

    def _tell_one(self, alert: Alert) -> None:
        self._shown = alert
        self._mark.tell(alert.severity)
        self._level.setText(severity_word(alert.severity))
        self._level.setStyleSheet(f"color: {theme().severity(alert.severity)};")
        self._state.setText(self._listing.state(alert))
        confirmed = self._listing.confirmed(alert)
        self._state.setStyleSheet("" if confirmed else f"color: {theme().warning};")
        self._title.setText(alert.title)
        self._place.setText(alert.place or _("The place is not known."))
        self._text.setText(alert.detail or _("The source gave no description."))
        self.picture.tell(alert)
        self._tell_times(alert)

    def _tell_times(self, alert: Alert) -> None:
        now = self._desk.now()
        self.marks.tell(alert)
        facts = [(_("First seen"), since(alert.first_at, now))]
        if alert.count > 1:
            facts.append((_("Last seen"), since(alert.last_at, now)))
        facts.append((_("Times"), number(alert.count)))
        facts.append((_("Source"), self._listing.name(alert.source)))
        unowned = _("nobody yet") if state_of(alert) is not State.CLOSED else _("nobody")
        facts.append((_("In charge"), self._listing.name(alert.owner) or unowned))
        if alert.peak > alert.severity:
            facts.append((_("Worst so far"), severity_word(alert.peak)))
        _fill(self._facts, facts)
        _fill(self._story, story(alert, self._listing, now))


class _Mark(QWidget):
    """The shape of a severity."""

    def __init__(self) -> None:
        super().__init__()
        self._severity = Severity.INFO
        self.setFixedSize(QSize(18, 18))

    def tell(self, severity: Severity) -> None:
        self._severity = severity
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_severity(painter, QRectF(1, 1, 16, 16), self._severity)
        painter.end()


def _fill(grid: QGridLayout, lines: Sequence[tuple[str, str]]) -> None:
    """Write lines into labels that are there already; making them anew each second would flicker and cost."""
    for at, line in enumerate(lines):
        for column, words in enumerate(line):
            _cell(grid, at, column).setText(words)
    for at in range(len(lines), grid.rowCount()):
        for column in (0, 1):
            if grid.itemAtPosition(at, column):
                _cell(grid, at, column).setText("")
                _cell(grid, at, column).hide()


def _cell(grid: QGridLayout, row: int, column: int) -> QLabel:
    item = grid.itemAtPosition(row, column)
    found = item.widget() if item else None
    if not isinstance(found, QLabel):
        found = label("", "" if column else "muted", wrap=bool(column))
        found.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(found, row, column)
    found.show()
    return found
