"""All sources of a process, shared and counted: one connection per camera and profile, however many tiles look."""

import time
from collections.abc import Callable

from console.video.decoders import Decoders
from console.video.engine import LINGER, Engine
from console.video.health import SourceStats
from console.video.playback import Recorder
from console.video.source import Source
from console.video.streams import Ladder, Stream
from console.video.tap import Tap


class SourcePool:
    """Lends sources to taps; used from one thread, the GUI's."""

    def __init__(self, resolve: Callable[[str], Ladder | None], *, linger: float = LINGER) -> None:
        """Ask `resolve` for a camera's ladder; an unwatched source lasts `linger` seconds."""
        self._resolve = resolve
        self._engine = Engine(linger)
        self._sources: dict[tuple[str, str], Source] = {}
        self._leaving: list[Source] = []
        self._taps: dict[str, list[Tap]] = {}
        self.recorder: Recorder | None = None

    def tap(self, camera_id: str) -> Tap:
        """Open a tile's hold on a camera; nothing is fetched before it wants a size."""
        tap = Tap(camera_id, self)
        self._taps.setdefault(camera_id, []).append(tap)
        return tap

    def ladder(self, camera_id: str) -> Ladder | None:
        """Return what the camera offers, if it is known."""
        return self._resolve(camera_id)

    def source(self, ladder: Ladder, stream: Stream) -> Source:
        """Return the running source of this stream, or start one; a changed URL or login is another source."""
        key = ladder.camera_id, stream.profile
        source = self._sources.get(key)
        if source is not None and source.alive and (source.stream, source.login) == (stream, ladder.login):
            return source
        if source is not None:
            self._leaving.append(source)
        # Those that close are kept until they are gone: `close` waits for them.
        self._leaving = [old for old in self._leaving if not old.join(0)]
        source = self._sources[key] = Source(ladder.camera_id, stream, ladder.login, self._engine)
        source.steps = ladder.streams[0].height < stream.height
        self._engine.streams = tuple(each for each in self._sources.values() if each.alive)
        return source

    def refresh(self, camera_id: str) -> None:
        """Take up a changed ladder or login, and try at once where the last attempt failed."""
        for (camera, _), source in tuple(self._sources.items()):
            if camera == camera_id:
                source.kick()
        for tap in tuple(self._taps.get(camera_id, ())):
            tap.refresh()

    @property
    def decoders(self) -> Decoders:
        """Return who decodes."""
        return self._engine.decoders

    def running(self) -> list[Source]:
        """Return the sources that run for somebody who looks (from any thread)."""
        return [source for source in self.kept() if not source.warm]

    def kept(self) -> list[Source]:
        """Return all sources that run, also those that only may be wanted soon (from any thread)."""
        return [source for source in tuple(self._sources.values()) if source.alive]

    def forget(self, tap: Tap) -> None:
        """Drop a released tap."""
        taps = self._taps.get(tap.camera_id, [])
        if tap in taps:
            taps.remove(tap)
        if not taps:
            self._taps.pop(tap.camera_id, None)

    def stats(self) -> list[SourceStats]:
        """Return the counters of all running sources."""
        now = time.monotonic()
        running = [*self._sources.values(), *self._leaving]
        return [source.stats(now) for source in running if source.alive]

    def close(self, timeout: float = 3.0) -> bool:
        """End all sources; True if every thread is gone in time."""
        sources = [*self._sources.values(), *self._leaving]
        for source in sources:
            source.stop()
        deadline = time.monotonic() + timeout
        self._sources, self._leaving = {}, []
        stuck = [source for source in sources if not source.join(max(0.0, deadline - time.monotonic()))]
        return self._engine.close(max(0.5, deadline - time.monotonic())) and not stuck
