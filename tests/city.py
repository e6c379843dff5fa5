"""A whole city in memory: one backend, any number of consoles, and wires that can be cut."""

from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from backend.engine import Asked, Engine
from backend.feed import Pages
from backend.seat import Seat
from backend.store import SqliteStore
from backend_client.replica import Replica, Wish
from backend_client.session import Session
from backend_client.store import ClientStore
from contract.base import EVERYONE, Actor, Command, Key, Refused, Row, World, key_of
from contract.ids import new_id
from contract.people import Person, Role, SavePerson
from contract.wire import Ask, FromClient, Hello, decode_command, decode_from_client, decode_from_server, encode

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
KEY = "00" * 32


def actor_of(world: World, id: str, now: datetime) -> Actor:
    """As the real backend does it, but for `system`, which is there before anybody."""
    if id == "system":
        return Person(id="system", name="System", role=Role.SERVICE).actor(now)
    person = world.get(Person, id)
    return person.actor(now) if person else Actor(id=id, now=now, audiences=frozenset())


class Console:
    """One seat: its file survives a kill, all else does not."""

    def __init__(self, city: "City", name: str) -> None:
        self.city, self.name = city, name
        self.file = ClientStore(None, KEY)
        self.client = f"pc-{name}"
        self.up: deque[bytes] = deque()
        self.down: deque[bytes] = deque()
        self.refused: list[str] = []
        self.start()

    def start(self) -> None:
        """The program starts with nothing but its file."""
        self.replica = Replica(self.who, self.file.rows(), self.file.wishes())
        self.session = Session(self.replica, self.file, self.client, self.file.mark())
        self.session.on_refused = lambda refused: self.refused.append(refused.id)

    def who(self) -> Actor:
        welcome = self.session.welcome
        rights = frozenset(welcome.rights) if welcome else actor_of(self.city.engine.world, self.name, NOON).rights
        return Actor(id=self.name, now=self.city.now, rights=rights, audiences=frozenset({EVERYONE}))

    def connect(self) -> None:
        self.cut()
        self._send(self.session.connected(self.name))

    def cut(self) -> None:
        """The wire is cut: whatever was in flight is lost."""
        self.up.clear()
        self.down.clear()
        self.session.lost()
        self.city.hang_up(self)

    def kill(self) -> None:
        """kill -9 of this console; it starts again without a line."""
        self.up.clear()
        self.down.clear()
        self.city.hang_up(self)
        self.start()

    def ask(self, command: Command, id: str | None = None) -> str | None:
        """Ask; the id of the wish, or None where our own rules refuse it."""
        wish = Wish(id or new_id(), command, self.city.now)
        try:
            frames = self.session.ask(wish)
        except Refused:
            return None
        self._send(frames)
        return wish.id

    def deliver_up(self) -> None:
        if self.up:
            self.city.received(self, self.up.popleft())

    def deliver_down(self) -> None:
        self.city.pump(self)
        if self.down:
            self._send(self.session.received(decode_from_server(self.down.popleft()), self.city.now))

    def _send(self, frames: list[FromClient]) -> None:
        self.up.extend(map(encode, frames))


class City:
    """The backend without sockets, threads or a clock of its own."""

    def __init__(self) -> None:
        self.store = SqliteStore()
        self.now = NOON
        self.effects: dict[str, int] = {}
        self._start()

    def _start(self) -> None:
        self.engine = Engine(self.store, actor_of)
        self.pages = Pages(self.engine)
        self.seats: dict[Console, Seat] = {}

    def restart(self) -> None:
        """The backend dies and comes back with nothing but its file."""
        for console in list(self.seats):
            console.cut()
        self._start()

    def settle(self, client: str, wish: str, actor: str, command: Command) -> None:
        """As the writer does it: decide, write down, then let it be true."""
        self.now += timedelta(milliseconds=1)
        verdicts = self.engine.decide([Asked(client, wish, actor, command, self.now)])
        entries = [verdict.entry for verdict in verdicts if verdict.entry is not None]
        self.store.append(entries)
        self.engine.take(verdicts)
        for entry in entries:
            self.effects[wish] = self.effects.get(wish, 0) + (entry.settled.seq is not None)
        for seat in self.seats.values():
            if seat.client == client:
                seat.settle(verdicts[0].settled)

    def ask(self, command: Command, actor: str = "system") -> None:
        """Ask as a service does; the rule must grant it."""
        wish = new_id()
        self.settle("service", wish, actor, command)
        settled = self.store.settled("service", wish)
        assert settled is not None
        assert settled.code is None, settled

    def received(self, console: Console, body: bytes) -> None:
        match decode_from_client(body):
            case Hello() as hello:
                seat = Seat(self.pages, hello, actor_of(self.engine.world, hello.token, self.now))
                self.seats[console] = seat
                console.down.append(encode(seat.welcome(console.name, "", self.now, self.now)))
            case Ask(id=id, command=command) if console in self.seats:
                self.settle(console.client, id, console.name, decode_command(command))

    def hang_up(self, console: Console) -> None:
        self.seats.pop(console, None)

    def pump(self, console: Console) -> None:
        if (seat := self.seats.get(console)) and (frame := seat.next()):
            console.down.append(frame)

    def rows_for(self, name: str) -> dict[Key, Row]:
        who = actor_of(self.engine.world, name, self.now)
        return by_key(row for row in self.engine.world.everything() if who.sees(row))


def by_key(rows: Iterable[Row]) -> dict[Key, Row]:
    """Rows to compare with rows; not a set, since a row that holds a mapping has no hash."""
    return {key_of(row): row for row in rows}


def populated() -> City:
    """A city with two duty officers, a supervisor, and a delegate who may see no alerts."""
    city = City()
    people_of = {"an": Role.DUTY_OFFICER, "binh": Role.SUPERVISOR, "chi": Role.DELEGATE, "dung": Role.ADMIN}
    for id, role in people_of.items():
        city.ask(SavePerson(person=Person(id=id, name=id.title(), role=role)))
    return city
