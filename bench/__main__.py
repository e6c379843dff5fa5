"""`python -m bench [NAME…]`: measures what is claimed here, prints it, and writes flat keys for whoever compares."""

import argparse
import json
import os
import platform
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

BENCHES = {
    "mosaic": "showing 16 and 64 camera streams, beside decoding them only",
    "peers": "sixteen cameras on one screen, by us and by the other programs that are installed; how late each is",
    "soak": "sixteen cameras for --hours, one cut off every ten seconds: what grows",
    "queue": "an alert queue of 100,000, a thousand new ones a second",
    "feed": "200 and 500 clients told everything, beside a bare broadcast of the same frames",
    "ask": "durable wishes a second and round trips, beside a bare append to SQLite",
    "start": "process start to first usable window, beside a bare window",
    "opening": "a camera from the wish to its first picture: dialled then, beside connected beforehand",
    "analytics": "watching a camera by rules, beside decoding it only",
    "vision": "faults of the picture found, healthy pictures left alone, beside the cost of finding motion",
}

MODULES = {"peers": "mosaic_peers"}
Run = Callable[..., dict[str, float]]


def main() -> int:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__, epilog=_listed())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *BENCHES], help="all of them if none is named")
    parser.add_argument("--peers", action="store_true", help="with mosaic: also what other programs make of it")
    parser.add_argument("--hours", type=float, metavar="N", help="how long soak runs (default 0.05)")
    parser.add_argument("--quick", action="store_true", help="shorter and rougher, to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write {key: number}")
    options = parser.parse_args()
    print(_machine())
    found: dict[str, float] = {}
    unable: list[str] = []
    names = list(options.names or BENCHES)
    if options.peers and "peers" not in names:
        names.insert(names.index("mosaic") + 1 if "mosaic" in names else 0, "peers")
    for name in names:
        print(f"\n── {name}: {BENCHES[name]}", flush=True)
        try:
            run: Run = import_module(f"bench.{MODULES.get(name, name)}").run
            more = {"hours": options.hours} if name == "soak" and options.hours else {}
            found |= run(options.quick, **more)
        except Exception as error:
            traceback.print_exc()
            print(f"{name} cannot run here: {error}")
            unable.append(name)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"\n{_machine()}" + (f"\nnot measured: {', '.join(unable)}" if unable else ""))
    return 1 if unable else 0


def _machine() -> str:
    load = " ".join(f"{value:.2f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return f"{os.cpu_count()} cores, load {load}, {platform.system()} {platform.machine()}, {platform.python_version()}"


def _listed() -> str:
    return "\n".join(f"  {name:8} {about}" for name, about in BENCHES.items())


if __name__ == "__main__":
    sys.exit(main())
