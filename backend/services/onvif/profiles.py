"""Media profiles as devices list them: Media (profile S) and Media2 (profile T) in one shape. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from msgspec import Struct

from backend.services.onvif.errors import BROKEN, DeviceError
from backend.services.onvif.markup import every, first, local, text
from contract.cameras.checks import PASSWORD_WORDS, SCHEMES

MOST = 8
"""Profiles of one camera: those beyond are copies for recorders, if not nonsense."""
_NOWHERE = re.compile(r"^(0\.0\.0\.0|127\.|169\.254\.|localhost$|::1?$|fe80:)")


class Profile(Struct, frozen=True, kw_only=True):
    """What a device would send; sizes and rate are 0 where it does not say."""

    token: str
    name: str
    width: int = 0
    height: int = 0
    fps: float = 0.0
    codec: str = ""


def profiles(answer: Element) -> list[Profile]:
    """Those that have video, the largest picture first."""
    found = {profile.token: profile for profile in _profiles(answer)}
    return sorted(found.values(), key=lambda one: one.width * one.height, reverse=True)[:MOST]


def stream_url(answer: Element, host: str) -> str:
    """The address in a GetStreamUri answer, without login; a device that names itself by nowhere gets its own host.

    Raises DeviceError.
    """
    url = text(answer, "Uri")
    try:
        parts = urlsplit(url)
        port, said = parts.port, parts.hostname or ""
    except ValueError:
        raise DeviceError(BROKEN, "a stream's address that is none") from None
    if parts.scheme not in SCHEMES or not said or len(url) > 400:
        raise DeviceError(BROKEN, "a stream's address that is none")
    to = host if _NOWHERE.match(said) else said
    place = (f"[{to}]" if ":" in to else to) + (f":{port}" if port else "")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, words) for name, words in asked if name.lower() not in PASSWORD_WORDS]
    # Written anew only where something was taken out: devices are particular about the letters of a query.
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    return urlunsplit((parts.scheme, place, parts.path, query, ""))


def _profiles(answer: Element) -> Iterator[Profile]:
    for one in every(answer, "Profiles"):
        token = one.get("token", "")
        video = first(one, "VideoEncoderConfiguration")
        if video is None:
            video = first(one, "VideoEncoder")
        if not token or video is None:
            continue
        yield Profile(
            token=token,
            name=text(next((each for each in one if local(each) == "Name"), None)),
            width=_whole(text(video, "Resolution", "Width")),
            height=_whole(text(video, "Resolution", "Height")),
            fps=_real(text(video, "RateControl", "FrameRateLimit")),
            codec=text(video, "Encoding")[:20],
        )


def _whole(words: str) -> int:
    return int(words) if re.fullmatch(r"\d{1,5}", words) else 0


def _real(words: str) -> float:
    return float(words) if re.fullmatch(r"\d{1,3}(\.\d{1,4})?", words) else 0.0
