"""What a make-believe ONVIF camera promises, the make-believe RTSP server keeps; and it can be started by hand."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import av

from backend.services.onvif.device import read
from backend.services.onvif.places import Places
from backend.services.onvif.soap import Login
from demo.onvif import SimCamera, SimProfile, Simulator
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip

ROOT = Path(__file__).parents[2]


def test_the_streams_that_are_read_can_be_watched(tmp_path: Path) -> None:
    clip = make_test_clip(tmp_path / "clip.mp4", 640, 360, 15, 2)
    with ServerThread() as server:
        for name in ("main", "sub"):
            server.add(f"/cam/01/{name}", clip)
        urls = {name: f"rtsp://127.0.0.1:{server.port}/cam/01/{name}" for name in ("main", "sub")}
        profiles = (
            SimProfile("p1", "main", urls["main"], 1280, 720),
            SimProfile("p2", "sub", urls["sub"], 640, 360),
        )
        with Simulator(SimCamera(profiles=profiles)) as sim:
            device = asyncio.run(_read(sim.url))
        assert [stream.url for stream in device.streams] == list(urls.values())
        for stream in device.streams:
            with av.open(stream.url, timeout=(5, 3), options={"rtsp_transport": "tcp"}) as opened:
                assert next(opened.decode(video=0)).width == 640


async def _read(url: str):  # type: ignore[no-untyped-def]
    return await read(await Places("127.0.0.0/8").place(url), Login("onvif", "mat-khau"))


def test_it_starts_says_where_it_is_and_ends() -> None:
    command = [sys.executable, "-m", "demo.onvif", "--count", "2", "--port", "0"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout
        lines = [running.stdout.readline() for _ in range(3)]
        assert sum("/onvif/device_service" in line for line in lines) == 2
        assert "CAMERA_NETWORKS" in lines[2]
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
        running.stdout.close()  # type: ignore[union-attr]
