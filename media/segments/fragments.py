"""MP4 in fragments (ISO/IEC 14496-12): the beginning by FFmpeg, each fragment ours, so that it is whole or not there.

FFmpeg's own muxer holds a fragment back until the next key picture comes; a power failure would take it along.
"""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import av

RATE = 90_000
_KEY, _OTHER = 0x02000000, 0x01010000
_RAW = {"h264": "h264", "hevc": "hevc"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A coded picture with its times in ticks: when it is decoded, how long it lasts, when it is shown after that."""

    data: bytes
    key: bool
    dts: int
    duration: int
    shown_after: int


def beginning(codec: str, key: bytes) -> bytes:
    """The boxes before the first fragment, for a stream that begins with this key picture. Raises av.FFmpegError."""
    out = io.BytesIO()
    with av.open(io.BytesIO(key), format=_RAW[codec]) as raw:
        options = {"movflags": "empty_moov+default_base_moof+frag_custom"}
        with av.open(out, "w", format="mp4", options=options) as mp4:
            mp4.add_stream_from_template(raw.streams.video[0]).time_base = Fraction(1, RATE)
            mp4.start_encoding()
    whole = out.getvalue()
    at = whole.index(b"moov") - 4
    return whole[: at + int.from_bytes(whole[at : at + 4], "big")]


def fragment(number: int, samples: Sequence[Sample]) -> bytes:
    """A `moof` with its `mdat`."""
    bodies = [length_prefixed(sample.data) for sample in samples]
    moof = _moof(number, samples, bodies, 0)
    moof = _moof(number, samples, bodies, len(moof) + 8)
    return moof + _box(b"mdat", *bodies)


def length_prefixed(data: bytes) -> bytes:
    """Annex B turned to units with their length before them, as MP4 wants it; what is in the units is not touched."""
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units(data))


def units(data: bytes) -> list[bytes]:
    """The units between start codes. Zeroes before a start code belong to it (H.264 B.1), never to the unit."""
    found = []
    for part in data.split(b"\0\0\1")[1:]:
        if unit := part.rstrip(b"\0"):
            found.append(unit)
    return found


def _moof(number: int, samples: Sequence[Sample], bodies: Sequence[bytes], offset: int) -> bytes:
    head = _box(b"mfhd", struct.pack(">II", 0, number))
    track = _box(b"tfhd", struct.pack(">II", 0x020000, 1))
    at = _box(b"tfdt", struct.pack(">IQ", 0x01000000, samples[0].dts))
    table = b"".join(
        struct.pack(">IIIi", one.duration, len(body), _KEY if one.key else _OTHER, one.shown_after)
        for one, body in zip(samples, bodies, strict=True)
    )
    run = _box(b"trun", struct.pack(">IIi", 0x01000F01, len(samples), offset), table)
    return _box(b"moof", head, _box(b"traf", track, at, run))


def _box(kind: bytes, *content: bytes) -> bytes:
    return struct.pack(">I", 8 + sum(map(len, content))) + kind + b"".join(content)
