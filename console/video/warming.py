"""Cameras that may be wanted soon are connected beforehand: their last group of pictures is kept, nothing is decoded.

Whoever then opens one sees its last key picture at once, and the present as soon as what follows is decoded.
"""

import time
from collections.abc import Sequence

from console.video.budget import Pace
from console.video.pool import SourcePool
from console.video.source import Source
from console.video.streams import choose

MOST = 4
"""So many at once: each is a session at its camera and a stream on the network."""
SECONDS = 15.0
"""So long: what was not opened by then was not wanted."""


class Warming:
    """One guesser's; used from the GUI's thread. What is watched already is shared and costs nothing."""

    def __init__(self, pool: SourcePool, most: int = MOST, seconds: float = SECONDS) -> None:
        self._pool, self._most, self._seconds = pool, most, seconds
        self._held: dict[str, Source] = {}

    def want(self, cameras: Sequence[str], height: int) -> None:
        """These are likely now, the likeliest first, for tiles of so many physical pixels; no others any more."""
        wanted = list(dict.fromkeys(cameras))[: self._most] if not self.strained else []
        held = {camera: source for camera in wanted if (source := self._hold(camera, height)) is not None}
        for source in self._held.values():
            if source not in held.values():
                source.hold(0.0)
        self._held = held

    @property
    def strained(self) -> bool:
        """Say whether this machine cannot even decode in full what is watched: then nothing is guessed at."""
        return any(source.modest or source.pace is not Pace.FULL for source in self._pool.running())

    def _hold(self, camera: str, height: int) -> Source | None:
        ladder = self._pool.ladder(camera)
        if ladder is None:
            return None
        source = self._pool.source(ladder, choose(ladder, height))
        source.hold(time.monotonic() + self._seconds)
        return source
