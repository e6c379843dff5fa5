"""What a mount shows instead of its clip while a fault of the picture is in force."""

from fractions import Fraction

import av
import numpy as np

from demo.rtsp.clip import PPS, SPS, Clip, Picture, picture, split


def black(clip: Clip) -> tuple[Picture, ...]:
    """One black keyframe of the clip's size, to be repeated."""
    pixels = np.zeros((clip.height, clip.width, 3), np.uint8)
    return _encode([av.VideoFrame.from_ndarray(pixels, format="bgr24")], clip, clip.width, clip.height)


def halved(clip: Clip) -> tuple[Picture, ...]:
    """The clip's first seconds at half its size, to be repeated."""
    context = av.CodecContext.create("h264", "r")
    context.thread_count = 1
    frames: list[av.VideoFrame] = []
    for shot in clip.pictures[: round(clip.fps * 2)]:
        data = b"".join(b"\0\0\0\1" + nal for nal in _whole(shot.payloads))
        frames += context.decode(av.Packet(data))
    frames += context.decode(None)
    return _encode(frames, clip, clip.width // 4 * 2, clip.height // 4 * 2)


def _whole(payloads: tuple[bytes, ...]) -> list[bytes]:
    """The NAL units that were cut into these payloads (RFC 6184 section 5.8, undone)."""
    nals: list[bytes] = []
    for payload in payloads:
        if payload[0] & 31 != 28:
            nals.append(payload)
        elif payload[1] & 0x80:
            nals.append(bytes(((payload[0] & 0xE0) | (payload[1] & 31),)) + payload[2:])
        else:
            nals[-1] += payload[2:]
    return nals


def _encode(frames: list[av.VideoFrame], clip: Clip, width: int, height: int) -> tuple[Picture, ...]:
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, 1000)
    context.framerate = Fraction(clip.fps).limit_denominator(1000)
    context.thread_count = 1
    context.gop_size = max(1, round(clip.fps))
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "28", "bf": "0"}
    packets = []
    for index, frame in enumerate(frames):
        plain = frame.reformat(width, height, "yuv420p")
        plain.pts, plain.time_base = index * 1000, context.time_base
        plain.pict_type = 0
        packets += context.encode(plain)
    packets += context.encode(None)
    units = [split(bytes(packet), 0) for packet in packets]
    sets = [next(nal for nal in units[0] if nal[0] & 31 == kind) for kind in (SPS, PPS)]
    return tuple(picture(nals, sets[0], sets[1], at=0.0) for nals in units)
