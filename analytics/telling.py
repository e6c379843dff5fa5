"""What a machine tells of its work: alerts that wait for the line, states unlike the rows, boxes somebody wants."""

from collections.abc import Container, Mapping
from datetime import datetime, timedelta

import structlog

from analytics.scene import Look, State
from contract.alerts import Raise
from contract.analytics import (
    MOST_CAMERAS,
    MOST_THINGS,
    PER_S,
    WANTED_S,
    AnalyticsSight,
    AnalyticsState,
    ReportAnalytics,
    RuleSeen,
    SightsWanted,
    Thing,
)
from contract.base import World
from contract.cameras import Camera

log = structlog.get_logger()

KEEP_FOR = timedelta(hours=1)
"""An alert that could not be told for so long is not news any more."""
STEADY_S, AGAIN_S = 1.5, 3.0
"""A state is told when it has lasted so long, and no sooner again if it was refused."""
PER_WISH = 100
SIGHTS_PER_S = 60.0


class Pending:
    """Alerts until the line takes them: the latest of each rule, so that it is bounded by the rules."""

    def __init__(self) -> None:
        self._raises: dict[str, tuple[Raise, datetime]] = {}

    def put(self, wish: Raise, at: datetime) -> None:
        self._raises[wish.id] = wish, at

    def __len__(self) -> int:
        return len(self._raises)

    def take(self, now: datetime) -> list[Raise]:
        """All that are still news, in the order in which they happened."""
        taken, self._raises = self._raises, {}
        old = [wish.id for wish, at in taken.values() if now - at > KEEP_FOR]
        if old:
            log.warning("alerts_too_old", count=len(old))
        return [wish for wish, at in sorted(taken.values(), key=lambda one: one[1]) if now - at <= KEEP_FOR]


class States:
    """Compares how rules stand with what the rows say, and asks for what differs: nothing to remember is ever wrong."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[State, float, datetime]] = {}
        self._asked: dict[str, float] = {}

    def look(
        self, world: World, me: str, states: Mapping[str, State], clock: float, now: datetime
    ) -> list[ReportAnalytics]:
        changed = []
        self._since = {id: since for id, since in self._since.items() if id in states}
        self._asked = {id: at for id, at in self._asked.items() if clock - at < AGAIN_S}
        for id, state in states.items():
            if id not in self._since or self._since[id][0] != state:
                self._since[id] = state, clock, now
            _, begun, since = self._since[id]
            row = world.get(AnalyticsState, id)
            same = row is not None and (row.status, row.reason, row.node) == (*state, me)
            if same or clock - begun < STEADY_S or id in self._asked:
                continue
            self._asked[id] = clock
            changed.append(RuleSeen(rule=id, status=state[0], reason=state[1][:30], since=since))
        parts = range(0, len(changed), PER_WISH)
        return [ReportAnalytics(rules=tuple(changed[at : at + PER_WISH])) for at in parts]


class Sights:
    """Who wants boxes of which cameras, and when each was last told."""

    def __init__(self, me: str) -> None:
        self._me = me
        self._wanted: dict[tuple[str, str], tuple[frozenset[str], float]] = {}
        self._told: dict[str, tuple[float, bool]] = {}

    def hear(self, by: str, signal: SightsWanted, clock: float) -> None:
        self._wanted[(by, signal.machine)] = frozenset(signal.cameras), clock
        if len(self._wanted) > 500:
            self._forget(clock)

    def wanted(self, clock: float, watched: Container[str]) -> set[str]:
        """Of the cameras that are `watched`: names of others would leave no room for them."""
        self._forget(clock)
        cameras = {camera for cameras, _ in self._wanted.values() for camera in cameras if camera in watched}
        # The backend keeps so many signals of one sender; the others would drive them out.
        return set(sorted(cameras)[: MOST_CAMERAS - 8])

    def of(
        self, camera: Camera, look: Look, at: datetime, clock: float, managers: str, shown: set[str]
    ) -> AnalyticsSight | None:
        """What to tell of this picture, if it is to be told; `shown` are the cameras that somebody wants."""
        if camera.id not in shown:
            self._told.pop(camera.id, None)
            return None
        last, empty = self._told.get(camera.id, (0.0, True))
        every = max(1 / PER_S, len(shown) / SIGHTS_PER_S)
        # A picture that comes a little early is not to be told a whole picture later.
        if clock - last < 0.8 * every or (empty and not look.things):
            return None
        self._told[camera.id] = clock, not look.things
        watchers = tuple(one for one in camera.audiences() if one != managers)
        return AnalyticsSight(
            node=self._me, camera=camera.id, at=at, hot=look.hot[:16], seen_by=watchers, things=_things(look)
        )

    def _forget(self, clock: float) -> None:
        self._wanted = {who: one for who, one in self._wanted.items() if clock - one[1] < WANTED_S}


def _things(look: Look) -> tuple[Thing, ...]:
    """Those that fire a rule first, if there are more than can be told."""
    first = sorted(look.things, key=lambda seen: not seen.alarm)[:MOST_THINGS]
    return tuple(
        Thing(
            x=_round(seen.box.x), y=_round(seen.box.y), w=_round(seen.box.w), h=_round(seen.box.h), kind=seen.kind,
            rule=seen.rule, track=seen.track, score=_round(seen.score), alarm=seen.alarm,
        )
        for seen in first
    )  # fmt: skip


def _round(value: float) -> float:
    return min(1.0, max(0.0, round(value, 4)))
