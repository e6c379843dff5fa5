"""One client's place at the backend, without its socket: what it is told, and in which order."""

from datetime import datetime

from backend.feed import Feed, Pages
from backend.store import Settled
from contract.base import Actor
from contract.wire import PROTO, Hello, No, Welcome, encode


class Seat:
    """Truth first, then answers: a refusal leaves only after everything that was true when it was decided."""

    def __init__(self, pages: Pages, hello: Hello, who: Actor) -> None:
        self.client = hello.client
        self.who = who
        self._pages = pages
        self.feed = Feed(pages, who.audiences, hello.mark)
        self._noes: list[No] = []

    def welcome(self, name: str, role: str, now: datetime, expires: datetime) -> Welcome:
        engine = self._pages.engine
        return Welcome(
            proto=PROTO,
            now=now,
            epoch=engine.epoch,
            head=engine.head,
            scope=self.feed.scope,
            person=self.who.id,
            name=name,
            role=role,
            rights=tuple(sorted(self.who.rights)),
            audiences=tuple(sorted(self.who.audiences)),
            expires=expires,
        )

    def settle(self, settled: Settled) -> None:
        """A wish of this client's is settled: see that it is told."""
        if settled.seq is not None:
            self.feed.settle(settled.wish, settled.seq)
        else:
            self.refuse(settled.wish, settled.code or "internal", settled.facts)

    def refuse(self, wish: str, code: str, facts: dict[str, str] | None = None) -> None:
        self._noes.append(No(id=wish, code=code, facts=facts or {}))

    @property
    def urgent(self) -> bool:
        """Whether this client waits for an answer of its own, and must not wait for the tick."""
        return self.feed.urgent or bool(self._noes)

    @property
    def due(self) -> bool:
        """Whether there may be anything to tell: cheap to ask, for whoever has just been told something."""
        return self.feed.lag > 0 or self.urgent

    def next(self, nudge: bool = False) -> bytes | None:
        """The next frame to send, None if there is nothing to tell."""
        if frame := self.feed.next(nudge):
            return frame
        return encode(self._noes.pop(0)) if self._noes else None
