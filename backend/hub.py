"""All sessions, and the beat they share: at once when it has been quiet, then at most one frame a tick for each."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence

import structlog

from backend.counts import Counts
from backend.engine import Engine, Verdict
from backend.relay import Relay
from backend.session import Session
from contract.base import key_of

log = structlog.get_logger()

_PER_TURN = 64
"""Sessions that are served before the loop may do something else."""
_SHARE = 0.25
"""The part of the loop's time that beats may take: under a flood they come more rarely and carry more."""


class Hub:
    """One session per person and client: the newer one wins, because the older is nearly always a dead line.

    Never per client alone: whoever signs in chooses its id, and could throw out anybody whose id he knows.
    """

    def __init__(self, engine: Engine, counts: Counts, tick_s: float, drain_s: float, silence_s: float) -> None:
        self._engine, self._counts = engine, counts
        self._tick_s, self._drain_s, self._silence_s = tick_s, drain_s, silence_s
        self._sessions: dict[tuple[str, str], Session] = {}
        self._wake = asyncio.Event()
        self.relay = Relay()
        self.draining = False

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._sessions.values()))

    def held_by(self, person: str) -> int:
        return sum(session.seat.who.id == person for session in self._sessions.values())

    def seated(self, person: str, client: str) -> Session | None:
        return self._sessions.get((person, client))

    def join(self, session: Session) -> None:
        """Take a session in; another of the same name is told that it has been superseded, and not to come back.

        If that one was a dead line, nobody hears it; if it was a live program with a copied identity, two of them
        must not throw each other out for ever.
        """
        if old := self._sessions.get(session.name):
            old.leave("superseded", 4409, "this device has signed in again")
        self._sessions[session.name] = session
        for key, frame in self.relay.latest(session.seat.who):
            session.hear(key, frame)
        session.pump()

    def part(self, session: Session) -> None:
        if self._sessions.get(session.name) is session:
            del self._sessions[session.name]

    def committed(self, verdicts: Sequence[Verdict], _seconds: float) -> None:
        """Something has become true: whoever may no longer see what he saw goes before anything more is told."""
        people = {key_of(fact) for verdict in verdicts for fact in verdict.facts if key_of(fact)[0] == "person"}
        for _kind, person in people:
            self._recheck(person)
        self._wake.set()

    def told(self) -> None:
        """A signal waits to be passed on."""
        self._wake.set()

    def revoked(self, family: str) -> None:
        for session in self:
            if session.holder.family == family:
                session.leave("token", 4401, "signed out")

    def close_all(self, code: str, close: int, detail: str = "") -> None:
        """Everybody goes, and comes back after a while that differs from one to the next."""
        self.draining = True
        for session in self:
            session.leave(code, close, detail, retry_ms=random.randint(200, 2000))

    async def beat(self) -> None:
        """Tell everybody, for as long as the backend lives."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            began = time.monotonic()
            await self._tell()
            took = time.monotonic() - began
            await asyncio.sleep(max(self._tick_s - took, took * (1 - _SHARE) / _SHARE))

    async def sweep(self) -> None:
        """Once a second: who has run out, who reads nothing, who is no more."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 1.0
            await asyncio.sleep(1.0)
            self._counts.loop_lag_s = max(0.0, loop.time() - due)
            self._counts.sessions = len(self._sessions)
            self._counts.lag_max = max((session.seat.feed.lag for session in self), default=0)
            self.relay.forget()
            for session in self:
                self._look_at(session, loop.time())

    async def _tell(self) -> None:
        signals = self.relay.fresh()
        for at, session in enumerate(self, 1):
            for key, frame, audiences in signals:
                if not audiences.isdisjoint(session.seat.who.audiences):
                    session.hear(key, frame)
            session.pump()
            if at % _PER_TURN == 0:
                await asyncio.sleep(0)

    def _look_at(self, session: Session, now: float) -> None:
        line = session.line
        if session.holder.expires <= time.time():
            session.leave("token", 4401, "run out")
        elif line.full_since is not None and now - line.full_since > self._drain_s:
            self._counts.cut_slow += 1
            session.leave("slow", 4408, f"a frame was not read in {self._drain_s:g} s", retry_ms=1000)
        elif now - line.heard_at > self._silence_s:
            self._counts.cut_silent += 1
            session.leave("silent", 4408, f"nothing was heard for {self._silence_s:g} s", retry_ms=1000)

    def _recheck(self, person: str) -> None:
        for session in self:
            was = session.seat.who
            if was.id == person:
                now = self._engine.actor(person, was.now)
                if (now.rights, now.audiences) != (was.rights, was.audiences):
                    log.info("rights_changed", person=person, client=session.seat.client)
                    session.leave("rights", 4403, "what you may do has changed", retry_ms=0)
