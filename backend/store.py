"""The log of what was asked and the rows it made true, in one SQLite file: durable before anybody is answered."""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import sqlcipher3.dbapi2 as sqlite
from msgspec import Struct

from backend.private import private_file

SCHEMA = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY, client TEXT, wish TEXT, actor TEXT, at TEXT, command BLOB, rows BLOB, chain TEXT);
CREATE TABLE IF NOT EXISTS rows (
    kind TEXT, id TEXT, seq INTEGER, body BLOB, ever TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rows_by_seq ON rows (seq);
CREATE TABLE IF NOT EXISTS settled (
    client TEXT, wish TEXT, actor TEXT, seq INTEGER, code TEXT, facts TEXT, PRIMARY KEY (client, wish)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secrets (kind TEXT, id TEXT, body BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
"""


_CROSS_CHECKS = {
    "granted wishes missing in the log": "SELECT count(*) FROM settled s LEFT JOIN log l ON l.seq = s.seq"
    " AND l.client = s.client AND l.wish = s.wish WHERE s.seq IS NOT NULL AND l.seq IS NULL",
    "wishes in the log that were never settled": "SELECT count(*) FROM log l LEFT JOIN settled s"
    " ON l.client = s.client AND l.wish = s.wish WHERE s.seq IS NULL",
    "rows newer than the log": "SELECT count(*) FROM rows WHERE seq > (SELECT coalesce(max(seq), 0) FROM log)",
}


Change = tuple[str, str, bytes | None]
"""Kind, id and body of a secret; a body of None forgets it."""


class StoreBroken(Exception):
    """The file cannot be read or written; says which file, and what is wrong with it."""


class Cell(Struct, frozen=True):
    """A row as it lies in the file: `body` is the ready-to-send JSON, None once it is gone.

    `ever` are all audiences that ever saw it: whoever once held it must be told when it leaves.
    """

    kind: str
    id: str
    seq: int
    body: bytes | None
    ever: frozenset[str]


class Settled(Struct, frozen=True):
    """How a wish ended: granted at `seq`, or refused with `code`."""

    client: str
    wish: str
    actor: str
    seq: int | None
    code: str | None = None
    facts: dict[str, str] = {}


class Entry(Struct, frozen=True):
    """One wish as it is written down; `command` is None where it is sealed or was refused."""

    settled: Settled
    at: str
    command: bytes | None
    cells: tuple[Cell, ...]
    chain: str


class Logged(Struct, frozen=True):
    """One granted wish as the log holds it; `rows` is None where the wish was sealed."""

    seq: int
    client: str
    wish: str
    rows: bytes | None
    chain: str


class Store(Protocol):
    """Where the log lives. One thread appends; `settled` and `chain_at` may be called from one other."""

    epoch: str

    def append(self, entries: Sequence[Entry], secrets: Sequence[Change] = ()) -> None: ...
    def settled(self, client: str, wish: str) -> Settled | None: ...
    def chain_at(self, seq: int) -> str | None: ...
    def cells(self) -> Iterator[Cell]: ...
    def head(self) -> tuple[int, str]: ...
    def lines(self) -> Iterator[Logged]: ...
    def damage(self) -> list[str]: ...
    def secret(self, kind: str, id: str) -> bytes | None: ...
    def secrets(self, kind: str) -> Iterator[tuple[str, bytes]]: ...
    def keep_secrets(self, changes: Sequence[Change]) -> None: ...
    def close(self) -> None: ...


class SqliteStore:
    """The log in one file (SQLite, WAL, synchronous=FULL), encrypted if a key is given.

    Raises StoreBroken where the file is damaged, of another schema, or not readable with this key.
    """

    def __init__(self, path: Path | None = None, key: str = "") -> None:
        self._path = path
        try:
            self._writer = _connect(path, key)
            self._reader = self._writer if path is None else _connect(path, key)
            self._open()
        except sqlite.Error as error:
            raise StoreBroken(f"{path}: {error}") from error

    def _open(self) -> None:
        with self._writer as db:
            db.executescript(_TABLES)
            db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (str(SCHEMA),))
            db.execute("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", (secrets.token_hex(8),))
        meta = dict(self._reader.execute("SELECT key, value FROM meta").fetchall())
        if meta["schema"] != str(SCHEMA):
            raise StoreBroken(f"{self._path}: schema {meta['schema']}, this program knows {SCHEMA}")
        check = self._reader.execute("PRAGMA quick_check(1)").fetchone()[0]
        if check != "ok":
            raise StoreBroken(f"{self._path}: {check}")
        self.epoch: str = meta["epoch"]

    def append(self, entries: Sequence[Entry], secrets: Sequence[Change] = ()) -> None:
        """Write a batch down, and secrets that belong to it, all or nothing; on return it is on the disk."""
        granted = [entry for entry in entries if entry.settled.seq is not None]
        with _Transaction(self._writer) as db:
            db.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_log_line, granted))
            db.executemany(
                "REPLACE INTO rows VALUES (?, ?, ?, ?, ?)",
                [(c.kind, c.id, c.seq, c.body, _words(c.ever)) for entry in granted for c in entry.cells],
            )
            db.executemany(
                "INSERT INTO settled VALUES (?, ?, ?, ?, ?, ?)",
                [(s.client, s.wish, s.actor, s.seq, s.code, _json(s.facts)) for s in (e.settled for e in entries)],
            )
            _keep(db, secrets)

    def settled(self, client: str, wish: str) -> Settled | None:
        row = self._reader.execute(
            "SELECT client, wish, actor, seq, code, facts FROM settled WHERE client = ? AND wish = ?", (client, wish)
        ).fetchone()
        return Settled(row[0], row[1], row[2], row[3], row[4], msgspec.json.decode(row[5])) if row else None

    def chain_at(self, seq: int) -> str | None:
        if seq == 0:
            return ""
        row = self._reader.execute("SELECT chain FROM log WHERE seq = ?", (seq,)).fetchone()
        return str(row[0]) if row else None

    def cells(self) -> Iterator[Cell]:
        for kind, id, seq, body, ever in self._read("SELECT kind, id, seq, body, ever FROM rows ORDER BY seq"):
            if not isinstance(ever, str):
                raise StoreBroken(f"{self._path}: {kind} {id} cannot be read: nobody knows who has seen it")
            yield Cell(kind, id, seq, body, frozenset(ever.split()))

    def head(self) -> tuple[int, str]:
        row = self._reader.execute("SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1").fetchone()
        return (row[0], row[1]) if row else (0, "")

    def lines(self) -> Iterator[Logged]:
        for line in self._read("SELECT seq, client, wish, rows, chain FROM log ORDER BY seq"):
            yield Logged(*line)

    def damage(self) -> list[str]:
        """What is wrong with the file and between its tables: nothing, if all is well."""
        found = [line for (line,) in self._read("PRAGMA integrity_check") if line != "ok"]
        for about, question in _CROSS_CHECKS.items():
            found += [f"{about}: {count}" for (count,) in self._read(question) if count]
        return found

    def secret(self, kind: str, id: str) -> bytes | None:
        row = self._reader.execute("SELECT body FROM secrets WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return row[0] if row else None

    def secrets(self, kind: str) -> Iterator[tuple[str, bytes]]:
        yield from self._reader.execute("SELECT id, body FROM secrets WHERE kind = ?", (kind,)).fetchall()

    def keep_secrets(self, changes: Sequence[Change]) -> None:
        """Write secrets down, outside the log."""
        with _Transaction(self._writer) as db:
            _keep(db, changes)

    def close(self) -> None:
        self._reader.close()
        self._writer.close()

    def _read(self, question: str) -> Iterator[Any]:
        try:
            yield from self._reader.execute(question)
        except sqlite.Error as error:
            raise StoreBroken(f"{self._path}: {error}") from error


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
    if path is not None:
        # SQLite gives -wal and -shm the mode of the file itself, but leaves those that are there as they are.
        private_file(path)
        for beside in (path.with_name(path.name + end) for end in ("-wal", "-shm")):
            if beside.exists():
                private_file(beside)
    db = sqlite.connect(str(path or ":memory:"), isolation_level=None, check_same_thread=False)
    if key:
        db.execute(f"PRAGMA key = \"x'{key}'\"")
    db.execute("PRAGMA journal_mode = WAL")
    # NORMAL gains nothing once commits are grouped, and loses acknowledged wishes when the power fails.
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA busy_timeout = 5000")
    return db


def _keep(db: Any, changes: Sequence[Change]) -> None:
    for kind, id, body in changes:
        if body is None:
            db.execute("DELETE FROM secrets WHERE kind = ? AND id = ?", (kind, id))
        else:
            db.execute("REPLACE INTO secrets VALUES (?, ?, ?)", (kind, id, body))


def _log_line(entry: Entry) -> tuple[Any, ...]:
    settled = entry.settled
    rows = None if entry.command is None else b"[" + b",".join(_cell_json(cell) for cell in entry.cells) + b"]"
    return settled.seq, settled.client, settled.wish, settled.actor, entry.at, entry.command, rows, entry.chain


def _cell_json(cell: Cell) -> bytes:
    return cell.body if cell.body is not None else msgspec.json.encode({"gone": cell.kind, "id": cell.id})


def _words(ever: frozenset[str]) -> str:
    return " ".join(sorted(ever))


def _json(facts: dict[str, str]) -> str:
    return msgspec.json.encode(facts).decode()
