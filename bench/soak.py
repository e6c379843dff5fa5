"""Sixteen cameras on one screen for hours, one of them cut off every ten seconds: what grows, and does delay?"""

import json
import socket
import tempfile
import time
from dataclasses import dataclass, field
from math import isfinite, nan
from pathlib import Path
from statistics import linear_regression, median

import psutil

from bench.glass import Glass, glass, latencies, watch
from bench.mosaic import FPS, cameras
from bench.mosaic_peers import COUNT, SAMPLED, Bare, await_all, our_rects, ours, running, some
from demo.scenes.testclip import make_test_clip

HOURS = 0.05
"""Where nobody says how long."""
EVERY = 60.0
LOOKED = 8.0
"""Seconds out of each minute in which the glass is watched and a bare reader reads beside us."""
TROUBLE = 10.0
WARM = 120.0
"""Tapes fill for two minutes before anything is said to grow."""
Found = dict[str, float]


@dataclass
class Minute:
    """What was found in one minute."""

    hours: float
    rss_mb: float
    threads: float
    files: float
    ms_per_frame: float
    shown_share: float
    p50_ms: float
    p99_ms: float


class Cutter:
    """Cuts one camera off after the other; those whose delay is looked at are left alone."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port))
        self._turn = self.cuts = 0
        self._due = time.monotonic() + TROUBLE

    def cut(self, until: float) -> None:
        """Go on with it until then."""
        while (now := time.monotonic()) < until:
            if now >= self._due:
                self._due = now + TROUBLE
                self._cut_one()
            time.sleep(min(0.5, max(0.0, until - now)))

    def _cut_one(self) -> None:
        others = [index for index in range(COUNT) if index not in SAMPLED]
        path = f"sub-cam{others[self._turn % len(others)]}"
        self._turn += 1
        self._line.sendall(json.dumps({"fault": "reset", "path": path}).encode() + b"\n")
        if not json.loads(self._line.recv(65536).splitlines()[-1])["ok"]:
            raise RuntimeError(f"{path} could not be cut off")
        self.cuts += 1

    def close(self) -> None:
        self._line.close()


@dataclass
class Soak:
    """One long run."""

    screen: Glass
    process: psutil.Process
    port: int
    cutter: Cutter
    begun: float = field(default_factory=time.monotonic)
    minutes: list[Minute] = field(default_factory=list)

    def minute(self) -> None:
        """Look closely for a while, then let it run."""
        end = time.monotonic() + EVERY
        bare = Bare(self.port)
        time.sleep(3)
        before = self._spent()
        seen = watch(self.screen, our_rects(), LOOKED)
        cpu = self._spent() - before
        bare.close()
        waits = sorted(wait * 1000 for each in latencies(some(seen), bare.times) for wait in each) or [float("nan")]
        self.minutes.append(
            Minute(
                (time.monotonic() - self.begun) / 3600,
                self.process.memory_info().rss / 1e6,
                self.process.num_threads(),
                self.process.num_fds(),
                cpu / max(1, seen.frames) * 1000,
                seen.frames / (FPS * COUNT * seen.seconds),
                median(waits),
                waits[min(len(waits) - 1, int(len(waits) * 0.99))],
            )
        )
        self._say()
        self.cutter.cut(end)

    def _spent(self) -> float:
        both = self.process.cpu_times(), psutil.Process(self.screen.process).cpu_times()
        return float(sum(times.user + times.system for times in both))

    def _say(self) -> None:
        now = self.minutes[-1]
        print(
            f"{now.hours * 60:6.1f} min: {now.rss_mb:.1f} MB, {now.threads} threads, {now.files} files,"
            f" {now.ms_per_frame:.2f} ms a picture, {now.shown_share:.1%} shown,"
            f" delay p50 {now.p50_ms:.0f} p99 {now.p99_ms:.0f} ms, {self.cutter.cuts} lines cut",
            flush=True,
        )


def run(quick: bool = False, hours: float = HOURS) -> Found:
    """Run for so long; return what grew in an hour, from the third minute on."""
    with tempfile.TemporaryDirectory(prefix="ioc-soak-") as name:
        folder = Path(name)
        for index in range(4):
            make_test_clip(folder / f"sub{index}.mp4", 640, 360, FPS, 60, index)
        with cameras(COUNT, folder, "--control=127.0.0.1:0") as ports, glass(folder) as screen:
            seconds = (0.05 if quick else hours) * 3600
            command = ours(ports["rtsp"], seconds + WARM + 600)
            with running(command, {"QT_QPA_PLATFORM": "xcb"}, screen) as process:
                await_all(screen, our_rects())
                cutter = Cutter(ports["control"])
                time.sleep(0 if quick else WARM)
                soak = Soak(screen, process, ports["rtsp"], cutter)
                while time.monotonic() - soak.begun < seconds:
                    soak.minute()
                cutter.close()
    found = told(soak.minutes) | {"soak_lines_cut": float(cutter.cuts)}
    for key, value in found.items():
        print(f"{key:32} {value:10.3f}")
    return found


def told(minutes: list[Minute]) -> Found:
    """Say by how much each thing grows in an hour, and how it stood in the middle."""
    found: Found = {"soak_minutes": float(len(minutes))}
    for name in ("rss_mb", "threads", "files", "ms_per_frame", "shown_share", "p50_ms", "p99_ms"):
        # A minute in which nothing could be read off the glass has no delay.
        points = [(each.hours, value) for each in minutes if isfinite(value := float(getattr(each, name)))]
        found[f"soak_{name}"] = median(value for _, value in points) if points else nan
        if len(points) > 1:
            found[f"soak_{name}_per_hour"] = linear_regression(*zip(*points, strict=True)).slope
    return found
