"""A camera is steered by real keys, drag and wheel, and stands still the moment nobody means to move it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.replay import Play
from console.video.steering import REPEAT_S
from console.video.stick import FAST, SLOW, STILL, Speeds
from console.video.tiles import Badge
from console.widgets.shortcuts import bind
from tests.console.video.conftest import tiles

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Yard:
    """A Steer that remembers what it was told; `no` are the cameras that somebody else steers."""

    def __init__(self) -> None:
        self.moves: list[tuple[str, Speeds]] = []
        self.went: list[tuple[str, int | None]] = []
        self.left: list[str] = []
        self.taken: list[str] = []
        self.no: set[str] = set()
        self.fixed: set[str] = set()

    def enter(self, camera_id: str) -> bool:
        return camera_id not in self.fixed

    def move(self, camera_id: str, speeds: Speeds) -> bool:
        self.moves.append((camera_id, speeds))
        return camera_id not in self.no

    def go(self, camera_id: str, place: int | None) -> bool:
        self.went.append((camera_id, place))
        return True

    def take_over(self, camera_id: str) -> None:
        self.taken.append(camera_id)

    def leave(self, camera_id: str) -> None:
        self.left.append(camera_id)

    def badge(self, camera_id: str, steering: bool) -> Badge | None:
        return Badge("PTZ", True) if steering else Badge("PTZ · Lan") if camera_id in self.no else None

    @property
    def last(self) -> Speeds:
        return self.moves[-1][1]


class Desk:
    """A window with a mosaic of two cameras, and something else that takes keys."""

    def __init__(self, bot: QtBot, pool: SourcePool) -> None:
        self.window, self.yard = QWidget(), Yard()
        self.escaped: list[bool] = []
        bind(self.window, "Escape", "x", "x", lambda: self.escaped.append(True))
        self.mosaic = Mosaic(pool, parent=self.window)
        bot.addWidget(self.window)
        self.window.resize(800, 400)
        self.mosaic.resize(800, 400)
        self.mosaic.set_tiles(tiles("a", "b", columns=2, rows=1))
        self.mosaic.steering.steer = self.yard
        self.window.show()
        self.window.activateWindow()
        bot.waitActive(self.window).__enter__()
        self.mosaic.setFocus()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyPress(self.mosaic, key, modifier)

    def lift(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyRelease(self.mosaic, key, modifier)

    def wheel(self, x: int, notches: int) -> None:
        turned = QWheelEvent(
            QPointF(x, 100), QPointF(x, 100), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.mosaic, turned)

    @property
    def badges(self) -> list[Badge | None]:
        return [slot.badge for slot in self.mosaic.board.slots.values()]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    pool = SourcePool(lambda _camera: None)
    made = Desk(qtbot, pool)
    yield made
    made.window.close()
    assert pool.close()


def test_an_arrow_moves_the_camera_while_it_is_down_and_the_mark_stays(desk: Desk) -> None:
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Right)
    assert desk.yard.moves == [("a", (SLOW, 0.0, 0.0))]
    desk.lift(KEY.Key_Right)
    assert desk.yard.moves[-1] == ("a", STILL)
    assert desk.mosaic.current == "a#0"
    desk.press(KEY.Key_Up, SHIFT)
    assert desk.yard.last == (0.0, FAST, 0.0)
    desk.lift(KEY.Key_Up)


def test_without_the_mode_the_same_keys_mean_what_they_always_did(desk: Desk) -> None:
    desk.press(KEY.Key_Right)
    assert desk.mosaic.current == "b#1"
    desk.press(KEY.Key_Escape)
    assert desk.escaped == [True]
    assert desk.yard.moves == []


def test_a_held_key_is_said_again_and_again_and_its_repeats_change_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Left)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 3:
        again = QKeyEvent(kind, KEY.Key_Left, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(desk.mosaic, again)
    assert len(desk.yard.moves) == 1
    qtbot.waitUntil(lambda: len(desk.yard.moves) >= 4, timeout=round(REPEAT_S * 1000 * 40))
    assert set(desk.yard.moves) == {("a", (-SLOW, 0.0, 0.0))}


def test_two_arrows_go_between(desk: Desk, qtbot: QtBot) -> None:
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Right)
    desk.press(KEY.Key_Down)
    qtbot.waitUntil(lambda: desk.yard.last == (SLOW, -SLOW, 0.0), timeout=2000)
    desk.lift(KEY.Key_Right)
    qtbot.waitUntil(lambda: desk.yard.last == (0.0, -SLOW, 0.0), timeout=2000)


def test_plus_zooms_and_stops_though_shift_was_let_go_first(desk: Desk) -> None:
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Plus, SHIFT)
    assert desk.yard.last[2] > 0
    desk.lift(KEY.Key_Equal)
    assert desk.yard.last == STILL
    assert desk.mosaic.board.slots["a#0"].tile.look.whole


def test_numbers_go_to_presets_and_home_goes_home_and_0_stays_the_looks(desk: Desk) -> None:
    desk.press(KEY.Key_P)
    for key in (KEY.Key_1, KEY.Key_9, KEY.Key_Home, KEY.Key_0):
        desk.press(key)
        desk.lift(key)
    assert desk.yard.went == [("a", 1), ("a", 9), ("a", None)]


def _focus_out(desk: Desk) -> None:
    QApplication.sendEvent(desk.mosaic, QFocusEvent(QEvent.Type.FocusOut))


def _deactivate(desk: Desk) -> None:
    QApplication.sendEvent(desk.window, QEvent(QEvent.Type.WindowDeactivate))


ENDS = {
    "focus": _focus_out,
    "window": _deactivate,
    "hide": lambda desk: desk.mosaic.hide(),
    "escape": lambda desk: desk.press(KEY.Key_Escape),
    "P": lambda desk: desk.press(KEY.Key_P),
    "another tile": lambda desk: desk.mosaic.set_current("b#1"),
    "tile gone": lambda desk: desk.mosaic.set_tiles(tiles("b", columns=1, rows=1)),
}


@pytest.mark.parametrize("end", sorted(ENDS))
def test_it_stops_at_once_however_the_steering_ends(desk: Desk, end: str) -> None:
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Right)
    ENDS[end](desk)
    assert desk.yard.moves[-1] == ("a", STILL)
    said = len(desk.yard.moves)
    desk.mosaic.steering.tick()
    desk.mosaic.steering.tick()
    assert len(desk.yard.moves) == said
    assert desk.yard.left == ([] if end in ("focus", "window") else ["a"])


def test_escape_is_ours_while_steering_and_the_views_afterwards(desk: Desk) -> None:
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Escape)
    assert (desk.escaped, desk.mosaic.steering.tile) == ([], None)
    desk.press(KEY.Key_Escape)
    assert desk.escaped == [True]


def test_whoever_is_refused_is_not_refused_again_until_the_key_is_let_go(desk: Desk) -> None:
    desk.yard.no = {"a"}
    desk.press(KEY.Key_P)
    desk.press(KEY.Key_Right)
    desk.mosaic.steering.tick()
    assert len(desk.yard.moves) == 1
    desk.lift(KEY.Key_Right)
    desk.press(KEY.Key_Right)
    assert len(desk.yard.moves) == 2
    desk.press(KEY.Key_P, SHIFT)
    assert desk.yard.taken == ["a"]


def test_a_camera_that_cannot_be_steered_leaves_everything_as_it_was(desk: Desk) -> None:
    desk.yard.fixed = {"a"}
    desk.press(KEY.Key_P)
    assert desk.mosaic.steering.tile is None
    desk.press(KEY.Key_Right)
    assert desk.mosaic.current == "b#1"


def test_drag_steers_like_a_stick_and_carries_no_camera_away(desk: Desk) -> None:
    desk.press(KEY.Key_P)
    QTest.mousePress(desk.mosaic, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(desk.mosaic, QPoint(205, 200))
    assert desk.yard.moves == []
    QTest.mouseMove(desk.mosaic, QPoint(260, 200))
    pan, tilt, zoom = desk.yard.last
    assert (0 < pan < 1, tilt, zoom) == (True, 0, 0)
    QTest.mouseRelease(desk.mosaic, Qt.MouseButton.LeftButton, pos=QPoint(260, 200))
    assert desk.yard.last == STILL


def test_the_wheel_zooms_the_camera_for_a_moment_and_over_another_tile_the_picture(desk: Desk, qtbot: QtBot) -> None:
    desk.press(KEY.Key_P)
    desk.wheel(100, -1)
    assert desk.yard.last == (0.0, 0.0, -FAST)
    qtbot.waitUntil(lambda: desk.yard.last == STILL, timeout=2000)
    desk.wheel(600, 1)
    assert not desk.mosaic.board.slots["b#1"].tile.look.whole


def test_steering_shows_the_present(desk: Desk) -> None:
    desk.mosaic.play(Play(0.0, 0.0))
    desk.press(KEY.Key_P)
    shown = [slot.tile.play is None for slot in desk.mosaic.board.slots.values()]
    assert shown == [True, False]


def test_the_strip_says_who_steers(desk: Desk) -> None:
    desk.yard.no = {"b"}
    desk.mosaic.steering.refresh()
    assert desk.badges == [None, Badge("PTZ · Lan")]
    desk.press(KEY.Key_P)
    assert desk.badges[0] == Badge("PTZ", True)
    place = desk.mosaic.board.slots["a#0"].place
    assert place is not None
    desk.mosaic._repaint_words()
    before = desk.mosaic.board.canvas.image.copy(place.strip)
    desk.press(KEY.Key_P)
    desk.mosaic._repaint_words()
    assert desk.mosaic.board.canvas.image.copy(place.strip) != before


def test_a_screen_reader_hears_who_steers(desk: Desk, qtbot: QtBot) -> None:
    desk.press(KEY.Key_P)
    qtbot.waitUntil(lambda: desk.mosaic.accessibleDescription().endswith("PTZ"), timeout=2000)


def test_a_mosaic_without_a_steer_knows_no_such_key(desk: Desk) -> None:
    desk.mosaic.steering.steer = None
    desk.press(KEY.Key_P)
    assert desk.mosaic.steering.tile is None
