"""Bookmarks: moments and ranges of cameras that somebody wants to find again, and why.

Cameras and alerts are named by their ids alone; a bookmark of a camera that is gone is still a bookmark.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from contract.base import LINE, Actor, Command, Fact, Gone, Id, Ref, Refused, Row, World

VIDEO, MANAGERS, NOBODY = "video", "cameras", "nobody"
"""The audience that may watch every unrestricted camera, the one that keeps the list, and one that nobody is in."""
SKEW = timedelta(minutes=5)
"""By so much a clock may be ahead of the backend's."""
LONGEST = timedelta(days=7)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing is older: at the ends of the calendar a time cannot be told in another zone."""

Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=LINE)]
Cameras = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=16)]
Audiences = Annotated[tuple[str, ...], Meta(max_length=64)]


class BookmarkKind(StrEnum):
    """Whether somebody marked a moment, or saved a picture of it."""

    MARK = "mark"
    SNAPSHOT = "snapshot"


class Bookmark(Row, frozen=True, kw_only=True, tag="bookmark"):
    """A moment, or with an `end` a range, of some cameras. Whoever may watch all of them sees it, and nobody else.

    `why` is in NFC; of a snapshot it is the name of the file. `viewers` are the audiences that may watch the cameras.
    """

    cameras: Cameras
    start: datetime
    end: datetime | None = None
    why: Reason
    kind: BookmarkKind = BookmarkKind.MARK
    by: Ref
    at: datetime
    alert: Ref | None = None
    viewers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return self.viewers or (NOBODY,)


class AddBookmark(Command, frozen=True, kw_only=True, tag="bookmark.add"):
    """Mark a moment or a range of cameras that one may watch, and say why."""

    id: Id
    cameras: Cameras
    start: datetime
    end: datetime | None = None
    why: Reason
    kind: BookmarkKind = BookmarkKind.MARK
    alert: Ref | None = None

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("bookmarks.keep")
        if world.get(Bookmark, self.id):
            raise Refused("bookmark.exists")
        _check_times(self.start, self.end, who.now)
        why = _reason(self.why)
        for camera in self.cameras:
            if world.look(("camera", camera)) is None:
                raise Refused("gone.camera")
        viewers = viewers_of(world, self.cameras)
        if not viewers:
            raise Refused("bookmark.cameras_apart")
        if who.audiences.isdisjoint(viewers):
            raise Refused("bookmark.camera_not_yours")
        alert = world.look(("alert", self.alert)) if self.alert else None
        if self.alert and (alert is None or not who.sees(alert)):
            raise Refused("gone.alert")
        yield Bookmark(
            id=self.id, cameras=tuple(dict.fromkeys(self.cameras)), start=self.start, end=self.end, why=why,
            kind=self.kind, by=who.id, at=who.now, alert=self.alert, viewers=viewers,
        )  # fmt: skip


class ChangeBookmark(Command, frozen=True, kw_only=True, tag="bookmark.change"):
    """Say something else of one's own bookmark, or as a supervisor of anybody's; of a snapshot nothing is changed."""

    bookmark: Id
    why: Reason

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        bookmark = _own(world, self.bookmark, who)
        if bookmark.kind is BookmarkKind.SNAPSHOT:
            raise Refused("bookmark.snapshot_stays")
        yield replace(bookmark, why=_reason(self.why))


class RemoveBookmark(Command, frozen=True, kw_only=True, tag="bookmark.remove"):
    """Take one's own bookmark away, or as a supervisor anybody's; that a picture was saved only a supervisor."""

    bookmark: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        bookmark = _own(world, self.bookmark, who)
        if bookmark.kind is BookmarkKind.SNAPSHOT and "bookmarks.manage" not in who.rights:
            raise Refused("bookmark.snapshot_stays")
        yield Gone.of(bookmark)


class FitBookmarks(Command, frozen=True, kw_only=True, tag="bookmark.fit"):
    """Let these bookmarks be seen by whoever may watch their cameras now; asked by the backend itself alone."""

    bookmarks: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=100)]

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("bookmarks.fit")
        for id in self.bookmarks:
            if bookmark := world.get(Bookmark, id):
                yield replace(bookmark, viewers=viewers_now(world, bookmark))


def viewers_of(world: World, cameras: Iterable[str]) -> tuple[str, ...]:
    """The audiences that may watch all of these cameras; none where no audience may. Those that are gone say nothing.

    Whoever watches a restricted camera may watch every unrestricted one, so these narrow nothing.
    """
    narrow: set[str] | None = None
    for camera in cameras:
        row = world.look(("camera", camera))
        own = set(row.audiences()) - {MANAGERS} if row else {VIDEO}
        if VIDEO not in own:
            narrow = own if narrow is None else narrow & own
    return (VIDEO,) if narrow is None else tuple(sorted(narrow))


def viewers_now(world: World, bookmark: Bookmark) -> tuple[str, ...]:
    """As they are today; with a camera gone nobody may see more than could see it last."""
    today = viewers_of(world, bookmark.cameras)
    if all(world.look(("camera", camera)) for camera in bookmark.cameras) or bookmark.viewers == (VIDEO,):
        return today
    return bookmark.viewers if today == (VIDEO,) else tuple(one for one in bookmark.viewers if one in today)


def _own(world: World, id: str, who: Actor) -> Bookmark:
    who.must("bookmarks.keep")
    bookmark = world[Bookmark, id]
    if not who.sees(bookmark):
        raise Refused("gone.bookmark")
    if bookmark.by != who.id and "bookmarks.manage" not in who.rights:
        raise Refused("bookmark.not_yours")
    return bookmark


def _check_times(start: datetime, end: datetime | None, now: datetime) -> None:
    if start.tzinfo is None or (end is not None and end.tzinfo is None):
        raise Refused("bookmark.time_without_zone")
    if start < EARLIEST or (end or start) > now + SKEW:
        raise Refused("bookmark.time_implausible")
    if end is not None and end <= start:
        raise Refused("bookmark.ends_before_it_begins")
    if end is not None and end - start > LONGEST:
        raise Refused("bookmark.too_long", most=str(LONGEST.days))


def _reason(text: str) -> str:
    """One spelling for one word: what is composed otherwise would not be found."""
    why = unicodedata.normalize("NFC", text).strip()
    # Letters without width say nothing either.
    if not any(letter.isprintable() and not letter.isspace() for letter in why) or len(why) > 200:
        raise Refused("bookmark.say_why")
    return why
