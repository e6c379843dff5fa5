"""One line for each camera: what is known of it now, and what the record says; pure, from rows and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.strings import CITY_TIME, fold
from console.views.health.board import Word
from contract.base import World
from contract.cameras import Camera
from contract.health import BEAT, CameraBeat, CameraDay, Status, totals

_BEST_FIRST = (
    Status.LIVE, Status.LATE, Status.STALE, Status.CONNECTING, Status.LOST, Status.DENIED, Status.OFF,
)  # fmt: skip
_BAD = {Status.LATE, Status.STALE, Status.LOST, Status.DENIED}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """A camera, the words of all machines on it, the best of them, and its days; `first` begins the week."""

    camera: Camera
    words: tuple[Word, ...]
    best: Word | None
    today: CameraDay | None
    last: CameraDay | None
    day: tuple[float, float]
    week: tuple[float, float]
    waiting: bool = False

    @property
    def status(self) -> Status | None:
        return self.best.seen.status if self.best else None

    @property
    def findings(self) -> tuple[str, ...]:
        """Faults of the picture that any machine finds, each once."""
        found = (finding.fault for word in self.words for finding in word.seen.findings)
        return tuple(dict.fromkeys(found))

    @property
    def sees(self) -> int:
        """Machines that have its picture."""
        return sum(word.seen.status in {Status.LIVE, Status.LATE} for word in self.words)

    @property
    def troubled(self) -> bool:
        """Whether any machine sees anything wrong, or an alert stands."""
        bad = any(word.seen.status in _BAD for word in self.words)
        return bad or bool(self.findings) or bool(self.last and self.last.standing)

    @property
    def text(self) -> str:
        """What a search looks through, without diacritics."""
        places = " ".join(word.place for word in self.words)
        return fold(f"{self.camera.number} {self.camera.name} {self.camera.place} {places}")


def lines(world: World, words: dict[str, list[Word]], now: datetime, waiting: bool = False) -> list[Line]:
    """Every camera this seat may watch; `waiting`: a camera without a word may still get one."""
    days: dict[str, list[CameraDay]] = {}
    for row in world.all(CameraDay):
        days.setdefault(row.camera, []).append(row)
    beat = world.get(CameraBeat, BEAT)
    return [
        _line(camera, words.get(camera.id, []), days.get(camera.id, []), now, beat.at if beat else None, waiting)
        for camera in world.all(Camera)
    ]


def _line(
    camera: Camera, words: Sequence[Word], days: list[CameraDay], now: datetime, beat: datetime | None, waiting: bool
) -> Line:
    today = now.astimezone(CITY_TIME).date()
    return Line(
        camera,
        tuple(words),
        min(words, key=lambda word: _BEST_FIRST.index(word.seen.status), default=None),
        next((day for day in days if day.day == today), None),
        max(days, key=lambda day: day.day, default=None),
        totals(days, today, now, beat),
        totals(days, today - WEEK, now, beat),
        waiting and not words,
    )
