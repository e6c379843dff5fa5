"""Which segments there are, and which ranges are locked: one SQLite file, that can be built anew from the segments."""

import errno
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from media.segments.model import Lock, Segment

_TABLES = """
CREATE TABLE IF NOT EXISTS segments (
    path TEXT PRIMARY KEY, camera TEXT, run TEXT, number INTEGER, start INTEGER, end INTEGER, size INTEGER, why TEXT,
    sha256 TEXT, cut INTEGER, state TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_camera ON segments (camera, start);
CREATE INDEX IF NOT EXISTS by_start ON segments (start);
CREATE INDEX IF NOT EXISTS unsettled ON segments (state) WHERE state != 'whole';
CREATE TABLE IF NOT EXISTS locks (
    id TEXT, camera TEXT, start INTEGER, end INTEGER, PRIMARY KEY (id, camera)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS locks_by_camera ON locks (camera, start);
"""
_FREE = """state = 'whole' AND NOT EXISTS (SELECT 1 FROM locks WHERE locks.camera = segments.camera
    AND locks.start < segments.end AND locks.end > segments.start)"""
"""A locked segment is left out where the deletion itself asks, not by a list made before it."""
_FIELDS = "path, camera, run, number, start, end, size, why, sha256, cut"
LONGEST = 3600 * 1_000_000
"""No segment is longer, so that a range is looked up by where segments begin."""
NAME, ASIDE = "index.sqlite3", ".damaged"
_DAMAGE = ("malformed", "not a database", "encrypted")


class Damaged(OSError):
    """The file is no index any more; a full disk, or one that cannot be read just now, is something else."""


def set_aside(root: Path) -> None:
    """Keep a damaged index beside, for whoever wants to know; of several, the last."""
    for end in ("", "-wal", "-shm"):
        path = root / (NAME + end)
        if path.exists():
            path.replace(path.with_name(NAME + ASIDE + end))


class Index:
    """Used from several threads, one at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.RLock()
        self._db = sqlite.connect(str(root / NAME), isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_TABLES)
        except sqlite.Error as error:
            self._db.close()
            raise _trouble(error) from error

    def open(self, segment: Segment) -> None:
        """Note a segment before its file is there, so that no file is without its line."""
        self._put(segment, "open")

    def whole(self, segment: Segment) -> None:
        self._put(segment, "whole")

    def unsettled(self, state: str) -> list[Segment]:
        """Segments that were being written (`open`) or deleted (`going`) when we were cut short."""
        return self._ask("state = ?", state)

    def find(self, camera: str, start: int, end: int) -> list[Segment]:
        """The segments that reach into a range; one that is being written is found as far as it has been noted."""
        where = "camera = ? AND start < ? AND start > ? AND end > ? AND state != 'going' ORDER BY start, number"
        return self._ask(where, camera, end, start - LONGEST, start)

    def oldest_free(self, camera: str, before: int, most: int) -> list[Segment]:
        return self._ask(f"camera = ? AND start < ? AND {_FREE} ORDER BY start LIMIT ?", camera, before, most)

    def oldest_free_of_all(self, before: int, most: int) -> list[Segment]:
        return self._ask(f"start < ? AND {_FREE} ORDER BY start LIMIT ?", before, most)

    def claim(self, segment: Segment) -> bool:
        """Whether it may be deleted now, which nobody can lock from here on."""
        with self._lock:
            return bool(self._run(f"UPDATE segments SET state = 'going' WHERE path = ? AND {_FREE}",
                                  self._name(segment)).rowcount)  # fmt: skip

    def forget(self, segment: Segment) -> None:
        self._run("DELETE FROM segments WHERE path = ?", self._name(segment))

    def usage(self, camera: str) -> tuple[int, int | None]:
        """Bytes, and the beginning of the oldest."""
        row = self._run("SELECT COALESCE(SUM(size), 0), MIN(start) FROM segments WHERE camera = ?", camera).fetchone()
        return int(row[0]), row[1]

    def cameras(self) -> list[str]:
        return [row[0] for row in self._run("SELECT DISTINCT camera FROM segments").fetchall()]

    def lock(self, lock: Lock) -> None:
        with self._lock:
            self._run("BEGIN")
            try:
                self._run("DELETE FROM locks WHERE id = ?", lock.id)
                for camera in lock.cameras:
                    self._run("INSERT OR IGNORE INTO locks VALUES (?, ?, ?, ?)", lock.id, camera, lock.start, lock.end)
            finally:
                self._run("COMMIT")

    def release(self, id: str) -> None:
        self._run("DELETE FROM locks WHERE id = ?", id)

    def locks(self) -> set[str]:
        return {row[0] for row in self._run("SELECT DISTINCT id FROM locks").fetchall()}

    def known(self, paths: Iterable[Path]) -> Iterator[bool]:
        for path in paths:
            name = path.relative_to(self._root).as_posix()
            yield self._run("SELECT 1 FROM segments WHERE path = ?", name).fetchone() is not None

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _put(self, one: Segment, state: str) -> None:
        self._run("REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._name(one), one.camera,
                  one.run, one.number, one.start, one.end, one.size, one.why, one.sha256, one.cut, state)  # fmt: skip

    def _ask(self, where: str, *values: object) -> list[Segment]:
        rows = self._run(f"SELECT {_FIELDS} FROM segments WHERE {where}", *values).fetchall()
        return [Segment(self._root / row[0], *row[1:]) for row in rows]

    def _name(self, segment: Segment) -> str:
        return segment.path.relative_to(self._root).as_posix()

    def _run(self, question: str, *values: object) -> Any:
        with self._lock:
            try:
                return self._db.execute(question, values)
            except sqlite.Error as error:
                # A full disk, most of all: for whoever records it is the same as a file that cannot be written.
                raise _trouble(error) from error


def _trouble(error: sqlite.Error) -> OSError:
    damaged = isinstance(error, sqlite.DatabaseError) and any(word in str(error) for word in _DAMAGE)
    return (Damaged if damaged else OSError)(errno.EIO, f"index: {error}")
