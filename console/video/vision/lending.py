"""A pool that says which sources it has lent, so that somebody can look at what they show."""

from console.video.pool import SourcePool
from console.video.source import Source
from console.video.streams import Ladder, Stream


class WatchedPool(SourcePool):
    """As any pool; `running` may be called from any thread."""

    _lent: dict[tuple[str, str], Source]

    def source(self, ladder: Ladder, stream: Stream) -> Source:
        """Return the running source of this stream, or start one."""
        found = super().source(ladder, stream)
        lent = self.__dict__.setdefault("_lent", {})
        lent[ladder.camera_id, stream.profile] = found
        return found

    def running(self) -> list[Source]:
        """All sources that have been lent and live."""
        lent: dict[tuple[str, str], Source] = self.__dict__.get("_lent", {})
        return [source for source in tuple(lent.values()) if source.alive]
