"""What this machine believes: the confirmed world, with our own unsettled wishes played on top."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog
from msgspec import Struct
from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Key, Refused, Row, Sheet, World, key_of, kind_of

log = structlog.get_logger()

Change = tuple[Row | None, Row | None]
"""A row before and after."""

Subscriber = Callable[[list[Change]], None]


class Wish(Struct, frozen=True):
    """A command that we have asked and that is not settled yet; `at` is when we asked."""

    id: str
    command: Command
    at: datetime


class Replica:
    """Views read `world` and subscribe to kinds; nobody else writes here but the session."""

    def __init__(self, who: Callable[[], Actor], rows: Iterable[Row] = (), wishes: Iterable[Wish] = ()) -> None:
        self._who = who
        self._confirmed = World(rows)
        self._subscribers: dict[str, list[Subscriber]] = {}
        self.wishes: dict[str, Wish] = {wish.id: wish for wish in wishes}
        self._guess = self._play()

    @property
    def world(self) -> World:
        return self._guess

    def confirmed(self, key: Key) -> bool:
        """Whether the row shown under this key is the backend's word and not our own hope."""
        return key not in self._guess.rows

    def subscribe(self, kind: type[Row], subscriber: Subscriber) -> Callable[[], None]:
        """Hear every batch of changes to one kind of row; call the result to stop."""
        heard = self._subscribers.setdefault(kind_of(kind), [])
        heard.append(subscriber)
        return lambda: heard.remove(subscriber) if subscriber in heard else None

    def wish(self, wish: Wish) -> None:
        """Play a wish on top at once, or raise Refused and touch nothing."""
        facts = list(wish.command.decide(self.world, self._asker(wish))) if wish.command.guess else []
        self.wishes[wish.id] = wish
        self._publish([(self._guess.put(fact), self._guess.look(key_of(fact))) for fact in facts])

    def settle(self, facts: Iterable[Fact], settled: Iterable[str] = (), fresh: bool = False) -> None:
        """Take confirmed facts in, drop the wishes they answer, and play the rest again."""
        before: dict[Key, Row | None] = dict(self._guess.rows)
        if fresh:
            for row in self._confirmed.everything():
                before.setdefault(key_of(row), row)
            self._confirmed = World()
        for fact in facts:
            old = self._confirmed.put(fact)
            before.setdefault(key_of(fact), old)
        for id in settled:
            self.wishes.pop(id, None)
        self._guess = self._play()
        for key in self._guess.rows:
            before.setdefault(key, self._confirmed.look(key))
        self._publish([(old, self._guess.look(key)) for key, old in before.items()])

    def _play(self) -> Sheet:
        guess = Sheet(self._confirmed)
        for wish in self.wishes.values():
            if not wish.command.guess:
                continue
            try:
                facts = list(wish.command.decide(guess, self._asker(wish)))
            except Refused:
                continue  # only the backend may say no; until it does, show the world without this wish
            except Exception:
                # A kept wish that breaks its rule would otherwise break the console at every start.
                log.exception("rule_broke", wish=wish.id, command=type(wish.command).__name__)
                continue
            for fact in facts:
                guess.put(fact)
        return guess

    def _asker(self, wish: Wish) -> Actor:
        return replace(self._who(), now=wish.at)

    def _publish(self, changes: Iterable[Change]) -> None:
        by_kind: dict[str, list[Change]] = {}
        for old, new in changes:
            row = new if new is not None else old
            if row is not None and old != new:
                by_kind.setdefault(kind_of(type(row)), []).append((old, new))
        for kind, batch in by_kind.items():
            for subscriber in list(self._subscribers.get(kind, ())):
                subscriber(batch)
