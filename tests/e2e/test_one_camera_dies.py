"""One camera's server is killed, frozen or given another password: its tile says so, its neighbours do not notice."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.streams import Ladder, Stream
from console.video.tiles import Tile, TileReport, grid_rect
from demo.scenes.testclip import make_test_clip
from media.login import Login
from tests.processes import ROOT, free_port

pytestmark = [pytest.mark.e2e, pytest.mark.alone]

FPS = 15
GOOD = Login("giamsat", "dung-mat-khau")


class CameraServer:
    """An RTSP server in a process of its own."""

    def __init__(self, clip: Path, names: tuple[str, ...]) -> None:
        self.port, self.control = free_port(), free_port()
        self._mounts = [f"--mount={name}={GOOD.user}:{GOOD.password}@{clip}" for name in names]
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        ports = ["--listen", f"127.0.0.1:{self.port}", "--control", f"127.0.0.1:{self.control}"]
        process = subprocess.Popen(
            [sys.executable, "-m", "demo.rtsp", *ports, *self._mounts], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline()
        return process

    def restart(self) -> None:
        self.process = self._start()

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGCONT)
            self.process.send_signal(how)
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()

    def order(self, **order: str) -> None:
        with socket.create_connection(("127.0.0.1", self.control), 5) as line:
            line.sendall(json.dumps(order).encode() + b"\n")
            assert json.loads(line.makefile().readline())["ok"]


class Wall:
    """A mosaic of cameras a (its own server) and b, c (another one)."""

    def __init__(self, bot: QtBot, alone: CameraServer, others: CameraServer) -> None:
        self.bot = bot
        ports = {"a": alone.port, "b": others.port, "c": others.port}
        self.pool = SourcePool(
            lambda id: Ladder(id, (Stream("sub", f"rtsp://127.0.0.1:{ports[id]}/{id}", 640, 360, FPS),), GOOD)
        )
        self.mosaic = Mosaic(self.pool)
        bot.addWidget(self.mosaic)
        self.mosaic.resize(960, 540)
        self.mosaic.set_tiles([Tile(id, id, id.upper(), grid_rect(2, 2, n % 2, n // 2)) for n, id in enumerate("abc")])
        self.mosaic.show()

    def __getitem__(self, id: str) -> TileReport:
        return self.mosaic.reports()[id]

    def until(self, what: Callable[[], object], within_s: float) -> float:
        began = time.monotonic()
        self.bot.waitUntil(lambda: bool(what()), timeout=round(within_s * 1000))
        return time.monotonic() - began

    def all_live(self) -> bool:
        return all(self[id].status == "live" for id in "abc")


@pytest.fixture
def wall(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Wall, CameraServer]]:
    clip = make_test_clip(tmp_path / "clip.mp4", 640, 360, FPS, 4, 3)
    alone, others = CameraServer(clip, ("a",)), CameraServer(clip, ("b", "c"))
    made = Wall(qtbot, alone, others)
    made.until(made.all_live, 10)
    yield made, alone
    made.mosaic.close()
    assert made.pool.close()
    alone.end()
    others.end()


@pytest.mark.parametrize("how", ["killed", "frozen", "password"])
def test_its_tile_says_so_with_a_reason_and_comes_back(wall: tuple[Wall, CameraServer], how: str) -> None:
    shown, camera = wall
    before, began = shown["b"].frames_shown, time.monotonic()
    if how == "killed":
        camera.end()
    elif how == "frozen":
        os.kill(camera.process.pid, signal.SIGSTOP)
    else:
        camera.order(path="a", user=GOOD.user, password="another-password")
        camera.order(path="a", fault="reset")
    told = shown.until(lambda: shown["a"].status in ("late", "stale", "lost", "denied"), 4)
    reason = shown.until(lambda: shown["a"].reason, 8)
    shown.bot.wait(2000)
    if how == "password":
        assert shown["a"].status == "denied"
        assert shown["a"].reason == "unauthorized"
    lasted = time.monotonic() - began
    frames = shown["b"].frames_shown - before
    if how == "killed":
        camera.restart()
    elif how == "frozen":
        os.kill(camera.process.pid, signal.SIGCONT)
    else:
        camera.order(path="a", user=GOOD.user, password=GOOD.password)
    back = shown.until(lambda: shown["a"].status == "live", 6)
    print(
        f"\n{how}: told after {told:.2f} s, with its reason after {told + reason:.2f} s, back after {back:.2f} s; "
        f"a neighbour showed {frames} of {lasted * FPS:.0f} frames meanwhile"
    )
    assert frames >= 0.8 * lasted * FPS, "a neighbour dropped frames"
