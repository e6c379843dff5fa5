"""The service itself: keeps a line to each camera whose events are wanted, and asks as the backend."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.services.onvif import soap
from backend.services.onvif.events.keeper import AT_ONCE, Keeper
from backend.services.onvif.events.keeping import Keeping
from backend.services.onvif.events.line import Line, Spec
from backend.services.onvif.places import Places
from backend.services.watch import Watch
from backend.tasks import spawn
from backend.writer import Writer
from contract.base import Command, World, kind_of
from contract.camera_events import CameraEvents, FitCameraEvents, RemoveCameraEvents, watchers_of
from contract.cameras import Camera, CameraLogin
from contract.ids import new_id

log = structlog.get_logger()

LOOK_S = 0.2


class CameraEventsService:
    """A thin shell; what it decides is `keeping`'s."""

    def __init__(self, writer: Writer, engine: Engine, places: Places) -> None:
        self._writer, self._engine, self._places = writer, engine, places
        self._watch = Watch(writer, *(kind_of(kind) for kind in (CameraEvents, Camera, CameraLogin)))
        self._keeping = Keeping(engine.world, time.monotonic)
        self._keepers: dict[str, tuple[Spec, Keeper]] = {}
        self._endings: dict[str, asyncio.Task[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Whatever ends this, no subscription is left behind in a camera."""
        loop, changed = asyncio.get_running_loop(), True
        try:
            while True:
                if changed:
                    await self._follow()
                await self._ask(list(self._keeping.look(datetime.now(UTC))))
                changed = bool(await self._watch.next(loop.time() + LOOK_S))
        finally:
            ends = [keeper.end() for _, keeper in self._keepers.values()]
            await asyncio.gather(*ends, *self._endings.values(), return_exceptions=True)

    def close(self) -> None:
        self._watch.close()

    @property
    def _world(self) -> World:
        return self._engine.world

    async def _follow(self) -> None:
        """As many keepers as there are cameras whose events are wanted, each by the address and login of now."""
        await self._ask(self._amends())
        wanted = {row.id: self._spec(row) for row in self._world.all(CameraEvents) if row.on}
        self._endings = {camera: task for camera, task in self._endings.items() if not task.done()}
        for camera, (spec, keeper) in list(self._keepers.items()):
            if wanted.get(camera) != spec:
                del self._keepers[camera]
                self._keeping.broken(camera, "")
                self._endings[camera] = spawn(f"camera events end {camera}", keeper.end())
        self._keeping.follow()
        for camera, spec in wanted.items():
            if camera not in self._keepers:
                line, after = Line(spec, self._places), self._endings.get(camera)
                left = None if after else self._keeping.left(camera)
                self._keepers[camera] = spec, Keeper(camera, line, self._keeping, self._gate, left, after)

    def _spec(self, row: CameraEvents) -> Spec:
        login = self._world.get(CameraLogin, row.id)
        return Spec(row.address, soap.Login(login.user, login.password) if login else None)

    def _amends(self) -> list[Command]:
        """Nobody wants the events of a camera that is gone; who watches a camera watches its events."""
        asks: list[Command] = []
        for row in self._world.all(CameraEvents):
            camera = self._world.get(Camera, row.id)
            if camera is None:
                asks.append(RemoveCameraEvents(camera=row.id))
            elif row.watchers != watchers_of(camera):
                asks.append(FitCameraEvents(camera=row.id))
        return asks

    async def _ask(self, wishes: Sequence[Command]) -> None:
        answers = [self._writer.submit("camera_events", new_id(), SYSTEM.id, wish) for wish in wishes]
        for wish, settled in zip(wishes, await asyncio.gather(*answers), strict=True):
            self._keeping.settled(wish, settled.code is None)
            if settled.code is not None:
                log.warning("camera_events_refused", wish=type(wish).__name__, code=settled.code)
