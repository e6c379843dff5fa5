"""A desk over a city in memory, without a line: what is asked is true at once, and signals are kept to be read."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from msgspec import Struct

from backend_client.keep import NotApplied
from backend_client.line import LineState
from backend_client.replica import Replica
from backend_client.session import Line
from console.desk import Desk
from contract.base import Actor, Command, Fact, Row
from contract.people import Person, Role
from contract.signals import Signal
from demo.city import commands

T = TypeVar("T")


class Seat:
    """The Talk of a desk: every rule is the real one."""

    def __init__(self, name: str = "lan", rows: Iterable[Row] = ()) -> None:
        self.name, self.role = name, "test"
        self.replica = Replica(self.who, rows)
        self.told: list[Signal] = []
        self.at: datetime | None = None
        self.answers: dict[str, Any] = {}
        self.called: list[tuple[str, Struct]] = []
        self.state = LineState(line=Line.LIVE, since=self.now(), told_at=self.now())
        self.desk = Desk(self)

    def put(self, *facts: Fact) -> None:
        """As the backend would say it."""
        self.replica.settle(facts)

    def do(self, command: Command, by: str = "system") -> None:
        """Somebody else asks, and the backend says yes."""
        self.put(*command.decide(self.replica.world, _actor(self.replica, by, self.now())))

    def to(self, line: Line, told_at: datetime | None = None) -> None:
        """The line changes."""
        self.state = LineState(line=line, since=self.now(), told_at=told_at or self.now())
        self.desk.line_changed.emit(self.state)

    def ask(self, command: Command) -> str:
        self.put(*command.decide(self.replica.world, self.who()))
        return "wish"

    def tell(self, signal: Signal) -> None:
        self.told.append(signal)

    async def call(self, path: str, body: Struct, kind: type[T]) -> T:
        """Whatever the test has laid ready under this path: an answer, or an error to be raised."""
        self.called.append((path, body))
        answer = self.answers[path]
        answer = answer(body) if callable(answer) else answer
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, kind)
        return answer

    def who(self) -> Actor:
        return _actor(self.replica, self.name, self.now())

    def now(self) -> datetime:
        return self.at or datetime.now(UTC)

    def line(self) -> LineState:
        return self.state

    def refusals(self) -> list[NotApplied]:
        return []

    def note(self, id: str) -> None:
        pass


def city(port: int = 8554, name: str = "lan") -> Seat:
    """Somebody's seat in the make-believe city."""
    seat = Seat(name)
    for command in commands("127.0.0.1", port):
        seat.do(command)
    return seat


def _actor(replica: Replica, name: str, now: datetime) -> Actor:
    if name == "system":
        return Person(id="system", name="System", role=Role.SERVICE).actor(now)
    person = replica.world.get(Person, name)
    return person.actor(now) if person else Actor(id=name, now=now)
