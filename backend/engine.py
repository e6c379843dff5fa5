"""Wishes in, facts out: decides what becomes true. No I/O of its own; knows rows and commands, and no feature."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

import structlog
from msgspec import DecodeError, Struct

from backend.index import Touched
from backend.store import Cell, Entry, Settled, Store, StoreBroken
from contract.base import Actor, Command, Fact, Gone, Key, Refused, Row, Sheet, World, key_of
from contract.wire import WISH_OUT, decode_row, encode

log = structlog.get_logger()

ActorOf = Callable[[World, str, datetime], Actor]
"""Who somebody is, by id, in this world at this time: rights are those of the moment of deciding."""


class Asked(Struct, frozen=True):
    """A wish as it arrives: under (client, wish) it is settled once."""

    client: str
    wish: str
    actor: str
    command: Command
    now: datetime


class Engine:
    """`decide` a batch, let the store write it down, then `take` it: nothing is true before it is durable."""

    def __init__(self, store: Store, actor_of: ActorOf) -> None:
        self._store = store
        self.actor_of = actor_of
        self.world = World()
        self.touched = Touched()
        self.cells: dict[Key, Cell] = {}
        self.epoch = store.epoch
        self.head, self.chain = store.head()
        for cell in store.cells():
            self._remember(cell, _read(cell))

    def decide(self, asks: Sequence[Asked]) -> list["Verdict"]:
        """Settle each wish in order, each seeing what the ones before it made true; touches nothing."""
        batch = _Batch(self)
        return [batch.settle(asked) for asked in asks]

    def take(self, verdicts: Iterable["Verdict"]) -> None:
        """The batch is on the disk: let it be true."""
        for verdict in verdicts:
            if verdict.entry is None or verdict.settled.seq is None:
                continue
            for cell, fact in zip(verdict.entry.cells, verdict.facts, strict=True):
                self._remember(cell, fact)
            self.head, self.chain = verdict.settled.seq, verdict.entry.chain

    def chain_at(self, seq: int) -> str | None:
        """The log's chain hash at `seq`, None if the log was never there."""
        return self.chain if seq == self.head else self._store.chain_at(seq)

    def settled(self, client: str, wish: str) -> Settled | None:
        return self._store.settled(client, wish)

    def actor(self, id: str, now: datetime) -> Actor:
        return self.actor_of(self.world, id, now)

    def _remember(self, cell: Cell, fact: Fact) -> None:
        self.world.put(fact)
        key = (cell.kind, cell.id)
        self.cells[key] = cell
        self.touched.touch(key, cell.seq)


class Verdict(Struct, frozen=True):
    """How one wish ended; `entry` is None where it had been settled before, so that nothing is written twice."""

    settled: Settled
    entry: Entry | None = None
    facts: tuple[Fact, ...] = ()


class _Batch:
    """The wishes of one commit, decided one on top of the other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sheet = Sheet(engine.world)
        self._cells: dict[Key, Cell] = {}
        self._answers: dict[tuple[str, str], Settled] = {}
        self._head, self._chain = engine.head, engine.chain

    def settle(self, asked: Asked) -> Verdict:
        name = asked.client, asked.wish
        if before := self._answers.get(name) or self._engine.settled(*name):
            if before.actor != asked.actor:
                return Verdict(Settled(*name, asked.actor, None, "wish.not_yours"))
            return Verdict(before)
        verdict = self._decide(asked)
        self._answers[name] = verdict.settled
        return verdict

    def _decide(self, asked: Asked) -> Verdict:
        try:
            who = self._engine.actor_of(self._sheet, asked.actor, asked.now)
            facts = tuple(asked.command.decide(self._sheet, who))
            cells = self._cells_of(facts)
        except Refused as no:
            return self._refused(asked, no.code, dict(no.facts))
        except Exception:
            # A rule that breaks must not block its asker's outbox for ever, nor anybody else's wish.
            log.exception("rule_broke", wish=asked.wish, command=type(asked.command).__name__)
            return self._refused(asked, "internal", {})
        return self._granted(asked, facts, cells)

    def _refused(self, asked: Asked, code: str, facts: dict[str, str]) -> Verdict:
        settled = Settled(asked.client, asked.wish, asked.actor, None, code, facts)
        return Verdict(settled, Entry(settled, asked.now.isoformat(), None, (), ""))

    def _granted(self, asked: Asked, facts: tuple[Fact, ...], cells: tuple[Cell, ...]) -> Verdict:
        self._head += 1
        self._chain = link(self._chain, self._head, cells)
        for fact, cell in zip(facts, cells, strict=True):
            self._sheet.put(fact)
            self._cells[cell.kind, cell.id] = cell
        settled = Settled(asked.client, asked.wish, asked.actor, self._head)
        command = None if asked.command.sealed else encode(asked.command)
        return Verdict(settled, Entry(settled, asked.now.isoformat(), command, cells, self._chain), facts)

    def _cells_of(self, facts: tuple[Fact, ...]) -> tuple[Cell, ...]:
        cells = tuple(self._cell(fact) for fact in facts)
        if len({(cell.kind, cell.id) for cell in cells}) != len(cells):
            raise ValueError("a wish may touch a row only once")
        if sum(len(cell.body or b"") for cell in cells) > WISH_OUT:
            raise Refused("too_large")
        return cells

    def _cell(self, fact: Fact) -> Cell:
        kind, id = key_of(fact)
        before = self._cells.get((kind, id)) or self._engine.cells.get((kind, id))
        ever = before.ever if before else frozenset()
        if isinstance(fact, Row):
            body = encode(fact)
            decode_row(body)  # rules build rows in Python, which checks no limits: what is logged must be readable
            return Cell(kind, id, self._head + 1, body, ever.union(fact.audiences()))
        return Cell(kind, id, self._head + 1, None, ever)


def _read(cell: Cell) -> Fact:
    """The fact in a cell. Raises StoreBroken, saying which row it is."""
    if cell.body is None:
        return Gone(cell.kind, cell.id)
    try:
        fact: Row = decode_row(cell.body)
    except DecodeError as error:
        raise StoreBroken(f"row {cell.kind} {cell.id!r} at {cell.seq} cannot be read: {error}") from error
    return fact


def link(chain: str, seq: int, cells: tuple[Cell, ...]) -> str:
    """The chain hash at `seq`: a log that went back and grew again differs from here on."""
    digest = blake2b(f"{chain} {seq}".encode(), digest_size=16)
    for cell in cells:
        digest.update(cell.kind.encode() + b"\0" + cell.id.encode() + b"\0" + (cell.body or b""))
    return digest.hexdigest()
