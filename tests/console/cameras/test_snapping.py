"""In the room of cameras: S saves the picture, the toast leads to its folder, the menu says the keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.ladders import resolver
from console.strings import set_language
from console.video.pool import SourcePool
from console.video.scaling import Fit
from console.views.cameras import CamerasView
from console.views.cameras.snapping import FOLDER, FORM
from console.widgets.shortcuts import listed
from console.widgets.view import Notice
from demo.city import CAMERAS
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.console.cameras.room import Room as Dark
from tests.console.seat import city


class Room:
    """An officer before one living picture, with a folder chosen."""

    def __init__(self, bot: QtBot, port: int, folder: Path) -> None:
        set_language("vi")
        self.bot, self.seat = bot, city(port, "minh")
        self.seat.desk.choices[FOLDER] = str(folder)
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.2)
        self.view = CamerasView(self.seat.desk, self.pool)
        self.said: list[Notice] = []
        self.view.said.connect(self.said.append)
        bot.addWidget(self.view)
        self.view.resize(1600, 900)
        self.view.show()
        self.view.activateWindow()
        bot.waitActive(self.view).__enter__()
        self.view.select("cam-20")
        self.view.table.setFocus()
        bot.waitUntil(lambda: "cam-20" in self.view.pictures.reports(), timeout=3000)
        bot.waitUntil(lambda: self.view.pictures.reports()["cam-20"].status == "live", timeout=9000)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 640, 360, 15, 3)


@pytest.fixture
def living(qtbot: QtBot, clip: Path, tmp_path: Path) -> Iterator[Room]:
    with ServerThread() as server:
        for camera in CAMERAS:
            for profile in ("sub", "main"):
                server.add(camera.path(profile), clip)
        made = Room(qtbot, server.port, tmp_path / "IOC")
        yield made
        made.view.close()
        assert made.pool.close()


def test_a_key_saves_the_picture_and_the_toast_leads_to_it(living: Room, tmp_path: Path) -> None:
    living.bot.keyClick(living.view.table, Qt.Key.Key_S)
    living.bot.waitUntil(lambda: len(living.said) == 1, timeout=5000)
    (notice,) = living.said
    assert (notice.tone, notice.deed) == ("good", "Mở thư mục")
    assert notice.do is not None
    (path,) = (tmp_path / "IOC").iterdir()
    assert path.name.endswith("_CAM020_cau-bai-chay.png")
    assert QImage(str(path)).width() == 640
    living.bot.keyClick(living.view.pictures.mosaic, Qt.Key.Key_S)
    living.bot.waitUntil(lambda: len(list((tmp_path / "IOC").iterdir())) == 2, timeout=5000)


def test_a_disk_that_takes_nothing_is_an_error_that_stays(living: Room, tmp_path: Path) -> None:
    (tmp_path / "IOC").write_bytes(b"")
    living.bot.keyClick(living.view.table, Qt.Key.Key_S)
    living.bot.waitUntil(lambda: len(living.said) == 1, timeout=5000)
    assert living.said[0].stays
    assert "IOC" in living.said[0].text


def test_without_a_picture_there_is_a_sentence(officer: Dark) -> None:
    officer.bot.waitUntil(lambda: bool(officer.view.pictures.mosaic.board.slots))
    officer.press(Qt.Key.Key_S)
    assert [notice.tone for notice in officer.said] == ["warning"]


def menu_of(room: Dark) -> QMenu:
    screen = room.view.pictures
    at = screen.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, screen.mapToGlobal(at))
    QGuiApplication.sendEvent(screen, event)
    return next(menu for menu in screen.findChildren(QMenu) if menu.parent() is screen)


def test_the_menu_of_a_tile_turns_fits_and_saves_and_teaches_the_keys(officer: Dark) -> None:
    mosaic = officer.view.pictures.mosaic
    officer.bot.waitUntil(lambda: bool(mosaic.board.slots))
    slot = next(iter(mosaic.board.slots.values()))
    menu = menu_of(officer)
    texts = {action.text().split("\t")[0]: action for action in menu.actions()}
    keys = {action.text().partition("\t")[2] for action in menu.actions()}
    assert {"S", "R", "F", "+", "0"} <= keys
    texts["Xoay hình theo chiều kim đồng hồ"].trigger()
    assert slot.tile.look.turns == 1
    (fits,) = menu.findChildren(QMenu)
    fits.actions()[1].trigger()
    assert slot.tile.fit is Fit.COVER
    menu.close()


def test_fit_and_turn_have_keys_and_stand_on_the_sheet(officer: Dark) -> None:
    mosaic = officer.view.pictures.mosaic
    officer.bot.waitUntil(lambda: bool(mosaic.board.slots))
    slot = next(iter(mosaic.board.slots.values()))
    mosaic.setFocus()
    officer.bot.keyClick(mosaic, Qt.Key.Key_F)
    assert slot.tile.fit is Fit.COVER
    officer.bot.keyClick(mosaic, Qt.Key.Key_F)
    officer.bot.keyClick(mosaic, Qt.Key.Key_F)
    assert slot.tile.fit is Fit.CONTAIN
    officer.bot.keyClick(mosaic, Qt.Key.Key_R)
    assert slot.tile.look.turns == 1
    officer.bot.keyClick(mosaic, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert slot.tile.look.turns == 0
    found = {key for line in listed(officer.view) for key in line.keys}
    assert {"S", "F", "R", "Shift+R"} <= found


def test_what_was_chosen_is_kept_by_the_application(officer: Dark) -> None:
    kept: list[tuple[str, str]] = []
    officer.seat.desk.chosen.connect(lambda name, value: kept.append((name, value)))
    menu = menu_of(officer) if officer.view.pictures.mosaic.board.slots else None
    officer.bot.waitUntil(lambda: bool(officer.view.pictures.mosaic.board.slots))
    menu = menu or menu_of(officer)
    menu.actions()[-1].trigger()
    assert kept == [(FORM, "jpg")]
    assert officer.view.pictures.snapping.form == "jpg"
    menu.close()
