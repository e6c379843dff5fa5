"""What a node sees this moment, who wants to know it, and that the node lives: latest wins, never logged."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from contract.analytics.rows import LOOK, MANAGERS, NOBODY, REPORT, VIDEO, Audiences, ClassName, Share
from contract.base import Id, Ref, Short
from contract.signals import Signal

NODES = "analytics"
"""The audience of the machines that watch."""
WANTED_S = 12.0
"""A wish to see boxes holds for so long; whoever shows a camera says it again every WANT_S."""
WANT_S = 5.0
MOST_CAMERAS, MOST_THINGS = 64, 64
PER_S = 5.0
"""So often a second, at most, one camera's boxes are told."""
STALE_S = 2.0
"""Boxes that are older are not to be shown: the thing is elsewhere by now, or gone."""

Count = Annotated[int, Meta(ge=0, le=10**9)]


class Thing(Struct, frozen=True, kw_only=True):
    """One thing in the picture: its box by upper left corner and size, 0 to 1 of the picture.

    `kind` is "motion" or the model's class name; `rule` is the rule it counts for, if any; `alarm` says that it is what
    the rule fires at; `track` stays while the thing is followed.
    """

    x: Share
    y: Share
    w: Share
    h: Share
    kind: ClassName = "motion"
    rule: Ref = ""
    track: Count = 0
    score: Share = 1.0
    alarm: bool = False


class AnalyticsSight(Signal, frozen=True, kw_only=True, tag="analytics.sight"):
    """What a node sees in one camera's picture of the moment `at`; only while somebody wants it, PER_S at most.

    `hot` are the rules whose event lasts at this moment. Seen by those who may watch the camera, `seen_by`.
    """

    right = REPORT
    node: Id
    camera: Id
    at: datetime
    things: Annotated[tuple[Thing, ...], Meta(max_length=MOST_THINGS)] = ()
    hot: Annotated[tuple[Ref, ...], Meta(max_length=16)] = ()
    seen_by: Audiences = (VIDEO,)

    def key(self) -> str:
        return self.camera

    def author(self) -> str | None:
        return self.node

    def audiences(self) -> tuple[str, ...]:
        return self.seen_by or (NOBODY,)


class SightsWanted(Signal, frozen=True, kw_only=True, tag="analytics.wanted"):
    """These cameras are being looked at with boxes on this machine: said anew every WANT_S, else forgotten."""

    right = LOOK
    by: Id
    machine: Id
    cameras: Annotated[tuple[Id, ...], Meta(max_length=MOST_CAMERAS)] = ()

    def key(self) -> str:
        return self.machine

    def author(self) -> str | None:
        return self.by

    def audiences(self) -> tuple[str, ...]:
        return (NODES,)


class AnalyticsBeat(Signal, frozen=True, kw_only=True, tag="analytics.beat"):
    """A node lives: every BEAT_S. Without one for SILENT_S, the backend says of its rules that nobody watches them."""

    right = REPORT
    node: Id
    machine: Short = ""
    cameras: Count = 0
    rules: Count = 0
    watching: Count = 0
    models: Annotated[tuple[Short, ...], Meta(max_length=16)] = ()
    busy: Share = 0.0
    at: datetime

    def key(self) -> str:
        return self.node

    def author(self) -> str | None:
        return self.node

    def audiences(self) -> tuple[str, ...]:
        return (VIDEO, MANAGERS)
