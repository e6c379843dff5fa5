"""A stage for whole-city tests: real backend, real cameras, a real desk view and a real wall, in one Qt program."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from backend_client.keys import KeyPlace
from console.accounts import Accounts
from console.app.seat import Taken, take_seat
from console.wall.node import WallNode
from console.wall.outputs import Tiled
from demo.city import CAMERAS, PASSWORD
from demo.city.people import WALL_NODE
from demo.city.wall import WALL
from demo.rtsp.manifest import MountSpec, write
from demo.run.options import ROOT
from demo.run.seed import LOGIN
from demo.scenes.testclip import make_test_clip
from tests.processes import BackendProcess


def run_qt(app: QApplication, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine on Qt's own loop, as the programs do."""
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            loop.run_until_complete(work())
    finally:
        asyncio.set_event_loop(None)


@contextmanager
def cameras(folder: Path) -> Iterator[int]:
    """Every camera of the city, with small clips that carry a readable frame number; the server's port.

    A process of its own, as cameras are: in ours it would compete for the interpreter with what is measured.
    """
    make_test_clip(folder / "main.mp4", 1280, 720, 15, 4, 1)
    make_test_clip(folder / "sub.mp4", 640, 360, 15, 4, 1)
    profiles = [(camera.path(profile), f"{profile}.mp4") for camera in CAMERAS for profile in ("main", "sub")]
    write(folder / "cameras.json", [MountSpec(path, clip, *LOGIN) for path, clip in profiles])
    command = [sys.executable, "-m", "demo.rtsp", "--manifest", str(folder / "cameras.json")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(json.loads(process.stdout.readline())["rtsp"])
    finally:
        process.terminate()
        process.communicate(timeout=10)


@asynccontextmanager
async def seated(backend: BackendProcess, folder: Path, user: str) -> AsyncIterator[Taken]:
    """Somebody signs in and has caught up."""
    client = await Accounts(folder, KeyPlace.FILE).sign_in(backend.url, user, PASSWORD)
    taken = take_seat(client)
    running = asyncio.get_running_loop().create_task(client.run())
    try:
        await until(lambda: client.line().live)
        yield taken
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await taken.leave()


@asynccontextmanager
async def wall_node(taken: Taken, size: tuple[int, int] = (1920, 1080)) -> AsyncIterator[WallNode]:
    """The city's wall, its four screens as windows of a quarter each."""
    node = WallNode(taken.desk, taken.pool, WALL, WALL_NODE, Tiled(QRect(0, 0, *size)))
    node.start()
    try:
        yield node
    finally:
        node.stop()


async def until(what: Callable[[], object], within_s: float = 15.0) -> None:
    """Wait until `what()` is true. TimeoutError if it never is."""
    async with asyncio.timeout(within_s):
        while not what():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)
