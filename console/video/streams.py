"""What a camera offers: its streams, its login, and which of the streams a tile of a given height deserves."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from media.login import Login

UP_AT = 480
"""Physical pixels of tile height from which a tile on the small stream moves to the large one."""
DOWN_AT = 420
"""And below which a tile on a large stream goes back."""
BASE = (UP_AT + DOWN_AT) // 2


@dataclass(frozen=True, slots=True)
class Stream:
    """One profile of a camera; its URL holds no password."""

    profile: str
    url: str
    width: int
    height: int
    fps: float

    def __post_init__(self) -> None:
        """Refuse a URL with a login in it: from here on it may be logged and shown."""
        if urlsplit(self.url).username is not None:
            raise ValueError("a stream's URL must not hold a login")


@dataclass(frozen=True, slots=True)
class Ladder:
    """All streams of one camera, lowest first."""

    camera_id: str
    streams: tuple[Stream, ...]
    login: Login | None = None

    def __post_init__(self) -> None:
        """Sort, so that the first stream is the cheapest."""
        if not self.streams:
            raise ValueError("a ladder needs a stream")
        object.__setattr__(self, "streams", tuple(sorted(self.streams, key=lambda stream: stream.height)))

    def get(self, profile: str) -> Stream | None:
        """Return the stream of this profile, if the camera has it."""
        return next((stream for stream in self.streams if stream.profile == profile), None)


def choose(ladder: Ladder, height: int, current: str | None = None, steps: int = 0) -> Stream:
    """Pick the stream for a tile of so many physical pixels, slow to change its mind about the current one.

    `steps` says how many of them lower, where the machine has not enough power for it.
    """
    wanted = _wanted(ladder, height, current)
    return ladder.streams[max(0, ladder.streams.index(wanted) - steps)]


def _wanted(ladder: Ladder, height: int, current: str | None) -> Stream:
    lowest, *higher = ladder.streams
    if not higher:
        return lowest
    known = current is not None and ladder.get(current) is not None
    limit = BASE if not known else UP_AT if current == lowest.profile else DOWN_AT
    if height < limit:
        return lowest
    return next((stream for stream in higher if stream.height >= height), higher[-1])
