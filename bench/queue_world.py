"""A hundred thousand make-believe alerts, and a seat without a socket that hears of more."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from msgspec import Raw, Struct

from backend_client.download import Progress, Wanted
from backend_client.errors import NoAnswer
from backend_client.keep import Forgetful, NotApplied
from backend_client.line import LineState
from backend_client.replica import Replica
from backend_client.session import Line, Session
from contract.alerts import Alert, Severity
from contract.base import Actor, Command
from contract.people import RIGHTS, Person, Role
from contract.signals import Signal
from contract.wire import PROTO, Facts, Welcome, decode_from_server, encode

T = TypeVar("T")

BATCH_MS = 50
"""How often the backend sends while much is going on."""
PLACES = ("phường Hồng Gai", "phường Bãi Cháy", "xã Hải Sơn", "phường Móng Cái 1", "đặc khu Vân Đồn", "phường Uông Bí")
TITLES = ("Ngập cục bộ tại {}", "Ùn tắc giao thông tại {}", "Mất tín hiệu camera tại {}", "Cháy rừng gần {}")


class Seat:
    """A client without a socket: frames come in as bytes, and go through the real session."""

    def __init__(self) -> None:
        self.name, self.role = "An", Role.DUTY_OFFICER.value
        self.replica = Replica(self.who, [Person(id="an", name="Nguyễn Văn An", role=Role.DUTY_OFFICER)])
        self.session = Session(self.replica, Forgetful(), "bench")
        self.session.connected("")
        welcome = Welcome(
            proto=PROTO, now=self.now(), epoch="e", head=1, scope="s", person="an", name="An", role=self.role,
            rights=tuple(RIGHTS[Role.DUTY_OFFICER]), audiences=("all", "alerts"), expires=self.now(),
        )  # fmt: skip
        self.session.received(welcome, self.now())
        self.session.received(Facts(after=0, upto=1, chain="", fresh=True), self.now())
        self.since = self.now()

    def ask(self, command: Command) -> str:
        raise NotImplementedError

    def tell(self, signal: Signal) -> None: ...
    def note(self, id: str) -> None: ...

    async def file(self, digest: str) -> bytes:
        raise NoAnswer(digest)

    async def call(self, path: str, body: Struct, kind: type[T]) -> T:
        raise NoAnswer(path)

    async def get(self, path: str, params: Mapping[str, str], kind: type[T]) -> T:
        raise NoAnswer(path)

    async def content(self, path: str, params: Mapping[str, str]) -> bytes:
        raise NoAnswer(path)

    async def download(self, wanted: Wanted, target: Path, told: Progress) -> None:
        raise NoAnswer(wanted.path)

    def who(self) -> Actor:
        return Actor(id="an", now=self.now(), rights=RIGHTS[Role.DUTY_OFFICER])

    def now(self) -> datetime:
        return datetime.now(UTC)

    def line(self) -> LineState:
        return LineState(line=Line.LIVE, since=self.since, told_at=self.since)

    def refusals(self) -> list[NotApplied]:
        return []

    def seq(self) -> int:
        assert self.session.mark is not None
        return self.session.mark.seq

    def receive(self, body: bytes) -> None:
        self.session.received(decode_from_server(body), self.now())


def frames(rows: list[Alert], after: int, batch: int) -> Iterator[bytes]:
    """As the backend sends them: so many rows in each, without a hole between."""
    for at in range(0, len(rows), batch):
        part = rows[at : at + batch]
        yield encode(Facts(after=after, upto=after + len(part), chain="", rows=[Raw(encode(row)) for row in part]))
        after += len(part)


def fresh_alerts(count: int, rate: int, rng: Random) -> list[Alert]:
    """New ones, each dated when it will arrive if the first arrives now."""
    now = datetime.now(UTC)
    return [_alert(1_000_000 + at, now + timedelta(seconds=at / rate), None, None, rng) for at in range(count)]


def old_alerts(count: int, rng: Random) -> list[Alert]:
    """A day's worth, in the proportions of a real queue; most of them taken up, and most of those closed."""
    now, made = datetime.now(UTC), []
    for at in range(count):
        when = now - timedelta(seconds=rng.random() * 86_400)
        acked = when + timedelta(seconds=30) if rng.random() < 0.9 else None
        closed = when + timedelta(seconds=90) if acked and rng.random() < 0.8 else None
        made.append(_alert(at, when, acked, closed, rng))
    return made


def _alert(at: int, when: datetime, acked: datetime | None, closed: datetime | None, rng: Random) -> Alert:
    severity = Severity(rng.choices((0, 1, 2, 3), (40, 40, 15, 5))[0])
    place = rng.choice(PLACES)
    return Alert(
        id=f"bench:{at}", title=rng.choice(TITLES).format(place), severity=severity, peak=severity, source="an",
        place=place, first_at=when, last_at=when, acked_at=acked, acked_by="an" if acked else None,
        owner="an" if acked else None, closed_at=closed, closed_by="an" if closed else None,
    )  # fmt: skip
