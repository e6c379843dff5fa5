"""How a service learns what has become true: the latest of each row since it last looked."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Protocol

from backend.engine import Verdict
from backend.writer import Writer
from contract.base import Fact, Key, key_of


class Service(Protocol):
    """Runs until it is cancelled or breaks; is closed either way."""

    async def run(self) -> None: ...
    def close(self) -> None: ...


class Watch:
    """Gathers facts of some kinds while its service is busy: one entry per row, however often it changed."""

    def __init__(self, writer: Writer, *kinds: str) -> None:
        self._writer, self._kinds = writer, frozenset(kinds)
        self._facts: dict[Key, Fact] = {}
        self._wake = asyncio.Event()
        writer.on_commit.append(self._hear)

    async def next(self, until: float | None = None) -> list[Fact]:
        """What changed since the last call; nothing if `until`, a time of the loop's, comes first."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._wake.wait()
        self._wake.clear()
        facts, self._facts = self._facts, {}
        return list(facts.values())

    def close(self) -> None:
        self._writer.on_commit.remove(self._hear)

    def _hear(self, verdicts: Sequence[Verdict], _: float) -> None:
        for verdict in verdicts:
            for fact in verdict.facts:
                if key_of(fact)[0] in self._kinds:
                    self._facts[key_of(fact)] = fact
                    self._wake.set()
