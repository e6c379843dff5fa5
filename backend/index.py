"""Which row was touched last at which number: what a reader at any mark has missed, in order, in O(log n + missed)."""

from bisect import bisect_right
from collections.abc import Iterator

from contract.base import Key

_SLACK = 4096


class Touched:
    """Keys in the order of their last touch; an older touch of the same key is forgotten."""

    def __init__(self) -> None:
        self._latest: dict[Key, int] = {}
        self._seqs: list[int] = []
        self._keys: list[Key] = []

    def touch(self, key: Key, seq: int) -> None:
        """Note a touch; `seq` never falls."""
        self._latest[key] = seq
        self._seqs.append(seq)
        self._keys.append(key)
        if len(self._keys) > 2 * len(self._latest) + _SLACK:
            self._compact()

    def after(self, seq: int) -> Iterator[tuple[int, Key]]:
        """Every key touched after `seq`, by its last touch, oldest first."""
        for at in range(bisect_right(self._seqs, seq), len(self._keys)):
            key, touched = self._keys[at], self._seqs[at]
            if self._latest[key] == touched:
                yield touched, key

    def _compact(self) -> None:
        live = [(seq, key) for key, seq in self._latest.items()]
        live.sort(key=lambda pair: pair[0])
        self._seqs = [seq for seq, _ in live]
        self._keys = [key for _, key in live]
