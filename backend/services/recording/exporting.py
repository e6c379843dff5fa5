"""Makes the exports that are asked for, one after the other, and throws away those that nobody needs any more."""

import asyncio
import contextlib
import hashlib
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av.error
import structlog

from backend import VERSION
from backend.actors import SYSTEM
from backend.engine import Engine
from backend.services.recording.following import micros
from backend.services.recording.shelf import Shelf
from backend.services.watch import Watch
from backend.writer import Stopped, Writer
from contract.base import kind_of
from contract.cameras import Camera
from contract.ids import new_id
from contract.people import name_of
from contract.recordings import UNDER_WAY, Custody, EvidenceExport, Making, ReportExport
from media.evidence.asked import Asked, CameraAsked, Cancelled, NothingThere, iso
from media.evidence.asked import Watch as Progress
from media.evidence.export import clean, export
from media.segments.model import Lock
from media.segments.recorder import FolderRecorder

log = structlog.get_logger()

STEP = 10
"""Per cent between two rows that say how far it is."""
NAP_S = 600.0
LOCK = "export/"


class Exporting:
    """After a crash what was under way is made again from the beginning."""

    def __init__(self, writer: Writer, engine: Engine, shelf: Shelf, keep: timedelta) -> None:
        self._writer, self._engine, self._shelf, self._keep = writer, engine, shelf, keep
        self._watch = Watch(writer, kind_of(EvidenceExport))
        self._cancel = threading.Event()
        self._now_making = ""
        writer.on_commit.append(self._hear)

    async def run(self) -> None:
        recorder = self._shelf.recorder
        if recorder is None:
            await asyncio.Event().wait()
            return
        while True:
            await self._throw_away(datetime.now(UTC))
            wanted = sorted((one for one in self._all() if one.state in UNDER_WAY), key=lambda one: one.at)
            if wanted:
                await self._make(recorder, wanted[0])
            else:
                await self._watch.next(asyncio.get_running_loop().time() + NAP_S)

    def close(self) -> None:
        self._cancel.set()
        self._watch.close()
        self._writer.on_commit.remove(self._hear)

    def _hear(self, *_: object) -> None:
        row = self._engine.world.get(EvidenceExport, self._now_making) if self._now_making else None
        if row is not None and row.state not in UNDER_WAY:
            self._cancel.set()

    def _all(self) -> Iterator[EvidenceExport]:
        return self._engine.world.all(EvidenceExport)

    async def _throw_away(self, now: datetime) -> None:
        """Files of exports that are ready stay for their time; all others go."""
        for row in [one for one in self._all() if one.state is Making.READY]:
            if row.at + self._keep < now or not self._shelf.file(row.id).exists():
                await self._report(row.id, Making.EXPIRED)
        kept = {self._shelf.file(one.id) for one in self._all() if one.state is Making.READY}
        for path in list(self._shelf.exports.iterdir()):
            if path not in kept:
                # What a crash has left half made, too: nothing is being made while we are here.
                await asyncio.to_thread(_remove, path)

    async def _make(self, recorder: FolderRecorder, row: EvidenceExport) -> None:
        self._now_making = row.id
        self._cancel.clear()
        try:
            # What is being taken out is not deleted meanwhile.
            await asyncio.to_thread(recorder.lock, Lock(LOCK + row.id, row.cameras, micros(row.start), micros(row.end)))
            await self._report(row.id, Making.RUNNING)
            size, digest = await self._run(recorder, row)
        except Cancelled:
            log.info("export_cancelled", export=row.id)
        except NothingThere:
            await self._report(row.id, Making.FAILED, reason="nothing_there")
        except Stopped:
            raise
        except Exception as error:
            # Whatever it is: one that cannot be made must not stand before all others for ever.
            log.exception("export_failed", export=row.id)
            await self._report(row.id, Making.FAILED, reason=_reason(error))
        else:
            await self._report(row.id, Making.READY, 100, size=size, sha256=digest)
        finally:
            self._now_making = ""
            await asyncio.to_thread(recorder.release, LOCK + row.id)

    async def _run(self, recorder: FolderRecorder, row: EvidenceExport) -> tuple[int, str]:
        target, asked = self._shelf.file(row.id), self._asked(row)
        loop, told = asyncio.get_running_loop(), 0

        def progress(part: float) -> None:
            nonlocal told
            done = min(99, int(part * 100))
            if done >= told + STEP:
                told = done
                loop.call_soon_threadsafe(self._say, row.id, done)

        def work() -> tuple[int, str]:
            export(recorder, asked, self._shelf.key, target, Progress(progress, self._cancel.is_set))
            return target.stat().st_size, _digest(target)

        await asyncio.to_thread(clean, target)
        return await asyncio.to_thread(work)

    def _say(self, id: str, done: int) -> None:
        """How far it is; nobody waits for the answer."""
        if not self._cancel.is_set():
            wish = ReportExport(export=id, state=Making.RUNNING, done=done)
            with contextlib.suppress(Stopped):
                answer = self._writer.submit("recording", new_id(), SYSTEM.id, wish)
                answer.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    async def _report(self, id: str, state: Making, done: int = 0, **more: Any) -> None:
        wish = ReportExport(export=id, state=state, done=done, **more)
        await self._writer.ask("recording", new_id(), SYSTEM.id, wish)

    def _asked(self, row: EvidenceExport) -> Asked:
        world = self._engine.world
        cameras = tuple(_called(world.get(Camera, id), id) for id in row.cameras)
        return Asked(
            id=row.id, cameras=cameras, start=micros(row.start), end=micros(row.end), by=row.by,
            by_name=name_of(world, row.by), why=row.why, made_at=micros(datetime.now(UTC)), version=VERSION,
            alert=row.alert or "", watermark=row.watermark, custody=tuple(self._chain(row)),
        )  # fmt: skip

    def _chain(self, row: EvidenceExport) -> Iterator[dict[str, Any]]:
        """What was done before to any of this: the same cameras, an overlapping range."""
        cameras = set(row.cameras)
        near = (one for one in self._engine.world.all(Custody) if one.start < row.end and one.end > row.start)
        links = [one for one in near if not cameras.isdisjoint(one.cameras)]
        for one in sorted(links, key=lambda one: (one.at, one.id)):
            yield {
                "act": str(one.act), "about": one.about, "by": one.by, "name": name_of(self._engine.world, one.by),
                "at": iso(micros(one.at)), "why": one.why, "cameras": list(one.cameras),
                "from": iso(micros(one.start)), "until": iso(micros(one.end)),
            }  # fmt: skip


def _called(camera: Camera | None, id: str) -> CameraAsked:
    return CameraAsked(id, camera.number, camera.name, camera.place) if camera else CameraAsked(id)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return "disk"
    return "bad_data" if isinstance(error, av.error.FFmpegError) else "internal"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
