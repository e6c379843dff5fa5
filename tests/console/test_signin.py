"""Signing in, and the tasks that run beside a window."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend_client.errors import ClientError, NoAnswer, SignInRefused, WrongVersion
from console.signin import SignIn, failure_words
from console.strings import set_language
from console.tasks import running, spawn


async def test_a_task_is_kept_and_its_failure_heard_of() -> None:
    heard: list[str] = []

    async def fail() -> None:
        raise ValueError("x")

    task = spawn(fail(), "fails", lambda name, error: heard.append(f"{name} {type(error).__name__}"))
    assert task in running()
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert heard == ["fails ValueError"]
    assert task not in running()


class Door:
    """What is behind the sign-in window."""

    def __init__(self, answer: object = "client") -> None:
        self.answer, self.asked = answer, list[tuple[str, str, str]]()
        self.open = asyncio.Event()

    async def __call__(self, server: str, user: str, password: str) -> object:
        self.asked.append((server, user, password))
        await self.open.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _filled(qtbot: QtBot, door: Door) -> SignIn:
    set_language("vi")
    window = SignIn(door, "http://127.0.0.1:8470", "an")
    qtbot.addWidget(window)
    window.show()
    window.password.setText("bí mật")
    return window


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_signing_in_shows_progress_and_hands_over_what_it_got(qtbot: QtBot) -> None:
    door, got = Door(), list[object]()
    window = _filled(qtbot, door)
    window.signed_in.connect(got.append)
    window.begin()
    await _settled()
    assert window.busy
    assert window.progress.isVisible()
    assert not window.password.isEnabled()
    door.open.set()
    await _settled()
    assert got == ["client"]
    assert door.asked == [("http://127.0.0.1:8470", "an", "bí mật")]
    assert window.password.text() == ""


@pytest.mark.parametrize("error", [SignInRefused(), NoAnswer(), WrongVersion()])
async def test_a_failure_is_said_in_words_and_the_password_is_gone(qtbot: QtBot, error: ClientError) -> None:
    door = Door(error)
    door.open.set()
    window = _filled(qtbot, door)
    window.begin()
    await _settled()
    assert window.reason.text() == failure_words(error)[0] != ""
    assert window.password.text() == ""
    assert not window.busy
    assert window.user.isEnabled()


async def test_an_attempt_can_be_given_up_by_key(qtbot: QtBot) -> None:
    window = _filled(qtbot, Door())
    window.begin()
    await _settled()
    window.cancel()
    await _settled()
    assert not window.busy
    assert window.hint.text() == "Đã hủy đăng nhập."


def test_what_is_empty_is_named(qtbot: QtBot) -> None:
    set_language("vi")
    window = SignIn(Door(), "", "")
    qtbot.addWidget(window)
    assert not window.go.isEnabled()
    assert "Mật khẩu" in window.go.toolTip()
    assert QApplication.focusWidget() is None or window.server.focusPolicy() != Qt.FocusPolicy.NoFocus
