"""What is really on the glass: an X server's own memory, and the frame numbers that stand in it."""

import mmap
import os
import select
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo.scenes.barcode import BOTTOM, MODULUS, TOP, read_frame_number

WIDTH, HEIGHT = 1920, 1080
Rect = tuple[int, int, int, int]
"""x, y, width, height of a picture on the screen."""
_LOOK = 0.002
"""Seconds between two looks: the error of each latency."""


class Glass:
    """A screen of an X server, read without asking it."""

    def __init__(self, process: int, display: str, memory: Path) -> None:
        self.process, self.display = process, display
        with memory.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # An XWD header (XWDFile.h): big-endian words; its own size, then at 12 the bytes per line, at 19 the colours.
        head = struct.unpack(">25I", self._map[:100])
        start, stride, colours = head[0], head[12], head[19]
        whole = np.frombuffer(self._map, np.uint8)[start + colours * 12 :]
        self.pixels: NDArray[np.uint8] = whole[: stride * HEIGHT].reshape(HEIGHT, stride // 4, 4)[:, :WIDTH]

    def number(self, rect: Rect) -> int | None:
        """Read the frame number of the picture that lies there now."""
        x, y, width, height = rect
        return read_frame_number(self.pixels[y : y + height, x : x + width])

    def strip(self, rect: Rect) -> bytes:
        """Return the pixels of one line through the number: they change when, and only when, it does."""
        x, y, width, height = rect
        return self.pixels[y + int(height * (TOP + BOTTOM) / 2), x + int(width * 0.7) : x + width, 1].tobytes()


@contextmanager
def glass(folder: Path) -> Iterator[Glass]:
    """Start an X server whose screen is a file."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    process = subprocess.Popen(
        [*command, "-noreset", "-fbdir", str(folder)], pass_fds=[writer], stderr=subprocess.DEVNULL
    )
    os.close(writer)
    try:
        if not select.select([reader], [], [], 15)[0]:
            raise RuntimeError("Xvfb does not start")
        yield Glass(process.pid, f":{os.read(reader, 16).decode().strip()}", folder / "Xvfb_screen0")
    finally:
        os.close(reader)
        process.terminate()
        process.wait(10)


@dataclass
class Seen:
    """What appeared on some pictures over a while: (number, monotonic time) per picture."""

    seconds: float
    changes: list[list[tuple[int, float]]] = field(default_factory=list)

    @property
    def frames(self) -> int:
        """Count all pictures that appeared anywhere."""
        return sum(len(each) for each in self.changes)


def watch(screen: Glass, rects: list[Rect], seconds: float) -> Seen:
    """Look at all pictures again and again."""
    seen = Seen(seconds, [[] for _ in rects])
    last = [b""] * len(rects)
    numbers: list[int | None] = [None] * len(rects)
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        for at, rect in enumerate(rects):
            strip = screen.strip(rect)
            if strip == last[at]:
                continue
            last[at] = strip
            number = screen.number(rect)
            if number is not None and number != numbers[at]:
                numbers[at] = number
                seen.changes[at].append((number, now))
        time.sleep(_LOOK)
    return seen


def latencies(seen: Seen, sent: list[dict[int, float]]) -> list[list[float]]:
    """Seconds from a picture's arrival at a bare reader to its appearance, per picture of `sent` (by number)."""
    found = []
    for changes, times in zip(seen.changes, sent, strict=False):
        waits = [at - times[number % MODULUS] for number, at in changes if number % MODULUS in times]
        found.append([wait for wait in waits if -0.05 < wait < 60])
    return found
