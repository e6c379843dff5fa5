"""From the webhook to the glass: the row on desk and wall, and the camera on the wall's alarm layer."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from console.views.alerts import AlertsView
from console.wall.node import WallNode
from console.wall.window import WallWindow
from contract.alerts import Acknowledge, Alert
from contract.ids import id_of
from demo.city.people import SOURCE
from demo.scenes.barcode import read_frame_number
from tests.e2e.stage import cameras, run_qt, seated, until, wall_node
from tests.processes import BackendProcess

pytestmark = [pytest.mark.e2e, pytest.mark.alone]

ROUNDS = 12


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with cameras(tmp_path_factory.mktemp("clips")) as port:
        yield port


@pytest.fixture
def backend(tmp_path: Path, farm: int) -> Iterator[BackendProcess]:
    with BackendProcess(tmp_path, farm) as running:
        yield running


def test_an_alert_is_on_the_glass_within_a_second(qapp: QApplication, backend: BackendProcess, tmp_path: Path) -> None:
    """From POST to painted pixels; the times are printed, the bound is the issue's, with room for a noisy machine."""
    times: list[float] = []

    async def play() -> None:
        async with (
            seated(backend, tmp_path / "desk", "minh") as desk,
            seated(backend, tmp_path / "wall", "node-1") as at,
        ):
            view = AlertsView(desk.desk, desk.pool)
            view.resize(1600, 900)
            view.show()
            async with wall_node(at) as node, httpx.AsyncClient(base_url=backend.url) as http:
                await until(lambda: _live_cameras(node) >= 20)
                for n in range(ROUNDS):
                    times.append(await _round(http, backend, view, node, n))
                    desk.desk.ask(Acknowledge(alert=id_of(SOURCE, f"e2e-{n}"), seen=1))
                    await until(lambda: _alarm_window(node) is None)
            view.close()
            view.deleteLater()

    run_qt(qapp, play)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(f"\nPOST to pixels on desk and wall: p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    # The claim is 1 s on a machine of one's own; this bound only catches a road that has become another.
    assert p95 <= 3.0


async def _round(http: httpx.AsyncClient, backend: BackendProcess, view: AlertsView, node: WallNode, n: int) -> float:
    """One alert, for a camera that no tile shows as its main stream yet; seconds until all of it is painted."""
    alert = id_of(SOURCE, f"e2e-{n}")
    body = {"key": f"e2e-{n}", "title": f"Cảnh báo thử {n}", "severity": "emergency", "camera": f"cam-{n + 5:02}"}
    began = time.monotonic()
    posting = asyncio.get_running_loop().create_task(
        http.post("/v1/alerts", json=body, headers={"Authorization": f"Bearer {backend.api_key}"})
    )
    await until(lambda: _row(view, alert) is not None and _painted(node, f"cam-{n + 5:02}"), 10)
    took = time.monotonic() - began
    assert (await posting).status_code == 201
    window = _alarm_window(node)
    assert window is not None
    assert _number_in(window) is not None, "the alarm cell shows no readable picture"
    return took


def _row(view: AlertsView, id: str) -> Alert | None:
    shown = (view.model.row(at) for at in range(view.model.rowCount()))
    return next((row for row in shown if row.id == id), None)


def _alarm_window(node: WallNode) -> WallWindow | None:
    return next((window for window in node.windows.values() if window.plan.frames), None)


def _painted(node: WallNode, camera: str) -> bool:
    window = _alarm_window(node)
    if window is None:
        return False
    reports = window.reports()
    keys = [key for key, on in window.plan.cells.items() if on.cell.kind == "camera" and on.cell.ref == camera]
    return any(reports[key].frames_shown > 0 and reports[key].status == "live" for key in keys if key in reports)


def _number_in(window: WallWindow) -> int | None:
    """The frame number in the picture of the alarm's camera, read off the window as it is painted."""
    key = next(key for key, on in window.plan.cells.items() if on.cell.kind == "camera")
    mosaic = window.mosaic
    box = next(slot.place.video for slot in mosaic.board.slots.values() if slot.tile.id == key)
    picture = QRect(QPoint(), QSize(16, 9).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio))
    picture.moveCenter(box.center())
    image = window.grab(picture.translated(mosaic.pos())).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return read_frame_number(np.ascontiguousarray(pixels[:, : image.width(), :3]))


def _live_cameras(node: WallNode) -> int:
    return len({c.ref for c in node.report().cells if c.kind == "camera" and c.status == "live"})
