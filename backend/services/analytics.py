"""Keeps the rules of analytics true: nobody watches where a node fell silent, and who may see follows the camera."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.relay import Relay
from backend.writer import Writer
from contract.analytics import (
    MANAGERS,
    SILENT_S,
    AnalyticsBeat,
    AnalyticsRule,
    AnalyticsState,
    FitAnalyticsRules,
    RemoveAnalyticsRule,
    ReportAnalytics,
    RuleSeen,
    Watching,
)
from contract.base import Command
from contract.cameras import Camera
from contract.ids import new_id
from contract.signals import Signal

log = structlog.get_logger()

LOOK_S = 2.0
PER_WISH = 100


class Analytics:
    """Nobody is there until he is heard: after a restart nodes have SILENT_S to give a sign of life."""

    def __init__(
        self, writer: Writer, engine: Engine, relay: Relay, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` never goes back: set by the wall's, a node that is gone would be waited for until that caught up."""
        self._writer, self._world, self._relay, self._clock = writer, engine.world, relay, clock
        self._began = clock()
        self._heard: dict[str, float] = {}
        relay.on_take.append(self._hear)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            wishes = self.look(datetime.now(UTC))
            answers = [self._writer.submit("analytics", new_id(), SYSTEM.id, wish) for wish in wishes]
            for settled in await asyncio.gather(*answers):
                if settled.code is not None:
                    log.error("analytics_refused", code=settled.code, facts=settled.facts)

    def close(self) -> None:
        self._relay.on_take.remove(self._hear)

    def look(self, now: datetime) -> list[Command]:
        """What is to be asked so that the rows are true."""
        return [*self._cameras(), *self._silent(now)]

    def _cameras(self) -> list[Command]:
        """The rules of a camera go with it, and are seen by those who may watch it now."""
        wishes: list[Command] = []
        unfit: list[str] = []
        for rule in self._world.all(AnalyticsRule):
            camera = self._world.get(Camera, rule.camera)
            if camera is None:
                wishes.append(RemoveAnalyticsRule(rule=rule.id))
            elif rule.watchers != tuple(one for one in camera.audiences() if one != MANAGERS):
                unfit.append(rule.id)
        parts = range(0, len(unfit), PER_WISH)
        return [*wishes, *(FitAnalyticsRules(rules=tuple(unfit[at : at + PER_WISH])) for at in parts)]

    def _silent(self, now: datetime) -> list[Command]:
        """Rules whose node has fallen silent."""
        clock = self._clock()
        gone = [
            RuleSeen(rule=state.id, status=Watching.BLIND, reason="node_gone", since=now)
            for state in self._world.all(AnalyticsState)
            if state.node not in ("", SYSTEM.id) and clock - self._heard.get(state.node, self._began) > SILENT_S
        ]
        return [ReportAnalytics(rules=tuple(gone[at : at + PER_WISH])) for at in range(0, len(gone), PER_WISH)]

    def _hear(self, by: str, signal: Signal) -> None:
        if isinstance(signal, AnalyticsBeat):
            self._heard[by] = self._clock()
