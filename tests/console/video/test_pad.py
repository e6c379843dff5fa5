"""A gamepad moves cameras only while it is meant to: dead zone, curve, presses, and a stop when it is pulled out.

Without SDL's packages a device of our own stands behind the seam; with them SDL's virtual joystick is asked as well.
"""

import ctypes
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.video.pad import BEFORE, DEAD, HOME, NEXT, Pad, Reading, Sdl, sdl2
from console.video.stick import STILL, Speeds
from tests.console.cameras.test_steering import Room


class Hand:
    """What somebody does with a device; None: it is not plugged in."""

    def __init__(self) -> None:
        self.holds: Reading | None = Reading()
        self.asked = 0

    def read(self) -> Reading | None:
        self.asked += 1
        return self.holds


@pytest.fixture
def hand() -> Hand:
    return Hand()


def armed(hand: Hand) -> Pad:
    pad = Pad(hand)
    pad.read()
    return pad


def test_a_worn_stick_at_rest_moves_nothing_and_the_rim_is_full_speed(hand: Hand) -> None:
    pad = armed(hand)
    hand.holds = Reading(pan=DEAD, tilt=-DEAD)
    assert pad.read() == (STILL, ())
    hand.holds = Reading(pan=1.0, tilt=-1.01, zoom=-1.0)
    assert pad.read()[0] == (1.0, -1.0, -1.0)
    half = DEAD + (1 - DEAD) / 2
    hand.holds = Reading(pan=half, tilt=-half)
    assert pad.read()[0] == pytest.approx((0.25, -0.25, 0.0))
    hand.holds = Reading(pan=DEAD + 0.001)
    assert 0 < pad.read()[0][0] < 0.001


def test_a_press_counts_once_however_long_it_is_held(hand: Hand) -> None:
    pad = armed(hand)
    hand.holds = Reading(pressed=frozenset({1, HOME}))
    assert pad.read()[1] == (1, HOME)
    assert pad.read()[1] == ()
    hand.holds = Reading(pressed=frozenset({1, 2}))
    assert pad.read()[1] == (2,)


def test_what_is_held_already_must_be_let_go_first(hand: Hand) -> None:
    hand.holds = Reading(pan=1.0, pressed=frozenset({1}))
    pad = Pad(hand)
    assert pad.read() == (STILL, ())
    assert pad.read() == (STILL, ())
    hand.holds = Reading()
    pad.read()
    hand.holds = Reading(pan=1.0)
    assert pad.read()[0] == (1.0, 0.0, 0.0)
    pad.drop()
    assert pad.read()[0] == STILL


def test_a_device_that_is_gone_stands_still_and_comes_back_unarmed(hand: Hand) -> None:
    pad = armed(hand)
    hand.holds = Reading(pan=1.0)
    pad.read()
    hand.holds = None
    assert pad.read() == (STILL, ())
    hand.holds = Reading(pan=1.0)
    assert pad.read() == (STILL, ())


class Steer:
    """Writes down what a camera is told."""

    def __init__(self) -> None:
        self.moves: list[tuple[str, Speeds]] = []
        self.went: list[tuple[str, int | None]] = []

    def enter(self, camera_id: str) -> bool:
        return True

    def move(self, camera_id: str, speeds: Speeds) -> bool:
        self.moves.append((camera_id, speeds))
        return True

    def go(self, camera_id: str, place: int | None) -> bool:
        self.went.append((camera_id, place))
        return True

    def take_over(self, camera_id: str) -> None: ...

    def leave(self, camera_id: str) -> None: ...

    def badge(self, camera_id: str, steering: bool) -> None: ...


@pytest.fixture
def desk(qtbot: QtBot, hand: Hand) -> Any:
    room = Room(qtbot, "minh")
    room.mosaic.steering.steer = Steer()
    room.mosaic.steering.pad = Pad(hand)
    room.mosaic.setFocus()
    qtbot.waitUntil(lambda: room.mosaic.board.focused)
    yield room
    room.view.close()
    assert room.pool.close()


def steer_of(room: Room) -> Steer:
    found = room.mosaic.steering.steer
    assert isinstance(found, Steer)
    return found


def test_only_a_steered_tile_that_has_the_keys_asks_the_device(desk: Room, hand: Hand, qtbot: QtBot) -> None:
    qtbot.wait(200)
    assert hand.asked == 0
    qtbot.keyClick(desk.mosaic, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: hand.asked > 1)
    hand.holds = Reading(pan=1.0)
    qtbot.waitUntil(lambda: bool(steer_of(desk).moves))
    assert steer_of(desk).moves[-1] == (desk.camera, (1.0, 0.0, 0.0))
    desk.view.search.setFocus()
    qtbot.waitUntil(lambda: not desk.mosaic.board.focused)
    assert steer_of(desk).moves[-1] == (desk.camera, STILL), "the keys go elsewhere: the camera stands"
    asked = hand.asked
    qtbot.wait(200)
    assert hand.asked == asked
    assert steer_of(desk).moves[-1] == (desk.camera, STILL)


def test_pulled_out_in_the_middle_of_a_movement_the_camera_stops(desk: Room, hand: Hand, qtbot: QtBot) -> None:
    qtbot.keyClick(desk.mosaic, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: hand.asked > 1)
    hand.holds = Reading(tilt=1.0)
    qtbot.waitUntil(lambda: bool(steer_of(desk).moves))
    hand.holds = None
    qtbot.waitUntil(lambda: steer_of(desk).moves[-1] == (desk.camera, STILL), timeout=300)


def test_buttons_are_presets_home_and_the_next_tile(desk: Room, hand: Hand, qtbot: QtBot) -> None:
    desk.view.set_side(2)
    qtbot.waitUntil(lambda: len(desk.mosaic.board.slots) == 4, timeout=3000)
    desk.mosaic.setFocus()
    qtbot.keyClick(desk.mosaic, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: hand.asked > 1)
    first, second, *_rest, last = desk.mosaic.board.slots
    for press, told in ((2, (first, 2)), (HOME, (first, None))):
        hand.holds = Reading(pressed=frozenset({press}))
        qtbot.waitUntil(lambda: steer_of(desk).went[-1:] == [told])  # noqa: B023
        hand.holds = Reading()
        qtbot.wait(80)
    for press, tile in ((NEXT, second), (BEFORE, first), (BEFORE, last)):
        hand.holds = Reading(pressed=frozenset({press}))
        qtbot.waitUntil(lambda: desk.mosaic.steering.tile == tile)  # noqa: B023
        hand.holds = Reading()
        qtbot.wait(80)


@pytest.mark.skipif(sdl2 is None, reason="the extra `gamepad` is not installed")
def test_sdls_own_virtual_joystick_is_read_and_its_going_noticed() -> None:
    device = Sdl()
    assert device.read() is None
    at = sdl2.SDL_JoystickAttachVirtual(sdl2.SDL_JOYSTICK_TYPE_FLIGHT_STICK, 3, 9, 0)
    assert at >= 0
    assert device.read() == Reading()
    stick = device._stick
    for axis, value in ((0, 32767), (1, 32767), (2, -32768)):
        sdl2.SDL_JoystickSetVirtualAxis(stick, axis, ctypes.c_int16(value))
    sdl2.SDL_JoystickSetVirtualButton(stick, 8, 1)
    reading = device.read()
    assert reading is not None
    assert (reading.pan, reading.tilt, round(reading.zoom, 2)) == (1.0, -1.0, -1.0)
    assert reading.pressed == {NEXT}
    assert sdl2.SDL_JoystickDetachVirtual(at) == 0
    assert device.read() is None
    device.close()
