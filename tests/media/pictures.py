"""Coded pictures with their numbers burnt in, as a camera would send them, and how to read the numbers back."""

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np

from demo.scenes.barcode import draw_frame_number, read_frame_number
from media.access import AccessUnit

WIDTH, HEIGHT, FPS, GOP = 320, 180, 15, 15
NOON = 1_772_676_000_000_000
"""A moment of our clock, in microseconds."""


@cache
def coded(codec: str = "libx264", count: int = 60, bframes: int = 0, width: int = WIDTH) -> tuple[AccessUnit, ...]:
    """So many pictures; stamps and arrivals begin at nought."""
    made = av.CodecContext.create(codec, "w")
    made.width, made.height, made.pix_fmt = width, width * 9 // 16, "yuv420p"  # type: ignore[attr-defined]
    made.time_base = Fraction(1, FPS)
    made.options = {"preset": "ultrafast", "bf": str(bframes), "g": str(GOP), "keyint_min": str(GOP),
                    "sc_threshold": "0", "x265-params": f"log-level=none:bframes={bframes}:keyint={GOP}"
                    f":min-keyint={GOP}:scenecut=0:open-gop=0:repeat-headers=1"}  # fmt: skip
    packets = []
    for number in range(count):
        image = np.full((made.height, made.width, 3), 90, np.uint8)  # type: ignore[attr-defined]
        draw_frame_number(image, number)
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        frame.pts = number
        packets += made.encode(frame)  # type: ignore[attr-defined]
    packets += made.encode(None)  # type: ignore[attr-defined]
    return tuple(
        AccessUnit(bytes(one), one.is_keyframe, one.pts / FPS, index / FPS) for index, one in enumerate(packets)
    )


def numbers(path: Path | bytes) -> list[int | None]:
    """The numbers in a file, in the order in which they are shown."""
    with av.open(io.BytesIO(path) if isinstance(path, bytes) else str(path)) as file:
        return [read_frame_number(frame.to_ndarray(format="bgr24")) for frame in file.decode(video=0)]


def numbers_of(units: Iterable[AccessUnit], codec: str = "h264") -> list[int | None]:
    """The numbers in coded pictures."""
    decoder = av.CodecContext.create(codec, "r")
    return [read_frame_number(frame.to_ndarray(format="bgr24")) for frame in _decoded(decoder, units)]


def _decoded(decoder: av.CodecContext, units: Iterable[AccessUnit]) -> Iterator[av.VideoFrame]:
    for unit in units:
        yield from decoder.decode(av.Packet(unit.data))  # type: ignore[attr-defined]
    yield from decoder.decode(None)  # type: ignore[attr-defined]
