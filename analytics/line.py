"""One camera's line, dialled again and again: by our own RTSP reader, or FFmpeg's where ours does not speak it."""

import asyncio
import random
import time
from concurrent.futures import Executor
from dataclasses import dataclass

from analytics.decoding import Decoding
from media.fault import Broken, NotForUs
from media.ffmpeg import Reading
from media.login import Login
from media.rtsp.line import Viewer, watch

PATIENCE_S = (1.0, 2.0, 5.0, 10.0, 30.0)
DENIED_S = 15.0
"""Cameras lock accounts after some wrong passwords."""
STABLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a stream is, and who we are there."""

    url: str
    login: Login | None


class Line:
    """`reason` is why there is no picture, "" while the line is up."""

    def __init__(self, address: Address, decoding: Decoding, opens: asyncio.Semaphore, readers: Executor) -> None:
        self.address = address
        self.reason = "connecting"
        self._decoding, self._opens, self._readers = decoding, opens, readers
        self._viewer = Viewer(self._opened, decoding.push)
        self.opened_at = 0.0

    async def run(self) -> None:
        """Until it is cancelled."""
        tries = 0
        while True:
            begun = time.monotonic()
            try:
                await self._play()
            except Broken as error:
                self.reason = error.fault.reason
            tries = 0 if time.monotonic() - begun > STABLE_S else tries + 1
            wait = PATIENCE_S[min(max(tries - 1, 0), len(PATIENCE_S) - 1)]
            if self.reason == "unauthorized":
                wait = max(wait, DENIED_S)
            await asyncio.sleep(wait * random.uniform(0.8, 1.0))

    def _opened(self, format: object) -> None:
        self.reason = ""
        self.opened_at = time.monotonic()
        self._decoding.open(format)  # type: ignore[arg-type]

    async def _play(self) -> None:
        """Raises Broken at the end."""
        try:
            await watch(self.address.url, self.address.login, self._viewer, self._opens)
        except NotForUs:
            await self._play_by_ffmpeg()

    async def _play_by_ffmpeg(self) -> None:
        reading = Reading(self.address.url, self.address.login, self._opened, self._decoding.push)
        try:
            await asyncio.get_running_loop().run_in_executor(self._readers, reading.run)
        finally:
            reading.stop()
