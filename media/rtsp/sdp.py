"""What a camera says of its streams (SDP, RFC 8866), as far as a viewer of pictures must know."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlsplit

from media.access import Codec
from media.fault import Broken, NotForUs

_CODECS = {"H264": Codec.H264, "H265": Codec.HEVC, "HEVC": Codec.HEVC}
_START = b"\0\0\0\1"
_SETS = {Codec.H264: ("sprop-parameter-sets",), Codec.HEVC: ("sprop-vps", "sprop-sps", "sprop-pps")}


@dataclass(frozen=True, slots=True)
class Track:
    """The video track that we take: its codec, payload type, clock and address."""

    codec: Codec
    payload: int
    clock: int
    control: str
    sets: bytes = b""
    """Parameter sets sent beforehand, each after a start code; cameras may send better ones in the stream."""


def video(text: str, base: str) -> Track:
    """Choose the first video track we can cut. Raises Broken("bad_data") without video, NotForUs without ours."""
    others = []
    for section in text.replace("\r", "").split("\nm=")[1:]:
        head, *lines = section.split("\n")
        words = head.split()
        if len(words) < 4 or words[0] != "video":
            continue
        found = _attributes(lines)
        name, clock = _encoding(found, words[3])
        if name in _CODECS and (payload := number(words[3], 127)) is not None:
            codec = _CODECS[name]
            control = _address(base, found.get("control", ""))
            return Track(codec, payload, clock, control, _sets(codec, found.get(f"fmtp:{words[3]}", "")))
        others.append(name or words[3])
    if others:
        raise NotForUs(" ".join(others)[:80])
    raise Broken("bad_data", "no video")


def _attributes(lines: list[str]) -> dict[str, str]:
    """Names of attributes with a payload type in their value take it along: `rtpmap:96`."""
    found: dict[str, str] = {}
    for line in lines:
        if not line.startswith("a="):
            continue
        name, _, value = line[2:].partition(":")
        if name in ("rtpmap", "fmtp"):
            number, _, value = value.partition(" ")
            name = f"{name}:{number}"
        found.setdefault(name, value.strip())
    return found


def _encoding(found: dict[str, str], payload: str) -> tuple[str, int]:
    name, _, rest = found.get(f"rtpmap:{payload}", "").partition("/")
    return name.upper(), number(rest.split("/")[0], 10_000_000) or 90_000


def number(text: str, largest: int) -> int | None:
    """Read a number that a camera sent; None if it is none or too large."""
    known = text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= largest
    return int(text) if known else None


def _sets(codec: Codec, parameters: str) -> bytes:
    given = {}
    for part in parameters.split(";"):
        name, _, value = part.strip().partition("=")
        given[name.lower()] = value.strip()
    found = b""
    for name in _SETS[codec]:
        for word in given.get(name, "").split(","):
            try:
                unit = base64.b64decode(word, validate=True)
            except (binascii.Error, ValueError):
                continue
            found += _START + unit if unit else b""
    return found


def _address(base: str, control: str) -> str:
    """A control may be whole, relative, or `*`; cameras disagree on whether the base ends with a slash."""
    if control in ("", "*"):
        return base
    if urlsplit(control).scheme:
        return control
    if control.startswith("/"):
        # Not urljoin(): it does not know rtsps.
        parts = urlsplit(base)
        return f"{parts.scheme}://{parts.netloc}{control}"
    return base.rstrip("/") + "/" + control
