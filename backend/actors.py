"""Who somebody is to the rules, by the row of the moment; what belongs to the backend itself and to nobody else."""

from datetime import datetime

from contract.base import Actor, World
from contract.people import Person, Role

SYSTEM = Person(id="system", name="Hệ thống", role=Role.SERVICE)
"""The backend itself, when one of its services asks."""

_SERVICES = frozenset(
    {
        "analytics",
        "backend",
        "bookmarks",
        "camera_events",
        "camera_health",
        "evidence",
        "expiry",
        "offline",
        "popups",
        "ptz",
        "recording",
    }
    | {"service"}
)


def actor_of(world: World, id: str, now: datetime) -> Actor:
    """What this person may do and see now; somebody without a row may do and see nothing."""
    if id == SYSTEM.id:
        return SYSTEM.actor(now)
    person = world.get(Person, id)
    return person.actor(now) if person else Actor(id=id, now=now, audiences=frozenset())


def may_sign_in(world: World, id: str) -> Person | None:
    """The person, if there is one who is active; never the backend itself, whose rights are for its services alone."""
    person = world.get(Person, id)
    return person if person and person.active and id != SYSTEM.id else None


def names_service(client: str) -> bool:
    """Whether the backend's own services ask under this client id, so that no console may have it."""
    return client in _SERVICES or client.startswith("hook:")
