"""The room over the city in memory: what it says of each state, and why a button cannot be pressed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.strings import set_language
from console.theme import wear
from console.video.pool import SourcePool
from console.views.recordings import RecordingsView
from console.views.recordings.checking import verdict_words
from console.views.recordings.planning import Planning
from console.views.recordings.words import act_words, failure_words, making_words, state_words, why_words
from contract.recordings import (
    GIB,
    Act,
    EvidenceExport,
    EvidenceLock,
    KeepRecordingStates,
    LockEvidence,
    Making,
    Recording,
    RecordingPlan,
    RecordingState,
    SaveRecordingPlan,
)
from tests.console.seat import Seat, city
from verify.check import Verdict

Room = Callable[[str], RecordingsView]


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, pool: SourcePool) -> Room:
    set_language("en")
    wear(qapp, "dark")
    monkeypatch.setattr("console.views.recordings.kept.spawn", _nowhere)

    def made(who: str) -> RecordingsView:
        seat = city(1, who)
        view = RecordingsView(seat.desk, pool)
        qtbot.addWidget(view)
        view.resize(1700, 1000)
        view.show()
        view.seat = seat  # type: ignore[attr-defined]
        return view

    return made


def _nowhere(work: object, *_about: object) -> None:
    """There is no loop in these tests; what the backend says is tested with the backend."""
    work.close()  # type: ignore[attr-defined]


def seat_of(view: RecordingsView) -> Seat:
    return view.seat  # type: ignore[attr-defined,no-any-return]


def plan(view: RecordingsView, camera: str, status: Recording, reason: str = "", **more: object) -> None:
    seat = seat_of(view)
    seat.do(SaveRecordingPlan(plan=RecordingPlan(id=camera, days=7, gib=2)))
    now = seat.now()
    state = RecordingState(id=camera, status=status, reason=reason, since=now - timedelta(minutes=3), **more)  # type: ignore[arg-type]
    seat.do(KeepRecordingStates(states=(state,)))
    view.refresh()


def row(view: RecordingsView, camera: str) -> list[str]:
    at = view.table.rows.find(camera)
    assert at is not None
    return [str(view.table.rows.index(at, column).data()) for column in range(view.table.rows.columnCount())]


def test_a_line_says_plan_state_reason_and_how_much_of_its_share_it_takes(room: Room) -> None:
    view = room("lan")
    now = seat_of(view).now()
    plan(view, "cam-05", Recording.FAULT, "timeout", bytes=GIB, counted=now, oldest=now - timedelta(days=2))
    texts = row(view, "cam-05")
    assert texts[0] == "5"
    assert "not recording: The camera does not answer" in texts[2]
    assert texts[3].startswith("3 min")
    assert texts[4] == "7 days, 2 GiB"
    assert texts[6].startswith("2 d")
    assert texts[7:] == ["1.0 GiB", "50.0 %"]
    assert row(view, "cam-06")[2] == "– no plan"
    assert view.table.rows.shown[0].id == "cam-05", "what is planned stands first"


def test_every_state_reason_failure_act_and_verdict_has_words_of_its_own() -> None:
    said = [state_words(state) for state in Recording] + [making_words(state) for state in Making]
    said += [act_words(act) for act in Act] + [verdict_words(verdict) for verdict in Verdict]
    said += [failure_words(code) for code in ("nothing_there", "disk", "bad_data", "internal")]
    assert len(set(said)) == len(said)
    for code in ("disk", "slow", "not_allowed", "no_stream", "unsupported", "lost", "camera_clock", "clock", "format",
                 "internal", "timeout", "unauthorized", "stopped", "started", "no_room", "index_lost", ""):  # fmt: skip
        assert why_words(code) != code


@pytest.mark.parametrize(
    ("who", "record", "lock", "export"),
    [("quantri", "", "may not lock", "may not export"), ("minh", "may not decide", "", "may not export"),
     ("lan", "may not decide", "", "")],
)  # fmt: skip
def test_a_greyed_button_says_the_rules_own_reason(room: Room, who: str, record: str, lock: str, export: str) -> None:
    view = room(who)
    plan(view, "cam-05", Recording.RECORDING)
    view.select("cam-05")
    for button, reason in ((view.head.record, record), (view.time.lock, lock), (view.time.export, export)):
        assert button.isEnabled() is not bool(reason), button.text()
        assert reason in button.toolTip()


def test_a_plan_is_made_for_many_at_once_and_stopped(room: Room) -> None:
    view = room("quantri")
    view.table.selectAll()
    view.plan()
    dialog = view.dialog
    assert isinstance(dialog, Planning)
    dialog.days.setValue(9)
    dialog.do()
    world = seat_of(view).desk.world
    plans = list(world.all(RecordingPlan))
    assert len(plans) == 28
    assert {(one.days, one.by) for one in plans} == {(9, "quantri")}
    view.refresh()
    view.select("cam-07")
    view.stop()
    assert view.dialog is not None
    view.dialog.do()
    assert world[RecordingPlan, "cam-07"].on is False
    assert sum(one.on for one in world.all(RecordingPlan)) == 27


def test_a_lock_is_asked_with_a_reason_seen_on_the_timeline_and_released(room: Room) -> None:
    view = room("lan")
    plan(view, "cam-05", Recording.RECORDING)
    view.select("cam-05")
    now = seat_of(view).now().timestamp()
    view.time.timeline.choose(now - 300, now - 200)
    view.time.ask_lock()
    dialog = view.time.dialog
    assert dialog is not None
    assert not dialog.ok.isEnabled(), "not without a reason"
    assert "why" in dialog.ok.toolTip()
    dialog.why.setText("Va chạm")
    dialog.do()
    lock = next(iter(seat_of(view).desk.world.all(EvidenceLock)))
    assert lock.start.timestamp() == pytest.approx(now - 300, abs=1.1)
    assert lock.cameras == ("cam-05",)
    view.refresh()
    assert [one.why for one in view.time.timeline.locked] == ["Va chạm"]
    assert view.locks.sheet.chosen == lock.id
    view.locks.ask()
    release = view.locks.dialog
    assert release is not None
    release.why.setText("Xong việc")
    release.do()
    assert not list(seat_of(view).desk.world.all(EvidenceLock))
    view.refresh()
    assert not view.locks.release.isEnabled()
    texts = [view.chain.sheet.item(at, 2).text() for at in range(view.chain.sheet.rowCount())]
    assert sorted(texts) == ["locked", "released"]


def test_what_happens_now_can_be_locked_but_not_taken_out(room: Room) -> None:
    view = room("lan")
    plan(view, "cam-05", Recording.RECORDING)
    view.select("cam-05")
    now = seat_of(view).now()
    start, end = now - timedelta(minutes=1), now + timedelta(minutes=5)
    assert view.time.line is not None
    lock = LockEvidence(id="x", cameras=("cam-05",), start=start, end=end, why="?")
    assert seat_of(view).desk.refusal(lock) is None
    view.time.ask_export()
    dialog = view.time.dialog
    assert dialog is not None
    dialog.range.end_edit.setDateTime(dialog.range.end_edit.dateTime().addSecs(3600))
    dialog.why.setText("Công an")
    assert not dialog.ok.isEnabled()
    assert "has not ended yet" in dialog.reason.text()


def test_a_failed_export_says_why(room: Room) -> None:
    view = room("lan")
    now = seat_of(view).now()
    seat_of(view).put(
        EvidenceExport(id="e", cameras=("cam-05",), start=now - timedelta(hours=1), end=now, why="Công an", by="lan",
                       at=now, state=Making.FAILED, reason="internal")
    )  # fmt: skip
    view.refresh()
    assert "an error inside the backend" in view.exports.told.text()
    assert not view.exports.download.isEnabled()
    assert "not ready" in view.exports.download.toolTip()


def test_a_judgement_under_way_is_not_stopped_as_if_it_were_a_download(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("console.views.recordings.fetching.spawn", _nowhere)
    view = room("lan")
    now = seat_of(view).now()
    seat_of(view).put(
        EvidenceExport(id="e", cameras=("cam-05",), start=now - timedelta(hours=1), end=now, why="Công an", by="lan",
                       at=now, state=Making.READY, size=5, sha256="a" * 64)
    )  # fmt: skip
    view.refresh()
    export = view.exports.current
    assert export is not None
    view.exports.download_to(export, tmp_path / "a.zip")
    assert view.exports.cancel.isEnabled()
    view.exports.fetching.judge("e", tmp_path / "b.zip")
    view.exports.refresh()
    assert not view.exports.cancel.isEnabled()
    assert "under way" in view.exports.cancel.toolTip()
    assert not view.exports.progress.isVisible(), "nothing is being downloaded"


def test_who_may_not_see_recordings_is_told_so_and_not_that_there_are_none(room: Room) -> None:
    view = room("hai")
    words = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert words == ["This role may not see recordings."]
    assert not [button for button in view.findChildren(QPushButton) if button.isVisible()]
