"""What is written down can be read again, and the city's time follows a clock that is put right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend import writer
from backend.actors import actor_of
from backend.engine import Asked, Engine
from backend.store import SqliteStore, StoreBroken
from contract.base import Actor, Command, Fact, World
from contract.people import Person, Role, SavePerson

NOW = datetime(2030, 1, 1, tzinfo=UTC)


class Careless(Command, frozen=True, kw_only=True, tag="careless"):
    """A rule that builds a row which its own type does not allow."""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        yield Person(id="x" * 500, name="X", role=Role.LEADER)


def test_a_rule_that_makes_an_unreadable_row_is_refused_and_nothing_is_written() -> None:
    store = SqliteStore()
    engine = Engine(store, actor_of)
    (verdict,) = engine.decide([Asked("c", "w", "system", Careless(), NOW)])
    assert verdict.settled.code == "internal"
    assert verdict.facts == ()


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.db")
    engine = Engine(store, actor_of)
    person = Person(id="an", name="An", role=Role.LEADER)
    verdicts = engine.decide([Asked("c", "w", "system", SavePerson(person=person), NOW)])
    store.append([verdict.entry for verdict in verdicts if verdict.entry])
    store._writer.execute("UPDATE rows SET body = ?", (b'{"row":"person","id":"an"}',))
    with pytest.raises(StoreBroken, match="row person 'an' at 1"):
        Engine(store, actor_of)


def test_time_does_not_run_backwards_for_a_little_but_is_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore()
    clock = _Clock(NOW)
    monkeypatch.setattr(writer, "datetime", clock)
    write = writer.Writer(Engine(store, actor_of), store)
    assert write._tick() == NOW
    clock.at = NOW - timedelta(seconds=1)
    assert write._tick() == NOW
    clock.at = NOW + timedelta(days=1)
    assert write._tick() == clock.at
    clock.at = NOW + timedelta(seconds=5)
    assert write._tick() == clock.at
    store.close()


class _Clock:
    """The class datetime, but for the time."""

    min = NOW

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self, _: object) -> datetime:
        return self.at
