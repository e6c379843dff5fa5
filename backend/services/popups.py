"""Alarms on the wall: a new alert brings its camera to one zone of each wall, until somebody has seen to it."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.services import popup_plan as plan
from backend.services.watch import Watch
from backend.writer import Writer
from contract.alerts import Alert, State
from contract.base import Command, Refused, Sheet, kind_of
from contract.ids import new_id
from contract.walls import PopLayer, PushLayer, Showing, Wall

log = structlog.get_logger()


class Popups:
    """What it remembers is only how bad each alert was when it was last shown; all else stands in the rows."""

    def __init__(self, writer: Writer, engine: Engine) -> None:
        self._writer, self._engine = writer, engine
        self._watch = Watch(writer, kind_of(Alert))
        self._shown: dict[str, tuple[int, str | None]] = {}
        self._waiting: set[str] = set()

    async def run(self) -> None:
        """First mend what happened while nobody watched, then follow."""
        await self._settle([*self._orphans(), *self._alerts()])
        while True:
            await self._settle([fact.id for fact in await self._watch.next()])

    def close(self) -> None:
        self._watch.close()

    def _orphans(self) -> Iterator[str]:
        """Alerts that a wall shows, whether they are still known or not."""
        for showing in self._engine.world.all(Showing):
            for layer in showing.layers:
                if layer.id.startswith(plan.LAYER):
                    yield layer.id.removeprefix(plan.LAYER)

    def _alerts(self) -> Iterator[str]:
        return (alert.id for alert in self._engine.world.all(Alert) if alert.state is State.NEW)

    async def _settle(self, ids: Iterable[str]) -> None:
        """Take down and lay over for these alerts, the worst first, all in one commit."""
        sheet, now = Sheet(self._engine.world), datetime.now(UTC)
        names = dict.fromkeys(ids)
        wishes: list[Command] = [wish for id in names for wish in self._taken_down(sheet, id, now)]
        due = [alert for id in {**names, **dict.fromkeys(self._waiting)} if (alert := self._due(sheet, id))]
        for alert in sorted(due, key=lambda alert: (-alert.severity, alert.first_at, alert.id)):
            wishes += self._laid_over(sheet, alert, now)
        answers = [self._writer.submit("popups", new_id(), SYSTEM.id, wish) for wish in wishes]
        for settled in await asyncio.gather(*answers):
            if settled.code is not None:
                log.info("popup_refused", code=settled.code, facts=settled.facts)

    def _taken_down(self, sheet: Sheet, id: str, now: datetime) -> list[PopLayer]:
        alert = sheet.get(Alert, id)
        if alert is not None and alert.state is State.NEW:
            return []
        self._shown.pop(id, None)
        self._waiting.discard(id)
        pops = [PopLayer(zone=zone, layer=layer.id) for zone, layer in plan.layers_of(sheet, id)]
        return [pop for pop in pops if _granted(sheet, pop, now)]

    def _due(self, sheet: Sheet, id: str) -> Alert | None:
        """The alert, if it is new, has become worse, has another camera, or waits for room.

        Somebody who took an alarm off the wall is not contradicted by a mere repeat of it.
        """
        alert = sheet.get(Alert, id)
        if alert is None or alert.state is not State.NEW:
            return None
        changed = self._shown.get(id) != (alert.worse_seq, alert.camera)
        return alert if changed or id in self._waiting else None

    def _laid_over(self, sheet: Sheet, alert: Alert, now: datetime) -> Iterator[PushLayer]:
        self._shown[alert.id] = alert.worse_seq, alert.camera
        self._waiting.discard(alert.id)
        standing = dict(plan.layers_of(sheet, alert.id))
        for wall in sorted(sheet.all(Wall), key=lambda wall: wall.id):
            zones = [zone.id for zone in plan.accepting(sheet, wall.id, alert, now)]
            here = next((zone for zone in zones if zone in standing), None)
            if here is None and zones and plan.crowded(sheet, zones[0], alert, now):
                self._waiting.add(alert.id)
                continue
            wish = plan.push(sheet, here or zones[0], alert) if zones else None
            if wish and not (here and plan.same(standing[here], wish)) and _granted(sheet, wish, now):
                yield wish


def _granted(sheet: Sheet, wish: Command, now: datetime) -> bool:
    """Play it on the sheet, so that the next is planned on top of it."""
    try:
        facts = list(wish.decide(sheet, SYSTEM.actor(now)))
    except Refused as no:
        log.info("popup_refused", code=no.code, facts=dict(no.facts))
        return False
    for fact in facts:
        sheet.put(fact)
    return True
