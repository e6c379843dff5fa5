"""An alert queue of 100,000 with a thousand new ones a second: how free the loop stays, how fast it is narrowed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.mosaic import xserver

ROOT = Path(__file__).resolve().parents[1]
Found = dict[str, float]


def child(seconds: float, display: str | None) -> Found:
    """Measure once, in a fresh process."""
    command = [sys.executable, "-m", "bench.queue_child", "--seconds", str(seconds)]
    environment = dict(os.environ) | {"QT_QPA_PLATFORM": "xcb" if display else "offscreen"}
    if display:
        environment["DISPLAY"] = display
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        raise RuntimeError(f"the measured process failed:\n{done.stderr[-2000:]}")
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def rounds(quick: bool) -> list[Found]:
    """Under an X server where there is one; a window without a display paints as much, but copies nothing to it."""
    count, seconds = (1, 5.0) if quick else (3, 12.0)
    try:
        with xserver() as (_process, display):
            return [child(seconds, display) for _ in range(count)]
    except (FileNotFoundError, RuntimeError) as error:
        print(f"no X server here ({error}); measured offscreen")
        return [child(seconds, None) for _ in range(count)]


def run(quick: bool = False) -> Found:
    """Medians of the rounds, but of the worst gap the worst."""
    taken = rounds(quick)
    found = {key: (max if key.endswith("_max_ms") else median)(one[key] for one in taken) for key in taken[0]}
    for key, value in found.items():
        print(f"{key:28} {value:10.2f}")
    return found


if __name__ == "__main__":
    run("--quick" in sys.argv)
