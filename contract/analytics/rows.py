"""Rules by which a machine watches cameras, and whether each rule is really being watched."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.base import LINE, Id, Name, Ref, Row, Short

VIDEO, MANAGERS, NOBODY = "video", "cameras", "nobody"
MANAGE, TURN, REPORT, LOOK = "analytics.manage", "analytics.turn", "analytics.report", "cameras.see"
CITY_TIME = timezone(timedelta(hours=7))
"""Hours of a rule are told by the clock of the city, which knows no summer time."""

MOST_RULES, MOST_PER_CAMERA = 2000, 16
SILENT_S = 20.0
"""A node that has not given a sign of life for so long watches nothing any more; it gives one every BEAT_S."""
BEAT_S = 5.0

Audiences = Annotated[tuple[Short, ...], Meta(max_length=40)]
Spot = tuple[float, float]
"""A place in the picture: 0, 0 is its upper left corner, 1, 1 its lower right one."""
Shape = Annotated[tuple[Spot, ...], Meta(max_length=64)]
ClassName = Annotated[str, Meta(min_length=1, max_length=60, pattern=LINE)]
Word = Annotated[str, Meta(pattern=r"^[a-z_]{0,30}\Z")]
Minute = Annotated[int, Meta(ge=0, le=1439)]
Share = Annotated[float, Meta(ge=0, le=1)]


class RuleKind(StrEnum):
    """What a rule looks for: MOTION, LOITERING and OBJECTS in a zone, CROSSING of a line."""

    MOTION = "motion"
    CROSSING = "crossing"
    LOITERING = "loitering"
    OBJECTS = "objects"


class Direction(StrEnum):
    """To which side a line is crossed, for one who goes along it from its first point to its last in the picture."""

    ANY = "any"
    LEFT = "left"
    RIGHT = "right"


class Watching(StrEnum):
    """Whether a rule is watched now. Only WATCHING means that what happens is seen.

    LEARNING: the picture is new, or changed at once; for some seconds. RESTING: it is not the rule's hour. BLIND: no
    picture, or nobody to look at it. FAULTY: the rule cannot be watched as it is, say for want of a model.
    """

    WATCHING = "watching"
    LEARNING = "learning"
    RESTING = "resting"
    OFF = "off"
    BLIND = "blind"
    FAULTY = "faulty"


class Hours(Struct, frozen=True, kw_only=True):
    """From one minute of the day to another by CITY_TIME; where it ends before it begins, midnight lies between."""

    start: Minute
    end: Minute

    def hold(self, now: datetime) -> bool:
        local = now.astimezone(CITY_TIME)
        minute = local.hour * 60 + local.minute
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


class AnalyticsRule(Row, frozen=True, kw_only=True, tag="analytics_rule"):
    """What to look for in the picture of one camera. Whoever may watch the camera sees it, and whoever keeps the list.

    `shape` is a zone (at least 3 corners) or, for CROSSING, a line (at least 2 points). `min_size` is the share of the
    picture that a thing covers at least, by its box. `dwell_s`: a thing that LOITERS is in the zone for longer; MOTION
    and OBJECTS last so long before they count. After an alert comes none of this rule for `rearm_s`. `classes` are
    names of the model's, none meaning all. `model` names one of the node's models, its first where it is empty.
    `node` is the account of the machine that is to watch, empty for any. `watchers` are the camera's, set by the rule.
    """

    camera: Id
    name: Name
    kind: RuleKind
    shape: Shape
    sensitivity: Annotated[int, Meta(ge=1, le=9)] = 5
    min_size: Share = 0.002
    dwell_s: Annotated[float, Meta(ge=0, le=3600)] = 1.0
    direction: Direction = Direction.ANY
    classes: Annotated[tuple[ClassName, ...], Meta(max_length=100)] = ()
    confidence: Annotated[float, Meta(ge=0.05, le=1)] = 0.5
    model: Short = ""
    hours: Hours | None = None
    severity: Annotated[int, Meta(ge=0, le=3)] = 2
    rearm_s: Annotated[float, Meta(ge=5, le=86_400)] = 60.0
    on: bool = True
    node: Ref = ""
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)


class AnalyticsState(Row, frozen=True, kw_only=True, tag="analytics_state"):
    """Whether the rule of the same id is watched, why not, and since when. Who sees the rule sees this.

    It is there from the rule's first moment on and is made true by the backend where a node falls silent: as long as
    one's line to the backend is up, what it says holds.
    """

    status: Watching
    reason: Word = ""
    since: datetime
    node: Ref = ""
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)
