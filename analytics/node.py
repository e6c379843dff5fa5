"""The machine at work: watches what the rows wish, whether the backend is there or not, and tells what it can."""

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from analytics.eye import Eye, Tools
from analytics.hands import Hands
from analytics.roster import RESTING, Roster, Share, in_hours, roster
from analytics.scene import Look, State
from analytics.settings import Settings
from analytics.shelf import Shelf
from analytics.telling import Pending, Sights, States
from analytics.words import raising
from backend_client.client import Client
from contract.analytics import BEAT_S, MANAGERS, SILENT_S, AnalyticsBeat, SightsWanted, Watching
from contract.base import Command, Refused
from contract.people import Person
from contract.signals import Signal

log = structlog.get_logger()

LOOK_S = 0.5
OPENS, READERS = 8, 64


class Node:
    """All on one loop, but for the hands. `run` until cancelled."""

    def __init__(self, client: Client, settings: Settings, threads: int) -> None:
        self._client, self._settings = client, settings
        self._hands = Hands(threads)
        self._shelf = Shelf(settings.models)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ffmpeg")
        self._tools = Tools(
            self._hands, self._shelf, asyncio.Semaphore(OPENS), self._readers,
            1 / settings.pictures_per_s, 1 / settings.detections_per_s, lambda rule: in_hours(rule, client.now()),
        )  # fmt: skip
        self._eyes: dict[str, Eye] = {}
        self._roster = Roster({}, {}, {})
        self._pending, self._states, self._sights = Pending(), States(), Sights(self.me)
        self._shown: set[str] = set()
        self._others: dict[str, float] = {}
        self._beat_at = -BEAT_S
        self._leaving = set[asyncio.Task[None]]()
        client.on_signal = self._hear

    @property
    def me(self) -> str:
        return self._client.seat.person

    async def run(self) -> None:
        try:
            while True:
                self._step(time.monotonic(), self._client.now())
                await asyncio.sleep(LOOK_S)
        finally:
            await self._close()

    def states(self, clock: float) -> dict[str, State]:
        """How each rule of this machine stands."""
        found: dict[str, State] = {}
        for id, rule in self._roster.mine.items():
            eye, idle = self._eyes.get(rule.camera), self._roster.idle.get(id, "")
            if idle:
                found[id] = (Watching.RESTING, "") if idle == RESTING else (Watching.BLIND, idle)
            else:
                found[id] = eye.state(id, clock) if eye else (Watching.BLIND, "connecting")
        return found

    def _step(self, clock: float, now: datetime) -> None:
        try:
            self._arrange(now)
            self._shown = self._sights.wanted(clock, self._eyes)
            if self._client.line().live:
                self._tell(clock, now)
        except Exception:
            # Whatever one row or one answer breaks, the cameras are watched on.
            log.exception("step_broke")

    def _arrange(self, now: datetime) -> None:
        """As many eyes as there are posts, each by the address and rules of now; none before we know who may see."""
        world, settings = self._client.replica.world, self._settings
        me = world.get(Person, self.me)
        active = me is None or me.active
        most = settings.most_cameras if active else 0
        self._roster = roster(world, Share(self.me, settings.take_unassigned, most, self._alive()), now, self._eyes)
        for camera, eye in list(self._eyes.items()):
            post = self._roster.posts.get(camera)
            if post is None or not eye.follow(post):
                del self._eyes[camera]
                task = asyncio.get_running_loop().create_task(eye.end(), name=f"end {camera}")
                self._leaving.add(task)
                task.add_done_callback(self._leaving.discard)
        for camera, post in self._roster.posts.items():
            if camera not in self._eyes:
                self._eyes[camera] = Eye(post, self._tools, self._took)

    def _alive(self) -> frozenset[str]:
        """Other machines that have given a sign of life."""
        clock = time.monotonic()
        self._others = {node: at for node, at in self._others.items() if clock - at < SILENT_S}
        return frozenset(self._others)

    def _tell(self, clock: float, now: datetime) -> None:
        for wish in self._pending.take(now):
            self._ask(wish)
        states = self.states(clock)
        left = {id: (Watching.BLIND, why) for id, why in self._roster.left.items()}
        for report in self._states.look(self._client.replica.world, self.me, states | left, clock, now):
            self._ask(report)
        if clock - self._beat_at >= BEAT_S:
            self._beat_at = clock
            watching = sum(status is Watching.WATCHING for status, _ in states.values())
            self._client.tell(AnalyticsBeat(
                node=self.me, machine=socket.gethostname()[:200], cameras=len(self._eyes), rules=len(states),
                watching=watching, models=self._shelf.names, busy=round(self._hands.load(), 3), at=now,
            ))  # fmt: skip

    def _ask(self, wish: Command) -> None:
        try:
            self._client.ask(wish)
        except Refused as no:
            log.warning("refused", wish=type(wish).__name__, code=no.code)

    def _took(self, id: str, look: Look) -> None:
        """A picture has been looked at."""
        eye = self._eyes.get(id)
        if eye is None:
            return
        clock, now = time.monotonic(), self._client.now()
        at = now - timedelta(seconds=max(0.0, clock - look.at))
        for rule in eye.post.rules:
            if rule.id in look.told:
                kinds = sorted({seen.kind for seen in look.things if seen.alarm and seen.rule == rule.id})
                self._pending.put(raising(rule, eye.post.camera, kinds, at), at)
                log.info("alert", rule=rule.id, camera=id, live=self._client.line().live)
        if self._client.line().live:
            sight = self._sights.of(eye.post.camera, look, at, clock, MANAGERS, self._shown)
            if sight is not None:
                self._client.tell(sight)

    def _hear(self, by: str, signal: Signal) -> None:
        if isinstance(signal, SightsWanted):
            self._sights.hear(by, signal, time.monotonic())
        elif isinstance(signal, AnalyticsBeat) and by != self.me:
            self._others[by] = time.monotonic()

    async def _close(self) -> None:
        eyes, self._eyes = list(self._eyes.values()), {}
        await asyncio.gather(*(eye.end() for eye in eyes), *self._leaving, return_exceptions=True)
        self._hands.close()
        self._readers.shutdown(wait=False, cancel_futures=True)
