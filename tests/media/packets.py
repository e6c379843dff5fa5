"""Real pictures, coded by x264 and x265, cut into RTP packets in all the ways that cameras use."""

import struct
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache

import av
import numpy as np

SSRC, TYPE, TICK = 0x1234, 96, 6000
Cut = list[tuple[bytes, bool]]
"""The payloads of a picture, each with its marker."""


@cache
def coded(
    codec: str, count: int = 24, slices: int = 1, width: int = 192, height: int = 112, gop: int = 8
) -> list[list[bytes]]:
    """Encode moving noise; return the NAL units of each picture, parameter sets in the key pictures."""
    made = av.CodecContext.create(codec, "w")
    made.width, made.height, made.pix_fmt, made.time_base = width, height, "yuv420p", Fraction(1, 15)
    made.thread_count = 1
    both = f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:slices={slices}"
    # fmt: off
    made.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "24",
                    "x264-params": f"{both}:sliced-threads=0",
                    "x265-params": f"{both}:repeat-headers=1:open-gop=0:frame-threads=1:pools=none:log-level=none"}
    # fmt: on
    packets = []
    grain = np.random.default_rng(1)
    ground = grain.integers(0, 255, (height, width, 3), np.uint8)
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(np.roll(ground, 3 * number, axis=1), format="bgr24").reformat(
            format="yuv420p"
        )
        frame.pts = number
        packets += made.encode(frame)
    packets += made.encode(None)
    return [units(bytes(packet)) for packet in packets]


def units(data: bytes) -> list[bytes]:
    """Cut Annex B into NAL units."""
    return [unit.rstrip(b"\0") for unit in data.split(b"\0\0\1") if unit.rstrip(b"\0")]


def decoded(codec: str, pictures: Iterable[bytes], extradata: bytes = b"") -> list[bytes]:
    """Decode Annex B pictures, each alone; return the pixels."""
    context = av.CodecContext.create("h264" if "264" in codec else "hevc", "r")
    context.thread_count = 1
    if extradata:
        context.extradata = extradata
    frames = [frame for data in [*pictures, None] for frame in context.decode(av.Packet(data) if data else None)]
    return [frame.to_ndarray().tobytes() for frame in frames]


def annexb(nals: Iterable[bytes]) -> bytes:
    return b"".join(b"\0\0\0\1" + nal for nal in nals)


def is_set(codec: str, nal: bytes) -> bool:
    return nal[0] & 31 in (7, 8) if "264" in codec else nal[0] >> 1 & 63 in (32, 33, 34)


def is_slice(codec: str, nal: bytes) -> bool:
    return 1 <= nal[0] & 31 <= 5 if "264" in codec else nal[0] >> 1 & 63 < 32


def single(codec: str, nals: list[bytes]) -> list[bytes]:
    """One packet per unit, whatever its size."""
    return list(nals)


def aggregated(codec: str, nals: list[bytes]) -> list[bytes]:
    """STAP-A or AP: all that is not a slice in one, and each slice with an empty companion."""
    head = b"\x18" if "264" in codec else b"\x60\1"
    small = [nal for nal in nals if not is_slice(codec, nal)]
    groups = [small, *([nal] for nal in nals if is_slice(codec, nal))]
    return [head + b"".join(struct.pack(">H", len(nal)) + nal for nal in group) for group in groups if group]


def fragmented(codec: str, nals: list[bytes], size: int = 90) -> list[bytes]:
    """FU-A or FU for all that is long."""
    return [piece for nal in nals for piece in _fragments(codec, nal, size)]


def _fragments(codec: str, nal: bytes, size: int) -> Iterator[bytes]:
    if len(nal) <= size:
        yield nal
        return
    if "264" in codec:
        head, kind, body = bytes((nal[0] & 0xE0 | 28,)), nal[0] & 31, nal[1:]
    else:
        head, kind, body = bytes((nal[0] & 0x81 | 49 << 1, nal[1])), nal[0] >> 1 & 63, nal[2:]
    for at in range(0, len(body), size):
        flags = (0x80 if at == 0 else 0) | (0x40 if at + size >= len(body) else 0)
        yield head + bytes((flags | kind,)) + body[at : at + size]


Cutter = Callable[[str, list[bytes]], list[bytes]]
CUTS: dict[str, Cutter] = {"single": single, "aggregated": aggregated, "fragmented": fragmented}


def marked(payloads: list[bytes]) -> Cut:
    return [(payload, index == len(payloads) - 1) for index, payload in enumerate(payloads)]


def packets(pictures: Iterable[Cut], sequence: int = 65530, stamp: int = 2**32 - 3 * TICK) -> list[bytes]:
    """Number and stamp them, over the end of both counters."""
    made = []
    for number, picture in enumerate(pictures):
        for payload, marker in picture:
            time = (stamp + number * TICK) & 0xFFFFFFFF
            head = struct.pack(">BBHII", 0x80, TYPE | marker << 7, sequence & 0xFFFF, time, SSRC)
            made.append(head + payload)
            sequence += 1
    return made
