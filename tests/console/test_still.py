"""The image that came with an alert is shown, read down to size, or its absence said in words."""

import asyncio

import cv2
import numpy as np
import qasync
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend_client.errors import NoAnswer
from console.views.alerts.still import WIDEST, Still, read
from tests.console.seat import city

PNG = cv2.imencode(".png", np.full((1500, 3000, 3), 90, np.uint8))[1].tobytes()


def shown(qtbot: QtBot, qapp: QApplication, files: dict[str, bytes], digest: str) -> Still:
    """A still that has asked for its file."""
    desk = city().desk

    async def file(wanted: str) -> bytes:
        if wanted not in files:
            raise NoAnswer
        return files[wanted]

    desk.file = file  # type: ignore[method-assign]
    still = Still(desk)
    qtbot.addWidget(still)
    still.resize(400, 300)
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)

    async def look() -> None:
        still.show_digest(digest)
        for _ in range(20):
            await asyncio.sleep(0.01)

    with loop:
        loop.run_until_complete(look())
    asyncio.set_event_loop(None)
    return still


def test_an_image_is_shown_as_wide_as_its_place(qtbot: QtBot, qapp: QApplication) -> None:
    still = shown(qtbot, qapp, {"a": PNG}, "a")
    assert still._image.isVisible()
    assert still._image.pixmap().width() == still.width()
    assert not still._words.isVisible()


def test_what_cannot_be_fetched_is_said(qtbot: QtBot, qapp: QApplication) -> None:
    still = shown(qtbot, qapp, {}, "a")
    assert not still._image.isVisible()
    assert still._words.isVisible()
    assert still._words.text()


def test_what_is_no_image_is_said(qtbot: QtBot, qapp: QApplication) -> None:
    still = shown(qtbot, qapp, {"a": b"%PDF-1.7"}, "a")
    assert not still._image.isVisible()
    assert still._words.isVisible()


def test_a_huge_image_is_read_down() -> None:
    assert read(PNG).width() == WIDEST
