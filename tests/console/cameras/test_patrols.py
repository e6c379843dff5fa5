"""A round is made, changed, rested, started and removed with the keyboard alone; why not is said."""

import pytest
from PySide6.QtCore import Qt

from console.views.cameras.patrols import Patrolling
from contract.ptz import KeepPtzState, PatrolStep, Preset, PtzPatrol, SavePtzDevice, SavePtzPatrol
from tests.console.cameras.room import CTRL, Room, shown

ADDRESS = "http://192.0.2.9/onvif/device_service"
PRESETS = (Preset(token="1", name="Cổng"), Preset(token="2", name="Ngã tư"), Preset(token="3"))
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def turning(room: Room) -> Room:
    """A camera that can be turned and has told its places."""
    room.seat.do(SavePtzDevice(camera="cam-20", address=ADDRESS))
    room.seat.do(KeepPtzState(camera="cam-20", presets=PRESETS))
    return room


def patrol(room: Room) -> PtzPatrol | None:
    return room.seat.desk.world.get(PtzPatrol, "cam-20")


def back(room: Room) -> None:
    """The dialog has gone, and the keys act in the list again."""
    room.view.activateWindow()
    room.bot.waitUntil(room.view.isActiveWindow)
    room.view.table.setFocus()


def tokens(room: Room) -> list[tuple[str, float]]:
    made = patrol(room)
    return [(step.preset, step.dwell_s) for step in made.steps] if made else []


def test_keys_alone_make_change_rest_start_and_remove_a_round(turning: Room) -> None:
    room = turning
    room.press(Qt.Key.Key_P, CTRL)
    dialog = shown(room, Patrolling)
    assert not dialog.ok.isEnabled()
    assert dialog.known.hasFocus()
    room.bot.keyClick(dialog.known, Qt.Key.Key_Return)
    room.bot.keyClick(dialog.known, Qt.Key.Key_Down)
    room.bot.keyClick(dialog.known, Qt.Key.Key_Return)
    dialog.dwell.setValue(25)
    dialog.round.setFocus()
    room.bot.keyClick(dialog.round, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    room.bot.keyClick(dialog.round, Qt.Key.Key_Return, CTRL)
    assert tokens(room) == [("2", 25.0), ("1", 10.0)]
    back(room)
    for on in (False, True):
        room.press(Qt.Key.Key_P, CTRL | SHIFT)
        made = patrol(room)
        assert made is not None
        assert made.on is on
    room.press(Qt.Key.Key_P, CTRL)
    again = shown(room, Patrolling)
    assert [again.round.item(at).text().split(" · ")[0] for at in range(2)] == ["1. Ngã tư", "2. Cổng"]
    again.round.setFocus()
    room.bot.keyClick(again.round, Qt.Key.Key_Delete)
    again.ok.click()
    assert tokens(room) == [("1", 10.0)]
    back(room)
    room.press(Qt.Key.Key_P, CTRL)
    shown(room, Patrolling).remove.click()
    assert patrol(room) is None
    back(room)
    room.press(Qt.Key.Key_P, CTRL | SHIFT)
    assert room.said[-1].tone == "warning"


def test_without_places_or_a_head_the_reason_is_said(room: Room) -> None:
    action = next(one for one in room.view.manage.menu().actions() if "Vòng" in one.text())
    assert not action.isEnabled()
    assert action.toolTip() == "Camera này không điều khiển được."
    room.seat.do(SavePtzDevice(camera="cam-20", address=ADDRESS))
    room.view.manage.open_patrol()
    dialog = shown(room, Patrolling)
    assert not dialog.add.isEnabled()
    assert not dialog.ok.isEnabled()
    assert "vị trí" in dialog.reason.text()


def test_who_may_not_is_told(officer: Room) -> None:
    officer.seat.do(SavePtzDevice(camera="cam-20", address=ADDRESS))
    officer.seat.do(KeepPtzState(camera="cam-20", presets=PRESETS))
    officer.seat.do(SavePtzPatrol(camera="cam-20", steps=(PatrolStep(preset="1"),)))
    action = next(one for one in officer.view.manage.menu().actions() if "Vòng" in one.text())
    assert not action.isEnabled()
    assert officer.seat.desk.refusal(SavePtzPatrol(camera="cam-20", steps=(), on=False)) is not None
    made = officer.seat.desk.world[PtzPatrol, "cam-20"]
    assert made.on is True


def test_no_more_places_than_a_round_may_have(turning: Room) -> None:
    turning.view.manage.open_patrol()
    dialog = shown(turning, Patrolling)
    for _ in range(40):
        dialog.add_step()
    assert len(dialog.steps) == 32
    assert not dialog.add.isEnabled()
    assert dialog.add.toolTip()
