"""Which events of a camera become alerts, how bad each is, and how the line stands over which the camera tells them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.base import LINE, Row, Short

MANAGE, JUDGE = "cameras.manage", "cameras.judge"
VIDEO, MANAGERS = "video", "cameras"
MOST_OTHERS = 8
"""Names of topics that nobody knows: so many are kept, all are counted."""

Address = Annotated[str, Meta(min_length=1, max_length=500, pattern=LINE)]
Audiences = Annotated[tuple[Short, ...], Meta(max_length=40)]
Word = Annotated[str, Meta(pattern=r"^[a-z_.]{0,40}\Z")]
Seconds = Annotated[float, Meta(ge=0, le=3600)]
Held = Annotated[str, Meta(max_length=2000, pattern=LINE)]


class Event(StrEnum):
    """What a camera can tell; each stands for one topic of ONVIF, or a few that mean the same."""

    MOTION = "motion"
    MOTION_ALARM = "motion_alarm"
    LINE = "line"
    INSIDE = "inside"
    SCENE = "scene"
    INPUT = "input"
    TAMPER = "tamper"
    SIGNAL_LOSS = "signal_loss"


class Hearing(StrEnum):
    """How the line stands over which a camera tells its events."""

    CONNECTING = "connecting"
    SUBSCRIBED = "subscribed"
    TROUBLE = "trouble"
    OFF = "off"


class Wanted(Struct, frozen=True, kw_only=True):
    """An event that becomes an alert of this severity, once it has lasted `on_s`, and is over when gone for `off_s`."""

    event: Event
    severity: Annotated[int, Meta(ge=0, le=3)] = 1
    on_s: Seconds = 0.0
    off_s: Annotated[float, Meta(ge=1, le=3600)] = 10.0


class CameraEvents(Row, frozen=True, kw_only=True, tag="camera_events"):
    """Which events of the camera of the same id become alerts. Whoever may watch it sees this, and who keeps the list.

    `address` is the ONVIF device service's; the login is the camera's own.
    """

    address: Address
    wanted: Annotated[tuple[Wanted, ...], Meta(max_length=len(Event))] = ()
    on: bool = True
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)


class CameraEventsState(Row, frozen=True, kw_only=True, tag="camera_events_state"):
    """Whether we hear the camera's events, since when, and why not. Who sees what is wanted of it sees this.

    `others` counts what it told that nobody knows, `others_named` names some of it. `held` is the subscription that we
    have in the camera, by which one that a crash has left behind is ended.
    """

    hearing: Hearing
    reason: Word = ""
    since: datetime
    others: Annotated[int, Meta(ge=0, le=10**12)] = 0
    others_named: Annotated[tuple[Short, ...], Meta(max_length=MOST_OTHERS)] = ()
    held: Held = ""
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)
