"""One camera kept telling: subscribed, read, renewed, and asked anew after a failure. Never two subscriptions there."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Protocol

import structlog

from backend.services.onvif.errors import BROKEN, FAULT, LOGIN, SLOW, UNREACHABLE, DeviceError
from backend.services.onvif.events.line import LEASE_S, MESSAGES, PULL_S, Held, Pulled
from backend.services.onvif.events.notices import Notice
from backend.tasks import spawn

log = structlog.get_logger()

TRIES_S = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
"""How long a camera that fails is left alone, a little more or less."""
LOGIN_S = 600.0
"""Devices lock an account after a few wrong passwords."""
SETTLE_S = 10.0
"""So long a camera has to say what is so when we come."""
STEADY_S = 60.0
"""Only what has held for so long is no failure: a camera that takes us in and throws us out is asked more rarely."""
GAP_S, FULL_S = 0.05, 1.0
"""Between polls; and after one that was full, or that came at once with nothing: nobody is read without end."""
END_S = 1.5
SPARE_S = 2.0
SHORT_S = 5.0
"""A subscription that ends sooner by itself is a failure."""
AT_ONCE = 32


class Told(Protocol):
    """Who hears what becomes of a camera."""

    def subscribed(self, camera: str, held: Held) -> None: ...
    def heard(self, camera: str, notices: list[Notice]) -> None: ...
    def sure(self, camera: str) -> None: ...
    def broken(self, camera: str, trouble: str) -> None: ...


class Subscribing(Protocol):
    """A line, as its keeper knows it."""

    async def subscribe(self) -> tuple[Held, float]: ...
    async def settle(self, held: Held) -> None: ...
    async def pull(self, held: Held, wait_s: float) -> Pulled: ...
    async def renew(self, held: Held) -> float: ...
    async def unsubscribe(self, held: Held) -> None: ...
    def forget(self) -> None: ...
    async def close(self) -> None: ...


class Keeper:
    """In a task of its own, so that a dead or hostile camera holds up nobody else's."""

    def __init__(
        self,
        camera: str,
        line: Subscribing,
        told: Told,
        gate: asyncio.Semaphore,
        left: Held | None,
        after: asyncio.Task[None] | None,
    ) -> None:
        """`left`: a subscription from before we began; `after`: what ends first, our forerunner at this camera."""
        self.camera = camera
        self._line, self._told, self._gate, self._after = line, told, gate, after
        self._now: Callable[[], float] = asyncio.get_running_loop().time
        self._held, self._expires = left, self._now() + LEASE_S
        self._lease, self._renew_at, self._renews = float(LEASE_S), 0.0, True
        self._failed, self._trouble, self._mute = 0, "", False
        self._making: asyncio.Task[tuple[Held, float] | DeviceError] | None = None
        self._task = spawn(f"camera events {camera}", self._run())

    async def end(self) -> None:
        """Leave nothing behind in the camera."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        with contextlib.suppress(DeviceError, TimeoutError):
            async with asyncio.timeout(END_S):
                if self._making is not None and isinstance(made := await self._making, tuple):
                    self._held = made[0]
                if self._held is not None:
                    await self._line.unsubscribe(self._held)
        await self._line.close()

    async def _run(self) -> None:
        if self._after is not None:
            await asyncio.gather(self._after, return_exceptions=True)
        while True:
            try:
                await self._hear()
            except DeviceError as error:
                await asyncio.sleep(self._fail(error))
            except Exception as error:
                # Whatever we stumble over: a keeper that ends unseen would be said to listen for ever.
                log.exception("camera_events_broke", camera=self.camera)
                await asyncio.sleep(self._fail(DeviceError(BROKEN, type(error).__name__)))

    async def _hear(self) -> None:
        """Until it fails, or must be begun anew because this camera renews nothing."""
        async with self._gate:
            await self._clear()
            self._making = spawn(f"camera subscribe {self.camera}", self._made())
            # Not cancelled with us: whoever ends us waits for it, and ends what it made.
            made = await asyncio.shield(self._making)
        if isinstance(made, DeviceError):
            raise made
        self._making, self._held = None, made[0]
        began, sure = self._now(), False
        self._lease, self._renews = made[1], True
        self._lasts(made[1])
        self._told.subscribed(self.camera, made[0])
        self._trouble, self._mute = "", False
        with contextlib.suppress(DeviceError):
            await self._line.settle(made[0])
        while True:
            await self._renew(made[0])
            if self._now() >= self._expires - SPARE_S:
                if self._now() - began < SHORT_S:
                    raise DeviceError(FAULT, "the subscription is not renewed")
                self._told.broken(self.camera, "")
                return
            await asyncio.sleep(await self._pull(made[0], sure))
            held_s = self._now() - began
            if held_s >= SETTLE_S and not sure:
                sure = True
                self._told.sure(self.camera)
            if held_s >= STEADY_S:
                self._failed = 0

    async def _made(self) -> tuple[Held, float] | DeviceError:
        """A failure is handed over, not thrown: nobody may be left to catch it."""
        try:
            return await self._line.subscribe()
        except DeviceError as error:
            return error

    async def _pull(self, held: Held, sure: bool) -> float:
        """Read once; how long to rest then."""
        asked = self._now()
        left = (self._renew_at if self._renews else self._expires - SPARE_S) - asked
        pulled = await self._line.pull(held, max(1.0, min(PULL_S, left, PULL_S if sure else SETTLE_S / 2)))
        if pulled.lasts_s is not None:
            self._lasts(pulled.lasts_s)
        self._told.heard(self.camera, pulled.notices)
        empty = not pulled.notices and self._now() - asked < FULL_S
        return FULL_S if empty or len(pulled.notices) >= MESSAGES else GAP_S

    async def _renew(self, held: Held) -> None:
        if self._renews and self._now() >= self._renew_at:
            try:
                self._lease = await self._line.renew(held)
                self._lasts(self._lease)
            except DeviceError as error:
                if error.code != FAULT:
                    raise
                # Some cameras know no Renew and go on while they are read; if this one does not, we ask anew in time.
                self._renews = False

    def _lasts(self, seconds: float) -> None:
        self._expires = self._now() + seconds
        self._renew_at = self._expires - self._lease / 2

    async def _clear(self) -> None:
        """End what is left of us in the camera, as long as it may be there."""
        if self._held is not None and self._now() < self._expires:
            try:
                await self._line.unsubscribe(self._held)
            except DeviceError as error:
                if error.code in (LOGIN, SLOW, UNREACHABLE):
                    raise
        self._held = None

    def _fail(self, error: DeviceError) -> float:
        """Said once, and only if it does not mend at once; how long to leave the camera alone."""
        lost = self._making is not None and error.code == SLOW
        self._making = None
        self._line.forget()
        wait = LOGIN_S if error.code == LOGIN else TRIES_S[min(self._failed, len(TRIES_S) - 1)]
        # An answer that never came may have been a subscription: it has run out before we make another.
        wait = max(wait, LEASE_S) if lost else wait * random.uniform(0.8, 1.2)
        at_once = self._held is not None and self._failed == 0 and wait < TRIES_S[1]
        self._failed += 1
        if error.code != self._trouble and not at_once:
            log.warning("camera_events_failed", camera=self.camera, code=error.code, why=str(error))
            self._trouble = error.code
            self._told.broken(self.camera, error.code)
        elif at_once:
            self._told.broken(self.camera, "")
        return wait
