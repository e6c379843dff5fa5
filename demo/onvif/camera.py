"""One make-believe camera: what it offers, how it wants to be asked, and what is wrong with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from demo.onvif.events import Events
from demo.onvif.head import Head


class Trick(StrEnum):
    """What a device may do to whoever reads it."""

    NONE = "none"
    SLOW = "slow"
    DRIP = "drip"
    MALFORMED = "malformed"
    BOMB = "bomb"
    EXTERNAL = "external"
    DEEP = "deep"
    HUGE = "huge"
    WRONG_NAMESPACE = "wrong_namespace"
    NO_PROFILES = "no_profiles"
    HTML = "html"
    EMPTY = "empty"
    REDIRECT = "redirect"
    ELSEWHERE = "elsewhere"
    LEAKS_LOGIN = "leaks_login"
    NOWHERE = "nowhere"
    NO_CLOCK = "no_clock"
    MEDIA2_BROKEN = "media2_broken"
    GZIP = "gzip"
    STRANGE_ENCODING = "strange_encoding"


@dataclass(frozen=True)
class SimProfile:
    """A media profile and the address of its stream."""

    token: str
    name: str
    url: str
    width: int = 1280
    height: int = 720
    fps: float = 15
    codec: str = "H264"


@dataclass
class SimCamera:
    """`auth` is what it asks for: `wsse`, `digest` (HTTP) or `none`; its clock is `ahead_s` seconds ahead of ours."""

    name: str = "Cong Mong Cai"
    serial: str = "0001"
    user: str = "onvif"
    password: str = "mat-khau"
    auth: str = "wsse"
    ahead_s: float = 0.0
    media2: bool = True
    services: bool = True
    trick: Trick = Trick.NONE
    profiles: tuple[SimProfile, ...] = ()
    head: Head | None = None
    """What turns, if anything does."""
    events: Events | None = None
    """What it tells by itself, if anything."""
    asked: list[str] = field(default_factory=list)
    """The operations that were asked for, in order."""
    seen: list[bytes] = field(default_factory=list)
    """Whole requests as they came, so that a test can look for what must never be in them."""
    nonces: set[str] = field(default_factory=set)
