"""How long a camera takes from the wish to its first picture in a tile: dialled then, beside connected beforehand."""

import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.streams import Ladder, Stream
from console.video.tiles import Tile, grid_rect
from console.video.warming import Warming
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip

FPS, GROUP_S = 25, 2
"""A key picture each two seconds, as most cameras are set."""
WARM_S = 1.3
"""Between the guess and the opening, such as from the mouse's coming over a line of the list to the click."""
SIZE = 1280, 720


def run(quick: bool = False) -> dict[str, float]:
    """Medians in seconds of openings in turn, each of a camera that was not open before."""
    application = QApplication.instance() or QApplication([])
    seen: dict[str, float] = {}
    # Some cameras send the group of pictures under way at once; most let one wait for the next key picture.
    for name, burst in (("", True), ("slow_camera_", False)):
        seen |= {f"opening_{name}{key}": value for key, value in _both(5 if quick else 15, burst).items()}
    for name, value in seen.items():
        print(f"  {name:32} {value:8.3f}")
    assert application is not None
    return seen


def _both(rounds: int, burst: bool) -> dict[str, float]:
    found: dict[str, list[float]] = {"cold": [], "warm": []}
    with tempfile.TemporaryDirectory() as folder, ServerThread(burst=burst) as server:
        clip = make_test_clip(Path(folder) / "clip.mp4", *SIZE, FPS, 8, gop=GROUP_S)
        for number in range(2 * rounds):
            server.add(f"c{number}/main", clip)
        pool = SourcePool(lambda camera: _ladder(camera, server.port), linger=0.2)
        mosaic = Mosaic(pool)
        mosaic.resize(*SIZE)
        mosaic.show()
        warming = Warming(pool)
        for number in range(rounds):
            found["cold"].append(_opened(mosaic, f"c{2 * number}"))
            warming.want([f"c{2 * number + 1}"], SIZE[1])
            _wait(WARM_S if burst else WARM_S + GROUP_S)
            found["warm"].append(_opened(mosaic, f"c{2 * number + 1}"))
        mosaic.close()
        pool.close()
    medians = {f"{name}_s": statistics.median(took) for name, took in found.items()}
    return medians | {f"{name}_worst_s": max(took) for name, took in found.items()}


def _ladder(camera: str, port: int) -> Ladder:
    return Ladder(camera, (Stream("main", f"rtsp://127.0.0.1:{port}/{camera}/main", *SIZE, FPS),))


def _opened(mosaic: Mosaic, camera: str) -> float:
    """Until the tile's own tick has seen a picture, which it then paints."""
    begun = time.monotonic()
    mosaic.set_tiles([Tile(camera, camera, camera, grid_rect(1, 1, 0, 0))])
    while mosaic.reports()[camera].frames_shown == 0 and time.monotonic() - begun < 10:
        _wait(0.001)
    return time.monotonic() - begun


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
