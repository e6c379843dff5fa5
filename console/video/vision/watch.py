"""Looks at every camera that is shown anyway, twice a second, in one thread of its own beside the GUI's."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from console.video.budget import Pace
from console.video.health import SourceStats
from console.video.outlet import Outlet
from console.video.scaling import Box, Fit, Picture
from console.video.source import Source
from console.video.truth import TileTruth, judge
from console.video.vision.eye import Eye, Seen
from console.video.vision.features import SIZE, small

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between two looks."""
MOST_EYES = 256
"""Cameras whose view is remembered; the one that was not looked at for longest is forgotten first."""


@dataclass(frozen=True)
class CameraView:
    """One camera at one moment of the monotonic clock: its line, its counters, and what was found in its picture."""

    camera: str
    at: float
    truth: TileTruth
    stats: SourceStats
    seen: Seen | None
    reconnects: int
    last_reason: str


@dataclass
class _Known:
    """What is remembered of a camera from look to look."""

    eye: Eye = field(default_factory=Eye)
    reconnects: int = 0
    last_reason: str = ""


class Watch:
    """Hangs a small outlet on each source, for as long as somebody else looks at it too."""

    def __init__(self, sources: Callable[[], Iterable[Source]]) -> None:
        """`sources` is called in this thread."""
        self._sources = sources
        self._outlets: dict[Source, Outlet] = {}
        self._counted: dict[Source, int] = {}
        self._pictures: dict[Source, Picture] = {}
        self._known: dict[str, _Known] = {}
        self._views: dict[str, CameraView] = {}
        self._resets: set[str] = set()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._run, name="vision", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let go of all sources, and return when the thread has ended."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def views(self) -> dict[str, CameraView]:
        """Everything seen of the cameras that are shown, as it was at the last look."""
        return self._views

    def reset(self, camera: str) -> None:
        """The camera was turned on purpose: learn its view anew."""
        self._resets.add(camera)

    # The thread.

    def _run(self) -> None:
        while not self._ending.wait(EVERY):
            try:
                self.look(time.monotonic())
            except Exception:  # a camera that confuses us must not blind us to the others for ever
                log.exception("vision")
        for source, outlet in self._outlets.items():
            source.detach(outlet)
        self._outlets = {}

    def look(self, now: float) -> None:
        """One round; the tests' way in."""
        running = list(self._sources())
        views: dict[str, CameraView] = {}
        while self._resets:
            camera = self._resets.pop()
            if camera in self._known:
                self._known[camera].eye.reset()
        for source in running:
            stats = source.stats(now)
            self._hang(source, stats.viewers)
            view = self._view(source, stats, now)
            if better(view, views.get(source.camera_id)):
                views[source.camera_id] = view
        self._forget(running)
        self._views = views

    def _hang(self, source: Source, viewers: int) -> None:
        """Looking must not keep a stream alive that nobody else wants."""
        outlet = self._outlets.get(source)
        if outlet is None and viewers:
            outlet = Outlet(Box(*SIZE, Fit.STRETCH), every=EVERY)
            if source.attach(outlet):
                self._outlets[source] = outlet
        elif outlet is not None and viewers <= 1:
            source.detach(self._outlets.pop(source))

    def _view(self, source: Source, stats: SourceStats, now: float) -> CameraView:
        # Taken out and put back, so that the order is that of the last look.
        known = self._known.pop(source.camera_id, None) or _Known()
        self._known[source.camera_id] = known
        outlet = self._outlets.get(source)
        picture = outlet.newest if outlet else None
        if picture is not None and picture is not self._pictures.get(source):
            self._pictures[source] = picture
            if known.eye.seen is None or picture.arrived > known.eye.seen.at + EVERY / 2:
                grey, colour = small(picture.pixels)
                known.eye.look(grey, picture.arrived, colour)
        known.reconnects += max(0, stats.reconnects - self._counted.get(source, 0))
        self._counted[source] = stats.reconnects
        known.last_reason = stats.reason or known.last_reason
        return CameraView(
            source.camera_id,
            now,
            _truth(source, stats, now),
            stats,
            known.eye.seen,
            known.reconnects,
            known.last_reason,
        )

    def _forget(self, running: list[Source]) -> None:
        alive = set(running)
        for table in (self._outlets, self._counted, self._pictures):
            for source in table.keys() - alive:
                table.pop(source)
        while len(self._known) > MOST_EYES:
            self._known.pop(next(iter(self._known)))


_ORDER = ("live", "late", "stale", "connecting", "lost", "denied", "off")


def better(view: CameraView, other: CameraView | None) -> bool:
    """Which of two streams speaks for their camera: the livelier one, then the larger."""
    if other is None:
        return True
    mine, its = _ORDER.index(view.truth.status), _ORDER.index(other.truth.status)
    return (mine, -view.stats.height) < (its, -other.stats.height)


def _truth(source: Source, stats: SourceStats, now: float) -> TileTruth:
    period = 1.0 / source.stream.fps if source.stream.fps > 0 else 0.0
    if source.pace is Pace.KEYS:
        # This machine is short of power and decodes key pictures alone: no fault of the camera's.
        period = max(period, stats.key_interval)
    return judge(now, source.last_frame, source.health(now), period)
