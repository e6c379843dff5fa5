"""What showing cameras costs beside merely decoding them, how many frames really appear, and how free the GUI stays."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from demo.scenes.testclip import make_test_clip

FPS = 15
ROOT = Path(__file__).resolve().parents[1]
Found = dict[str, float]


@contextmanager
def xserver() -> Iterator[tuple[int, str]]:
    """Start an X server on a free display; give its process id and the display's name."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"]
    process = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        if not select.select([reader], [], [], 15)[0]:
            raise RuntimeError("Xvfb does not start")
        yield process.pid, f":{os.read(reader, 16).decode().strip()}"
    finally:
        os.close(reader)
        process.terminate()
        process.wait(10)


@contextmanager
def cameras(count: int, folder: Path, *more: str) -> Iterator[dict[str, int]]:
    """Serve so many cameras from a process of their own, whose time is not counted; give its ports."""
    clips = [(name, clip) for name in ("sub", "main") if (clip := folder / f"{name}0.mp4").exists()]
    command = [sys.executable, "-m", "demo.rtsp", *more]
    for index in range(count):
        command += [f"--mount={name}-cam{index}={clip.with_stem(f'{name}{index % 4}')}" for name, clip in clips]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


def child(port: int, count: int, kind: str, seconds: float, screen: tuple[int, str] | None) -> Found:
    """Measure once, in a fresh process."""
    command = [sys.executable, "-m", "bench.mosaic_child", "--port", str(port), "--count", str(count)]
    command += ["--seconds", str(seconds), "--kind", kind]
    environment = dict(os.environ)
    if screen is not None:
        command += ["--xserver", str(screen[0])]
        environment |= {"DISPLAY": screen[1], "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        raise RuntimeError(f"the measured process failed:\n{done.stderr[-2000:]}")
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(name: str, count: int, kind: str, rounds: int, seconds: float, folder: Path) -> Found:
    """Take turns between decoding only and showing, so that a noisy machine troubles both alike."""
    bare, full = [], []
    with cameras(count, folder) as ports, xserver() as screen:
        for turn in range(rounds):
            bare.append(child(ports["rtsp"], count, kind, seconds, None))
            full.append(child(ports["rtsp"], count, kind, seconds, screen))
            _print(name, turn, bare[-1], full[-1])
    decode = median(_per_thousand(found) for found in bare)
    show = median(_per_thousand(found) for found in full)
    ratios = [_per_thousand(b) / _per_thousand(f) for b, f in zip(full, bare, strict=True)]
    return {
        f"ratio_to_decode_{name}": median(ratios),
        f"shown_share_{name}": median(found["frames"] / max(1.0, found["sent"]) for found in full),
        f"loop_p99_ms_{name}": median(found["loop_p99"] for found in full),
        f"loop_max_ms_{name}": max(found["loop_max"] for found in full),
        f"cpu_s_per_1000_{name}": show,
        f"decode_cpu_s_per_1000_{name}": decode,
        f"rss_mb_{name}": median(found["rss"] for found in full),
    }


SETS = {"16": (16, "small"), "64": (64, "small"), "16_hd": (16, "hd"), "mixed": (22, "mixed")}
"""By the suffix of their keys: 360p at 15 pictures a second, 720p at 25, and one large, two middling, many small."""


def make_clips(folder: Path, index: int, seconds: float = 12) -> None:
    """Make one camera's two streams."""
    make_test_clip(folder / f"sub{index}.mp4", 640, 360, FPS, seconds, index)
    make_test_clip(folder / f"main{index}.mp4", 1280, 720, 25, seconds, index)


def run(quick: bool = False) -> dict[str, float]:
    """Measure each set of cameras; return the medians. How others do on the same streams: `mosaic_peers`."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="ioc-bench-") as name:
        folder = Path(name)
        for index in range(4):
            make_clips(folder, index)
        for suffix, (count, kind) in SETS.items():
            found |= measure(suffix, count, kind, 1 if quick else 3, 6.0 if quick else 12.0, folder)
    for key, value in found.items():
        print(f"{key:32} {value:10.3f}")
    return found


def _per_thousand(found: Found) -> float:
    return found["cpu"] / max(1.0, found["frames"]) * 1000


def _print(name: str, turn: int, bare: Found, full: Found) -> None:
    share = full["frames"] / max(1.0, full["sent"])
    server = 1 - full["cpu_app"] / full["cpu"]
    print(
        f"{name} cameras, round {turn + 1}: decode {_per_thousand(bare):.3f} CPU-s per 1,000 frames"
        f" ({bare['frames'] / bare['seconds']:.0f}/s), show {_per_thousand(full):.3f} (X server {server:.0%}),"
        f" {share:.1%} of frames shown, loop p99 {full['loop_p99']:.1f} ms, max {full['loop_max']:.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    run("--quick" in sys.argv)
