"""The backend without its doors: for setting a city up, for the command line, and for looking whether all is well."""

from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

from backend import keys
from backend.accounts import account
from backend.actors import SYSTEM, actor_of
from backend.engine import Asked, Engine
from backend.lock import FolderLock
from backend.settings import Settings
from backend.store import SqliteStore
from contract.base import Command, Refused
from contract.ids import new_id

STORE = "ioc.sqlite3"


def open_store(settings: Settings) -> SqliteStore:
    """The store of these settings. Raises StoreBroken and BadSettings."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    return SqliteStore(settings.folder / STORE, settings.store_key())


class Offline:
    """Asks as the built-in service, with nobody else there. Raises Busy while a backend runs on the same folder."""

    def __init__(self, settings: Settings) -> None:
        self._lock = FolderLock(settings.folder)
        try:
            self.store = open_store(settings)
        except BaseException:
            self._lock.release()
            raise
        self.engine = Engine(self.store, actor_of)

    def __enter__(self) -> "Offline":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()
        self._lock.release()

    def ask(self, commands: Iterable[Command]) -> None:
        """All in one commit, each on top of those before it. Raises Refused, and then none is written."""
        now = datetime.now(UTC)
        asked = [Asked("offline", new_id(), SYSTEM.id, command, now) for command in commands]
        verdicts = self.engine.decide(asked)
        for verdict in verdicts:
            if verdict.settled.code is not None:
                raise Refused(verdict.settled.code, **verdict.settled.facts)
        self.store.append([verdict.entry for verdict in verdicts if verdict.entry is not None])
        self.engine.take(verdicts)

    def set_password(self, person: str, password: str) -> None:
        """Raises WeakPassword."""
        self.store.keep_secrets([account(person, password)])

    def make_key(self, person: str, label: str = "") -> str:
        """A new API key that speaks for this source; it can be shown this once only."""
        key, secret = keys.make(person, label)
        self.store.keep_secrets([secret])
        return key
