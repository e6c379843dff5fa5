"""Rules of a camera: listed with their state, drawn by mouse or keys alone, refused in words; boxes are asked for."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from backend_client.session import Line
from console.views.alerts.listing import Listing
from console.views.cameras.analysing import EventsOf, RulesOf
from console.views.cameras.analysing.editing import RuleEditing
from console.views.cameras.analysing.words import reason_word, state_words, thing_word
from contract.analytics import (
    AnalyticsRule,
    AnalyticsSight,
    Direction,
    ReportAnalytics,
    RuleKind,
    SaveAnalyticsRule,
    SightsWanted,
    Thing,
    Watching,
)
from contract.analytics.commands import RuleSeen
from contract.base import Gone
from contract.camera_events import CameraEvents, CameraEventsState, Event, Hearing, KeepCameraEventsState
from tests.console.cameras.room import CTRL, Room, shown

SHIFT = Qt.KeyboardModifier.ShiftModifier
ZONE = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8))
RULE = AnalyticsRule(id="r1", camera="cam-20", name="Cổng sau", kind=RuleKind.LOITERING, shape=ZONE, dwell_s=20)


def rules(room: Room) -> list[AnalyticsRule]:
    return list(room.seat.desk.world.all(AnalyticsRule))


def report(room: Room, status: Watching, reason: str = "") -> None:
    seen = RuleSeen(rule="r1", status=status, reason=reason, since=room.seat.now() - timedelta(seconds=30))
    room.seat.do(ReportAnalytics(rules=(seen,)))


def listed(room: Room) -> RulesOf:
    room.press(Qt.Key.Key_F4)
    return shown(room, RulesOf)


def editor(room: Room, dialog: RulesOf) -> RuleEditing:
    room.bot.keyClick(dialog.table, Qt.Key.Key_Insert)
    assert dialog.editing is not None
    dialog.editing.activateWindow()
    room.bot.waitUntil(dialog.editing.isActiveWindow)
    return dialog.editing


def test_a_zone_is_drawn_by_keys_alone(room: Room) -> None:
    dialog = listed(room)
    made = editor(room, dialog)
    assert not made.ok.isEnabled()
    assert not made.reason.text(), "a new rule does not begin with a reproach"
    made.form.name.setText("Bãi xe")
    assert "3" in made.reason.text(), made.reason.text()
    sketch = made.sketch
    sketch.setFocus()
    room.bot.keyClick(sketch, Qt.Key.Key_Return)
    room.bot.keyClick(sketch, Qt.Key.Key_Left, SHIFT)
    room.bot.keyClick(sketch, Qt.Key.Key_Return)
    room.bot.keyClick(sketch, Qt.Key.Key_Right)
    room.bot.keyClick(sketch, Qt.Key.Key_Return)
    assert made.ok.isEnabled(), made.reason.text()
    assert "3" in sketch.accessibleDescription()
    room.bot.keyClick(sketch, Qt.Key.Key_Return, CTRL)
    (rule,) = rules(room)
    assert (rule.name, rule.camera, rule.kind, len(rule.shape)) == ("Bãi xe", "cam-20", RuleKind.MOTION, 3)
    assert rule.shape[0] == (0.45, 0.5)


def test_every_step_can_be_taken_back(room: Room) -> None:
    made = editor(room, listed(room))
    sketch = made.sketch
    for _ in range(3):
        room.bot.keyClick(sketch, Qt.Key.Key_Return)
    three = made.sketch.drawing.shape
    room.bot.keyClick(sketch, Qt.Key.Key_Delete)
    for _ in range(5):
        room.bot.keyClick(sketch, Qt.Key.Key_Up)
    assert len(sketch.drawing.shape) == 2
    # Five presses of one key are one step.
    room.bot.keyClick(sketch, Qt.Key.Key_Z, CTRL)
    room.bot.keyClick(sketch, Qt.Key.Key_Z, CTRL)
    assert sketch.drawing.shape == three
    room.bot.keyClick(sketch, Qt.Key.Key_Y, CTRL)
    assert len(sketch.drawing.shape) == 2
    for _ in range(9):
        room.bot.keyClick(sketch, Qt.Key.Key_Z, CTRL)
    assert sketch.drawing.shape == ()
    assert not made.undo.isEnabled()
    room.bot.keyClick(sketch, Qt.Key.Key_Escape)
    assert not made.isVisible()
    assert rules(room) == []


def test_a_line_is_drawn_by_mouse_with_its_direction(room: Room) -> None:
    made = editor(room, listed(room))
    made.form.kind.setCurrentIndex(made.form.kind.findData(RuleKind.CROSSING))
    made.form.name.setText("Lối vào")
    sketch = made.sketch
    for spot in ((0.2, 0.5), (0.8, 0.5)):
        room.bot.mouseClick(sketch, Qt.MouseButton.LeftButton, pos=sketch.place(spot).toPoint())
    made.form.direction.setCurrentIndex(made.form.direction.findData(Direction.LEFT))
    assert sketch.side == -1
    start, end = sketch.place((0.8, 0.5)).toPoint(), sketch.place((0.8, 0.7)).toPoint()
    room.bot.mousePress(sketch, Qt.MouseButton.LeftButton, pos=start)
    room.bot.mouseMove(sketch, end)
    drag(sketch, start, end)
    room.bot.mouseRelease(sketch, Qt.MouseButton.LeftButton, pos=end)
    before = sketch.drawing.shape
    assert before[1] == (pytest.approx(0.8, abs=0.01), pytest.approx(0.7, abs=0.01))
    room.bot.keyClick(sketch, Qt.Key.Key_D, CTRL)
    assert sketch.drawing.shape == before[::-1]
    made.do()
    (rule,) = rules(room)
    assert (rule.direction, rule.shape) == (Direction.LEFT, before[::-1])


def drag(sketch: object, start: QPoint, end: QPoint) -> None:
    """What a moved mouse with its button down does; QTest moves without buttons."""
    sketch.drawing.put(sketch.spot(end.toPointF()))  # type: ignore[attr-defined]


def test_a_drag_that_is_given_up_leaves_the_point_where_it_was(room: Room) -> None:
    room.seat.do(SaveAnalyticsRule(rule=RULE))
    dialog = listed(room)
    room.bot.keyClick(dialog.table, Qt.Key.Key_F2)
    made = dialog.editing
    assert made is not None
    place = made.sketch.place(ZONE[1]).toPoint()
    room.bot.mousePress(made.sketch, Qt.MouseButton.LeftButton, pos=place)
    drag(made.sketch, place, place + QPoint(60, 60))
    assert made.sketch.drawing.shape != ZONE
    room.bot.keyClick(made.sketch, Qt.Key.Key_Escape)
    assert made.isVisible()
    assert made.sketch.drawing.shape == ZONE
    room.bot.mouseClick(made.sketch, Qt.MouseButton.RightButton, pos=place)
    assert made.sketch.drawing.shape == (ZONE[0], ZONE[2])
    assert not made.ok.isEnabled()


def test_a_shape_that_crosses_itself_is_refused_in_words(room: Room) -> None:
    bad = ((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.6))
    room.seat.put(AnalyticsRule(id="r1", camera="cam-20", name="X", kind=RuleKind.MOTION, shape=bad))
    dialog = listed(room)
    dialog._edit(dialog.current)
    assert dialog.editing is not None
    assert not dialog.editing.ok.isEnabled()
    assert "cắt nhau" in dialog.editing.reason.text(), dialog.editing.reason.text()


def test_the_list_says_in_words_how_each_rule_is_watched(room: Room) -> None:
    room.seat.do(SaveAnalyticsRule(rule=RULE))
    dialog = listed(room)
    state = dialog.table.item(0, 3)
    assert state is not None
    assert state.text().startswith("✕ Không nhìn được: chưa có máy phân tích nào tiếp nhận, từ ")
    report(room, Watching.WATCHING)
    assert dialog.table.item(0, 3).text().startswith("● Đang theo dõi, từ ")
    room.bot.keyClick(dialog.table, Qt.Key.Key_F3)
    assert dialog.table.item(0, 3).text() == "○ Đã tắt"
    assert dialog.turn.text() == "Bật"
    room.seat.to(next(one for one in Line if one is not Line.LIVE))
    dialog.tell()
    assert "Không rõ" in dialog.table.item(0, 3).text()
    room.seat.to(Line.LIVE)
    room.bot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert rules(room) == []


def test_an_officer_turns_rules_and_changes_none(officer: Room) -> None:
    room = officer
    room.seat.do(SaveAnalyticsRule(rule=RULE))
    dialog = listed(room)
    assert (dialog.add.isEnabled(), dialog.edit.isEnabled(), dialog.remove.isEnabled()) == (False, False, False)
    assert dialog.add.toolTip() == dialog.add.accessibleDescription() != ""
    assert dialog.turn.isEnabled()
    dialog.turn.click()
    assert [rule.on for rule in rules(room)] == [False]


def test_boxes_are_asked_for_while_rules_are_on_and_somebody_looks(room: Room) -> None:
    def asked() -> list[tuple[str, ...]]:
        return [one.cameras for one in room.seat.told if isinstance(one, SightsWanted)]

    room.bot.waitUntil(lambda: "cam-20" in room.view.pictures.mosaic.board.slots, timeout=3000)
    assert asked() == []
    room.seat.do(SaveAnalyticsRule(rule=RULE))
    assert asked()[-1] == ("cam-20",)
    overlay = room.view.pictures.mosaic.overlay
    assert "chưa có máy phân tích" in overlay._over["cam-20"].note
    report(room, Watching.WATCHING)
    assert overlay._over["cam-20"].note == ""
    assert overlay._over["cam-20"].outlines[0].watched
    thing = Thing(x=0.1, y=0.1, w=0.2, h=0.3, kind="person", rule="r1", alarm=True)
    sight = AnalyticsSight(node="n", camera="cam-20", at=room.seat.now(), things=(thing,), hot=("r1",))
    room.seat.desk.heard.emit("n", sight)
    assert [one.words for one in overlay._over["cam-20"].seen] == ["người"]
    assert overlay._over["cam-20"].outlines[0].hot
    late = AnalyticsSight(node="n", camera="cam-20", at=room.seat.now() - timedelta(seconds=2), things=(thing,))
    room.seat.desk.heard.emit("n", late)
    assert overlay._over["cam-20"].seen == ()
    room.view.pictures.mosaic.setFocus()
    room.bot.keyClick(room.view.pictures.mosaic, Qt.Key.Key_A)
    assert overlay._over == {}
    assert asked()[-1] == ()
    room.seat.desk.heard.emit("n", sight)
    assert overlay._over == {}
    room.bot.keyClick(room.view.pictures.mosaic, Qt.Key.Key_A)
    assert asked()[-1] == ("cam-20",)
    room.seat.put(Gone("analytics_rule", "r1"), Gone("analytics_state", "r1"))
    assert overlay._over == {}
    assert asked()[-1] == ()


def test_words_for_what_nobody_has_named() -> None:
    assert thing_word("giraffe") == "giraffe"
    assert reason_word("new_reason") == "new_reason"
    assert state_words(None, RULE.rearm_s) == "✕ Không nhìn được"  # type: ignore[arg-type]


def test_events_of_a_camera_are_chosen_and_their_line_is_told(room: Room) -> None:
    room.view.manage.open_events()
    dialog = shown(room, EventsOf)
    assert not dialog.ok.isEnabled()
    dialog.address.setText("rtsp://192.0.2.7/")
    assert dialog.reason.text()
    dialog.address.setText("http://192.0.2.7/onvif/device_service")
    assert not dialog.ok.isEnabled(), "nothing is chosen"
    chosen = next(one for one in dialog.choices if one.event is Event.TAMPER)
    chosen.on.setChecked(True)
    chosen.off_s.setValue(30)
    assert dialog.ok.isEnabled(), dialog.reason.text()
    dialog.do()
    row = room.seat.desk.world[CameraEvents, "cam-20"]
    assert [(one.event, one.severity, one.off_s) for one in row.wanted] == [(Event.TAMPER, 2, 30.0)]
    room.seat.do(
        KeepCameraEventsState(
            camera="cam-20", hearing=Hearing.TROUBLE, reason="onvif.login", others=7, others_named=("Maker/Thing",)
        )
    )
    room.view.manage.open_events()
    again = shown(room, EventsOf)
    words = again.state.text()
    assert words.startswith("✕ Không nhận được sự kiện. ")
    assert "Maker/Thing" in words
    room.seat.do(KeepCameraEventsState(camera="cam-20", hearing=Hearing.SUBSCRIBED))
    assert again.state.text().startswith("● Đã đăng ký")
    again.remove.click()
    assert room.seat.desk.world.get(CameraEvents, "cam-20") is None
    assert room.seat.desk.world.get(CameraEventsState, "cam-20") is None


def test_what_raises_alerts_by_itself_has_a_name_in_the_queue(room: Room) -> None:
    listing = Listing(room.seat.desk)
    names = [listing.name(source) for source in ("analytics", "camera_events", "camera_health", "nobody", "minh")]
    assert names[:4] == ["Phân tích hình ảnh", "Camera tự báo (ONVIF)", "Giám sát tình trạng camera", "nobody"]
    assert names[4] != "minh"
