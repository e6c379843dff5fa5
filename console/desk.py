"""All that a view may touch: the world to read, a way to ask, who sits here, and how the line stands."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from backend_client.download import Progress, Wanted
from backend_client.keep import NotApplied
from backend_client.line import LineState
from backend_client.replica import Replica, Subscriber
from contract.base import Actor, Command, Key, Refused, Row, World
from contract.signals import Signal as WireSignal

T = TypeVar("T")


class Talk(Protocol):
    """What the desk needs of the client that talks to the backend."""

    replica: Replica

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    def ask(self, command: Command) -> str: ...
    def tell(self, signal: WireSignal) -> None: ...
    def who(self) -> Actor: ...
    def now(self) -> datetime: ...
    def line(self) -> LineState: ...
    def refusals(self) -> list[NotApplied]: ...
    def note(self, id: str) -> None: ...
    async def file(self, digest: str) -> bytes: ...
    async def call(self, path: str, body: Struct, kind: type[T]) -> T: ...
    async def get(self, path: str, params: Mapping[str, str], kind: type[T]) -> T: ...
    async def content(self, path: str, params: Mapping[str, str]) -> bytes: ...
    async def download(self, wanted: Wanted, target: Path, told: Progress) -> None: ...


class Desk(QObject):
    """One seat. Views read `world`, subscribe to kinds of rows, and `ask`; nothing else."""

    turned_down = Signal(object)
    """Refused: something just asked here is against the rules, and nothing happened."""
    not_applied = Signal(object)
    """NotApplied: the backend has said no to something that this seat had shown as done."""
    line_changed = Signal(object)
    """LineState: how the line to the backend stands, whenever that changes."""
    heard = Signal(str, object)
    """Somebody's signal: who sent it, and what it says."""
    alarm = Signal(object)
    """A row that just came and asks for ears and eyes."""
    chosen = Signal(str, str)
    """Something was chosen at this machine, whoever sits here: its name and value, for the application to keep."""

    def __init__(self, talk: Talk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talk = talk
        self.choices: dict[str, str] = {}
        """What was chosen at this machine, by name; the application fills it."""

    def choose(self, name: str, value: str) -> None:
        """Keep a choice for the next time."""
        self.choices[name] = value
        self.chosen.emit(name, value)

    @property
    def world(self) -> World:
        return self._talk.replica.world

    @property
    def replica(self) -> Replica:
        return self._talk.replica

    @property
    def line(self) -> LineState:
        return self._talk.line()

    @property
    def name(self) -> str:
        return self._talk.name

    @property
    def role(self) -> str:
        return self._talk.role

    def who(self) -> Actor:
        return self._talk.who()

    def now(self) -> datetime:
        """The backend's time, as well as this machine knows it."""
        return self._talk.now()

    def subscribe(self, kind: type[Row], subscriber: Subscriber) -> Callable[[], None]:
        return self._talk.replica.subscribe(kind, subscriber)

    def confirmed(self, key: Key) -> bool:
        """Whether the row shown under this key is the backend's word and not our own hope."""
        return self._talk.replica.confirmed(key)

    def ask(self, command: Command) -> bool:
        """Ask, and show it as done at once; False, and `turned_down`, where the rules say no."""
        try:
            self._talk.ask(command)
        except Refused as no:
            self.turned_down.emit(no)
            return False
        return True

    def refusal(self, command: Command) -> Refused | None:
        """Why this would be refused right now: what greys out a button and stands in its tooltip."""
        if not command.waits and not self.line.live:
            return Refused("line.down")
        return command.refusal(self.world, self.who())

    def tell(self, signal: WireSignal) -> None:
        self._talk.tell(signal)

    def refusals(self) -> list[NotApplied]:
        """What the backend said no to and nobody here has taken note of."""
        return self._talk.refusals()

    def note(self, id: str) -> None:
        self._talk.note(id)

    async def file(self, digest: str) -> bytes:
        """The bytes of a file, by the SHA-256 of its content. Raises backend_client.errors.ClientError."""
        return await self._talk.file(digest)

    async def call(self, path: str, body: Struct, kind: type[T]) -> T:
        """Ask the backend something that is no wish. Raises Refused or backend_client.errors.ClientError."""
        return await self._talk.call(path, body, kind)

    async def get(self, path: str, params: Mapping[str, str], kind: type[T]) -> T:
        """Read something of the backend that is no row. Raises Refused or backend_client.errors.ClientError."""
        return await self._talk.get(path, params, kind)

    async def content(self, path: str, params: Mapping[str, str]) -> bytes:
        """The same for what is no JSON."""
        return await self._talk.content(path, params)

    async def download(self, wanted: Wanted, target: Path, told: Progress) -> None:
        """Fetch a large file to the disk; the target is there only when it is whole. Raises Refused or ClientError."""
        await self._talk.download(wanted, target, told)
