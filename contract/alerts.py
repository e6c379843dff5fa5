"""Alerts: something is wrong in the city and somebody has to act on it."""

from collections.abc import Iterator
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated
from unicodedata import normalize

from msgspec import Meta
from msgspec.structs import replace

from contract.base import LINE, Actor, Command, Fact, Id, Name, Ref, Refused, Row, Short, Text, World
from contract.geo import Point
from contract.people import RIGHTS, Person, name_of

AlertId = Annotated[str, Meta(min_length=1, max_length=100, pattern=LINE)]
"""Shorter than other ids: what belongs to an alert is named after it."""
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Severity(IntEnum):
    """How bad it is; the Vietnamese names are those of the operations centre's own levels."""

    INFO = 0
    NOTICE = 1
    WARNING = 2
    EMERGENCY = 3


class State(StrEnum):
    """Where the alert stands, computed from the row (ISA-18.2: B, C and A; the full machine is a later one)."""

    NEW = "new"
    ACKED = "acked"
    CLOSED = "closed"


class Disposition(StrEnum):
    """What became of an alert that was closed."""

    HANDLED = "handled"
    FALSE_ALARM = "false_alarm"
    DUPLICATE = "duplicate"
    TEST = "test"
    NO_ACTION = "no_action"
    PASSED_ON = "passed_on"


class Alert(Row, frozen=True, kw_only=True, tag="alert"):
    """One thing that is wrong, from its first report to its closing. Whoever may see alerts sees it.

    The id names the thing (a source's own key), so a repeat counts up and a return after closing is a new
    `episode`. `seq` counts every change; `worse_seq` is the seq at which it last became worse.
    """

    title: Name
    severity: Severity
    peak: Severity
    source: Short
    place: Short = ""
    point: Point | None = None
    camera: Ref | None = None
    detail: Text = ""
    image: Digest | None = None
    first_at: datetime
    last_at: datetime
    count: int = 1
    episode: int = 1
    seq: int = 1
    worse_seq: int = 1
    acked_by: str | None = None
    acked_at: datetime | None = None
    owner: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    disposition: Disposition | None = None
    comment: Text = ""

    def audiences(self) -> tuple[str, ...]:
        return ("alerts",)

    @property
    def state(self) -> State:
        if self.closed_at:
            return State.CLOSED
        return State.ACKED if self.acked_at else State.NEW


class Raise(Command, frozen=True, kw_only=True, tag="alert.raise"):
    """Something is wrong: a new alert, a repeat of an open one, or a new episode of a closed one."""

    id: AlertId
    title: Name
    severity: Severity
    source: Short = ""
    place: Short = ""
    point: Point | None = None
    camera: Ref | None = None
    detail: Text = ""
    image: Digest | None = None

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("alerts.raise")
        if not any(letter.isalnum() for letter in self.title):
            raise Refused("alert.no_title")
        old = world.get(Alert, self.id)
        if old is None:
            yield self._fresh(who, episode=1, seq=1)
        elif old.state is State.CLOSED:
            yield self._fresh(who, episode=old.episode + 1, seq=old.seq + 1)
        else:
            yield self._again(old, who)

    def _fresh(self, who: Actor, episode: int, seq: int) -> Alert:
        return Alert(
            id=self.id,
            title=_tidy(self.title),
            severity=self.severity,
            peak=self.severity,
            source=self.source or who.id,
            place=_tidy(self.place),
            point=self.point,
            camera=self.camera,
            detail=_tidy(self.detail),
            image=self.image,
            first_at=who.now,
            last_at=who.now,
            episode=episode,
            seq=seq,
            worse_seq=seq,
        )

    def _again(self, old: Alert, who: Actor) -> Alert:
        """The source says it again; above the peak that was acknowledged, it must be acknowledged again."""
        seq = old.seq + 1
        again = replace(
            old,
            severity=self.severity,
            last_at=max(who.now, old.last_at),
            count=old.count + 1,
            seq=seq,
            detail=_tidy(self.detail) or old.detail,
            image=self.image or old.image,
        )
        if self.severity <= old.peak:
            return again
        return replace(again, peak=self.severity, worse_seq=seq, title=_tidy(self.title), acked_by=None, acked_at=None)


class Acknowledge(Command, frozen=True, kw_only=True, tag="alert.acknowledge"):
    """Somebody has seen this alert, as it was at `seen`; refused if it has become worse since."""

    alert: Id
    seen: int

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("alerts.acknowledge")
        alert = _open(world, self.alert)
        if alert.acked_at:
            raise Refused("alert.already_acknowledged", **_by(world, alert.acked_by, alert.acked_at))
        if self.seen < alert.worse_seq:
            raise Refused("alert.changed")
        yield replace(
            alert,
            acked_by=who.id,
            acked_at=who.now,
            owner=alert.owner or who.id,
            peak=alert.severity,
            seq=alert.seq + 1,
        )


class Assign(Command, frozen=True, kw_only=True, tag="alert.assign"):
    """Give an open alert to somebody who can act on it; taking one that nobody owns needs no right to assign."""

    alert: Id
    to: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        alert = _open(world, self.alert)
        taking = self.to == who.id and alert.owner is None
        who.must("alerts.acknowledge" if taking else "alerts.assign")
        person = world[Person, self.to]
        if not person.active or "alerts.acknowledge" not in RIGHTS[person.role]:
            raise Refused("alert.cannot_own", name=person.name)
        if alert.owner == self.to:
            raise Refused("alert.already_owner", name=person.name)
        yield replace(alert, owner=self.to, seq=alert.seq + 1)


class Close(Command, frozen=True, kw_only=True, tag="alert.close"):
    """The owner, or a supervisor, says what became of an acknowledged alert."""

    alert: Id
    seen: int
    disposition: Disposition
    comment: Text = ""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("alerts.close")
        alert = _open(world, self.alert)
        if self.seen < alert.worse_seq:
            raise Refused("alert.changed")
        if not alert.acked_at:
            raise Refused("alert.not_acknowledged")
        if alert.owner != who.id and "alerts.close_any" not in who.rights:
            raise Refused("alert.not_owner", name=name_of(world, alert.owner))
        if self.disposition is Disposition.PASSED_ON and not self.comment.strip():
            raise Refused("alert.say_to_whom")
        yield replace(
            alert,
            closed_by=who.id,
            closed_at=who.now,
            disposition=self.disposition,
            comment=self.comment.strip(),
            seq=alert.seq + 1,
        )


def _tidy(text: str) -> str:
    """One form of Unicode for what looks the same: the queue is searched and compared."""
    return normalize("NFC", text).strip()


def _open(world: World, id: str) -> Alert:
    alert = world[Alert, id]
    if alert.state is State.CLOSED:
        raise Refused("alert.closed", **_by(world, alert.closed_by, alert.closed_at))
    return alert


def _by(world: World, who: str | None, at: datetime | None) -> dict[str, str]:
    return {"name": name_of(world, who), "at": at.isoformat() if at else ""}
