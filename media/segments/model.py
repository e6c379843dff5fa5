"""What recordings are made of, and the two faces behind which a folder of ours or a site's own recorder may stand.

Times are whole microseconds since 1970 in UTC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from media.access import AccessUnit
from media.login import Login

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Segment:
    """One file. Those of one `run` with consecutive numbers follow each other without a picture missing.

    `why` says what came before the run that this one begins, and so why there is a gap; `sha256` is empty while it is
    written; `cut` counts the bytes of a torn end that were cut away after a crash.
    """

    path: Path
    camera: str
    run: str
    number: int
    start: int
    end: int
    size: int
    why: str = ""
    sha256: str = ""
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one camera's recording in which no picture is missing."""

    camera: str
    start: int
    end: int
    why: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without recording; `why` is the reason that the recorder gave, empty where it knew none."""

    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """What must not be deleted, whatever becomes of the disk."""

    id: str
    cameras: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How one camera is recorded: from where, for how long, how much at most, and how important it is."""

    camera: str
    url: str
    login: Login | None
    days: float
    limit: int
    importance: int = 5


class Altered(Exception):
    """A recording is no longer what was written, up to `end`, from where on it may be again."""

    def __init__(self, text: str, end: int) -> None:
        super().__init__(text)
        self.end = end


class Missing(Altered):
    """It is not there any more."""


class Playback(Protocol):
    """What can be seen of recordings."""

    def pieces(self, camera: str, start: int, end: int) -> list[Piece]:
        """Return what there is between these times, in order of time, whole segments at both ends."""

    def gaps(self, camera: str, start: int, end: int) -> list[Gap]:
        """Return what there is not."""

    def codec(self, piece: Piece) -> str:
        """Name the codec of a piece. Raises Altered where nothing of it tells."""

    def pictures(self, piece: Piece, start: int, end: int) -> Iterator[AccessUnit]:
        """Give the coded pictures from the last key picture before `start` on; stamps are seconds since 1970.

        Raises Altered where the recording is not what was written.
        """


class Recorder(Playback, Protocol):
    """What can be asked of whoever records."""

    def follow(self, plans: Iterable[Plan]) -> None:
        """Record these cameras from now on, and no others."""

    def lock(self, lock: Lock) -> None:
        """Keep this range; on return no retention touches it any more."""

    def release(self, id: str) -> None:
        """Keep it no longer than anything else."""


def gaps_between(pieces: Iterable[Piece], start: int, end: int, least: int = SECOND // 2) -> list[Gap]:
    """Whatever of a range no piece covers; clocks are not better than `least`."""
    found: list[Gap] = []
    reached = start
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.start - reached >= least:
            found.append(Gap(reached, piece.start, piece.why))
        reached = max(reached, piece.end)
    if end - reached >= least:
        found.append(Gap(reached, end))
    return found
