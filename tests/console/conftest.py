"""A seat in the city of tests/city.py, with a Qt window before it, and no display needed."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from backend_client.keep import NotApplied
from backend_client.line import LineState
from backend_client.replica import Replica
from backend_client.session import Line
from console.desk import Desk
from console.strings import set_language
from console.theme import wear
from console.video.pool import SourcePool
from contract.alerts import Raise, Severity
from contract.base import Actor, Command, Refused
from contract.people import Person
from contract.signals import Signal
from tests.city import City, Console, populated


class Seat:
    """What a client gives a desk, over a console of the city in memory."""

    def __init__(self, city: City, id: str = "an") -> None:
        self.city, self.console = city, Console(city, id)
        self.kept: list[NotApplied] = []
        self.lost_at = city.now
        self.console.connect()
        self.deliver()
        self.desk = Desk(self)
        self.console.session.on_refused = self._refused
        self.state = self.line()

    # What the desk asks of its client.

    @property
    def replica(self) -> Replica:
        return self.console.replica

    @property
    def name(self) -> str:
        return self.console.name.title()

    @property
    def role(self) -> str:
        person = self.replica.world.get(Person, self.console.name)
        return person.role.value if person else ""

    def ask(self, command: Command) -> str:
        refusal = command.refusal(self.replica.world, self.who())
        if refusal:
            raise refusal
        return self.console.ask(command) or ""

    def tell(self, signal: Signal) -> None:
        pass

    def who(self) -> Actor:
        return self.console.who()

    def now(self) -> datetime:
        return self.city.now

    def line(self) -> LineState:
        line = self.console.session.line
        waiting = len(self.replica.wishes)
        error = "" if line is Line.LIVE else "NoAnswer"
        return LineState(line=line, since=self.lost_at, told_at=self.lost_at, waiting=waiting, error=error)

    def refusals(self) -> list[NotApplied]:
        return self.kept

    def note(self, id: str) -> None:
        self.kept = [one for one in self.kept if one.id != id]

    def _refused(self, refused: NotApplied) -> None:
        self.kept.append(refused)
        self.desk.not_applied.emit(refused)

    # What happens to the seat.

    def deliver(self) -> None:
        """Let everything on the wire arrive."""
        for _ in range(50):
            self.console.deliver_up()
            self.console.deliver_down()

    def cut(self) -> None:
        self.lost_at = self.city.now
        self.console.cut()
        self.desk.line_changed.emit(self.line())

    def connect(self) -> None:
        self.console.connect()
        self.deliver()
        self.lost_at = self.city.now
        self.desk.line_changed.emit(self.line())

    def later(self, seconds: float) -> None:
        self.city.now += timedelta(seconds=seconds)

    def happen(self, id: str, severity: Severity = Severity.WARNING, title: str = "", place: str = "") -> None:
        """Something goes wrong in the city, and this seat hears of it."""
        self.city.ask(Raise(id=id, title=title or f"Ngập tại {id}", severity=severity, place=place))
        self.deliver()


@pytest.fixture
def seat(qapp: QApplication) -> Iterator[Seat]:
    set_language("vi")
    wear(qapp, "dark")
    yield Seat(populated())
    set_language("vi")


@pytest.fixture
def pool() -> Iterator[SourcePool]:
    made = SourcePool(lambda _camera: None)
    yield made
    assert made.close()


def refused(command: Command, seat: Seat) -> str:
    """The code with which the rules refuse this here, "" if they do not."""
    no = seat.desk.refusal(command)
    return no.code if isinstance(no, Refused) else ""
