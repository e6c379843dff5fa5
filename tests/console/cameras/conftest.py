"""Rooms to test in: an administrator's, and a duty officer's."""

import asyncio
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.strings import set_language
from console.widgets import asking
from tests.console.cameras.room import Room


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of the backend is answered at once: there is no loop in these tests."""

    def at_once(coroutine: object, *_about: object) -> object:
        asyncio.run(coroutine)  # type: ignore[arg-type]

        class Done:
            def cancel(self) -> None: ...

        return Done()

    monkeypatch.setattr(asking, "spawn", at_once)


@pytest.fixture
def room(qtbot: QtBot, now: None) -> Iterator[Room]:
    set_language("vi")
    made = Room(qtbot, "quantri")
    yield made
    made.view.close()
    assert made.pool.close()


@pytest.fixture
def officer(qtbot: QtBot) -> Iterator[Room]:
    set_language("vi")
    made = Room(qtbot, "minh")
    yield made
    made.view.close()
    assert made.pool.close()
