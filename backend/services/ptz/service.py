"""The service itself: hears movements, keeps a driver for each camera that can be steered, and asks as the backend."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.relay import Relay
from backend.services.onvif import soap
from backend.services.onvif.places import Places
from backend.services.ptz.driver import SURVEYS_AT_ONCE, Driver
from backend.services.ptz.head import Head, Spec
from backend.services.ptz.leases import Leases, Order
from backend.services.ptz.rounds import Round
from backend.services.watch import Watch
from backend.tasks import spawn
from backend.writer import Stopped, Writer
from contract.base import Command, World, kind_of
from contract.cameras import MANAGERS, Camera, CameraLogin
from contract.health import LearnView
from contract.ids import new_id
from contract.ptz import (
    KeepPtzState,
    Preset,
    PtzDevice,
    PtzGo,
    PtzLease,
    PtzMove,
    PtzPatrol,
    PtzState,
    RemovePtzDevice,
    SavePtzDevice,
)
from contract.signals import Signal

log = structlog.get_logger()

LOOK_S = 0.25
LEARN_S, LEARN_AFTER = 2.0, timedelta(seconds=6)
"""While a camera moves, and for so long afterwards, whoever watches it is told to learn its view anew."""
_KINDS = (PtzDevice, PtzLease, PtzPatrol, Camera, CameraLogin)


class Ptz:
    """`here` says whether somebody has a line to us, `told` that a signal waits to be passed on."""

    def __init__(
        self,
        writer: Writer,
        engine: Engine,
        relay: Relay,
        places: Places,
        here: Callable[[str], bool],
        told: Callable[[], None],
    ) -> None:
        self._writer, self._engine, self._relay, self._places, self._told = writer, engine, relay, places, told
        self._watch = Watch(writer, *(kind_of(kind) for kind in _KINDS))
        self._leases = Leases(engine.world, engine.actor, here)
        self._drivers: dict[str, tuple[Spec, Driver]] = {}
        self._rounds: dict[str, Round] = {}
        self._tokens: dict[str, str] = {}
        self._learn: dict[str, tuple[datetime, datetime]] = {}
        self._surveys = asyncio.Semaphore(SURVEYS_AT_ONCE)
        relay.on_take.append(self._hear)

    async def run(self) -> None:
        """Whatever ends this, no camera goes on turning."""
        loop, changed = asyncio.get_running_loop(), True
        # Held when we went down, hard perhaps: it may be turning still.
        self._tokens = {lease.id: lease.token for lease in self._world.all(PtzLease)}
        try:
            while True:
                if changed:
                    await self._follow()
                now = datetime.now(UTC)
                self._fence(now)
                self._lead(now, loop.time())
                self._teach(now)
                await self._ask([*self._leases.judge(now)])
                changed = bool(await self._watch.next(loop.time() + LOOK_S))
        finally:
            await asyncio.gather(*(driver.end() for _, driver in self._drivers.values()), return_exceptions=True)

    def close(self) -> None:
        self._relay.on_take.remove(self._hear)
        self._watch.close()

    # What the drivers tell.

    def surveyed(self, camera: str, presets: tuple[Preset, ...] | None, trouble: str) -> None:
        """Written down only where it has changed."""
        state = self._world.get(PtzState, camera)
        known = presets if presets is not None else state.presets if state else ()
        if state is None or (state.presets, state.trouble) != (known, trouble):
            spawn("ptz state", self._keep(KeepPtzState(camera=camera, presets=known, trouble=trouble)))

    def moved(self, camera: str) -> None:
        now = datetime.now(UTC)
        told_at, _ = self._learn.get(camera, (datetime.min.replace(tzinfo=UTC), now))
        self._learn[camera] = told_at, now + LEARN_AFTER

    # What is done.

    @property
    def _world(self) -> World:
        return self._engine.world

    def _hear(self, by: str, signal: Signal) -> None:
        if isinstance(signal, PtzMove | PtzGo) and signal.camera in self._drivers:
            now = datetime.now(UTC)
            self._fence(now)
            self._do(by, signal, now)

    def _do(self, by: str, order: Order, now: datetime) -> None:
        if order.camera in self._drivers and self._leases.obeys(by, order, now):
            driver = self._drivers[order.camera][1]
            if isinstance(order, PtzGo):
                driver.go(order.preset)
            else:
                driver.move(order.speeds)

    def _fence(self, now: datetime) -> None:
        """Where a lease has ended or become another's, the camera stops; then comes what waited for the new one."""
        tokens = {lease.id: lease.token for lease in self._world.all(PtzLease)}
        if tokens == self._tokens:
            return
        for camera, token in self._tokens.items():
            if tokens.get(camera) != token and camera in self._drivers:
                self._drivers[camera][1].halt()
        self._tokens = tokens
        for by, order in self._leases.early(now):
            self._do(by, order, now)

    def _lead(self, now: datetime, clock: float) -> None:
        for camera, (_, driver) in self._drivers.items():
            patrol = self._world.get(PtzPatrol, camera)
            preset = self._rounds[camera].next(patrol, self._leases.held(camera, now), clock)
            if preset is not None:
                driver.go(preset)

    def _teach(self, now: datetime) -> None:
        """A camera that is turned on purpose has not been turned away."""
        for camera, (told_at, until) in list(self._learn.items()):
            device = self._world.get(PtzDevice, camera)
            if device and now - told_at >= timedelta(seconds=LEARN_S):
                self._relay.take(SYSTEM.id, LearnView(camera=camera, seen_by=device.watchers))
                self._told()
                self._learn[camera] = now, until
            if now > until:
                del self._learn[camera]

    async def _follow(self) -> None:
        """As many drivers as there are cameras that can be steered, each by the address and login of now."""
        wanted, asks = {}, list[Command]()
        for device in self._world.all(PtzDevice):
            camera = self._world.get(Camera, device.id)
            if camera is None:
                asks.append(RemovePtzDevice(camera=device.id))
                continue
            if device.watchers != tuple(one for one in camera.audiences() if one != MANAGERS):
                asks.append(SavePtzDevice(camera=device.id, address=device.address, profile=device.profile))
            login = self._world.get(CameraLogin, device.id)
            wanted[device.id] = Spec(
                device.address, device.profile, soap.Login(login.user, login.password) if login else None
            )
        for camera_id, (spec, driver) in list(self._drivers.items()):
            if wanted.get(camera_id) != spec:
                del self._drivers[camera_id], self._rounds[camera_id]
                spawn(f"ptz end {camera_id}", driver.end())
        for id, spec in wanted.items():
            if id not in self._drivers:
                head, turning = Head(spec, self._places), id in self._tokens
                self._drivers[id] = spec, Driver(id, head, self, self._surveys, turning)
                self._rounds[id] = Round()
        await self._ask(asks)

    async def _keep(self, wish: Command) -> None:
        with contextlib.suppress(Stopped):
            await self._ask([wish])

    async def _ask(self, wishes: Sequence[Command]) -> None:
        answers = [self._writer.submit("ptz", new_id(), SYSTEM.id, wish) for wish in wishes]
        for wish, settled in zip(wishes, await asyncio.gather(*answers), strict=True):
            if settled.code is not None:
                # Somebody was faster: what is true now is looked at anew.
                log.info("ptz_refused", wish=type(wish).__name__, code=settled.code)
