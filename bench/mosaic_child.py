"""One measured run, in a process of its own: many cameras decoded only, or shown in a real mosaic window."""

import argparse
import json
import sys
import threading
import time
from dataclasses import dataclass, field

import av
import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.streams import Ladder, Stream
from console.video.tiles import Tile, grid_rect

FPS = 15
PROBE = 0.010


@dataclass
class Window:
    """What one stretch of time cost, and what came of it."""

    processes: list[psutil.Process]
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Read the clocks."""
        self._cpu = self._spent()

    def _spent(self) -> list[float]:
        return [times.user + times.system for times in (process.cpu_times() for process in self.processes)]

    def close(self) -> dict[str, float]:
        """Read them again."""
        spent = [now - then for now, then in zip(self._spent(), self._cpu, strict=True)]
        return {"cpu": sum(spent), "cpu_app": spent[0], "seconds": time.monotonic() - self.begun}


SMALL = ("sub", 640, 360, FPS)
HD = ("main", 1280, 720, 25)
KINDS = {"small": (SMALL,), "hd": (HD,), "mixed": (SMALL, HD)}
"""What each camera offers; the bench's server has them under their profile's name."""


def ladders(port: int, kind: str) -> SourcePool:
    """Open a pool on the bench's server."""

    def ladder(camera: str) -> Ladder:
        url = f"rtsp://127.0.0.1:{port}"
        return Ladder(camera, tuple(Stream(name, f"{url}/{name}-{camera}", *size) for name, *size in KINDS[kind]))

    return SourcePool(ladder)


def layout(count: int, kind: str) -> list[Tile]:
    """Fill a square grid; of a mixed one the first camera takes nine cells of thirty-six, two more take four each."""
    if kind == "mixed":
        spans = [(0, 0, 3), (3, 0, 2), (3, 2, 2)]
        taken = {(x + i, y + j) for x, y, size in spans for i in range(size) for j in range(size)}
        cells = [*spans, *((i % 6, i // 6, 1) for i in range(36) if (i % 6, i // 6) not in taken)]
        side = 6
    else:
        side = round(count**0.5)
        cells = [(i % side, i // side, 1) for i in range(count)]
    return [
        Tile(f"t{number}", f"cam{number}", f"Camera {number}", grid_rect(side, side, x, y, size, size))
        for number, (x, y, size) in enumerate(cells[:count])
    ]


def decode_only(port: int, count: int, kind: str, warm: float, seconds: float) -> dict[str, float]:
    """Decode and throw away, as plainly as PyAV can: a thread per camera, and none of our own code."""
    frames, over = [0] * count, threading.Event()
    tiles, names = layout(count, kind), [name for name, *_ in KINDS[kind]]
    # As the tiles choose: the large ones of a mixed screen take the large stream.
    urls = [f"rtsp://127.0.0.1:{port}/{names[-1 if t.rect.height() * 1080 > 450 else 0]}-{t.camera_id}" for t in tiles]
    threads = [threading.Thread(target=_decode, args=(url, i, frames, over)) for i, url in enumerate(urls)]
    for thread in threads:
        thread.start()
    time.sleep(warm)
    window, before = Window([psutil.Process()]), sum(frames)
    time.sleep(seconds)
    found = window.close()
    found["frames"] = float(sum(frames) - before)
    over.set()
    for thread in threads:
        thread.join(10)
    return found


def _decode(url: str, index: int, frames: list[int], over: threading.Event) -> None:
    options = {"rtsp_transport": "tcp", "probesize": "32", "analyzeduration": "0", "fpsprobesize": "0"}
    with av.open(url, timeout=(20, 20), options=options) as container:
        video = container.streams.video[0]
        video.codec_context.thread_count = 1
        for packet in container.demux(video):
            frames[index] += len(packet.decode())
            if over.is_set():
                return


class Probe:
    """Measures how late a 10 ms timer comes in the GUI's loop."""

    def __init__(self) -> None:
        """Begin to listen."""
        self.late: list[float] = []
        self._due = time.monotonic() + PROBE
        self._timer = QTimer(interval=round(PROBE * 1000), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fire)
        self._timer.start()

    def _fire(self) -> None:
        now = time.monotonic()
        self.late.append(max(0.0, now - self._due))
        self._due = now + PROBE

    def p(self, share: float) -> float:
        """Return a quantile in milliseconds."""
        ordered = sorted(self.late) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def shown(port: int, count: int, kind: str, warm: float, seconds: float, server: int) -> dict[str, float]:
    """Show everything in one window of the size of the screen."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    pool = ladders(port, kind)
    mosaic = Mosaic(pool)
    mosaic.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    mosaic.set_tiles(layout(count, kind))
    mosaic.setGeometry(0, 0, 1920, 1080)
    mosaic.show()
    _spin(warm)
    before = _shown(mosaic)
    decoded = sum(stats.decoded for stats in pool.stats())
    window = Window([psutil.Process(), psutil.Process(server)])
    _spin(seconds)
    found = window.close()
    found["frames"] = float(_shown(mosaic) - before)
    rates = {name: rate for name, _, _, rate in KINDS[kind]}
    found["sent"] = sum(rates.get(report.profile, 0) for report in mosaic.reports().values()) * found["seconds"]
    found["decoded"] = float(sum(stats.decoded for stats in pool.stats()) - decoded)
    # After the cost: waking a hundred times a second is itself a tenth of what is measured.
    probe = Probe()
    _spin(seconds)
    found["loop_p99"], found["loop_max"] = probe.p(0.99), probe.p(1.0)
    found["rss"] = psutil.Process().memory_info().rss / 1e6
    mosaic.close()
    pool.close()
    del app
    return found


def _shown(mosaic: Mosaic) -> int:
    return sum(report.frames_shown for report in mosaic.reports().values())


def _spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> int:
    """Run once and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--kind", choices=KINDS, default="small")
    parser.add_argument("--warm", type=float, default=8.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--xserver", type=int, help="process id of the X server; without it nothing is painted")
    asked = parser.parse_args()
    if asked.xserver is None:
        found = decode_only(asked.port, asked.count, asked.kind, asked.warm, asked.seconds)
    else:
        found = shown(asked.port, asked.count, asked.kind, asked.warm, asked.seconds, asked.xserver)
    print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
