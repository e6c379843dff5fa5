"""How cameras are doing: what each machine sees of them, and what became of each of the last days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.base import Actor, Command, Fact, Gone, Id, Ref, Row, Short, World
from contract.signals import Signal

VIDEO = "video"
"""The audience that may watch every camera that is not restricted."""
NOBODY = "nobody"
"""What is told to no audience in particular reaches nobody, rather than everybody."""
SILENT_S = 15.0
"""A machine that has not reported for so long says nothing any more: it reports every REPORT_S."""
REPORT_S = 5.0
KEEP_DAYS = 8
"""Today and the seven days before it."""
SAVE_S = 300.0
"""How often, at most, what became of the cameras is written down."""
CAMERAS_PER_REPORT = 64


class Status(StrEnum):
    """How the line of a camera stands on one machine."""

    LIVE = "live"
    LATE = "late"
    STALE = "stale"
    LOST = "lost"
    DENIED = "denied"
    CONNECTING = "connecting"
    OFF = "off"


class Life(StrEnum):
    """Whether some machine has the camera's picture; UNSEEN: nobody looks, and so nobody knows."""

    UP = "up"
    DOWN = "down"
    UNSEEN = "unseen"


Word = Annotated[str, Meta(pattern=r"^[a-z_]{1,30}\Z")]
Reason = Annotated[str, Meta(pattern=r"^[a-z_]{0,30}\Z")]
"""A code and no sentence: it is written into alerts and rows, which would be refused with anything else in them."""
Count = Annotated[int, Meta(ge=0, le=10**12)]
Counts = dict[str, int]
Audiences = Annotated[tuple[Short, ...], Meta(max_length=40)]

PICTURE_FAULTS = ("black", "glare", "covered", "frozen", "blurred", "moved")
"""What can be wrong with a picture that arrives."""
LINE_FAULTS = ("denied", "lost")
"""What can be wrong when none arrives."""


class Finding(Struct, frozen=True):
    """Something wrong in the picture, one of PICTURE_FAULTS as yet, and since when."""

    fault: Word
    since: datetime


class Measured(Struct, frozen=True, kw_only=True):
    """The numbers behind the findings: light and contrast in grey levels; `sharp` and `kept` beside what is usual.

    `known` is false while the view is still being learned; `still_s` is for how long only a clock has changed.
    """

    light: float
    contrast: float
    sharp: float | None = None
    kept: float | None = None
    still_s: float = 0.0
    known: bool = False


class CameraSeen(Struct, frozen=True, kw_only=True):
    """One camera as one machine sees it: its line, its stream, and its picture.

    `reason` is why there is no picture now, `last_reason` why the line broke last; `reconnects` only ever grows.
    """

    camera: Ref
    status: Status
    reason: Reason = ""
    last_reason: Reason = ""
    profile: Short = ""
    width: Count = 0
    height: Count = 0
    fps: float = 0.0
    kbps: float = 0.0
    key_interval: float = 0.0
    reconnects: Count = 0
    decoded: Count = 0
    broken: Count = 0
    findings: Annotated[tuple[Finding, ...], Meta(max_length=8)] = ()
    measured: Measured | None = None


class CameraReport(Signal, frozen=True, kw_only=True, tag="camera.report"):
    """What one machine sees of the cameras that it shows, every REPORT_S, in parts. Whoever may watch may report.

    `machine` tells machines of one person apart, `place` is what people call it. All cameras of a part are seen by the
    same audiences, `seen_by`: nobody hears of a camera that he may not watch. The sender may say only his own name.
    """

    right = "cameras.see"
    by: Ref
    machine: Id
    place: Short = ""
    part: Annotated[int, Meta(ge=0, lt=60)] = 0
    parts: Annotated[int, Meta(ge=1, le=60)] = 1
    cameras: Annotated[tuple[CameraSeen, ...], Meta(max_length=CAMERAS_PER_REPORT)] = ()
    seen_by: Audiences = (VIDEO,)
    at: datetime

    def key(self) -> str:
        return f"{self.machine}/{self.part}"

    def author(self) -> str | None:
        return self.by

    def audiences(self) -> tuple[str, ...]:
        return self.seen_by or (NOBODY,)


class LearnView(Signal, frozen=True, kw_only=True, tag="camera.learn"):
    """The camera looks where it should: every machine that watches it is to learn its view anew."""

    right = "alerts.acknowledge"
    camera: Id
    seen_by: Audiences = (VIDEO,)

    def key(self) -> str:
        return self.camera

    def audiences(self) -> tuple[str, ...]:
        return self.seen_by or (NOBODY,)


class CameraDay(Row, frozen=True, kw_only=True, tag="camera_day"):
    """What became of one camera on one day. Whoever may watch the camera sees it.

    Its id is a place in a ring of KEEP_DAYS (`slot`), so that days replace days and the store does not grow. `up_s` and
    `down_s` are counted up to `since`; from then on the camera has led the life `life`. `standing` names the faults
    that an alert was raised for and that have not gone. `reasons` and `faults` count how often.
    """

    camera: Id
    day: date
    life: Life = Life.UNSEEN
    since: datetime
    up_s: float = 0.0
    down_s: float = 0.0
    reconnects: int = 0
    reasons: Counts = {}
    faults: Counts = {}
    standing: tuple[str, ...] = ()
    last_fault: Short = ""
    last_reason: Short = ""
    last_at: datetime | None = None
    seen_by: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return self.seen_by or (NOBODY,)


class CameraBeat(Row, frozen=True, kw_only=True, tag="camera_beat"):
    """When the days were last looked after: after a crash nobody knows what was between. Whoever watches sees it."""

    at: datetime

    def audiences(self) -> tuple[str, ...]:
        return (VIDEO,)


BEAT = "beat"
"""The id of the one CameraBeat."""


class KeepDays(Command, frozen=True, kw_only=True, tag="camera.days"):
    """Write down what became of some cameras, and forget those that are no more; asked by the backend itself alone."""

    days: Annotated[tuple[CameraDay, ...], Meta(max_length=400)] = ()
    forget: Annotated[tuple[Id, ...], Meta(max_length=400)] = ()

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("cameras.judge")
        yield CameraBeat(id=BEAT, at=who.now)
        yield from self.days
        kept = {day.id for day in self.days}
        for id in dict.fromkeys(self.forget):
            if id not in kept and (old := world.get(CameraDay, id)):
                yield Gone.of(old)


def slot(camera: str, day: date) -> str:
    """The id of the row that holds this day of this camera."""
    return f"{camera[:110]}/{day.toordinal() % KEEP_DAYS}"


def totals(days: list[CameraDay], first: date, now: datetime, beat: datetime | None) -> tuple[float, float]:
    """Seconds up and down from the day `first` on; what no beat vouches for counts as neither."""
    up = down = 0.0
    vouched = min(now, beat + timedelta(seconds=2 * SAVE_S)) if beat else None
    for day in days:
        if day.day < first:
            continue
        running = max(0.0, (vouched - day.since).total_seconds()) if vouched else 0.0
        up += day.up_s + (running if day.life is Life.UP else 0.0)
        down += day.down_s + (running if day.life is Life.DOWN else 0.0)
    return up, down
