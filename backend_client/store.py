"""What this machine knows and still has to say, in one encrypted file (SQLCipher): it survives any kill."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlcipher3.dbapi2 as sqlite
import structlog

from backend_client.errors import Corrupt, InUse, StoreError, WrongKey
from backend_client.keep import NotApplied, Step
from backend_client.replica import Wish
from contract.base import Row
from contract.wire import Mark, decode_command, encode, read_row

log = structlog.get_logger()
T = TypeVar("T")

SCHEMA = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (kind TEXT, id TEXT, body BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (n INTEGER PRIMARY KEY, id TEXT UNIQUE, at TEXT, command BLOB);
CREATE TABLE IF NOT EXISTS refused (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
"""

_head = msgspec.json.Decoder(msgspec.defstruct("_Head", [("row", str), ("id", str)])).decode


class ClientStore:
    """A Keep in one file. Raises WrongKey, Corrupt or StoreError; every call is one durable transaction."""

    def __init__(self, path: Path | None, key: str) -> None:
        """Open or begin the file; `key` is 64 hex digits."""
        self._path = path
        try:
            self._db = _connect(path, key)
            self._check()
        except sqlite.DatabaseError as error:
            if "not a database" in str(error):
                raise WrongKey(f"{path}: {error}") from error
            if "locked" in str(error):
                raise InUse(f"{path}: {error}") from error
            raise Corrupt(f"{path}: {error}") from error

    def mark(self) -> Mark | None:
        return self._get("mark", Mark)

    def rows(self) -> Iterator[Row]:
        """Every row kept that this program knows; those of a newer program stay in the file for it."""
        for (body,) in self._db.execute("SELECT body FROM rows"):
            if row := read_row(body):
                yield row

    def wishes(self) -> Iterator[Wish]:
        """The wishes that are not settled, in the order of asking."""
        for id, at, command in self._db.execute("SELECT id, at, command FROM outbox ORDER BY n").fetchall():
            try:
                yield Wish(id, decode_command(command), datetime.fromisoformat(at))
            except msgspec.DecodeError:
                log.exception("wish_unreadable", wish=id)

    def refusals(self) -> Iterator[NotApplied]:
        """The wishes that came to nothing and that nobody has taken note of yet."""
        for (body,) in self._db.execute("SELECT body FROM refused ORDER BY id").fetchall():
            yield msgspec.json.decode(body, type=NotApplied)

    def step(self, step: Step) -> None:
        with _Transaction(self._db) as db:
            if step.fresh:
                db.execute("DELETE FROM rows")
            db.executemany("DELETE FROM rows WHERE kind = ? AND id = ?", [(g.kind, g.id) for g in step.gone])
            db.executemany("REPLACE INTO rows VALUES (?, ?, ?)", map(_cell, step.rows))
            db.executemany("DELETE FROM outbox WHERE id = ?", [(id,) for id in step.settled])
            db.execute("REPLACE INTO meta VALUES ('mark', ?)", (encode(step.mark),))

    def wish(self, wish: Wish) -> None:
        with _Transaction(self._db) as db:
            db.execute(
                "INSERT OR IGNORE INTO outbox (id, at, command) VALUES (?, ?, ?)",
                (wish.id, wish.at.isoformat(), encode(wish.command)),
            )

    def refused(self, refused: NotApplied) -> None:
        with _Transaction(self._db) as db:
            db.execute("DELETE FROM outbox WHERE id = ?", (refused.id,))
            db.execute("REPLACE INTO refused VALUES (?, ?)", (refused.id, encode(refused)))

    def noted(self, id: str) -> None:
        with _Transaction(self._db) as db:
            db.execute("DELETE FROM refused WHERE id = ?", (id,))

    def put(self, key: str, value: object) -> None:
        """Keep a small value of our own, such as who sits here."""
        with _Transaction(self._db) as db:
            db.execute("REPLACE INTO meta VALUES (?, ?)", (key, encode(value)))

    def get(self, key: str, kind: type[T]) -> T | None:
        return self._get(key, kind)

    def forget(self, key: str) -> None:
        with _Transaction(self._db) as db:
            db.execute("DELETE FROM meta WHERE key = ?", (key,))

    def close(self) -> None:
        self._db.close()

    def _get(self, key: str, kind: type[T]) -> T | None:
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        try:
            return msgspec.json.decode(found[0], type=kind) if found else None
        except msgspec.DecodeError:
            log.warning("kept_value_unreadable", key=key)
            return None

    def _check(self) -> None:
        with _Transaction(self._db) as db:
            for statement in filter(str.strip, _TABLES.split(";")):
                db.execute(statement)
            db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (encode(SCHEMA),))
        if (schema := self._get("schema", int)) != SCHEMA:
            raise StoreError(f"{self._path}: schema {schema}, this program knows {SCHEMA}")
        fault = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if fault != "ok":
            raise Corrupt(f"{self._path}: {fault}")


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK if anything is raised."""

    def __init__(self, db: Any) -> None:
        self._db = db

    def __enter__(self) -> Any:
        self._db.execute("BEGIN IMMEDIATE")
        return self._db

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _connect(path: Path | None, key: str) -> Any:
    if len(key) != 64 or not all(digit in "0123456789abcdef" for digit in key):
        raise WrongKey("the key of the store must be 64 hex digits")
    db = sqlite.connect(str(path or ":memory:"), isolation_level=None, check_same_thread=False)
    db.execute(f"PRAGMA key = \"x'{key}'\"")
    db.execute("PRAGMA cipher_log_level = NONE")
    # One program per file: two consoles on one outbox would each send the other's wishes.
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


def _cell(body: msgspec.Raw) -> tuple[str, str, bytes]:
    head: Any = _head(body)
    return head.row, head.id, bytes(body)
