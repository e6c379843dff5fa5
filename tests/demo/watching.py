"""A watcher that opens streams with PyAV, as the console does."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av

from demo.scenes.barcode import read_frame_number

FPS = 15
FRAMES = 30
"""Frames of the test clip."""


@dataclass(frozen=True)
class Seen:
    """One decoded frame: when (monotonic seconds), its burnt-in number, its pts in seconds, and its size."""

    at: float
    number: int | None
    pts: float
    size: tuple[int, int]
    mean: float


def watch(url: str, frames: int = 10, transport: str = "tcp", seconds: float = 8, timeout: float = 3) -> list[Seen]:
    """Watch until so many frames, or seconds, have passed; raises what av.open raises."""
    options = {"rtsp_transport": transport, "probesize": "32", "analyzeduration": "0", "fpsprobesize": "0"}
    seen: list[Seen] = []
    end = time.monotonic() + seconds
    with av.open(url, timeout=(timeout, timeout), options=options) as container:
        container.streams.video[0].thread_count = 1
        for packet in container.demux():
            seen += decode(packet)
            if len(seen) >= frames or time.monotonic() > end:
                return seen
    return seen


def decode(packet: Any) -> Iterator[Seen]:
    try:
        frames = packet.decode()
    except av.error.InvalidDataError:
        return
    for frame in frames:
        image = frame.to_ndarray(format="bgr24")
        size = (frame.width, frame.height)
        yield Seen(time.monotonic(), read_frame_number(image), frame.time or 0.0, size, float(image.mean()))
