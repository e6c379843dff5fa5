"""What a desk and a wall node have in common: a client, its desk, and the cameras' sources."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from backend_client.client import Client
from console.app.camera_reports import CameraReports
from console.desk import Desk
from console.ladders import follow, resolver
from console.tasks import spawn
from console.video.pool import SourcePool
from console.video.recorded import DeskRecorder
from console.video.vision.watch import Watch


@dataclass(frozen=True)
class Taken:
    """A seat that is taken; `leave` gives everything back."""

    client: Client
    desk: Desk
    pool: SourcePool
    unfollow: Callable[[], None]
    watch: Watch
    reports: CameraReports

    async def leave(self) -> None:
        self.reports.stop()
        self.watch.stop()
        self.unfollow()
        self.pool.close()
        await self.client.close()


@asynccontextmanager
async def talking(talk: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Keep the line up for as long as the block lasts; what ends it inside has been told to the desk already."""
    task = spawn(talk, "talk")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def take_seat(client: Client) -> Taken:
    """Wire a client to a desk: what the line says becomes Qt signals here, and nowhere else."""
    desk = Desk(client)
    client.on_state = desk.line_changed.emit
    client.on_refused = desk.not_applied.emit
    client.on_signal = desk.heard.emit
    pool = SourcePool(resolver(desk))
    pool.recorder = DeskRecorder(desk)
    watch = Watch(pool.running)
    watch.start()
    return Taken(client, desk, pool, follow(desk, pool), watch, CameraReports(desk, watch, client.seat.client))
