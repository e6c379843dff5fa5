"""Recordings: who may plan, lock, release and take out; what is locked or taken out leaves a link that stays."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from contract.base import Actor, Command
from contract.cameras import Camera
from contract.people import Person, Role
from contract.recordings import (
    Act,
    CancelExport,
    Custody,
    EvidenceExport,
    EvidenceLock,
    ExportEvidence,
    KeepRecordingStates,
    LockEvidence,
    Making,
    NoteFetch,
    Recording,
    RecordingPlan,
    RecordingState,
    ReleaseEvidence,
    ReportExport,
    SaveRecordingPlan,
)
from contract.wire import COMMANDS
from tests.contract.rules import BEFORE, LATER, NOW, gone, granted, only, refused, who, world

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
CAMERA = Camera(id="c", number=1, name="Cầu Bãi Cháy")
HIDDEN = Camera(id="h", number=2, name="Trụ sở", groups=("g",), restricted=True)
LOCK = LockEvidence(id="l", cameras=("c",), start=BEFORE, end=NOW, why="Va chạm", alert="a")
EXPORT = ExportEvidence(id="e", cameras=("c",), start=BEFORE, end=NOW, why="Công an yêu cầu", watermark=True)
LOCKED = EvidenceLock(id="l", cameras=("c",), start=BEFORE, end=NOW, why="Va chạm", by="an", at=BEFORE)
OUT = EvidenceExport(id="e", cameras=("c",), start=BEFORE, end=NOW, why="Công an yêu cầu", by="an", at=BEFORE)
READY = EvidenceExport(
    id="e", cameras=("h",), start=BEFORE, end=NOW, why="Công an", by="an", at=BEFORE, state=Making.READY
)


def watcher(*audiences: str) -> Actor:
    rights = frozenset({"evidence.lock", "evidence.export"})
    return Actor(id="an", now=NOW, rights=rights, audiences=frozenset(audiences))


@pytest.mark.parametrize(
    ("wish", "right"),
    [
        (SaveRecordingPlan(plan=RecordingPlan(id="c")), "recordings.manage"),
        (LOCK, "evidence.lock"),
        (ReleaseEvidence(lock="l", why="Xong"), "evidence.release"),
        (EXPORT, "evidence.export"),
        (CancelExport(export="e"), "evidence.export"),
        (NoteFetch(id="f", export="e"), "evidence.export"),
        (ReportExport(export="e", state=Making.RUNNING), "recordings.report"),
        (KeepRecordingStates(states=()), "recordings.report"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Command) else one,
)
def test_each_wish_needs_its_right(wish: Command, right: str) -> None:
    rights = {"recordings.see", "recordings.manage", "evidence.lock", "evidence.release", "evidence.export",
              "recordings.report", "cameras.see"} - {right}  # fmt: skip
    assert refused(wish, world(CAMERA), who(*rights)) == f"needs.{right}"


def test_a_duty_officer_locks_a_supervisor_releases_and_exports_an_administrator_plans_and_does_neither() -> None:
    may = {role: Person(id="x", name="X", role=role).actor(NOW).rights for role in Role}
    assert {role for role in Role if "evidence.lock" in may[role]} == {
        Role.DUTY_OFFICER, Role.SUPERVISOR, Role.SERVICE}  # fmt: skip
    for right in ("evidence.release", "evidence.export"):
        assert {role for role in Role if right in may[role]} == {Role.SUPERVISOR, Role.SERVICE}
    assert {role for role in Role if "recordings.manage" in may[role]} == {Role.ADMIN, Role.SERVICE}
    assert {role for role in Role if "recordings.report" in may[role]} == {Role.SERVICE}


def test_only_a_camera_that_is_there_is_recorded_but_any_plan_can_be_ended() -> None:
    manager = who("recordings.manage")
    on, off = (SaveRecordingPlan(plan=RecordingPlan(id="x", on=on)) for on in (True, False))
    assert refused(on, world(CAMERA), manager) == "recording.camera_unknown"
    assert only(off, world(CAMERA), manager, RecordingPlan).on is False
    plan = RecordingPlan(id="c", days=7)
    assert only(SaveRecordingPlan(plan=plan), world(CAMERA), manager, RecordingPlan) == replace(plan, by="an", at=NOW)


def test_a_plan_says_who_set_it_whatever_is_told() -> None:
    told = RecordingPlan(id="c", by="somebody", at=BEFORE)
    saved = only(SaveRecordingPlan(plan=told), world(CAMERA), who("recordings.manage"), RecordingPlan)
    assert (saved.by, saved.at) == ("an", NOW)


def test_a_lock_says_who_when_and_why_and_leaves_a_link() -> None:
    after = granted(LOCK, world(CAMERA), watcher("video"))
    lock = after[EvidenceLock, "l"]
    assert (lock.by, lock.at, lock.why, lock.alert, lock.cameras) == ("an", NOW, "Va chạm", "a", ("c",))
    (link,) = after.all(Custody)
    assert (link.act, link.by, link.at, link.why, link.about) == (Act.LOCK, "an", NOW, "Va chạm", "l")
    assert (link.start, link.end, link.cameras) == (BEFORE, NOW, ("c",))


def test_a_lock_is_neither_replaced_nor_made_again_after_its_release() -> None:
    officer = who("evidence.lock", "evidence.release", "cameras.manage", id="binh", now=LATER)
    locked = granted(LOCK, world(), officer)
    assert refused(LOCK, locked, officer) == "evidence.lock_exists"
    assert refused(LOCK, world(LOCKED), officer) == "evidence.lock_exists"
    release = ReleaseEvidence(lock="l", why="Đã bàn giao")
    assert gone(release, locked, officer) == {("evidence_lock", "l")}
    released = granted(release, locked, officer)
    assert {(link.act, link.by, link.why) for link in released.all(Custody)} == {
        (Act.LOCK, "binh", "Va chạm"), (Act.RELEASE, "binh", "Đã bàn giao")}  # fmt: skip
    assert refused(release, released, officer) == "gone.evidence_lock"
    assert refused(LOCK, released, officer) == "evidence.lock_exists"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (NOW, NOW, "evidence.ends_before_it_begins"),
        (NOW, BEFORE, "evidence.ends_before_it_begins"),
        (NOW - timedelta(days=7, seconds=1), NOW, "evidence.too_long"),
        (NOW - timedelta(days=7), NOW, ""),
        (datetime(1, 1, 1, tzinfo=EAST), datetime(1, 1, 1, 1, tzinfo=EAST), "evidence.time_implausible"),
        (datetime(1999, 12, 31, 23, tzinfo=UTC), datetime(2000, 1, 1, 1, tzinfo=UTC), "evidence.time_implausible"),
        (datetime(2199, 12, 31, 23, tzinfo=UTC), datetime(2200, 1, 1, 1, tzinfo=UTC), "evidence.time_implausible"),
        (
            datetime.max.replace(tzinfo=WEST) - timedelta(hours=1),
            datetime.max.replace(tzinfo=WEST),
            "evidence.time_implausible",
        ),
        (BEFORE, datetime.max.replace(tzinfo=WEST), "evidence.time_implausible"),
        (BEFORE.replace(tzinfo=None), NOW, "evidence.time_without_zone"),
        (BEFORE, NOW.replace(tzinfo=None), "evidence.time_without_zone"),
    ],
)
def test_a_range_must_make_sense(start: object, end: object, code: str) -> None:
    actor = who("evidence.lock", "evidence.export", "cameras.manage")
    for kind in (LockEvidence, ExportEvidence):
        wish = kind(id="x", cameras=("x",), start=start, end=end, why="Va chạm")  # type: ignore[arg-type]
        assert refused(wish, world(), actor) == code


def test_what_has_not_happened_yet_can_be_locked_but_not_taken_out() -> None:
    actor = who("evidence.lock", "evidence.export", "cameras.manage")
    ahead = {"id": "x", "cameras": ("x",), "start": NOW, "end": LATER, "why": "Lễ hội"}
    assert refused(LockEvidence(**ahead), world(), actor) == ""  # type: ignore[arg-type]
    assert refused(ExportEvidence(**ahead), world(), actor) == "evidence.not_over_yet"  # type: ignore[arg-type]


def test_an_export_is_queued_in_somebodys_name_and_leaves_a_link() -> None:
    after = granted(EXPORT, world(CAMERA), watcher("video"))
    export = after[EvidenceExport, "e"]
    assert (export.by, export.at, export.state, export.watermark) == ("an", NOW, Making.QUEUED, True)
    (link,) = after.all(Custody)
    assert (link.act, link.why, link.about) == (Act.EXPORT, "Công an yêu cầu", "e")
    assert refused(EXPORT, after, watcher("video")) == "evidence.export_exists"


def test_nobody_takes_out_or_fetches_what_he_may_not_watch() -> None:
    both = ExportEvidence(id="e", cameras=("c", "h"), start=BEFORE, end=NOW, why="Va chạm")
    assert refused(both, world(CAMERA, HIDDEN), watcher("video")) == "evidence.camera_not_yours"
    assert refused(both, world(CAMERA, HIDDEN), watcher("video", "video:g")) == ""
    fetch = NoteFetch(id="f", export="e")
    assert refused(fetch, world(HIDDEN, READY), watcher("video")) == "evidence.camera_not_yours"
    assert refused(fetch, world(HIDDEN, READY), watcher("video:g")) == ""
    lock = LockEvidence(id="l", cameras=("c", "h"), start=BEFORE, end=NOW, why="Va chạm")
    assert refused(lock, world(CAMERA, HIDDEN), watcher("video")) == "evidence.camera_not_yours"
    assert refused(lock, world(CAMERA, HIDDEN), watcher("video", "video:g")) == ""


def test_what_a_camera_that_is_gone_has_left_is_for_those_who_could_see_it_last() -> None:
    wishes = [
        LockEvidence(id="l", cameras=("h",), start=BEFORE, end=NOW, why="Va chạm"),
        ExportEvidence(id="x", cameras=("h",), start=BEFORE, end=NOW, why="Va chạm"),
        NoteFetch(id="f", export="e"),
    ]
    was = RecordingState(id="h", status=Recording.OFF, since=NOW, viewers=HIDDEN.audiences())
    keeper = who("evidence.lock", "evidence.export", "cameras.manage")
    for wish in wishes:
        assert refused(wish, world(READY, was), watcher("video")) == "evidence.camera_not_yours"
        assert refused(wish, world(READY, was), watcher("video:g")) == ""
        assert refused(wish, world(READY), watcher("video", "video:g")) == "evidence.camera_not_yours", "nobody knows"
        assert refused(wish, world(READY), keeper) == ""


def test_an_export_under_way_or_ready_can_be_cancelled_once() -> None:
    actor = who("evidence.export")
    cancel = CancelExport(export="e")
    assert refused(cancel, world(), actor) == "gone.evidence_export"
    for before in (OUT, READY):
        after = granted(cancel, world(before), actor)
        assert after[EvidenceExport, "e"].state is Making.CANCELLED
        assert [link.act for link in after.all(Custody)] == [Act.CANCEL]
        assert refused(cancel, after, actor) == "evidence.export_over"


def test_each_fetch_of_a_ready_export_leaves_a_link_of_its_own() -> None:
    actor = who("evidence.export", "cameras.manage", id="binh")
    assert refused(NoteFetch(id="f", export="e"), world(), actor) == "gone.evidence_export"
    assert refused(NoteFetch(id="f", export="e"), world(OUT), actor) == "evidence.export_not_ready"
    once = granted(NoteFetch(id="f", export="e"), world(READY), actor)
    twice = granted(NoteFetch(id="g", export="e"), once, actor)
    assert {(link.id, link.by, link.about, link.why) for link in twice.all(Custody)} == {
        (f"fetch/{id}", "binh", "e", "Công an") for id in "fg"}  # fmt: skip
    assert refused(NoteFetch(id="f", export="e"), twice, actor) == "evidence.fetch_exists"


def test_the_backend_tells_how_far_an_export_is_but_cannot_revive_one() -> None:
    service = who("recordings.report", id="system")
    assert refused(ReportExport(export="e", state=Making.RUNNING), world(), service) == "gone.evidence_export"
    ready = only(
        ReportExport(export="e", state=Making.READY, done=100, size=9, sha256="0" * 64), world(OUT), service,
        EvidenceExport,
    )  # fmt: skip
    assert (ready.state, ready.done, ready.size, ready.sha256, ready.by) == (Making.READY, 100, 9, "0" * 64, "an")
    cancelled = granted(CancelExport(export="e"), world(OUT), who("evidence.export"))
    late = ReportExport(export="e", state=Making.READY, done=100)
    assert refused(late, cancelled, service) == "evidence.export_over"
    expired = only(ReportExport(export="e", state=Making.EXPIRED), world(ready), service, EvidenceExport)
    assert (expired.state, expired.size) == (Making.EXPIRED, 9)


def test_how_recordings_stand_is_written_as_told() -> None:
    state = RecordingState(id="c", status=Recording.FAULT, reason="timeout", since=NOW)
    wish = KeepRecordingStates(states=(state,))
    assert only(wish, world(), who("recordings.report"), RecordingState) == state


def test_no_wish_takes_a_link_away() -> None:
    assert all(Custody not in kind.__annotations__.values() for kind in COMMANDS)
    link = Custody(
        id="lock/l", act=Act.LOCK, by="an", at=BEFORE, why="Va chạm", cameras=("c",), start=BEFORE, end=NOW, about="l"
    )
    anybody = who("evidence.lock", "evidence.release", "evidence.export", id="dung", now=LATER)
    after = granted(ReleaseEvidence(lock="l", why="x"), world(LOCKED, link), anybody)
    assert after[Custody, "lock/l"] == link
