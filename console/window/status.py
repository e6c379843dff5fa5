"""The bar at the bottom: the line, what waits, the machine's load, who sits here, and the time."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from console.desk import Desk
from console.strings import N_, _, clock, date, ngettext_, number
from console.theme import font, icon, theme
from console.widgets.labels import ElidedLabel, label
from console.window.line_words import heard_words, line_word, waiting_words
from console.window.load import Meter
from contract.people import Person, Role, Unit

ROLE_WORDS = {
    Role.ADMIN: N_("Administrator"),
    Role.SUPERVISOR: N_("Shift supervisor"),
    Role.DUTY_OFFICER: N_("Duty officer"),
    Role.LEADER: N_("Leader"),
    Role.DELEGATE: N_("Delegate"),
    Role.CHAIR: N_("Chair"),
    Role.SECRETARY: N_("Secretary"),
    Role.WALL_NODE: N_("Video wall machine"),
    Role.SOURCE: N_("Alert source"),
    Role.ANALYTICS: N_("Picture analytics machine"),
    Role.SERVICE: N_("System"),
}
_SLOW = 3
"""Seconds between two readings of the load."""


class StatusBar(QWidget):
    """Ticks once a second while it is seen."""

    refusals_wanted = Signal()
    history_wanted = Signal()

    def __init__(self, desk: Desk, meter: Meter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._meter, self._ticks = desk, meter, 0
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(38)
        self._sign, self.line = QLabel(), label("")
        self.waiting, self.heard, self.load = label("", "small"), label("", "small"), label("", "small")
        self.refused = _plain("warning", _("What was not carried out"), self.refusals_wanted.emit)
        self.notices = _plain("history", _("Earlier messages"), self.history_wanted.emit)
        self.who, self.day, self.time = ElidedLabel(), label("", "muted"), label("")
        self.who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setFont(font("strong", bold=True, figures=True))
        self.time.setStyleSheet("font-weight: 600;")
        self._lay_out()
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        # A bound method, never a lambda: Qt cuts it off by itself when this bar is replaced.
        desk.line_changed.connect(self.tell_line)
        self._tell_who()
        self.tell_line()
        self.tell_refusals()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        for widget in (self._sign, self.line, _dot(), self.heard, self.waiting, self.refused):
            row.addWidget(widget)
        for widget in (self.notices, self.load):
            row.addWidget(widget)
        row.addWidget(self.who, 1)
        for widget in (_dot(), self.day, self.time):
            row.addWidget(widget)

    def tell_line(self) -> None:
        state, worn = self._desk.line, theme()
        tint = worn.good if state.live else worn.danger
        self._sign.setPixmap(icon("done" if state.live else "offline", tint, 18).pixmap(18, 18))
        words = line_word(state)
        if not state.live:
            words = _("{state} since {time}").format(state=words, time=clock(state.since))
        self.line.setText(words)
        self.heard.setText(heard_words(state, self._desk.now()))
        self.waiting.setText(f"· {waiting_words(state.waiting)}")
        self.waiting.setVisible(state.waiting > 0)

    def tell_refusals(self) -> None:
        count = len(self._desk.refusals())
        words = ngettext_("{count} action not carried out", "{count} actions not carried out", count)
        self.refused.setText(words.format(count=number(count)))
        self.refused.setVisible(count > 0)

    def _tell_who(self) -> None:
        person = self._desk.world.get(Person, self._desk.who().id)
        unit = self._desk.world.get(Unit, person.unit or "") if person else None
        known = self._desk.role in set(Role)
        role = _(ROLE_WORDS[Role(self._desk.role)]) if known else self._desk.role
        self.who.setText(" · ".join(part for part in (self._desk.name, role, unit.name if unit else "") if part))

    def _tick(self) -> None:
        now = self._desk.now()
        self.time.setText(clock(now))
        self.day.setText(date(now))
        self.tell_line()
        if self._ticks % _SLOW == 0:
            self.load.setText(self._meter.read().words())
            self._tell_who()
        self._ticks += 1

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()


def _dot() -> QLabel:
    return label("·", "muted")


def _plain(name: str, tip: str, do: object) -> QPushButton:
    made = QPushButton(icon(name, theme().warning if name == "warning" else theme().muted, 18), "")
    made.setProperty("role", "plain")
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.clicked.connect(do)
    return made
