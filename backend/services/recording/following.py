"""Records what the plans say, locks what the locks say, and writes down how it stands: seldom, and when it changes."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import structlog
from msgspec.structs import replace

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.services.onvif.places import Places
from backend.services.recording.shelf import Shelf
from backend.services.watch import Watch
from backend.writer import Writer
from contract.base import kind_of
from contract.cameras import Camera, CameraLogin
from contract.ids import new_id
from contract.recordings import (
    GIB,
    EvidenceLock,
    KeepRecordingStates,
    Recording,
    RecordingPlan,
    RecordingState,
)
from media.login import Login
from media.segments.model import SECOND, Lock, Plan
from media.segments.recorder import FolderRecorder, State

log = structlog.get_logger()

LOOK_S = 2.0
NUMBERS = timedelta(minutes=5)
"""How often, at most, bytes and the oldest are written down where nothing else has changed."""
MOST = 200
LOCK = "lock/"
_KINDS = (RecordingPlan, Camera, CameraLogin, EvidenceLock)


class Following:
    """Remembers nothing: what was locked stands in the recorder, what was told in the rows."""

    def __init__(self, writer: Writer, engine: Engine, shelf: Shelf, places: Places) -> None:
        self._writer, self._engine, self._shelf, self._places = writer, engine, shelf, places
        self._watch = Watch(writer, *(kind_of(kind) for kind in _KINDS))
        self._strange: set[str] = set()
        self._told_at = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> None:
        recorder = self._shelf.recorder
        if recorder is None:
            await asyncio.Event().wait()
            return
        changed = True
        while True:
            if changed:
                await self._lock(recorder)
                plans = [await self._plan(plan) for plan in self._engine.world.all(RecordingPlan)]
                await asyncio.to_thread(recorder.follow, plans)
            await self._tell(recorder, datetime.now(UTC))
            changed = bool(await self._watch.next(asyncio.get_running_loop().time() + LOOK_S))

    def close(self) -> None:
        self._watch.close()

    async def _lock(self, recorder: FolderRecorder) -> None:
        """First the locks, then what deletes."""
        wanted = {LOCK + lock.id: lock for lock in self._engine.world.all(EvidenceLock)}
        there = {id for id in await asyncio.to_thread(recorder.locks) if id.startswith(LOCK)}
        for id in wanted.keys() - there:
            lock = wanted[id]
            await asyncio.to_thread(recorder.lock, Lock(id, lock.cameras, micros(lock.start), micros(lock.end)))
        for id in there - wanted.keys():
            await asyncio.to_thread(recorder.release, id)

    async def _plan(self, plan: RecordingPlan) -> Plan:
        """Without an address where it is off, where the camera is gone, or where it may not be called."""
        camera = self._engine.world.get(Camera, plan.id) if plan.on else None
        url = _address(camera, plan.profile) if camera else ""
        self._strange.discard(plan.id)
        if url and not await self._allowed(url):
            self._strange.add(plan.id)
            url = ""
        login = self._engine.world.get(CameraLogin, plan.id)
        known = Login(login.user, login.password) if login and url else None
        return Plan(plan.id, url, known, plan.days, plan.gib * GIB, plan.importance)

    async def _allowed(self, url: str) -> bool:
        """Whether it leads only into the networks of cameras."""
        parts = urlsplit(url)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port or 554)
        except (OSError, UnicodeError):
            return False
        return all(self._places.holds(str(address[0])) for *_, address in found)

    async def _tell(self, recorder: FolderRecorder, now: datetime) -> None:
        states, numbers = recorder.states(), now - self._told_at >= NUMBERS
        changed = []
        for plan in self._engine.world.all(RecordingPlan):
            before = self._engine.world.get(RecordingState, plan.id)
            state = self._state(plan, states.get(plan.id), before, now)
            if before is None or numbers or _gist(before) != _gist(state):
                size, oldest = await asyncio.to_thread(recorder.usage, plan.id)
                full = _replaced(state, size, oldest, now)
                # Numbers that are still the same are not worth a line of the log, however old they are.
                if before is None or replace(full, counted=before.counted) != before:
                    changed.append(full)
        if numbers:
            self._told_at = now
        for part in _parts(changed):
            await self._writer.ask("recording", new_id(), SYSTEM.id, KeepRecordingStates(states=part))

    def _state(
        self, plan: RecordingPlan, state: State | None, before: RecordingState | None, now: datetime
    ) -> RecordingState:
        status, reason, since = Recording.OFF, "", now
        if plan.id in self._strange:
            status, reason = Recording.FAULT, "not_allowed"
        elif state is not None:
            status, reason = Recording(state.status), state.reason
            since = datetime.fromtimestamp(state.since / SECOND, UTC)
        elif plan.on:
            status, reason = Recording.FAULT, "no_stream"
        if before and (before.status, before.reason) == (status, reason):
            since = before.since
        return RecordingState(
            id=plan.id, status=status, reason=reason, since=since, viewers=self._viewers(plan.id, before)
        )

    def _viewers(self, id: str, before: RecordingState | None) -> tuple[str, ...]:
        """Those of the camera; once it is gone, those that it had."""
        camera = self._engine.world.get(Camera, id)
        return camera.audiences() if camera else before.viewers if before else ()


def micros(at: datetime) -> int:
    return round(at.timestamp() * SECOND)


def _address(camera: Camera, profile: str) -> str:
    """The stream of that profile, or the largest; only what our own reader reads is recorded."""
    streams = [one for one in camera.streams if one.url.startswith(("rtsp://", "rtsps://"))]
    chosen = [one for one in streams if one.profile == profile] if profile else streams
    return max(chosen, key=lambda one: one.width * one.height).url if chosen else ""


def _gist(state: RecordingState) -> tuple[object, ...]:
    """What is written down at once when it changes."""
    return state.status, state.reason, state.viewers


def _replaced(state: RecordingState, size: int, oldest: int | None, now: datetime) -> RecordingState:
    back = datetime.fromtimestamp(oldest / SECOND, UTC) if oldest is not None else None
    return replace(state, oldest=back, bytes=size, counted=now)


def _parts(states: list[RecordingState]) -> Iterator[tuple[RecordingState, ...]]:
    for at in range(0, len(states), MOST):
        yield tuple(states[at : at + MOST])
