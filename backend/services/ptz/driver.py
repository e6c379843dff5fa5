"""One camera kept doing what was asked of it last, and nothing for longer than somebody asks for it."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

import structlog

from backend.services.onvif.errors import LOGIN, DeviceError
from backend.tasks import spawn
from contract.ptz import STILL_S, Preset

log = structlog.get_logger()

Speeds = tuple[float, float, float]

STILL: Speeds = (0.0, 0.0, 0.0)
AGAIN_S = 0.4
"""A turn that goes on is asked for again so often: the device ends each after a second by itself."""
GAP_S = 1 / 30
"""No more calls than this to one device, however fast somebody's hand is."""
SURVEY_S = 600.0
TRIES_S = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
"""How long a device that fails is left alone."""
END_S = 1.5
SURVEYS_AT_ONCE = 8


class Steered(Protocol):
    """A head, as the driver knows it."""

    async def turn(self, pan: float, tilt: float, zoom: float) -> None: ...
    async def stop(self) -> None: ...
    async def go(self, preset: str) -> None: ...
    async def presets(self) -> tuple[Preset, ...]: ...
    def forget(self) -> None: ...
    async def close(self) -> None: ...


class Told(Protocol):
    """Who hears what becomes of a camera."""

    def surveyed(self, camera: str, presets: tuple[Preset, ...] | None, trouble: str) -> None: ...
    def moved(self, camera: str) -> None: ...


class Driver:
    """In a task of its own, so that a dead device holds up nobody else's."""

    def __init__(self, camera: str, head: Steered, told: Told, surveys: asyncio.Semaphore, turning: bool) -> None:
        """`turning`: it may be, from before we began."""
        self.camera = camera
        self._head, self._told, self._surveys = head, told, surveys
        self._now: Callable[[], float] = asyncio.get_running_loop().time
        self._speeds, self._heard = STILL, 0.0
        self._journey: str | None = None
        self._turning, self._sent, self._sent_at = turning, STILL, 0.0
        self._survey_at, self._failed, self._trouble = 0.0, 0, ""
        self._wake = asyncio.Event()
        if turning:
            self._wake.set()
        self._task = spawn(f"ptz {camera}", self._run())

    def move(self, speeds: Speeds) -> None:
        """Turn at these speeds, until others come or none."""
        self._speeds, self._heard, self._journey = speeds, self._now(), None
        self._wake.set()

    def go(self, preset: str) -> None:
        self._speeds, self._journey = STILL, preset
        self._wake.set()

    def halt(self) -> None:
        self._speeds, self._journey = STILL, None
        self._wake.set()

    async def end(self) -> None:
        """Leave the camera standing."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._turning:
            with contextlib.suppress(DeviceError, TimeoutError):
                async with asyncio.timeout(END_S):
                    await self._head.stop()
        await self._head.close()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(self._due()):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._step()
            except DeviceError as error:
                self._fail(error)
                await asyncio.sleep(TRIES_S[0])
            else:
                await asyncio.sleep(GAP_S)

    def _due(self) -> float:
        """When there is something to do though nothing was asked."""
        if self._turning and self._speeds != STILL:
            return min(self._heard + STILL_S, self._sent_at + AGAIN_S)
        return self._now() if self._turning and not self._failed else self._survey_at

    async def _step(self) -> None:
        if self._now() - self._heard >= STILL_S:
            self._speeds = STILL
        if self._speeds != STILL:
            await self._turn(self._speeds)
        elif self._turning:
            await self._head.stop()
            self._turning = False
            self._told.moved(self.camera)
        elif self._journey is not None:
            preset, self._journey = self._journey, None
            self._told.moved(self.camera)
            await self._head.go(preset)
        elif self._now() >= self._survey_at:
            await self._survey()
            return
        else:
            return
        self._fine(None)
        if self._journey is not None:
            self._wake.set()

    async def _turn(self, speeds: Speeds) -> None:
        if speeds == self._sent and self._turning and self._now() - self._sent_at < AGAIN_S:
            return
        # Before the call: one that fails may have reached the device all the same.
        self._turning, self._sent, self._sent_at = True, speeds, self._now()
        self._told.moved(self.camera)
        await self._head.turn(*speeds)

    async def _survey(self) -> None:
        if self._surveys.locked():
            # Never in a queue: behind dead devices, whoever wants to move this camera meanwhile would wait too.
            self._survey_at = self._now() + 1.0
            return
        async with self._surveys:
            presets = await self._head.presets()
        self._survey_at = self._now() + SURVEY_S
        self._fine(presets)

    def _fine(self, presets: tuple[Preset, ...] | None) -> None:
        if presets is not None or self._trouble:
            self._told.surveyed(self.camera, presets, "")
        self._failed, self._trouble = 0, ""

    def _fail(self, error: DeviceError) -> None:
        """Said once; tried again ever more rarely, unless somebody moves it."""
        self._head.forget()
        # Devices lock an account after a few wrong passwords.
        wait = SURVEY_S if error.code == LOGIN else TRIES_S[min(self._failed, len(TRIES_S) - 1)]
        self._survey_at = self._now() + wait
        self._failed += 1
        if error.code != self._trouble:
            log.warning("ptz_failed", camera=self.camera, code=error.code, why=str(error))
            self._trouble = error.code
            self._told.surveyed(self.camera, None, error.code)
