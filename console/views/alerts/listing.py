"""How alerts are listed: their order, their facets, what a search looks through, and the text of each column."""

from datetime import datetime
from functools import lru_cache

from console.desk import Desk
from console.strings import N_, _, age, clock, fold, number
from console.theme import severity_text
from console.widgets.rows_model import Column
from console.widgets.shelf import Key
from console.widgets.stock import Rules
from contract.alerts import Alert, Disposition, Severity, State
from contract.base import key_of
from contract.people import name_of

SEVERITY, AGE, TITLE, PLACE, SOURCE, COUNT, STATE, OWNER, ACKED = range(9)
STATES = (State.NEW, State.ACKED, State.CLOSED)
SEVERITIES = (Severity.EMERGENCY, Severity.WARNING, Severity.NOTICE, Severity.INFO)
STATE_WORDS = {State.NEW: N_("New"), State.ACKED: N_("Acknowledged"), State.CLOSED: N_("Closed")}
DISPOSITION_WORDS = {
    Disposition.HANDLED: N_("Handled"),
    Disposition.FALSE_ALARM: N_("False alarm"),
    Disposition.DUPLICATE: N_("Duplicate"),
    Disposition.TEST: N_("Test or drill"),
    Disposition.NO_ACTION: N_("No action needed"),
    Disposition.PASSED_ON: N_("Passed on"),
}
SOURCES = {
    "analytics": N_("Picture analysis"),
    "camera_events": N_("The camera itself (ONVIF)"),
    "camera_health": N_("Watch over the cameras"),
}
"""What raises alerts and is nobody with a name."""
_RANK = {State.NEW: 0, State.ACKED: 1, State.CLOSED: 2}


def state_of(alert: Alert) -> State:
    return State.CLOSED if alert.closed_at else State.ACKED if alert.acked_at else State.NEW


def order(alert: Alert) -> Key:
    """Open before closed, unacknowledged first, then the worst, then the newest."""
    return _RANK[state_of(alert)] * 4 + 3 - alert.severity, -alert.first_at.timestamp()


def facet(alert: Alert, me: str) -> int:
    """State, severity and "mine" in one small number: numbers hash five times as fast as tuples of enums."""
    return _RANK[state_of(alert)] * 8 + alert.severity * 2 + (alert.owner == me)


def split(facet: int) -> tuple[State, Severity, bool]:
    return STATES[facet // 8], Severity(facet // 2 % 4), bool(facet % 2)


def is_open(facet: object) -> bool:
    return isinstance(facet, int) and facet < _RANK[State.CLOSED] * 8


_folded = lru_cache(maxsize=16_384)(fold)


class Listing:
    """Reads alerts as one seat's people see them: with names of people, and ages by the backend's clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.me = desk.who().id
        self.rules: Rules[Alert] = Rules(order, lambda alert: facet(alert, self.me), self.words, folded=True)
        self.columns: tuple[Column[Alert], ...] = (
            Column(N_("Severity"), lambda alert: severity_text(alert.severity)),
            Column(N_("Age"), self.age),
            Column(N_("Title"), lambda alert: alert.title),
            Column(N_("Place"), lambda alert: alert.place),
            Column(N_("Source"), lambda alert: self.name(alert.source)),
            Column(N_("Times"), lambda alert: number(alert.count)),
            Column(N_("State"), self.state),
            Column(N_("In charge"), lambda alert: self.name(alert.owner)),
            Column(N_("Acknowledged by"), self.acked),
        )

    def words(self, alert: Alert) -> str:
        """Folded part by part: places, sources and people are the same few over and over."""
        parts = (alert.title, alert.place, self.name(alert.source), self.name(alert.owner), alert.detail)
        return " ".join(map(_folded, parts))

    def name(self, id: str | None) -> str:
        said = name_of(self._desk.world, id)
        return _(SOURCES[said]) if said in SOURCES else said

    def age(self, alert: Alert) -> str:
        return age(self.seconds(alert.first_at))

    def seconds(self, at: datetime) -> float:
        return max(0.0, (self._desk.now() - at).total_seconds())

    def state(self, alert: Alert) -> str:
        word = _(STATE_WORDS[state_of(alert)])
        return word if self.confirmed(alert) else _("{state} · unconfirmed").format(state=word)

    def confirmed(self, alert: Alert) -> bool:
        """Whether the backend has said so, or only we hope so."""
        return self._desk.confirmed(key_of(alert))

    def acked(self, alert: Alert) -> str:
        if not alert.acked_at:
            return ""
        return f"{clock(alert.acked_at)[:5]} {self.name(alert.acked_by)}"
