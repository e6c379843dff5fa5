"""People and devices, the units they serve, and what each role may do and see."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from contract.base import EVERYONE, Actor, Command, Fact, Id, Name, Ref, Refused, Row, Short, World

SYSTEM = "system"
"""The backend itself, when one of its services asks: nobody signs in as it, nobody else writes its row."""


class Role(StrEnum):
    """What somebody is here to do; rights follow from it and from nothing else."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    DUTY_OFFICER = "duty_officer"
    LEADER = "leader"
    DELEGATE = "delegate"
    CHAIR = "chair"
    SECRETARY = "secretary"
    WALL_NODE = "wall_node"
    SOURCE = "source"
    ANALYTICS = "analytics"
    SERVICE = "service"


_LOOK = frozenset({"alerts.see", "cameras.see", "walls.see"})
_EVIDENCE = {"recordings.see", "evidence.lock"}
_ALERTS = {"alerts.raise", "alerts.acknowledge", "alerts.assign", "alerts.close"}
_DUTY = _LOOK | _ALERTS | _EVIDENCE | {"bookmarks.keep", "walls.push", "walls.alarm", "ptz.use", "analytics.turn"}
_PTZ = {"ptz.use", "ptz.takeover", "ptz.patrol"}
_RULES = {"analytics.manage", "analytics.turn"}
_OVER_OTHERS = {"alerts.close_any", "walls.takeover", "walls.manage", "evidence.release", "evidence.export",
                "bookmarks.manage"}  # fmt: skip
_SUPERVISOR = _DUTY | _PTZ | _RULES | _OVER_OTHERS
_ADMIN = {"people.manage", "cameras.manage", "walls.manage", "walls.push", "recordings.see", "recordings.manage"}
_SERVICE = {"people.manage", "cameras.manage", "cameras.judge", "recordings.manage", "recordings.report", "ptz.judge",
            "analytics.report", "bookmarks.fit"}  # fmt: skip
_MEETING = frozenset({"walls.see"})
_ANALYTICS = frozenset({"alerts.see", "alerts.raise", "cameras.see", "analytics.report"})

RIGHTS: dict[Role, frozenset[str]] = {
    Role.ADMIN: _LOOK | _ADMIN | _RULES | {"ptz.use", "ptz.patrol", "bookmarks.keep"},
    Role.SUPERVISOR: _SUPERVISOR,
    Role.DUTY_OFFICER: _DUTY,
    Role.LEADER: _LOOK | {"walls.push", "walls.takeover", "ptz.use", "ptz.takeover", "bookmarks.keep"},
    Role.DELEGATE: frozenset(),
    Role.CHAIR: _MEETING,
    Role.SECRETARY: _MEETING,
    Role.WALL_NODE: _LOOK | {"walls.report"},
    Role.SOURCE: frozenset({"alerts.raise"}),
    Role.ANALYTICS: _ANALYTICS,
    Role.SERVICE: _SUPERVISOR | _SERVICE,
}

_AUDIENCE_OF = {
    "alerts.see": "alerts",
    "cameras.see": "video",
    "walls.see": "walls",
    "cameras.manage": "cameras",
    "recordings.see": "recordings",
    "analytics.report": "analytics",
}


class UnitKind(StrEnum):
    """Kinds of units; the administrative ones follow the two tiers in force since 1 July 2025 (Law 72/2025/QH15)."""

    PROVINCE = "province"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"
    FORMER_DISTRICT = "former_district"
    AGENCY = "agency"


class Unit(Row, frozen=True, kw_only=True, tag="unit"):
    """An administrative unit or an agency, as it was from one date to another.

    `code` is the General Statistics Office's; `valid_to` is the last day in force, None while it lasts.
    Everyone signed in sees it.
    """

    name: Name
    kind: UnitKind
    code: Short = ""
    parent: Ref | None = None
    valid_from: date
    valid_to: date | None = None
    predecessors: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Person(Row, frozen=True, kw_only=True, tag="person"):
    """Somebody, or some device, that signs in. Everyone signed in sees it: names stand beside what people did.

    `watches` are the groups of cameras whose restricted ones this person may watch too, if the role may watch any.
    """

    name: Name
    role: Role
    unit: Ref | None = None
    active: bool = True
    watches: Annotated[tuple[Ref, ...], Meta(max_length=200)] = ()

    def actor(self, now: datetime) -> Actor:
        """What this person may do and see at this moment; somebody inactive may do and see nothing."""
        if not self.active:
            return Actor(id=self.id, now=now, rights=frozenset(), audiences=frozenset())
        rights = RIGHTS[self.role]
        audiences = {EVERYONE, f"user:{self.id}", *(_AUDIENCE_OF[right] for right in rights & set(_AUDIENCE_OF))}
        if self.unit:
            audiences.add(f"unit:{self.unit}")
        if "cameras.see" in rights:
            audiences.update(f"video:{group}" for group in self.watches)
        return Actor(id=self.id, now=now, rights=rights, audiences=frozenset(audiences))


class SaveUnit(Command, frozen=True, kw_only=True, tag="unit.save"):
    """Add a unit or replace it whole."""

    unit: Unit

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("people.manage")
        unit = self.unit
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            raise Refused("unit.ends_before_it_begins")
        for other in (unit.parent, *unit.predecessors):
            if other is not None and world.get(Unit, other) is None:
                raise Refused("unit.unknown", unit=other)
        yield unit


class SavePerson(Command, frozen=True, kw_only=True, tag="person.save"):
    """Add a person or device, or replace the row whole; the last administrator cannot be taken away."""

    person: Person

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("people.manage")
        person = self.person
        if person.unit is not None and world.get(Unit, person.unit) is None:
            raise Refused("unit.unknown", unit=person.unit)
        if (person.role is Role.SERVICE) != (person.id == SYSTEM) or (person.id == SYSTEM and who.id != SYSTEM):
            raise Refused("person.service_is_built_in")
        if not _administers(person) and _only_administrator(world, person.id):
            raise Refused("person.last_administrator")
        yield person


def name_of(world: World, person: Id | None) -> str:
    """How a person is called on a screen; the bare id where the row is not known here."""
    if not person:
        return ""
    row = world.get(Person, person)
    return row.name if row else person


def _administers(person: Person) -> bool:
    return person.active and person.role is Role.ADMIN


def _only_administrator(world: World, id: str) -> bool:
    administrators = {person.id for person in world.all(Person) if _administers(person)}
    return administrators == {id}
