"""What an export is asked to hold, and how it can end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from media.segments.model import SECOND


@dataclass(frozen=True, slots=True)
class CameraAsked:
    """A camera as it is called at the time of the export."""

    id: str
    number: int = 0
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants what, and why; `custody` is what is known of how the recordings were handled before."""

    id: str
    cameras: tuple[CameraAsked, ...]
    start: int
    end: int
    by: str
    by_name: str
    why: str
    made_at: int
    version: str
    alert: str = ""
    watermark: bool = False
    packed: bool = True
    custody: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Watch:
    """How far it is, from nought to one, and whether somebody wants it no more."""

    progress: Callable[[float], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False

    def look(self) -> None:
        if self.cancelled():
            raise Cancelled


class Cancelled(Exception):
    """Somebody wants it no more; nothing of it is left."""


class NothingThere(Exception):
    """There is no recording in the range."""


@dataclass
class CameraMade:
    """What became of one camera in an export."""

    pieces: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def iso(at: int) -> str:
    return datetime.fromtimestamp(at / SECOND, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
