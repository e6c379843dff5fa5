"""A pre-encoded H.264 clip, demuxed once and cut into RTP payloads."""

import base64
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import av
from av.packet import Packet
from av.video.stream import VideoStream

MTU = 1400
"""Bytes of RTP payload at most, as cameras send them."""

IDR, SEI, SPS, PPS, AUD, FILLER = 5, 6, 7, 8, 9, 12


class ClipError(ValueError):
    """The file holds no H.264 that can be served: no video, no parameter sets, or no keyframe at its start."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One access unit: when it is due after the clip's start and what it is shown after that (both in seconds)."""

    at: float
    shown_after: float
    key: bool
    payloads: tuple[bytes, ...]


@dataclass(frozen=True)
class Clip:
    """A clip that can loop for ever: it starts with an IDR picture, and every IDR carries its parameter sets."""

    pictures: tuple[Picture, ...]
    duration: float
    fps: float
    width: int
    height: int
    sps: bytes
    pps: bytes

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """The indices of the keyframes, the first being 0."""
        return tuple(index for index, picture in enumerate(self.pictures) if picture.key)

    @property
    def profile_level_id(self) -> str:
        return self.sps[1:4].hex().upper()

    @property
    def sprop(self) -> str:
        return ",".join(base64.b64encode(unit).decode() for unit in (self.sps, self.pps))

    @classmethod
    def load(cls, path: str | Path) -> "Clip":
        """Read MP4 or Annex B. Raises ClipError, FileNotFoundError, or av.FFmpegError on what is no media file."""
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise ClipError(f"{path}: no video")
            stream = container.streams.video[0]
            if stream.codec_context.name != "h264":
                raise ClipError(f"{path}: {stream.codec_context.name}, not h264")
            fps = float(stream.average_rate or stream.guessed_rate or Fraction(25))
            units = [(packet, split(bytes(packet), _length_size(stream))) for packet in container.demux(stream)]
            return assemble(
                [(packet, nals) for packet, nals in units if nals],
                stream,
                fps,
                _parameter_sets(stream, units),
                str(path),
            )


Units: TypeAlias = "list[tuple[Packet[VideoStream], list[bytes]]]"  # quoted: Packet is generic in its stub only


def assemble(units: Units, stream: VideoStream, fps: float, sets: tuple[bytes, bytes] | None, name: str) -> Clip:
    """Make a clip of demuxed packets. Raises ClipError."""
    if sets is None:
        raise ClipError(f"{name}: no parameter sets")
    if not units or not _is_key(units[0][1]):
        raise ClipError(f"{name}: does not start with an IDR picture")
    base = float(stream.time_base or Fraction(1, 90000))
    start = units[0][0].dts or 0
    pictures = []
    for index, (packet, nals) in enumerate(units):
        at = index / fps if packet.dts is None else (packet.dts - start) * base
        shown_after = 0.0 if packet.dts is None or packet.pts is None else (packet.pts - packet.dts) * base
        pictures.append(picture(nals, *sets, at=at, shown_after=shown_after))
    context = stream.codec_context
    return Clip(tuple(pictures), pictures[-1].at + 1 / fps, fps, context.width, context.height, *sets)


def picture(nals: list[bytes], sps: bytes, pps: bytes, at: float, shown_after: float = 0.0) -> Picture:
    """Packetise one access unit, with its parameter sets in front where it is an IDR."""
    key = _is_key(nals)
    body = [nal for nal in nals if nal[0] & 31 not in (SPS, PPS, AUD, FILLER)]
    whole = [sps, pps, *body] if key else body
    return Picture(at, shown_after, key, tuple(part for nal in whole for part in fragment(nal)))


def fragment(nal: bytes) -> list[bytes]:
    """One NAL unit as RTP payloads: itself, or FU-A fragments of it (RFC 6184 sections 5.6 and 5.8)."""
    if len(nal) <= MTU:
        return [nal]
    indicator, kind = (nal[0] & 0xE0) | 28, nal[0] & 31
    parts = [nal[start : start + MTU - 2] for start in range(1, len(nal), MTU - 2)]
    flags = [0x80, *[0] * (len(parts) - 2), 0x40]
    return [bytes((indicator, flag | kind)) + part for flag, part in zip(flags, parts, strict=True)]


def split(data: bytes, length_size: int) -> list[bytes]:
    """The NAL units of one packet: length-prefixed (MP4) or, with a length size of 0, Annex B."""
    if length_size == 0:
        parts = data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
        return [part.rstrip(b"\0") for part in parts if part.rstrip(b"\0")]
    nals, offset = [], 0
    while offset + length_size < len(data):
        size = int.from_bytes(data[offset : offset + length_size])
        nals.append(data[offset + length_size : offset + length_size + size])
        offset += length_size + size
    return [nal for nal in nals if nal]


def _is_key(nals: list[bytes]) -> bool:
    return any(nal[0] & 31 == IDR for nal in nals)


def _length_size(stream: VideoStream) -> int:
    extra = stream.codec_context.extradata or b""
    return (extra[4] & 3) + 1 if extra[:1] == b"\1" else 0


def _parameter_sets(stream: VideoStream, units: Units) -> tuple[bytes, bytes] | None:
    """The first SPS and PPS, from the extradata (avcC: ISO/IEC 14496-15 section 5.3.3) or from the stream."""
    extra = stream.codec_context.extradata or b""
    found = _avcc(extra) if extra[:1] == b"\1" else split(extra, 0)
    found += units[0][1] if units else []
    sps = next((nal for nal in found if nal[0] & 31 == SPS), None)
    pps = next((nal for nal in found if nal[0] & 31 == PPS), None)
    return (sps, pps) if sps and pps else None


def _avcc(extra: bytes) -> list[bytes]:
    sps_size = int.from_bytes(extra[6:8])
    pps_at = 8 + sps_size + 1
    pps_size = int.from_bytes(extra[pps_at : pps_at + 2])
    return [extra[8 : 8 + sps_size], extra[pps_at + 2 : pps_at + 2 + pps_size]]
