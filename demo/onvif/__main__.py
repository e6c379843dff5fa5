"""`python -m demo.onvif`: make-believe ONVIF cameras on this machine, to try the console's search and reading with."""

import argparse
import signal
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle

from demo.city.cameras import CAMERAS
from demo.onvif import Events, Head, SimCamera, SimProfile, Simulator
from demo.onvif.events import MOTION

PASSWORD = "onvif-mau"
"""Of the make-believe cameras only."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.onvif", description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="how many cameras (default 3)")
    parser.add_argument("--rtsp", type=int, default=8554, help="port of `python -m demo.rtsp` (default 8554)")
    parser.add_argument("--port", type=int, default=8601, help="port of the first camera (default 8601)")
    parser.add_argument("--motion", type=float, default=60, help="seconds between two motions (default 60, 0: none)")
    options = parser.parse_args()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    cameras: list[SimCamera] = []
    with ExitStack() as stack:
        for at, city in enumerate(CAMERAS[: options.count]):
            profiles = tuple(
                SimProfile(name, name, f"rtsp://127.0.0.1:{options.rtsp}{city.path(name)}", width, height)
                for name, width, height in (("main", 1280, 720), ("sub", 640, 360))
            )
            camera = SimCamera(
                name=city.name, serial=city.id, password=PASSWORD, profiles=profiles, head=Head(), events=Events()
            )
            cameras.append(camera)
            sim = stack.enter_context(Simulator(camera, port=options.port and options.port + at))
            print(f"{city.name}: {sim.url}  (onvif / {PASSWORD})", flush=True)
        print("The backend must be told: IOC_BACKEND_CAMERA_NETWORKS=127.0.0.0/8", flush=True)
        _happen(cameras, options.motion, done)
    return 0


def _happen(cameras: Sequence[SimCamera], every_s: float, done: threading.Event) -> None:
    """Something moves before one camera after another, for as long as a tenth of the time between."""
    for camera in cycle(cameras):
        if done.wait(every_s or None):
            return
        assert camera.events is not None
        camera.events.change(MOTION, True)
        done.wait(every_s / 10)
        camera.events.change(MOTION, False)


if __name__ == "__main__":
    raise SystemExit(main())
