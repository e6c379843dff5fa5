"""What may be said on the command line of the demonstration."""

import argparse
import os
import sys
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]


class Options(Struct, frozen=True, kw_only=True):
    """`seconds` is how long to run, None until Ctrl-C; `folder` holds all the demonstration keeps."""

    headless: bool
    seconds: float | None
    report: Path | None
    shots: Path
    folder: Path
    clips: Path
    fresh: bool
    alerts_every: float
    language: str
    rtsp_port: int
    backend_port: int
    onvif_port: int


def read(words: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="make demo ARGS=…", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="no windows: draw off screen and write screenshots")
    parser.add_argument("--seconds", type=float, help="end after so many seconds (default: run until Ctrl-C)")
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="write what was seen, as JSON")
    parser.add_argument("--shots", type=Path, default=ROOT / "demo-output", metavar="DIR", help="where pictures go")
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache" / "demo", help="where the city is kept")
    parser.add_argument("--clips", type=Path, default=ROOT / ".cache" / "demo" / "clips", help="where scenes are kept")
    parser.add_argument("--fresh", action="store_true", help="forget the city's history and begin anew")
    parser.add_argument("--alerts-every", type=float, default=8.0, metavar="S", help="seconds between alerts; 0: none")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    parser.add_argument("--rtsp-port", type=int, default=8554, help="0: any free port")
    parser.add_argument("--backend-port", type=int, default=8470, help="0: any free port")
    parser.add_argument("--onvif-port", type=int, default=8601, help="of the first camera that turns; 0: any free port")
    asked = parser.parse_args(words)
    headless = asked.headless or not has_display()
    seconds = asked.seconds if asked.seconds is not None or not (headless and not asked.headless) else 30.0
    return Options(
        headless=headless,
        seconds=seconds,
        report=asked.report,
        shots=asked.shots,
        folder=asked.folder,
        clips=asked.clips,
        fresh=asked.fresh,
        alerts_every=asked.alerts_every,
        language=asked.language,
        rtsp_port=asked.rtsp_port,
        backend_port=asked.backend_port,
        onvif_port=asked.onvif_port,
    )


def has_display() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
