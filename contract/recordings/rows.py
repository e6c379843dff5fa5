"""What is recorded, what is locked, what was taken out, and the chain of who did what; cameras by their ids alone."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from contract.base import LINE, Id, Ref, Row, Short

AUDIENCE = "recordings"
"""Those who may see what is recorded and what became of it (`recordings.see`)."""
GIB = 1024**3

Why = Annotated[str, Meta(min_length=1, max_length=500, pattern=LINE)]
Cameras = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=64)]
Mine = Annotated[str, Meta(min_length=1, max_length=110, pattern=LINE)]
"""An id that the chain's own ids are made of."""
Days = Annotated[int, Meta(ge=1, le=3650)]
Gib = Annotated[int, Meta(ge=1, le=1_000_000)]
Word = Annotated[str, Meta(pattern=r"^[a-z_]{0,30}$")]
Importance = Annotated[int, Meta(ge=0, le=9)]
Profile = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{0,20}$")]


class Recording(StrEnum):
    """How the recording of one camera stands."""

    CONNECTING = "connecting"
    RECORDING = "recording"
    FAULT = "fault"
    NO_ROOM = "no_room"
    OFF = "off"


class Making(StrEnum):
    """How far an export is."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


UNDER_WAY = frozenset({Making.QUEUED, Making.RUNNING})


class Act(StrEnum):
    """What somebody did with recordings."""

    LOCK = "lock"
    RELEASE = "release"
    EXPORT = "export"
    CANCEL = "cancel"
    FETCH = "fetch"


class RecordingPlan(Row, frozen=True, kw_only=True, tag="recording_plan"):
    """How the camera of the same id is recorded. Whoever may see recordings sees it.

    `profile` is the stream to take, the largest where it is empty; of two cameras the one of less `importance` is
    recorded no more when the disk is full. What is recorded is kept at most so many days and GiB, also when it is off.
    Who said so last, `by`, and when, `at`, come from the asking itself.
    """

    on: bool = True
    profile: Profile = ""
    days: Days = 30
    gib: Gib = 1000
    importance: Importance = 5
    by: Ref | None = None
    at: datetime | None = None

    def audiences(self) -> tuple[str, ...]:
        return (AUDIENCE,)


class RecordingState(Row, frozen=True, kw_only=True, tag="recording_state"):
    """How the recording of the camera of the same id stands, written seldom. Whoever may see recordings sees it.

    `oldest` is how far back it reaches, `bytes` what it takes, both as of `counted`; `viewers` are the audiences of the
    camera as it last was: once it is gone, what was recorded stays as restricted as it was.
    """

    status: Recording
    reason: Word = ""
    since: datetime
    oldest: datetime | None = None
    bytes: Annotated[int, Meta(ge=0)] = 0
    counted: datetime | None = None
    viewers: tuple[str, ...] = ()

    def audiences(self) -> tuple[str, ...]:
        return (AUDIENCE,)


class EvidenceLock(Row, frozen=True, kw_only=True, tag="evidence_lock"):
    """A range of some cameras that nothing deletes until it is released. Whoever may see recordings sees it."""

    cameras: Cameras
    start: datetime
    end: datetime
    why: Why
    by: Ref
    at: datetime
    alert: Ref | None = None

    def audiences(self) -> tuple[str, ...]:
        return (AUDIENCE,)


class EvidenceExport(Row, frozen=True, kw_only=True, tag="evidence_export"):
    """A range that is taken out, or was, to hand on. Whoever may see recordings sees it; not everyone may fetch it.

    `sha256` and `size` are those of the file to fetch; `done` counts up to 100.
    """

    cameras: Cameras
    start: datetime
    end: datetime
    why: Why
    by: Ref
    at: datetime
    alert: Ref | None = None
    watermark: bool = False
    state: Making = Making.QUEUED
    done: Annotated[int, Meta(ge=0, le=100)] = 0
    reason: Word = ""
    size: Annotated[int, Meta(ge=0)] = 0
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""

    def audiences(self) -> tuple[str, ...]:
        return (AUDIENCE,)


class Custody(Row, frozen=True, kw_only=True, tag="custody"):
    """One link of the chain: who did what to which recordings, when, why. Whoever may see recordings sees it.

    Nothing takes one away or changes it: no command does.
    """

    act: Act
    by: Ref
    at: datetime
    why: Short
    cameras: Cameras
    start: datetime
    end: datetime
    about: Ref

    def audiences(self) -> tuple[str, ...]:
        return (AUDIENCE,)
