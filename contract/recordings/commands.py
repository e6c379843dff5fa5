"""What can be asked of recordings: to plan, lock, release and take out, and to say how it stands."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Gone, Id, Ref, Refused, World
from contract.recordings.rows import (
    UNDER_WAY,
    Act,
    Cameras,
    Custody,
    EvidenceExport,
    EvidenceLock,
    Making,
    Mine,
    RecordingPlan,
    RecordingState,
    Why,
    Word,
)

LONGEST = timedelta(days=7)
"""A range is no longer: a slip in a date must not fill the disk or lock it whole."""
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""No range lies outside: at the ends of the calendar a time cannot be told in another zone."""


class SaveRecordingPlan(Command, frozen=True, kw_only=True, tag="recording_plan.save"):
    """Say how a camera is recorded."""

    plan: RecordingPlan

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("recordings.manage")
        if self.plan.on and world.look(("camera", self.plan.id)) is None:
            raise Refused("recording.camera_unknown")
        yield replace(self.plan, by=who.id, at=who.now)


class LockEvidence(Command, frozen=True, kw_only=True, tag="evidence.lock"):
    """Keep a range of some cameras until it is released, whatever their plans say."""

    id: Mine
    cameras: Cameras
    start: datetime
    end: datetime
    why: Why
    alert: Ref | None = None

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("evidence.lock")
        if world.get(EvidenceLock, self.id) or _known(world, Act.LOCK, self.id):
            raise Refused("evidence.lock_exists")
        check_range(self.start, self.end)
        check_sight(world, self.cameras, who)
        lock = EvidenceLock(
            id=self.id, cameras=self.cameras, start=self.start, end=self.end, why=self.why, by=who.id, at=who.now,
            alert=self.alert,
        )  # fmt: skip
        yield lock
        yield _link(Act.LOCK, lock, who, self.why)


class ReleaseEvidence(Command, frozen=True, kw_only=True, tag="evidence.release"):
    """Let a locked range go as any other, and say why."""

    lock: Id
    why: Why

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("evidence.release")
        lock = world[EvidenceLock, self.lock]
        yield Gone.of(lock)
        yield _link(Act.RELEASE, lock, who, self.why)


class ExportEvidence(Command, frozen=True, kw_only=True, tag="evidence.export"):
    """Take a range of some cameras out; the backend makes it and says how far it is."""

    id: Mine
    cameras: Cameras
    start: datetime
    end: datetime
    why: Why
    alert: Ref | None = None
    watermark: bool = False

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("evidence.export")
        if world.get(EvidenceExport, self.id):
            raise Refused("evidence.export_exists")
        check_range(self.start, self.end)
        if self.end > who.now:
            raise Refused("evidence.not_over_yet")
        check_sight(world, self.cameras, who)
        export = EvidenceExport(
            id=self.id, cameras=self.cameras, start=self.start, end=self.end, why=self.why, by=who.id, at=who.now,
            alert=self.alert, watermark=self.watermark,
        )  # fmt: skip
        yield export
        yield _link(Act.EXPORT, export, who, self.why)


class CancelExport(Command, frozen=True, kw_only=True, tag="evidence.cancel"):
    """Stop the making of an export, or throw away one that is ready; the chain keeps that it was."""

    export: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("evidence.export")
        export = world[EvidenceExport, self.export]
        if export.state not in {*UNDER_WAY, Making.READY}:
            raise Refused("evidence.export_over")
        yield replace(export, state=Making.CANCELLED)
        yield _link(Act.CANCEL, export, who, "")


class NoteFetch(Command, frozen=True, kw_only=True, tag="evidence.fetched"):
    """Somebody is about to be handed an export; asked in their name before the first byte."""

    id: Mine
    export: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("evidence.export")
        export = world[EvidenceExport, self.export]
        if export.state is not Making.READY:
            raise Refused("evidence.export_not_ready")
        check_sight(world, export.cameras, who)
        if world.get(Custody, _name(Act.FETCH, self.id)):
            raise Refused("evidence.fetch_exists")
        yield replace(_link(Act.FETCH, export, who, export.why), id=_name(Act.FETCH, self.id))


class ReportExport(Command, frozen=True, kw_only=True, tag="evidence.report"):
    """How far an export is; asked by the backend itself alone. One that is over stays as it is."""

    export: Id
    state: Making
    done: Annotated[int, Meta(ge=0, le=100)] = 0
    reason: Word = ""
    size: Annotated[int, Meta(ge=0)] = 0
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("recordings.report")
        export = world[EvidenceExport, self.export]
        if export.state not in UNDER_WAY and self.state is not Making.EXPIRED:
            raise Refused("evidence.export_over")
        yield replace(
            export, state=self.state, done=self.done, reason=self.reason, size=self.size or export.size,
            sha256=self.sha256 or export.sha256,
        )  # fmt: skip


class KeepRecordingStates(Command, frozen=True, kw_only=True, tag="recording.states"):
    """Write down how recordings stand; asked by the backend itself alone."""

    states: Annotated[tuple[RecordingState, ...], Meta(max_length=400)]

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("recordings.report")
        yield from self.states


def check_range(start: datetime, end: datetime) -> None:
    """A range has a beginning and an end, in that order, not too far apart, told by a world clock. Raises Refused."""
    if start.tzinfo is None or end.tzinfo is None:
        raise Refused("evidence.time_without_zone")
    if start < EARLIEST or end > LATEST:
        raise Refused("evidence.time_implausible")
    if end <= start:
        raise Refused("evidence.ends_before_it_begins")
    if end - start > LONGEST:
        raise Refused("evidence.too_long", most=str(LONGEST.days))


def check_sight(world: World, cameras: Cameras, who: Actor) -> None:
    """Nobody locks, lists or takes out what he may not watch. Raises Refused.

    A camera that is gone is for those who could see it last; where nobody knows, for who keeps the cameras alone.
    """
    for camera in cameras:
        row, state = world.look(("camera", camera)), world.get(RecordingState, camera)
        kept = state.viewers if state else ()
        sees = who.sees(row) if row else not who.audiences.isdisjoint(kept) or "cameras.manage" in who.rights
        if not sees:
            raise Refused("evidence.camera_not_yours")


def _link(act: Act, of: EvidenceLock | EvidenceExport, who: Actor, why: str) -> Custody:
    return Custody(
        id=_name(act, of.id), act=act, by=who.id, at=who.now, why=why[:200], cameras=of.cameras, start=of.start,
        end=of.end, about=of.id,
    )  # fmt: skip


def _known(world: World, act: Act, id: str) -> bool:
    return world.get(Custody, _name(act, id)) is not None


def _name(act: Act, id: str) -> str:
    return f"{act}/{id}"
