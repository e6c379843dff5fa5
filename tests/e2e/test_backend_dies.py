"""The backend is killed before everybody's eyes: desk and wall stay usable, say so, and lose nothing."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.views import VIEWS
from console.wall.node import WallNode
from console.window import DeskWindow
from contract.alerts import Acknowledge, Alert, Raise, Severity
from tests.e2e.stage import cameras, run_qt, seated, until, wall_node
from tests.processes import BackendProcess

pytestmark = [pytest.mark.e2e, pytest.mark.alone]


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[BackendProcess]:
    with cameras(tmp_path) as port, BackendProcess(tmp_path, port) as running:
        yield running


def test_desk_and_wall_stay_usable_and_say_so(qapp: QApplication, backend: BackendProcess, tmp_path: Path) -> None:
    async def play() -> None:
        async with (
            seated(backend, tmp_path / "desk", "minh") as desk,
            seated(backend, tmp_path / "wall", "node-1") as at,
        ):
            window = DeskWindow(desk.desk, VIEWS, desk.pool)
            window.resize(1600, 900)
            window.show()
            async with wall_node(at) as node:
                desk.desk.ask(Raise(id="flood", title="Ngập", severity=Severity.NOTICE))
                await until(lambda: not desk.desk.replica.wishes and _live(node) >= 20)
                backend.kill()
                began = time.monotonic()
                await until(window.chrome.truth.isVisible, 5)
                at_desk = time.monotonic() - began
                await until(lambda: all(wall._bar.words for wall in node.windows.values()), 5)
                at_wall = time.monotonic() - began
                frames = _frames(node)
                desk.desk.ask(Acknowledge(alert="flood", seen=1))
                assert desk.desk.world[Alert, "flood"].acked_by == "minh", "an acknowledgement shows at once"
                await asyncio.sleep(2.0)
                assert _frames(node) - frames > 2.0 * 15 * 10, "the cameras' pictures go on without the backend"
                backend.start()
                await until(lambda: desk.desk.line.live and not desk.desk.replica.wishes, 15)
                assert desk.desk.world[Alert, "flood"].seq == 2, "settled once"
                assert desk.desk.confirmed(("alert", "flood"))
                await until(lambda: not any(wall._bar.words for wall in node.windows.values()), 15)
            window.leave()
        print(f"\ntruth bar at the desk after {at_desk:.2f} s, on the wall after {at_wall:.2f} s")
        assert at_desk <= 2.0
        assert at_wall <= 2.0

    run_qt(qapp, play)


def _live(node: WallNode) -> int:
    return len({c.ref for c in node.report().cells if c.kind == "camera" and c.status == "live"})


def _frames(node: WallNode) -> int:
    return sum(tile.frames_shown for window in node.windows.values() for tile in window.reports().values())
