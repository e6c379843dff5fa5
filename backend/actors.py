"""Who somebody is to the rules: by the row of the moment, and the one built-in service that is there before anybody."""

from datetime import datetime

from contract.base import Actor, World
from contract.people import Person, Role

SYSTEM = Person(id="system", name="Hệ thống", role=Role.SERVICE)
"""The backend itself, when one of its services asks."""


def actor_of(world: World, id: str, now: datetime) -> Actor:
    """What this person may do and see now; somebody without a row may do and see nothing."""
    if id == SYSTEM.id:
        return SYSTEM.actor(now)
    person = world.get(Person, id)
    return person.actor(now) if person else Actor(id=id, now=now, audiences=frozenset())
