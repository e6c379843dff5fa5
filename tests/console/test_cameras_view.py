"""Cameras are found by any of their words, seen as they are, and sent to the wall; the keyboard is enough."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ladders import ladder, resolver
from console.strings import sort_key
from console.video.pool import SourcePool
from console.views.cameras import CamerasView
from console.views.cameras.facts import direction_words, picture_words, point_words
from console.widgets.finder import Finder
from contract.base import Gone
from contract.cameras import Camera, SetCameraLogin
from contract.geo import Point
from contract.walls import Content, Showing
from demo.city import CAMERAS
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.console.seat import Seat, city

SECRET = "rất-bí-mật"


class Room:
    """A duty officer's seat and the view, shown."""

    def __init__(self, bot: QtBot, port: int = 1) -> None:
        self.bot = bot
        self.seat: Seat = city(port, "minh")
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.3)
        self.view = CamerasView(self.seat.desk, self.pool)
        bot.addWidget(self.view)
        self.view.resize(1600, 900)
        self.view.show()
        self.view.activateWindow()
        bot.waitActive(self.view).__enter__()

    def names(self) -> list[str]:
        return [self.view.model.row(at).name for at in range(self.view.model.rowCount())]

    def type(self, words: str) -> None:
        self.view.search.clear()
        # QTest aborts on letters that no key of a Latin keyboard gives; an input method hands in whole text.
        self.bot.keyClicks(self.view.search, words) if words.isascii() else self.view.search.insert(words)
        self.bot.waitUntil(lambda: not self.view.model.searching)

    def words(self) -> str:
        return "\n".join(label.text() for label in self.view.findChildren(QLabel) if label.isVisible())

    def finder(self) -> Finder:
        found = self.view.findChild(Finder)
        assert isinstance(found, Finder)
        return found


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot)
    yield made
    made.view.close()
    assert made.pool.close()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 640, 360, 15, 3)


@pytest.fixture
def living(qtbot: QtBot, clip: Path) -> Iterator[Room]:
    with ServerThread() as server:
        for camera in CAMERAS:
            for profile in ("sub", "main"):
                server.add(camera.path(profile), clip)
        made = Room(qtbot, server.port)
        yield made
        made.view.close()
        assert made.pool.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("video-")]


def test_all_cameras_stand_in_the_order_of_the_vietnamese_alphabet(room: Room) -> None:
    names = room.names()
    assert len(names) == 28
    assert names == sorted(names, key=sort_key)
    assert names.index("Cầu Bãi Cháy") < names.index("Đền Cửa Ông")


@pytest.mark.parametrize("typed", ["bai chay", "Bãi Cháy", "BAI CHAY"])
def test_search_finds_with_and_without_diacritics(room: Room, typed: str) -> None:
    room.type(typed)
    assert "Cầu Bãi Cháy" in room.names()
    assert "Cầu Ka Long" not in room.names()
    assert "trên 28" in room.words()


def test_search_finds_numbers_and_places(room: Room) -> None:
    room.type("23")
    assert "Bến xe Bãi Cháy" in room.names()
    room.type("hung vuong")
    assert "Cầu Ka Long" in room.names()


def test_finding_nothing_is_said_and_esc_shows_all_again(room: Room) -> None:
    room.type("khong co dau")
    assert room.names() == []
    assert "Không có camera nào khớp" in room.words()
    room.bot.keyClick(room.view.search, Qt.Key.Key_Escape)
    room.bot.waitUntil(lambda: len(room.names()) == 28)


def test_a_city_without_cameras_says_so(qtbot: QtBot) -> None:
    seat = Seat("minh")
    pool = SourcePool(resolver(seat.desk))
    view = CamerasView(seat.desk, pool)
    qtbot.addWidget(view)
    view.show()
    words = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert any(word.startswith("Chưa có camera nào.") for word in words)
    assert pool.close()


def test_the_picked_camera_lives_and_its_facts_say_so(living: Room) -> None:
    assert living.view.select("cam-20")
    living.bot.waitUntil(lambda: "cam-20" in living.view.pictures.reports(), timeout=2000)
    living.bot.waitUntil(lambda: living.view.pictures.reports()["cam-20"].status == "live", timeout=8000)
    living.bot.waitUntil(lambda: "trực tiếp" in living.words(), timeout=2000)
    assert "640 × 360" in living.words()
    assert living.view.pictures.reports()["cam-20"].profile == "main", "one large picture deserves the large stream"
    state = living.view.listing.state(living.seat.replica.world[Camera, "cam-20"])
    assert state == "trực tiếp"


def test_nine_pictures_begin_at_the_picked_camera(living: Room) -> None:
    living.view.table.setFocus()
    living.bot.keyClick(living.view.table, Qt.Key.Key_9)
    assert living.view.side == 3
    living.bot.waitUntil(lambda: len(living.view.pictures.reports()) == 9, timeout=2000)
    assert next(iter(living.view.pictures.reports())) == living.view.table.current().id  # type: ignore[union-attr]
    living.bot.waitUntil(lambda: {r.status for r in living.view.pictures.reports().values()} == {"live"}, timeout=9000)
    living.bot.keyClick(living.view.table, Qt.Key.Key_Return)
    living.bot.waitUntil(lambda: len(living.view.pictures.reports()) == 1, timeout=2000)
    assert not living.view.table.isVisible()
    living.bot.keyClick(living.view, Qt.Key.Key_Escape)
    assert living.view.table.isVisible()


@pytest.mark.alone
def test_running_through_the_list_opens_nothing_on_the_way(room: Room) -> None:
    opened: list[str] = []
    tap = room.pool.tap
    room.bot.wait(400)
    room.pool.tap = lambda camera: opened.append(camera) or tap(camera)  # type: ignore[method-assign, func-returns-value]
    for _ in range(10):
        room.bot.keyClick(room.view.table, Qt.Key.Key_Down)
    room.bot.wait(500)
    assert len(opened) == 1


def test_a_camera_is_sent_to_a_cell_with_the_keyboard(room: Room) -> None:
    room.view.select("cam-20")
    room.view.table.setFocus()
    room.bot.keyClick(room.view.table, Qt.Key.Key_W)
    finder = room.finder()
    room.bot.waitUntil(finder.isActiveWindow)
    room.bot.keyClicks(finder.input, "4 v2")
    room.bot.keyClick(finder.input, Qt.Key.Key_Return)
    sent = Content(kind="camera", ref="cam-20")
    room.bot.waitUntil(lambda: room.seat.replica.world[Showing, "wall-1-zone-4"].layers[0].cells["V2"] == sent)


def test_the_number_is_copied(room: Room) -> None:
    room.view.select("cam-20")
    room.view.table.setFocus()
    room.bot.keyClick(room.view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "20"


def test_no_password_is_ever_shown(room: Room) -> None:
    room.seat.do(SetCameraLogin(camera="cam-20", user="ioc", password=SECRET))
    room.view.select("cam-20")
    assert SECRET not in room.words()
    opened = ladder(room.seat.replica.world, "cam-20")
    assert opened is not None
    assert opened.login is not None
    assert opened.login.password == SECRET
    assert SECRET not in repr(opened)


def test_a_camera_that_goes_leaves_the_list_and_the_picture(room: Room) -> None:
    room.view.select("cam-20")
    room.bot.wait(400)
    room.seat.put(Gone("camera", "cam-20"))
    room.bot.waitUntil(lambda: "Cầu Bãi Cháy" not in room.names())
    room.bot.waitUntil(lambda: "cam-20" not in room.view.pictures.reports(), timeout=2000)
    assert ladder(room.seat.replica.world, "cam-20") is None


def test_places_and_directions_in_words() -> None:
    assert point_words(Point(20.9756, 107.0125)) == "20,9756° B, 107,0125° Đ"
    assert point_words(Point(-1, -2)) == "1,0000° N, 2,0000° T"
    assert [direction_words(h) for h in (0, 44, 350, 265)] == ["0° (bắc)", "44° (đông bắc)", "350° (bắc)", "265° (tây)"]
    assert picture_words(None) == "Chưa mở"
