"""What stands on a camera's timeline besides its pictures: locks, alerts, and what people have marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from contract.alerts import Alert, Severity
from contract.base import World
from contract.bookmarks import Bookmark, BookmarkKind
from contract.recordings import EvidenceLock


@dataclass(frozen=True)
class Mark:
    """A moment, with its words; an alert has a severity, a bookmark has none."""

    id: str
    at: float
    words: str
    severity: Severity | None = None


@dataclass(frozen=True)
class Locked:
    """A stretch that nothing deletes."""

    id: str
    start: float
    end: float
    why: str


def locked(world: World, camera: str) -> list[Locked]:
    """All locks of a camera, in order."""
    found = [lock for lock in world.all(EvidenceLock) if camera in lock.cameras]
    return sorted((Locked(lock.id, lock.start.timestamp(), lock.end.timestamp(), lock.why) for lock in found),
                  key=lambda one: (one.start, one.id))  # fmt: skip


def marks(world: World, camera: str) -> list[Mark]:
    """All alerts and bookmarks that name the camera, in order; saved pictures stand in their own list."""
    return sorted([*_alerts(world, camera), *_bookmarks(world, camera)], key=lambda mark: (mark.at, mark.id))


def _alerts(world: World, camera: str) -> Iterator[Mark]:
    for alert in world.all(Alert):
        if alert.camera == camera:
            yield Mark(alert.id, alert.first_at.timestamp(), alert.title, alert.peak)


def _bookmarks(world: World, camera: str) -> Iterator[Mark]:
    for bookmark in world.all(Bookmark):
        if camera in bookmark.cameras and bookmark.kind is BookmarkKind.MARK:
            yield Mark(bookmark.id, bookmark.start.timestamp(), bookmark.why)
