"""Rows in the order of their keys, with every change told as a few runs of neighbours."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Key = tuple[Any, ...]
"""What rows are sorted by; it ends with the row's id, so that no two rows share one."""


class Shelf(Generic[T]):
    """Two parallel lists: comparing ready-made keys is five times as fast as calling a key function in bisect."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.rows: list[T] = []

    def __len__(self) -> int:
        return len(self.rows)

    def fill(self, keys: list[Key], rows: list[T]) -> None:
        """Replace everything; both must be in order already."""
        self.keys, self.rows = keys, rows

    def at(self, key: Key) -> int:
        """Where the row of this key stands, or would stand."""
        return bisect_left(self.keys, key)

    def after(self, key: Key) -> int:
        return bisect_right(self.keys, key)

    def holds(self, key: Key) -> bool:
        at = self.at(key)
        return at < len(self.keys) and self.keys[at] == key

    def outgoing(self, keys: Iterable[Key]) -> list[tuple[int, int]]:
        """First and last place of each run to cut, from the end to the front, so that places stay true."""
        runs: list[tuple[int, int]] = []
        for at in sorted((self.at(key) for key in keys), reverse=True):
            if runs and runs[-1][0] == at + 1:
                runs[-1] = (at, runs[-1][1])
            else:
                runs.append((at, at))
        return runs

    def cut(self, first: int, last: int) -> None:
        del self.keys[first : last + 1], self.rows[first : last + 1]

    def incoming(self, keys: Sequence[Key]) -> Iterator[tuple[int, int, int]]:
        """Place, begin and end of each run of sorted `keys` that goes in at one place; put each in before the next."""
        begin = 0
        while begin < len(keys):
            at = self.at(keys[begin])
            limit = self.keys[at] if at < len(self.keys) else None
            end = begin + 1
            while end < len(keys) and (limit is None or keys[end] < limit):
                end += 1
            yield at, begin, end
            begin = end

    def put(self, at: int, keys: Sequence[Key], rows: Sequence[T]) -> None:
        self.keys[at:at] = keys
        self.rows[at:at] = rows
