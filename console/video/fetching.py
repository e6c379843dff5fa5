"""Keeps one stream coming: dials, reads by our own client or FFmpeg's, rests after a failure, dials again."""

import asyncio
import contextlib
import itertools
import logging
import threading
import traceback
from typing import Protocol

from console.video.engine import Engine
from console.video.streams import Stream
from media.access import AccessUnit, Format
from media.fault import Broken, Fault, NotForUs
from media.ffmpeg import Reading
from media.login import Login, scrub
from media.rtsp.line import Viewer, watch

log = logging.getLogger(__name__)
_LOOK = 0.25
_PARTING = 2.0


class Fetched(Protocol):
    """What the fetching tells the source, all in one thread at a time."""

    camera_id: str
    stream: Stream
    login: Login | None

    def over(self) -> bool: ...

    @property
    def hopeless(self) -> bool: ...

    def dialling(self, attempt: int) -> None: ...

    def opened(self, format: Format) -> None: ...

    def picture(self, unit: AccessUnit) -> None: ...

    def resting(self, fault: Fault) -> float: ...

    def ended(self) -> None: ...


class Fetching:
    """One task in the lines' loop."""

    def __init__(self, source: Fetched, engine: Engine) -> None:
        """Start at once."""
        self.gone = threading.Event()
        self._source, self._engine = source, engine
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        engine.lines.loop.call_soon_threadsafe(self._start)

    def kick(self) -> None:
        """Try again now rather than later (from any thread)."""
        self._engine.lines.loop.call_soon_threadsafe(self._wake.set)

    def stop(self) -> None:
        """End (from any thread)."""
        self._engine.lines.loop.call_soon_threadsafe(self._cancel)

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())
        # Not a `finally` in the task: one that is cancelled before its first step never comes to it.
        self._task.add_done_callback(self._ended)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._source.ended()
        self.gone.set()
        if not task.cancelled() and (error := task.exception()):
            log.critical("%s: %s", self._source.camera_id, type(error).__name__)

    async def _run(self) -> None:
        for attempt in itertools.count():
            self._source.dialling(attempt)
            fault = await self._attempt()
            if fault is None or self._source.over():
                return
            await self._rest(self._source.resting(fault))

    async def _attempt(self) -> Fault | None:
        loop = asyncio.get_running_loop()
        playing = loop.create_task(self._play())
        try:
            while not playing.done():
                await asyncio.wait([playing], timeout=_LOOK)
                if self._source.over():
                    return None
                if self._source.hopeless:
                    return Fault("behind")
            return playing.result()
        finally:
            playing.cancel()
            # Nor may a second cancelling leave it behind.
            while not playing.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([playing])

    async def _play(self) -> Fault:
        try:
            await self._read()
        except Broken as broken:
            return broken.fault
        except Exception:  # A task that dies unseen leaves a tile dead for ever.
            log.critical("%s: %s", self._source.camera_id, scrub(traceback.format_exc(), self._source.login))
            return Fault("bad_data", "internal error")
        return Fault("ended")

    async def _read(self) -> None:
        source = self._source
        try:
            # Ask ourselves first, each time: FFmpeg would follow a camera to another host and show it the password.
            await watch(source.stream.url, source.login, Viewer(source.opened, source.picture), self._engine.opens)
        except NotForUs as other:
            log.info("%s: read by FFmpeg, for %s", source.camera_id, other)
            await self._read_foreign("udp" if str(other) == "transport" else "tcp")

    async def _read_foreign(self, transport: str) -> None:
        """FFmpeg reads in a thread of its own; what it gives comes from there."""
        source, loop = self._source, asyncio.get_running_loop()
        reading = Reading(source.stream.url, source.login, source.opened, source.picture, transport)
        ended: asyncio.Future[None] = loop.create_future()
        # Nobody may be left to look at it.
        ended.add_done_callback(lambda gone: gone.cancelled() or gone.exception())

        def run() -> None:
            error: Exception | None = None
            try:
                reading.run()
            except Exception as caught:
                error = caught
            # By then the program may have ended, and the loop with it.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_end, ended, error)

        async with self._engine.opens:
            threading.Thread(target=run, name=f"video-{source.camera_id}-ffmpeg", daemon=True).start()
        try:
            # Not `await ended`: cancelling would reach it, and nobody could wait for the thread any more.
            await asyncio.wait([ended])
            ended.result()
        finally:
            reading.stop()
            # Its last picture must not come after the next attempt's first.
            await asyncio.wait([ended], timeout=_PARTING)

    async def _rest(self, delay: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + delay
        while (left := until - loop.time()) > 0 and not self._source.over():
            try:
                async with asyncio.timeout(min(left, _LOOK)):
                    await self._wake.wait()
                break
            except TimeoutError:
                continue
        self._wake.clear()


def _end(ended: "asyncio.Future[None]", error: Exception | None) -> None:
    if ended.done():
        return
    if error is None:
        ended.set_result(None)
    else:
        ended.set_exception(error)
