"""How cameras are doing: kept by the backend alone, in a ring that does not grow, and told to their watchers alone."""

from datetime import date, timedelta

import msgspec
import pytest

from contract.health import (
    BEAT,
    KEEP_DAYS,
    SAVE_S,
    CameraBeat,
    CameraDay,
    CameraReport,
    CameraSeen,
    KeepDays,
    LearnView,
    Life,
    Status,
    slot,
    totals,
)
from contract.wire import decode_signal, encode
from tests.contract.rules import LATER, NOW, gone, granted, refused, who, world

JUDGE = who("cameras.judge", id="system")
DAY = CameraDay(id="c/1", camera="c", day=NOW.date(), since=NOW, seen_by=("video:tram-1",))


def test_only_the_backend_keeps_the_days() -> None:
    everything_else = who("cameras.see", "cameras.manage", "alerts.acknowledge", "people.manage")
    assert refused(KeepDays(days=(DAY,)), world(), everything_else) == "needs.cameras.judge"


def test_every_keeping_is_a_beat() -> None:
    after = granted(KeepDays(), world(CameraBeat(id=BEAT, at=NOW - timedelta(days=1))), JUDGE)
    assert after[CameraBeat, BEAT].at == NOW


def test_a_camera_that_is_no_more_is_forgotten_unless_its_place_was_taken() -> None:
    other = msgspec.structs.replace(DAY, id="c/2")
    wish = KeepDays(days=(DAY,), forget=("c/1", "c/2", "c/2", "never"))
    assert gone(wish, world(DAY, other), JUDGE) == {("camera_day", "c/2")}


def test_days_replace_days() -> None:
    first = date(2026, 3, 1)
    places = {slot("c", first + timedelta(days=day)) for day in range(100)}
    assert len(places) == KEEP_DAYS
    assert slot("c", first) == slot("c", first + timedelta(days=KEEP_DAYS))
    assert slot("c", first) != slot("d", first)
    assert len(slot("x" * 120, first)) <= 120


def test_a_day_and_a_report_reach_those_who_may_watch_the_camera_and_nobody_else() -> None:
    assert DAY.audiences() == ("video:tram-1",)
    report = CameraReport(by="an", machine="pc", at=NOW, seen_by=("video:tram-1",))
    assert (report.audiences(), report.author()) == (("video:tram-1",), "an")
    assert LearnView(camera="c", seen_by=("video:tram-1",)).audiences() == ("video:tram-1",)


def test_machines_and_parts_do_not_speak_over_each_other() -> None:
    keys = {
        CameraReport(by="an", machine=machine, part=part, parts=2, at=NOW).key()
        for machine in ("a", "b")
        for part in (0, 1)
    }
    assert len(keys) == 4


def test_a_report_holds_only_so_many_cameras() -> None:
    seen = tuple(CameraSeen(camera=f"c{index}", status=Status.LIVE) for index in range(65))
    with pytest.raises(msgspec.ValidationError):
        decode_signal(encode(CameraReport(by="an", machine="pc", cameras=seen, at=NOW)))


@pytest.mark.parametrize(
    "field", [{"reason": "\u202ex"}, {"last_reason": "a\n"}, {"profile": "\x07"}, {"reconnects": 2**70}, {"width": -1}]
)
def test_a_report_that_could_not_be_written_down_is_not_heard(field: dict[str, object]) -> None:
    seen = CameraSeen(camera="c", status=Status.LOST)
    body = msgspec.json.decode(encode(CameraReport(by="an", machine="pc", cameras=(seen,), at=NOW)))
    decode_signal(msgspec.json.encode(body))
    body["cameras"][0] |= field
    with pytest.raises(msgspec.ValidationError):
        decode_signal(msgspec.json.encode(body))


def test_what_is_told_to_no_audience_reaches_nobody() -> None:
    for said in (CameraReport(by="an", machine="pc", at=NOW, seen_by=()), LearnView(camera="c", seen_by=())):
        assert said.audiences() == ("nobody",)


def test_what_runs_counts_up_to_now_and_no_further_than_a_beat_vouches_for() -> None:
    up = msgspec.structs.replace(DAY, life=Life.UP, up_s=60.0, down_s=6.0)
    assert totals([up], NOW.date(), LATER, LATER) == (360.0, 6.0)
    assert totals([up], NOW.date(), NOW + timedelta(days=2), NOW) == (60.0 + 2 * SAVE_S, 6.0)
    assert totals([up], NOW.date(), LATER, None) == (60.0, 6.0)


def test_down_is_not_up_and_unseen_is_neither() -> None:
    down, unseen = (msgspec.structs.replace(DAY, life=life) for life in (Life.DOWN, Life.UNSEEN))
    assert totals([down], NOW.date(), LATER, LATER) == (0.0, 300.0)
    assert totals([unseen], NOW.date(), LATER, LATER) == (0.0, 0.0)


def test_days_before_the_first_do_not_count() -> None:
    old = msgspec.structs.replace(DAY, day=NOW.date() - timedelta(days=1), up_s=5.0)
    assert totals([old], NOW.date(), LATER, LATER) == (0.0, 0.0)
