"""A list makes cameras likely: the mouse and the arrows connect them before they are opened, and nothing on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.ladders import resolver
from console.video.pool import SourcePool
from console.views.cameras import CamerasView
from demo.city import CAMERAS
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.console.seat import city


class Room:
    def __init__(self, bot: QtBot, port: int) -> None:
        self.bot, self.seat = bot, city(port, "minh")
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.2)
        self.view = CamerasView(self.seat.desk, self.pool)
        bot.addWidget(self.view)
        self.view.resize(1600, 900)
        self.view.show()
        self.view.activateWindow()
        bot.waitUntil(lambda: bool(self.view.pictures.mosaic.board.slots), timeout=5000)
        self.view.table.setFocus()

    def id(self, row: int) -> str:
        return self.view.model.row(row).id

    def kept(self) -> set[str]:
        return {source.camera_id for source in self.pool.kept()}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 640, 360, 15, 3)


@pytest.fixture
def room(qtbot: QtBot, clip: Path) -> Iterator[Room]:
    with ServerThread() as server:
        for camera in CAMERAS:
            for profile in ("sub", "main"):
                server.add(camera.path(profile), clip)
        made = Room(qtbot, server.port)
        yield made
        made.view.close()
        assert made.pool.close()


def test_the_neighbours_of_the_current_camera_and_the_one_under_the_mouse_are_connected(room: Room) -> None:
    room.view.select(room.id(5))
    likely = {room.id(4), room.id(5), room.id(6), room.id(0)}
    room.bot.waitUntil(lambda: room.kept() == likely, timeout=3000)
    table = room.view.table
    place = table.visualRect(room.view.model.index(9, 1)).center()
    room.bot.mouseMove(table.viewport(), place)
    room.bot.waitUntil(lambda: room.kept() == {room.id(9), room.id(5), room.id(6), room.id(4)}, timeout=3000)
    watched = {source.camera_id for source in room.pool.running()}
    assert watched == {room.id(5)}


def test_running_through_the_list_connects_only_where_it_ends(room: Room) -> None:
    room.bot.waitUntil(lambda: len(room.kept()) > 1, timeout=3000)
    seen: set[str] = set()
    source = room.pool.source
    room.pool.source = lambda ladder, stream: seen.add(ladder.camera_id) or source(ladder, stream)  # type: ignore[method-assign, func-returns-value]
    for _ in range(12):
        room.bot.keyClick(room.view.table, Qt.Key.Key_Down)
    room.bot.waitUntil(lambda: room.id(12) in seen, timeout=3000)
    assert seen <= {room.id(0), room.id(11), room.id(12), room.id(13)}


def test_a_list_that_is_not_seen_holds_nothing(room: Room) -> None:
    room.bot.waitUntil(lambda: len(room.kept()) > 1, timeout=3000)
    room.view.hide()
    room.bot.waitUntil(lambda: not room.kept(), timeout=5000)
