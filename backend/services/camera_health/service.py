"""The service itself: hears what the relay hears, looks once a second, and asks as the backend."""

import asyncio
import time
from datetime import UTC, datetime

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.relay import Relay
from backend.services.camera_health.judge import Delays
from backend.services.camera_health.keeping import Keeping
from backend.writer import Writer
from contract.health import CameraReport
from contract.ids import new_id
from contract.signals import Signal

log = structlog.get_logger()

LOOK_S = 1.0


class CameraHealth:
    """A thin shell; what it decides is `keeping`'s."""

    def __init__(self, writer: Writer, engine: Engine, relay: Relay, delays: Delays) -> None:
        self._writer, self._engine, self._relay = writer, engine, relay
        self._keeping = Keeping(engine.world, delays, time.monotonic)
        relay.on_take.append(self._hear)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            wishes = self._keeping.look(datetime.now(UTC))
            answers = [self._writer.submit("camera_health", new_id(), SYSTEM.id, wish) for wish in wishes]
            for wish, settled in zip(wishes, await asyncio.gather(*answers), strict=True):
                self._keeping.settled(wish, settled.code is None, datetime.now(UTC))
                if settled.code is not None:
                    log.error("camera_health_refused", code=settled.code, facts=settled.facts)

    def close(self) -> None:
        self._relay.on_take.remove(self._hear)

    def _hear(self, by: str, signal: Signal) -> None:
        if isinstance(signal, CameraReport):
            self._keeping.take(self._engine.actor(by, datetime.now(UTC)), signal)
