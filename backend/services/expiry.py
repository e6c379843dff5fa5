"""Layers that were laid over a zone until a certain time are taken down when it has come."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.services.watch import Watch
from backend.writer import Writer
from contract.base import kind_of
from contract.ids import new_id
from contract.walls import Layer, LayerKind, PopLayer, Showing

log = structlog.get_logger()

LONGEST_NAP_S = 3600.0
"""A machine whose clock was set forward meanwhile is noticed after so long at the latest."""


class Expiry:
    """Sleeps until the next layer runs out, or until a wall changes."""

    def __init__(self, writer: Writer, engine: Engine) -> None:
        self._writer, self._engine = writer, engine
        self._watch = Watch(writer, kind_of(Showing))

    async def run(self) -> None:
        while True:
            await self._pop(datetime.now(UTC))
            await self._watch.next(asyncio.get_running_loop().time() + self._nap(datetime.now(UTC)))

    def close(self) -> None:
        self._watch.close()

    async def _pop(self, now: datetime) -> None:
        for zone, layer, until in list(self._running_out()):
            if until <= now:
                pop = PopLayer(zone=zone, layer=layer.id)
                settled = await self._writer.ask("expiry", new_id(), SYSTEM.id, pop)
                log.info("layer_expired", zone=zone, layer=layer.id, refused=settled.code)

    def _nap(self, now: datetime) -> float:
        waits = [(until - now).total_seconds() for _, _, until in self._running_out()]
        return max(0.05, min([*waits, LONGEST_NAP_S]))

    def _running_out(self) -> Iterator[tuple[str, Layer, datetime]]:
        for showing in self._engine.world.all(Showing):
            for layer in showing.layers:
                if layer.until is not None and layer.kind is not LayerKind.BASE:
                    yield showing.id, layer, layer.until
