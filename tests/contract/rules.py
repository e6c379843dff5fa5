"""How a test of a rule asks: what becomes true, or with which code it is refused."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from contract.base import Actor, Command, Gone, Refused, Row, Sheet, World, key_of

R = TypeVar("R", bound=Row)

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
BEFORE = NOW - timedelta(minutes=5)


def who(*rights: str, id: str = "an", now: datetime = NOW) -> Actor:
    return Actor(id=id, now=now, rights=frozenset(rights))


def world(*rows: Row) -> World:
    return World(rows)


def granted(command: Command, before: World, actor: Actor) -> World:
    """The world after it."""
    after = Sheet(before)
    for fact in command.decide(before, actor):
        after.put(fact)
    return after


def only(command: Command, before: World, actor: Actor, kind: type[R]) -> R:
    """The one row that it makes so."""
    (fact,) = command.decide(before, actor)
    assert isinstance(fact, kind)
    return fact


def gone(command: Command, before: World, actor: Actor) -> set[tuple[str, str]]:
    return {key_of(fact) for fact in command.decide(before, actor) if isinstance(fact, Gone)}


def refused(command: Command, before: World, actor: Actor) -> str:
    """The code, "" if it is granted."""
    no = command.refusal(before, actor)
    return no.code if no else ""


def facts_of(command: Command, before: World, actor: Actor) -> dict[str, str]:
    """What the words of the refusal need."""
    no = command.refusal(before, actor)
    assert isinstance(no, Refused)
    return dict(no.facts)


def codes(commands: Iterable[Command], before: World, actor: Actor) -> list[str]:
    return [refused(command, before, actor) for command in commands]
