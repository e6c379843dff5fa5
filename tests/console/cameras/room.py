"""A seat before the cameras' view, with a backend whose answers a test lays ready."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from console.ladders import resolver
from console.video.pool import SourcePool
from console.views.cameras import CamerasView
from console.widgets.view import Notice
from contract.cameras import Camera, CameraLogin
from tests.console.seat import city

D = TypeVar("D", bound=QDialog)
CTRL = Qt.KeyboardModifier.ControlModifier


class Room:
    """Somebody's seat with the view shown, and what the view has said."""

    def __init__(self, bot: QtBot, name: str) -> None:
        self.bot, self.seat = bot, city(1, name)
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.1)
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

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.bot.keyClick(self.view.table, key, modifier)

    def camera(self, number: int) -> Camera | None:
        return next((one for one in self.seat.desk.world.all(Camera) if one.number == number), None)

    def login(self, camera: str) -> CameraLogin | None:
        return self.seat.desk.world.get(CameraLogin, camera)


def shown(room: Room, kind: type[D]) -> D:
    dialog = room.view.manage.dialog
    assert isinstance(dialog, kind)
    dialog.activateWindow()
    room.bot.waitUntil(dialog.isActiveWindow)
    return dialog


def said(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))
