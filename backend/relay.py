"""Signals on their way from one session to the others: the latest under each key, kept for a moment, never logged."""

import time
from collections.abc import Callable, Iterator

from msgspec import Raw, Struct

from contract.base import Actor
from contract.signals import Signal
from contract.wire import Heard, encode

TTL_S = 10.0
"""A newcomer is told signals that are no older."""
KEYS_PER_SENDER = 64


class _Kept(Struct):
    frame: bytes
    audiences: frozenset[str]
    at: float


class Relay:
    """Every sender has keys of its own, so that nobody can speak over another: who said it stands on the signal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._fresh: set[tuple[str, str]] = set()
        self.on_take: list[Callable[[str, Signal], None]] = []
        """What the backend's own services hear: who said it, and what."""

    def take(self, by: str, signal: Signal) -> bool:
        """Keep a signal for the next beat; False if its sender holds too many already."""
        key = by, f"{signal.__struct_config__.tag}/{signal.key()}"
        if key not in self._kept and sum(sender == by for sender, _ in self._kept) >= KEYS_PER_SENDER:
            return False
        frame = encode(Heard(by=by, signal=Raw(encode(signal))))
        self._kept[key] = _Kept(frame, frozenset(signal.audiences()), self._clock())
        self._fresh.add(key)
        for hear in self.on_take:
            hear(by, signal)
        return True

    def fresh(self) -> list[tuple[str, bytes, frozenset[str]]]:
        """What has not been passed on yet, once."""
        keys, self._fresh = self._fresh, set()
        return [("/".join(key), kept.frame, kept.audiences) for key in keys if (kept := self._kept.get(key))]

    def latest(self, who: Actor) -> Iterator[tuple[str, bytes]]:
        """What a newcomer should know."""
        self.forget()
        for key, kept in self._kept.items():
            if not kept.audiences.isdisjoint(who.audiences):
                yield "/".join(key), kept.frame

    def forget(self) -> None:
        """Let go of what is too old to be told to anybody."""
        oldest = self._clock() - TTL_S
        self._kept = {key: kept for key, kept in self._kept.items() if kept.at > oldest}
