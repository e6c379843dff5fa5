"""Sixteen cameras on the same screen by us and by others: what a shown picture costs, and how late it is."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import av
import psutil
from av.video.codeccontext import VideoCodecContext
from PySide6.QtCore import QRectF

from bench.glass import Glass, Rect, Seen, glass, latencies, watch
from bench.mosaic import FPS, ROOT, cameras, child
from bench.peers import HIGH, PEERS, SIDE, WIDE
from console.video.scaling import Box
from console.video.style import MosaicStyle
from console.video.tiles import place
from demo.scenes.barcode import read_frame_number
from demo.scenes.testclip import make_test_clip
from media.access import AccessUnit, Format
from media.loop import LoopThread
from media.rtsp.line import Viewer
from media.rtsp.line import watch as view

COUNT = SIDE * SIDE
SAMPLED = (0, 5, 10, 15)
_PATIENCE = 60.0
Found = dict[str, float]


class Bare:
    """Reads some cameras and notes when each picture had arrived: what the program under test could know then."""

    def __init__(self, port: int) -> None:
        self.times: list[dict[int, float]] = [{} for _ in SAMPLED]
        self._loop = LoopThread("bare-readers")
        for at, index in enumerate(SAMPLED):
            self._loop.run(self._read(f"rtsp://127.0.0.1:{port}/sub-cam{index}", at))

    async def _read(self, url: str, at: int) -> None:
        context: list[VideoCodecContext] = []

        def opened(format: Format) -> None:
            made = av.CodecContext.create(format.codec, "r")
            assert isinstance(made, VideoCodecContext)
            made.thread_count = 1
            context[:] = [made]

        def picture(unit: AccessUnit) -> None:
            for frame in context[0].decode(av.Packet(unit.data)):
                number = read_frame_number(frame.to_ndarray(format="gray"))
                if number is not None:
                    self.times[at][number] = unit.arrived

        await view(url, None, Viewer(opened, picture), asyncio.Semaphore(1))

    def close(self) -> None:
        self._loop.close()


@contextmanager
def running(command: list[str], environment: dict[str, str], screen: Glass) -> Iterator[psutil.Process]:
    """Start a program on the screen and end it for good."""
    env = dict(os.environ) | {"DISPLAY": screen.display} | environment
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait(10)


def ours(port: int, seconds: float = 600) -> list[str]:
    """Show the mosaic until killed, or for so long."""
    words = [sys.executable, "-m", "bench.mosaic_child", "--port", str(port), "--count", str(COUNT)]
    return [*words, "--xserver", str(os.getpid()), "--seconds", str(seconds)]


def measure(name: str, command: list[str], environment: dict[str, str], port: int, seconds: float) -> Found:
    """Run one program alone on a fresh screen. Raises RuntimeError if it never shows all cameras."""
    rects = (
        our_rects() if name == "ours" else [(x * WIDE, y * HIGH, WIDE, HIGH) for y in range(SIDE) for x in range(SIDE)]
    )
    with (
        tempfile.TemporaryDirectory(prefix="ioc-glass-") as folder,
        glass(Path(folder)) as screen,
        running(command, environment, screen) as process,
    ):
        await_all(screen, rects)
        bare = Bare(port)
        time.sleep(3)
        processes = [process, *process.children(recursive=True), psutil.Process(screen.process)]
        before = sum(map(_spent, processes))
        seen = watch(screen, rects, seconds)
        cpu = sum(map(_spent, processes)) - before
        bare.close()
    return _told(name, seen, cpu, latencies(some(seen), bare.times))


def run(quick: bool = False) -> Found:
    """Take turns; return medians, and ours against the best of the others."""
    found: dict[str, list[Found]] = {}
    with tempfile.TemporaryDirectory(prefix="ioc-bench-") as name:
        folder = Path(name)
        for index in range(4):
            make_test_clip(folder / f"sub{index}.mp4", 640, 360, FPS, 60, index)
        with cameras(COUNT, folder) as ports:
            port = ports["rtsp"]
            urls = [f"rtsp://127.0.0.1:{port}/sub-cam{index}" for index in range(COUNT)]
            for _ in range(1 if quick else 3):
                _turn(found, port, urls, 8.0 if quick else 15.0)
            bare = child(port, COUNT, "small", 8.0, None)
    result = {f"{key}_{who}": median(each[key] for each in turns) for who, turns in found.items() for key in turns[0]}
    others = [result[f"ms_per_frame_{who}"] for who in found if who != "ours"]
    if others and "ours" in found:
        result["ratio_to_best_peer"] = result["ms_per_frame_ours"] / min(others)
    result["decode_only_ms_per_frame"] = bare["cpu"] / max(1.0, bare["frames"]) * 1000
    for key, value in result.items():
        print(f"{key:32} {value:10.3f}")
    return result


def _turn(found: dict[str, list[Found]], port: int, urls: list[str], seconds: float) -> None:
    programs: list[tuple[str, list[str], dict[str, str]]] = [("ours", ours(port), {"QT_QPA_PLATFORM": "xcb"})]
    programs += [(peer.name, peer.command(urls), peer.environment) for peer in PEERS if peer.here]
    for name, command, environment in programs:
        try:
            found.setdefault(name, []).append(measure(name, command, environment, port, seconds))
        except RuntimeError as error:
            print(f"{name}: {error}", flush=True)
    found.update({name: turns for name, turns in found.items() if turns})


def our_rects() -> list[Rect]:
    """Return where our pictures lie: each tile has a frame and a strip with its name."""
    style, rects = MosaicStyle(), list[Rect]()
    for at in range(COUNT):
        cell = QRectF(at % SIDE / SIDE, at // SIDE / SIDE, 1 / SIDE, 1 / SIDE)
        video = place(cell, SIDE * WIDE, SIDE * HIGH, round(style.gap), round(style.strip_height)).video
        x, y, width, height = Box(video.width(), video.height()).place(16 / 9)
        rects.append((video.left() + x, video.top() + y, width, height))
    return rects


def await_all(screen: Glass, rects: list[Rect]) -> None:
    """Wait until all cameras are seen. Raises RuntimeError if that takes too long."""
    deadline = time.monotonic() + _PATIENCE
    while any(screen.number(rect) is None for rect in rects):
        if time.monotonic() > deadline:
            raise RuntimeError(f"does not show all cameras within {_PATIENCE:.0f} s")
        time.sleep(0.2)


def some(seen: Seen) -> Seen:
    """Keep of what was seen what the bare reader reads too."""
    return Seen(seen.seconds, [seen.changes[index] for index in SAMPLED])


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _told(name: str, seen: Seen, cpu: float, waits: list[list[float]]) -> Found:
    every = sorted(wait * 1000 for each in waits for wait in each)
    middles = [median(each) * 1000 for each in waits if each]
    found = {
        "ms_per_frame": cpu / max(1, seen.frames) * 1000,
        "shown_share": seen.frames / (FPS * COUNT * seen.seconds),
        "latency_p50_ms": median(every) if every else float("nan"),
        "latency_p99_ms": every[min(len(every) - 1, int(len(every) * 0.99))] if every else float("nan"),
        "apart_ms": max(middles) - min(middles) if middles else float("nan"),
    }
    print(
        f"{name}: {found['ms_per_frame']:.2f} ms of CPU per shown picture (with the X server),"
        f" {found['shown_share']:.1%} shown, latency p50 {found['latency_p50_ms']:.0f}"
        f" p99 {found['latency_p99_ms']:.0f} ms, tiles {found['apart_ms']:.0f} ms apart",
        flush=True,
    )
    return found
