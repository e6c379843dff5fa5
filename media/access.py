"""One coded picture on its way from a camera to whoever decodes, keeps or records it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Codec(StrEnum):
    """What FFmpeg calls the codecs that we cut out of RTP ourselves."""

    H264 = "h264"
    HEVC = "hevc"


@dataclass(frozen=True, slots=True)
class Format:
    """How a stream is coded; `extradata` are parameter sets known beforehand, as the decoder takes them."""

    codec: str
    extradata: bytes = b""
    pixel_aspect: float = 1.0


class AccessUnit(NamedTuple):
    """All data of one picture (H.264 clause 3.1, H.265 clause 3.1), in Annex B form where we cut it ourselves.

    `stamp` is the camera's clock in seconds, going on over wrap-arounds; `arrived` is when the last packet came, in
    seconds of the monotonic clock; `gap` says that something before it was lost. A key picture carries its
    parameter sets, so that decoding may begin with it.
    """

    data: bytes
    key: bool
    stamp: float
    arrived: float
    gap: bool = False
