"""The backend without its doors: for setting a city up, for the command line, and for looking whether all is well."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType

import msgspec

from backend import keys
from backend.accounts import account
from backend.actors import SYSTEM, actor_of
from backend.engine import Asked, Engine
from backend.lock import FolderLock
from backend.private import private_folder
from backend.settings import BadSettings, Settings
from backend.store import Change, SqliteStore, Store, StoreBroken
from contract.base import Command, Refused
from contract.ids import new_id
from contract.people import Person

STORE = "ioc.sqlite3"


def open_store(settings: Settings) -> SqliteStore:
    """The store of these settings, made if it is not there. Raises StoreBroken and BadSettings."""
    key = settings.store_key()
    private_folder(settings.folder)
    return SqliteStore(settings.folder / STORE, key)


def must_exist(settings: Settings) -> None:
    """A slip in `data` must not make a new city. Raises BadSettings."""
    if not (settings.folder / STORE).is_file():
        raise BadSettings(f"data: there is no store in {settings.folder}")


def open_existing(settings: Settings) -> SqliteStore:
    """The store of these settings. Raises StoreBroken, and BadSettings if it is not there."""
    must_exist(settings)
    return open_store(settings)


def person_in(store: Store, id: str) -> Person | None:
    """Somebody's row, without reading anything else of the world. Raises StoreBroken."""
    body = next((cell.body for cell in store.cells() if (cell.kind, cell.id) == ("person", id)), None)
    try:
        return msgspec.json.decode(body, type=Person) if body is not None else None
    except msgspec.DecodeError as error:
        raise StoreBroken(f"person {id} cannot be read: {error}") from error


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

    def ask(self, commands: Iterable[Command], secrets: Sequence[Change] = ()) -> None:
        """All in one commit with these secrets, each on top of those before it.

        Raises Refused, and then nothing is written.
        """
        now = datetime.now(UTC)
        asked = [Asked("offline", new_id(), SYSTEM.id, command, now) for command in commands]
        verdicts = self.engine.decide(asked)
        for verdict in verdicts:
            if verdict.settled.code is not None:
                raise Refused(verdict.settled.code, **verdict.settled.facts)
        self.store.append([verdict.entry for verdict in verdicts if verdict.entry is not None], secrets)
        self.engine.take(verdicts)

    def set_password(self, person: str, password: str) -> None:
        """Raises WeakPassword."""
        self.store.keep_secrets([account(person, password)])

    def make_key(self, person: str, label: str = "") -> str:
        """A new API key that speaks for this source; it can be shown this once only."""
        key, secret = keys.make(person, label)
        self.store.keep_secrets([secret])
        return key
