"""Reading our own fragments again: which are whole, where a torn file is to be cut, and what is in it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from media.segments.fragments import RATE, Sample

START = b"\0\0\0\1"
_BOXES = {"h264": b"avcC", "hevc": b"hvcC"}
MOST = 24 * 3600 * RATE
"""No segment has so many ticks; a damaged table may say so."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How much of a file is whole: bytes up to the end of the last whole fragment, and ticks up to its end."""

    size: int
    ticks: int
    fragments: int


def whole(data: bytes | memoryview) -> Whole:
    """Judge a file, however it ends. `size` is nought where not even its beginning is whole."""
    size = ticks = count = 0
    begun, table = False, b""
    for kind, at, end in walk(data):
        if kind == b"moov":
            begun, size = True, end
        elif kind == b"moof" and begun:
            table = bytes(data[at:end])
        elif kind == b"mdat" and table:
            # A power failure leaves noughts where the table was: then nothing from here on is whole.
            samples = _samples(table)
            if sum(length for _, _, length, _, _ in samples) != end - at - 8 or not samples or samples[-1][0] > MOST:
                break
            count, size, ticks, table = count + 1, end, samples[-1][0] + samples[-1][1], b""
    return Whole(size, ticks, count)


def walk(data: bytes | memoryview) -> Iterator[tuple[bytes, int, int]]:
    """Kind, beginning and end of the boxes that are there whole, until something else comes."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        # Noughts are what a file system leaves where it had no time to write.
        if size < 8 or at + size > len(data):
            return
        yield kind, at, at + size
        at += size


def codec_of(data: bytes) -> str:
    """The codec that the beginning of a file tells. Raises ValueError."""
    for kind, at, end in walk(data):
        if kind == b"moov":
            for codec, box in _BOXES.items():
                if box in data[at:end]:
                    return codec
    raise ValueError("no moov of ours")


def samples(data: bytes) -> Iterator[Sample]:
    """All pictures in order of decoding, in Annex B form again."""
    table: list[tuple[int, int, int, int, int]] = []
    for kind, at, end in walk(data):
        if kind == b"moof":
            table = _samples(data[at:end])
        elif kind == b"mdat":
            place = at + 8
            for dts, duration, size, flags, shown_after in table:
                body = data[place : place + size]
                yield Sample(_annex_b(body), not flags & 0x00010000, dts, duration, shown_after)
                place += size


def seconds(ticks: int) -> float:
    return ticks / RATE


def _samples(moof: bytes) -> list[tuple[int, int, int, int, int]]:
    """Decoding time, duration, size, flags and composition offset of each, out of the one shape that we write.

    None where it is of another.
    """
    clock, at = moof.find(b"tfdt"), moof.find(b"trun")
    if clock < 0 or at < 0 or max(clock, at) + 16 > len(moof):
        return []
    dts, count = struct.unpack_from(">Q", moof, clock + 8)[0], struct.unpack_from(">I", moof, at + 8)[0]
    if at + 16 + 16 * count > len(moof):
        return []
    found = []
    for duration, size, flags, shown_after in struct.iter_unpack(">IIIi", moof[at + 16 : at + 16 + 16 * count]):
        found.append((dts, duration, size, flags, shown_after))
        dts += duration
    return found


def _annex_b(body: bytes) -> bytes:
    parts, at = [], 0
    while at + 4 <= len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        parts += [START, body[at + 4 : at + 4 + size]]
        at += 4 + size
    return b"".join(parts)
