"""The hotspot at the desk: whichever small picture is selected is shown large; no stream is opened twice for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.ladders import resolver
from console.strings import set_language
from console.video.pool import SourcePool
from console.views.cameras import CamerasView
from console.views.cameras.hot import AROUND, HOT, ID
from console.widgets.shortcuts import listed
from demo.city import CAMERAS
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.console.seat import city


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 640, 360, 15, 3)


class Room:
    def __init__(self, bot: QtBot, server: ServerThread) -> None:
        set_language("vi")
        self.bot, self.server, self.seat = bot, server, city(server.port, "minh")
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.2)
        self.view = CamerasView(self.seat.desk, self.pool)
        bot.addWidget(self.view)
        self.view.resize(1920, 1200)
        self.view.show()
        self.view.activateWindow()
        bot.waitActive(self.view).__enter__()
        bot.waitUntil(lambda: bool(self.view.pictures.mosaic.board.slots), timeout=3000)
        self.view.table.setFocus()
        bot.keyClick(self.view.table, Qt.Key.Key_8)
        bot.waitUntil(lambda: ID in self.view.pictures.mosaic.board.slots, timeout=3000)
        self.mosaic = self.view.pictures.mosaic
        self.small = [id for id in self.mosaic.board.slots if id != ID]

    @property
    def large(self) -> str:
        return self.mosaic.board.slots[ID].tile.camera_id

    def live(self, *tiles: str) -> None:
        self.bot.waitUntil(lambda: {self.mosaic.reports()[id].status for id in tiles} == {"live"}, timeout=9000)


@pytest.fixture
def room(qtbot: QtBot, clip: Path) -> Iterator[Room]:
    with ServerThread() as server:
        for camera in CAMERAS:
            for profile in ("sub", "main"):
                server.add(camera.path(profile), clip)
        made = Room(qtbot, server)
        yield made
        made.view.close()
        assert made.pool.close()


def test_before_anything_is_chosen_the_hotspot_says_how(room: Room) -> None:
    room.live(*room.small)
    assert (room.view.side, len(room.small)) == (HOT, AROUND)
    slot = room.mosaic.board.slots[ID]
    assert room.large == ""
    assert slot.saying.large == "Chọn một hình nhỏ bên cạnh để phóng to tại đây."
    assert room.mosaic.reports()[ID].status == "off"
    assert "8" in {key for line in listed(room.view) for key in line.keys}


def test_a_click_shows_a_small_picture_large_and_the_next_click_another(room: Room) -> None:
    room.live(*room.small)
    before = [room.mosaic.board.slots[id] for id in room.small]
    for chosen in (room.small[2], room.small[4]):
        place = room.mosaic.board.slots[chosen].place
        assert place is not None
        room.bot.mouseClick(room.mosaic, Qt.MouseButton.LeftButton, pos=place.video.center())
        room.bot.waitUntil(lambda: room.large == chosen, timeout=2000)  # noqa: B023
        room.bot.waitUntil(lambda: room.mosaic.reports()[ID].profile == "main", timeout=9000)
        room.live(ID)
    assert [room.mosaic.board.slots[id] for id in room.small] == before, "no small picture is interrupted"
    room.bot.waitUntil(lambda: _watchers(room, room.small[2]) == (1, 0), timeout=5000)
    assert _watchers(room, room.small[4]) == (1, 1)


def test_the_arrows_choose_too_once_they_rest(room: Room) -> None:
    room.live(*room.small)
    room.mosaic.setFocus()
    room.bot.keyClick(room.mosaic, Qt.Key.Key_Right)
    assert room.large == ""
    room.bot.waitUntil(lambda: room.large == room.mosaic.current != ID, timeout=2000)


def test_enter_in_the_hotspot_opens_its_camera_alone(room: Room) -> None:
    room.mosaic.set_current(room.small[1])
    room.bot.waitUntil(lambda: room.large == room.small[1], timeout=2000)
    opened: list[str] = []
    room.view.pictures.opened.connect(opened.append)
    room.mosaic.open(ID)
    assert opened == [room.small[1]]


def _watchers(room: Room, camera: str) -> tuple[int, int]:
    found = next(one for one in CAMERAS if one.id == camera)
    sub, main = (room.server.stats()[found.path(profile).strip("/")].watchers for profile in ("sub", "main"))
    return sub, main
