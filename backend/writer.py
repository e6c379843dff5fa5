"""The one writer at work: gathers wishes, decides them, makes them durable in one commit, then lets them be true."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import structlog
from msgspec import Struct

from backend.engine import Asked, Engine, Verdict
from backend.store import Settled, Store
from contract.base import Command

MOST_PER_COMMIT = 512
GATHER_S = 0.01
"""The first wish after a silence is written at once; then a commit begins no more often than this. A commit costs half
a millisecond of CPU however many wishes are in it, so that a steady stream of single ones is what costs most."""


SLIP = timedelta(seconds=2)
"""So far a clock that steps back is smoothed over."""

log = structlog.get_logger()


class Stopped(Exception):
    """The writer takes no more wishes: the backend is going down, or its disk has failed."""


class _Waiting(Struct):
    asked: Asked
    answer: asyncio.Future[Settled]
    since: float


class Writer:
    """Group commit: whatever arrives while one batch is on its way to the disk makes up the next."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self.engine = engine
        self._store = store
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._now = datetime.min.replace(tzinfo=UTC)
        self._stopped = False
        self.on_commit: list[Callable[[Sequence[Verdict], float], None]] = []

    async def ask(self, client: str, wish: str, actor: str, command: Command) -> Settled:
        """Settle a wish, once; the answer comes when it is on the disk. Raises Stopped."""
        return await self.submit(client, wish, actor, command)

    def submit(self, client: str, wish: str, actor: str, command: Command) -> asyncio.Future[Settled]:
        """As `ask`, without waiting: for whoever has many wishes under way. Raises Stopped."""
        if self._stopped:
            raise Stopped
        waiting = _Waiting(
            Asked(client, wish, actor, command, self._tick()),
            asyncio.get_running_loop().create_future(),
            time.monotonic(),
        )
        self._waiting.append(waiting)
        self._wake.set()
        return waiting.answer

    @property
    def depth(self) -> int:
        """Wishes that wait for the disk."""
        return len(self._waiting)

    async def run(self) -> None:
        """Write until cancelled. If the disk fails this raises, and the backend must go down: it is crash-only."""
        try:
            while True:
                await self._wake.wait()
                began = time.monotonic()
                batch, self._waiting = self._waiting[:MOST_PER_COMMIT], self._waiting[MOST_PER_COMMIT:]
                if not self._waiting:
                    self._wake.clear()
                await self._commit(batch)
                rest = GATHER_S - (time.monotonic() - began)
                if rest > 0 and len(self._waiting) < MOST_PER_COMMIT:
                    await asyncio.sleep(rest)
        finally:
            self._stop()

    async def keep_secrets(self, changes: Sequence[tuple[str, str, bytes | None]]) -> None:
        """Write secrets down, in turn with the log."""
        await asyncio.get_running_loop().run_in_executor(self._disk, self._store.keep_secrets, changes)

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            verdicts = self.engine.decide([waiting.asked for waiting in batch])
            entries = [verdict.entry for verdict in verdicts if verdict.entry is not None]
            if entries:
                await asyncio.get_running_loop().run_in_executor(self._disk, self._store.append, entries)
        except BaseException:
            _turn_away(batch)
            raise
        self.engine.take(verdicts)
        for waiting, verdict in zip(batch, verdicts, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(verdict.settled)
        for hear in self.on_commit:
            hear(verdicts, time.monotonic() - batch[0].since)

    def _tick(self) -> datetime:
        """The time of a wish: it does not run backwards for a clock that is put right by a little.

        A clock that was days ahead and is put right must not stop the city's time until the calendar catches up.
        """
        now = datetime.now(UTC)
        if self._now - now > SLIP:
            log.warning("clock_stepped_back", by_s=(self._now - now).total_seconds())
            self._now = now
        self._now = max(self._now, now)
        return self._now

    def _stop(self) -> None:
        self._stopped = True
        _turn_away(self._waiting)
        self._waiting = []
        self._disk.shutdown(wait=True)


def _turn_away(waiting: list[_Waiting]) -> None:
    for each in waiting:
        if not each.answer.done():
            each.answer.set_exception(Stopped())
