"""Records many cameras into a folder: a line for each, one pen for all, retention, and an honest word on each."""

import asyncio
import contextlib
import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from media.access import AccessUnit, Format
from media.fault import Broken, NotForUs
from media.loop import LoopThread
from media.rtsp.line import Viewer, watch
from media.segments.cutter import LENGTH_S
from media.segments.folder import Folder
from media.segments.model import SECOND, Gap, Lock, Piece, Plan
from media.segments.pen import Pen
from media.segments.retention import Calendar, Room, Swept, sweep

log = logging.getLogger(__name__)

OPENS = 8
SWEEP_S = 60.0
_PATIENCE_S = (1.0, 2.0, 5.0, 10.0, 30.0)
CONNECTING, RECORDING, FAULT, NO_ROOM = "connecting", "recording", "fault", "no_room"


@dataclass(frozen=True, slots=True)
class State:
    """How one camera's recording stands, why, and since when by our clock."""

    status: str
    reason: str
    since: int


class FolderRecorder:
    """Recorder and Playback over a folder of this machine; its methods may be called from any thread."""

    def __init__(
        self,
        root: Path,
        floor: int,
        length_s: float = LENGTH_S,
        room: Room | None = None,
        tls: ssl.SSLContext | None = None,
        sweep_s: float = SWEEP_S,
    ) -> None:
        """`floor` are the bytes of the disk that stay free. Raises OSError."""
        self.folder = Folder(root)
        self.room = room or Room.of(root, floor)
        self.swept = Swept()
        self._calendar = Calendar()
        self._tls, self._sweep_s = tls, sweep_s
        self._lock = threading.Lock()
        self._states: dict[str, State] = {}
        self._plans: dict[str, Plan] = {}
        self._lines: dict[str, Future[None]] = {}
        self._resting: set[str] = set()
        self._pen = Pen(self.folder, self._written, length_s)
        self._loop = LoopThread("recording lines")
        self._opens = asyncio.Semaphore(OPENS)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="retention")
        self._keeper: Future[None] | None = None

    def follow(self, plans: Iterable[Plan]) -> None:
        """A plan without an address is not recorded, but what there is of it is kept and goes as it says."""
        wanted = {plan.camera: plan for plan in plans}
        with self._lock:
            for camera in [camera for camera, plan in self._plans.items() if _differs(plan, wanted.get(camera))]:
                self._stop(camera, "off")
            self._plans = wanted
            self._resting &= set(wanted)
            self._dial()
            # Not before: whoever asks first may still have locks to tell.
            self._keeper = self._keeper or self._loop.run(self._keep())

    def states(self) -> dict[str, State]:
        """Every camera that is to be recorded."""
        with self._lock:
            return dict(self._states)

    def usage(self, camera: str) -> tuple[int, int | None]:
        """Bytes, and the beginning of the oldest."""
        return self.folder.index.usage(camera)

    def pieces(self, camera: str, start: int, end: int) -> list[Piece]:
        return self.folder.pieces(camera, start, end)

    def gaps(self, camera: str, start: int, end: int) -> list[Gap]:
        return self.folder.gaps(camera, start, end)

    def codec(self, piece: Piece) -> str:
        return self.folder.codec(piece)

    def pictures(self, piece: Piece, start: int, end: int) -> Iterator[AccessUnit]:
        return self.folder.pictures(piece, start, end)

    def lock(self, lock: Lock) -> None:
        self.folder.lock(lock)

    def release(self, id: str) -> None:
        self.folder.release(id)

    def locks(self) -> set[str]:
        """What is locked, by id."""
        return self.folder.index.locks()

    def sweep(self, now: int | None = None) -> Swept:
        """Let go what may go; where room is short all the same, stop the least important camera, and where it is
        ample again begin the most important of those that were stopped."""
        with self._lock:
            plans = list(self._plans.values())
        now = _now() if now is None else now
        by_age = self._calendar.trusted(now)
        if not by_age:
            log.warning("the clock was set ahead: for a day nothing is deleted because of its age")
        swept = sweep(self.folder, plans, self.room, now, by_age)
        with self._lock:
            self.swept = swept
            if swept.short:
                self._rest_one()
            elif self._resting and self.room.ample:
                self._resting.discard(max(self._resting, key=self._rank))
            self._dial()
        return swept

    def close(self) -> None:
        """End all lines, finish all segments."""
        if self._keeper:
            self._keeper.cancel()
        with self._lock:
            for camera in list(self._lines):
                self._stop(camera, "stopped")
        self._disk.shutdown(wait=True, cancel_futures=True)
        with contextlib.suppress(TimeoutError):
            self._loop.run(_hang_up()).result(5.0)
        self._loop.close()
        self._pen.close()
        self.folder.close()

    def _dial(self) -> None:
        for camera, plan in self._plans.items():
            if plan.url and camera not in self._lines and camera not in self._resting:
                self._say(camera, CONNECTING, "")
                self._lines[camera] = self._loop.run(self._record(plan))

    def _stop(self, camera: str, why: str) -> None:
        if line := self._lines.pop(camera, None):
            line.cancel()
            self._pen.end(camera, why)
        self._states.pop(camera, None)

    def _rest_one(self) -> None:
        if self._lines:
            least = min(self._lines, key=self._rank)
            self._stop(least, "no_room")
            self._resting.add(least)
            self._say(least, NO_ROOM, "")

    def _rank(self, camera: str) -> tuple[int, str]:
        plan = self._plans.get(camera)
        return (plan.importance if plan else -1, camera)

    async def _record(self, plan: Plan) -> None:
        """Dial again and again; each break is a gap with its reason."""
        why, tries = "started", 0
        while True:
            opened = time.monotonic()
            viewer = Viewer(self._opened(plan.camera, why), self._picture(plan.camera))
            try:
                await watch(plan.url, plan.login, viewer, self._opens, self._tls)
            except Broken as error:
                why = error.fault.reason
            except NotForUs:
                why = "unsupported"
            self._pen.end(plan.camera, why)
            with self._lock:
                if plan.camera in self._lines:
                    self._say(plan.camera, FAULT, why)
            tries = 0 if time.monotonic() - opened > 60 else tries + 1
            await asyncio.sleep(_PATIENCE_S[min(tries, len(_PATIENCE_S)) - 1] if tries else _PATIENCE_S[0])

    def _opened(self, camera: str, why: str) -> Callable[[Format], None]:
        return lambda format: self._pen.open(camera, str(format.codec), why)

    def _picture(self, camera: str) -> Callable[[AccessUnit], None]:
        def picture(unit: AccessUnit) -> None:
            wall = time.time_ns() // 1000 - round((time.monotonic() - unit.arrived) * SECOND)
            self._pen.put(camera, unit, wall)

        return picture

    def _written(self, camera: str, trouble: str) -> None:
        with self._lock:
            if camera in self._lines:
                self._say(camera, FAULT if trouble else RECORDING, trouble)

    def _say(self, camera: str, status: str, reason: str) -> None:
        before = self._states.get(camera)
        if before is None or (before.status, before.reason) != (status, reason):
            self._states[camera] = State(status, reason, _now())

    async def _keep(self) -> None:
        while True:
            try:
                await asyncio.get_running_loop().run_in_executor(self._disk, self.sweep)
            except OSError as error:
                log.warning("retention stopped by the disk: %s", error)
            await asyncio.sleep(self._sweep_s)


def _differs(old: Plan, new: Plan | None) -> bool:
    """Whether the line must be dialled anew."""
    return new is None or (old.url, old.login) != (new.url, new.login)


async def _hang_up() -> None:
    """Let every line say goodbye, and its last callbacks run, before the loop stops."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for _ in range(3):
        await asyncio.sleep(0)


def _now() -> int:
    return time.time_ns() // 1000
