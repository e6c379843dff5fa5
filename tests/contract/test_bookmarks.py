"""Bookmarks: who may keep and change them, what times make sense, and that nobody sees more than the cameras allow."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from contract.alerts import Alert, Severity
from contract.base import Actor, Command, World
from contract.bookmarks import (
    LONGEST,
    SKEW,
    AddBookmark,
    Bookmark,
    BookmarkKind,
    ChangeBookmark,
    FitBookmarks,
    RemoveBookmark,
)
from contract.cameras import Camera
from contract.people import Person, Role
from tests.contract.rules import BEFORE, NOW, gone, only, refused, who, world

OPEN = Camera(id="c", number=1, name="Cầu Bãi Cháy")
HIDDEN = Camera(id="h", number=2, name="Trụ sở", groups=("g", "k"), restricted=True)
OTHER = Camera(id="o", number=3, name="Kho", groups=("k",), restricted=True)
APART = Camera(id="p", number=4, name="Cảng", groups=("q",), restricted=True)
ALERT = Alert(
    id="a", title="Cháy", severity=Severity.WARNING, peak=Severity.WARNING, source="s", first_at=BEFORE, last_at=BEFORE
)
CITY = world(OPEN, HIDDEN, OTHER, APART, ALERT)
ADD = AddBookmark(id="b", cameras=("c",), start=BEFORE, why="Xe tải dừng lâu")
MINE = Bookmark(id="b", cameras=("c",), start=BEFORE, why="Xe tải", by="an", at=BEFORE)
TAKEN = replace(MINE, kind=BookmarkKind.SNAPSHOT)


def keeper(*audiences: str, id: str = "an", manage: bool = False) -> Actor:
    rights = {"bookmarks.keep"} | ({"bookmarks.manage"} if manage else set())
    seen = frozenset(audiences or ("video",))
    return Actor(id=id, now=NOW, rights=frozenset(rights), audiences=seen)


def test_a_bookmark_says_who_kept_what_when_and_why() -> None:
    row = only(ADD, CITY, keeper(), Bookmark)
    assert (row.by, row.at, row.start, row.end, row.why) == ("an", NOW, BEFORE, None, "Xe tải dừng lâu")
    assert (row.cameras, row.viewers, row.kind) == (("c",), ("video",), BookmarkKind.MARK)


def test_the_reason_is_kept_in_one_spelling_without_blanks_around() -> None:
    apart = f"  {unicodedata.normalize('NFD', 'Đường hỏng')} "
    assert only(replace(ADD, why=apart), CITY, keeper(), Bookmark).why == "Đường hỏng"
    assert refused(replace(ADD, why="   "), CITY, keeper()) == "bookmark.say_why"
    assert refused(replace(ADD, why="\u200b\u2060"), CITY, keeper()) == "bookmark.say_why"
    # U+0344 grows when it is composed: within the limit as sent, beyond it as kept.
    assert refused(replace(ADD, why="\u0344" * 200), CITY, keeper()) == "bookmark.say_why"


def test_the_same_camera_twice_is_one_camera() -> None:
    assert only(replace(ADD, cameras=("c", "c")), CITY, keeper(), Bookmark).cameras == ("c",)


@pytest.mark.parametrize(
    ("wish", "right"),
    [
        (ADD, "bookmarks.keep"),
        (ChangeBookmark(bookmark="b", why="x"), "bookmarks.keep"),
        (RemoveBookmark(bookmark="b"), "bookmarks.keep"),
        (FitBookmarks(bookmarks=("b",)), "bookmarks.fit"),
    ],
)
def test_each_needs_its_right(wish: Command, right: str) -> None:
    assert refused(wish, world(OPEN, MINE), who()) == f"needs.{right}"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (replace(ADD, start=BEFORE.replace(tzinfo=None)), "bookmark.time_without_zone"),
        (replace(ADD, end=NOW.replace(tzinfo=None)), "bookmark.time_without_zone"),
        (replace(ADD, start=datetime(1999, 12, 31, tzinfo=UTC)), "bookmark.time_implausible"),
        (replace(ADD, start=datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))), "bookmark.time_implausible"),
        (replace(ADD, start=NOW + SKEW + timedelta(seconds=1)), "bookmark.time_implausible"),
        (replace(ADD, end=NOW + SKEW + timedelta(seconds=1)), "bookmark.time_implausible"),
        (replace(ADD, end=BEFORE), "bookmark.ends_before_it_begins"),
        (replace(ADD, start=NOW - LONGEST - timedelta(seconds=1), end=NOW), "bookmark.too_long"),
        (replace(ADD, cameras=("c", "nowhere")), "gone.camera"),
        (replace(ADD, alert="nowhere"), "gone.alert"),
        (replace(ADD, start=NOW - LONGEST, end=NOW), ""),
        (replace(ADD, start=NOW + SKEW), ""),
    ],
)
def test_what_makes_no_sense_is_refused(wish: AddBookmark, code: str) -> None:
    assert refused(wish, CITY, keeper()) == code


def test_an_alert_can_be_named_by_whoever_sees_it() -> None:
    linked = replace(ADD, alert="a")
    assert refused(linked, CITY, keeper("video")) == "gone.alert"
    assert only(linked, CITY, keeper("video", "alerts"), Bookmark).alert == "a"


def test_an_id_is_used_once() -> None:
    assert refused(ADD, world(OPEN, MINE), keeper()) == "bookmark.exists"


def test_nobody_marks_a_camera_that_he_may_not_watch() -> None:
    hidden = replace(ADD, cameras=("c", "h"))
    assert refused(hidden, CITY, keeper("video")) == "bookmark.camera_not_yours"
    assert refused(hidden, CITY, keeper("video", "cameras")) == "bookmark.camera_not_yours", "a keeper of the list"
    assert only(hidden, CITY, keeper("video", "video:g"), Bookmark).viewers == ("video:g", "video:k")


def test_a_bookmark_is_seen_by_those_alone_who_may_watch_all_its_cameras() -> None:
    both = only(replace(ADD, cameras=("h", "o", "c")), CITY, keeper("video:k"), Bookmark)
    assert both.viewers == ("video:k",)
    assert keeper("video", "video:k").sees(both)
    assert not keeper("video", "video:g", "cameras", "recordings").sees(both)
    watches_all = keeper("video", "video:k", "video:q")
    assert refused(replace(ADD, cameras=("o", "p")), CITY, watches_all) == "bookmark.cameras_apart"


def test_one_changes_and_removes_ones_own_and_a_supervisor_anybodys() -> None:
    city = world(OPEN, MINE)
    change, remove = ChangeBookmark(bookmark="b", why="Xe tải đổ"), RemoveBookmark(bookmark="b")
    assert only(change, city, keeper(), Bookmark) == replace(MINE, why="Xe tải đổ")
    assert gone(remove, city, keeper()) == {("bookmark", "b")}
    for wish in (change, remove):
        assert refused(wish, city, keeper(id="binh")) == "bookmark.not_yours"
        assert refused(wish, city, keeper(id="binh", manage=True)) == ""
        assert refused(wish, world(OPEN), keeper()) == "gone.bookmark"
    assert refused(replace(change, why=" "), city, keeper()) == "bookmark.say_why"


def test_what_one_may_not_see_is_not_there() -> None:
    secret = world(HIDDEN, replace(MINE, cameras=("h",), viewers=("video:g",)))
    assert refused(RemoveBookmark(bookmark="b"), secret, keeper("video", manage=True)) == "gone.bookmark"


def test_that_a_picture_was_saved_stays() -> None:
    city = world(OPEN, TAKEN)
    assert refused(ChangeBookmark(bookmark="b", why="x"), city, keeper(manage=True)) == "bookmark.snapshot_stays"
    assert refused(RemoveBookmark(bookmark="b"), city, keeper()) == "bookmark.snapshot_stays"
    assert gone(RemoveBookmark(bookmark="b"), city, keeper(manage=True)) == {("bookmark", "b")}


def fitted(city: World) -> tuple[str, ...]:
    actor = Actor(id="system", now=NOW, rights=frozenset({"bookmarks.fit"}))
    return only(FitBookmarks(bookmarks=("b", "gone")), city, actor, Bookmark).viewers


def test_a_camera_that_becomes_restricted_takes_its_bookmarks_with_it() -> None:
    assert fitted(world(replace(OPEN, groups=("g",), restricted=True), MINE)) == ("video:g",)
    assert fitted(world(OPEN, replace(MINE, viewers=("video:g",)))) == ("video",)


def test_what_a_removed_camera_leaves_is_as_restricted_as_it_was() -> None:
    kept = replace(MINE, cameras=("h", "o"), viewers=("video:g", "video:k"))
    assert fitted(world(kept)) == ("video:g", "video:k")
    assert fitted(world(kept, OTHER)) == ("video:k",)
    assert fitted(world(kept, APART, replace(OTHER, groups=("q",)))) == ()
    nobodys = replace(kept, viewers=())
    everyone = keeper("all", "video", "video:g", "video:k", "video:q", "cameras")
    assert not everyone.sees(nobodys)


def test_roles() -> None:
    def may(role: Role) -> set[str]:
        rights = Person(id="x", name="X", role=role).actor(NOW).rights
        return {right.removeprefix("bookmarks.") for right in rights if right.startswith("bookmarks.")}

    assert may(Role.DUTY_OFFICER) == may(Role.LEADER) == may(Role.ADMIN) == {"keep"}
    assert may(Role.SUPERVISOR) == {"keep", "manage"}
    assert may(Role.SERVICE) == {"keep", "manage", "fit"}
    assert not any(may(role) for role in (Role.WALL_NODE, Role.SOURCE, Role.DELEGATE, Role.CHAIR, Role.SECRETARY))
