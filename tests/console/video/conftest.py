"""A room with cameras: a server of our own, a pool, and mosaics that are put away afterwards."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.streams import Ladder, Stream
from console.video.tiles import Tile, TileReport, grid_rect
from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from media.login import Login

PASSWORD = "Mật khẩu/@:%25 &?"
FPS = 15


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make a small and a large stream."""
    folder = tmp_path_factory.mktemp("clips")
    return {
        "sub": make_test_clip(folder / "sub.mp4", 640, 360, FPS, 8, 1),
        "main": make_test_clip(folder / "main.mp4", 1280, 720, FPS, 4, 2),
    }


class Room:
    """Cameras with a password, and people who look at them."""

    def __init__(self, server: ServerThread, clips: dict[str, Path], bot: QtBot) -> None:
        """Switch the server on."""
        self.server, self.bot, self.logins = server, bot, dict[str, Login]()
        self._clips, self._cameras = clips, set[str]()
        self.pool = SourcePool(self.resolve, linger=0.5)
        self.mosaics: list[Mosaic] = []

    def camera(self, name: str) -> None:
        """Hang up a camera with two streams."""
        for profile, clip in self._clips.items():
            self.server.add(f"{name}/{profile}", clip, "operator", PASSWORD)
        self._cameras.add(name)

    def resolve(self, camera: str) -> Ladder | None:
        """Answer as the console's world would."""
        if camera not in self._cameras:
            return None
        base = f"rtsp://127.0.0.1:{self.server.port}/{camera}"
        streams = Stream("main", f"{base}/main", 1280, 720, FPS), Stream("sub", f"{base}/sub", 640, 360, FPS)
        return Ladder(camera, streams, self.logins.get(camera, Login("operator", PASSWORD)))

    def mosaic(self, *cameras: str, columns: int = 2, rows: int = 2, size: tuple[int, int] = (800, 500)) -> Mosaic:
        """Show cameras in a window."""
        for camera in cameras:
            if camera not in self._cameras:
                self.camera(camera)
        mosaic = Mosaic(self.pool)
        self.bot.addWidget(mosaic)
        self.mosaics.append(mosaic)
        mosaic.resize(*size)
        mosaic.set_tiles(tiles(*cameras, columns=columns, rows=rows))
        mosaic.show()
        return mosaic

    def until(self, check: Callable[[], object], seconds: float = 8.0) -> float:
        """Wait for something; return how long it took."""
        begun = time.monotonic()
        self.bot.waitUntil(lambda: bool(check()), timeout=round(seconds * 1000))
        return time.monotonic() - begun

    def live(self, mosaic: Mosaic, seconds: float = 8.0) -> None:
        """Wait until every tile is live."""
        self.until(lambda: all(report.status == "live" for report in mosaic.reports().values()), seconds)

    def watchers(self, path: str) -> int:
        """Count the connections to a stream, at the server."""
        return self.server.stats()[path].watchers

    def fault(self, camera: str, *faults: Fault) -> None:
        """Break a camera's small stream."""
        for fault in faults:
            self.server.fault(f"{camera}/sub", fault)


def tiles(*cameras: str, columns: int = 2, rows: int = 2) -> list[Tile]:
    """Lay cameras out in a grid, row by row."""
    return [
        Tile(f"{camera}#{i}", camera, f"Ngã tư {camera}", grid_rect(columns, rows, i % columns, i // columns))
        for i, camera in enumerate(cameras)
    ]


def report(mosaic: Mosaic, camera: str) -> TileReport:
    """Return what the first tile of a camera says."""
    return next(found for key, found in mosaic.reports().items() if key.startswith(f"{camera}#"))


@pytest.fixture
def room(qtbot: QtBot, clips: dict[str, Path]) -> Iterator[Room]:
    """A room, from which every thread must be gone in the end."""
    with ServerThread() as server:
        made = Room(server, clips, qtbot)
        yield made
        for mosaic in made.mosaics:
            mosaic.close()
        assert made.pool.close()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("video-")] == []
