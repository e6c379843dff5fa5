"""All rows of one kind that a list may show: in order, by facet, by text. Knows no Qt."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Generic, TypeVar

from console.strings import fold
from console.widgets.shelf import Key, Shelf
from contract.base import Row

T = TypeVar("T", bound=Row)
Facet = Hashable


@dataclass(frozen=True)
class Rules(Generic[T]):
    """How rows of one kind are listed. Each is pure: it looks at the row and at nothing else.

    `order` must not end in a tie that matters: the id is added. `facet` is a small key that many rows share.
    `words` is what a search looks through.
    """

    order: Callable[[T], Key]
    facet: Callable[[T], Facet] = lambda _: None
    words: Callable[[T], str] = lambda row: row.id


@dataclass
class Moves(Generic[T]):
    """What a batch of changes does to a list: keys that leave, rows that come, rows replaced where they stand."""

    leave: list[Key]
    come: list[tuple[Key, T]]
    stay: list[tuple[Key, T]]


class Stock(Generic[T]):
    """Everything known, shown or not; `shown` keeps to the wanted facets and the needle."""

    def __init__(self, rules: Rules[T]) -> None:
        self.rules = rules
        self.all: Shelf[T] = Shelf()
        self.facets: list[Facet] = []
        self.known: dict[str, tuple[Key, T, Facet]] = {}
        self.counts: Counter[Facet] = Counter()
        self.wanted: Callable[[Facet], bool] | None = None
        self.needle = ""
        self.edge: Key | None = None
        """Up to where a search has come; None when nothing is left to search."""
        self._folded: dict[str, str] = {}

    def fill(self, rows: Iterable[T]) -> None:
        self._folded.clear()
        self.known = {row.id: (self.key(row), row, self.rules.facet(row)) for row in rows}
        entries = sorted(self.known.values(), key=lambda entry: entry[0])
        self.all.fill([entry[0] for entry in entries], [entry[1] for entry in entries])
        self.facets = [entry[2] for entry in entries]
        self.counts = Counter(self.facets)

    def key(self, row: T) -> Key:
        return (*self.rules.order(row), row.id)

    def place(self, id: str) -> Key | None:
        entry = self.known.get(id)
        return entry[0] if entry else None

    def chosen(self) -> tuple[list[Key], list[T]]:
        """Keys and rows of the wanted facets: one pass in C over the facets, not one call per row."""
        if self.wanted is None:
            return list(self.all.keys), list(self.all.rows)
        passing = {facet for facet in self.counts if self.wanted(facet)}
        mask = [facet in passing for facet in self.facets]
        return list(compress(self.all.keys, mask)), list(compress(self.all.rows, mask))

    def text(self, row: T) -> str:
        found = self._folded.get(row.id)
        if found is None:
            found = self._folded[row.id] = fold(self.rules.words(row))
        return found

    def passes(self, key: Key, row: T, facet: Facet) -> bool:
        """Whether a row belongs on the screen; one beyond a running search's edge comes when the search gets there."""
        if self.wanted is not None and not self.wanted(facet):
            return False
        if not self.needle:
            return True
        return (self.edge is None or key <= self.edge) and self.needle in self.text(row)

    def take(self, changes: Mapping[str, T | None]) -> Moves[T]:
        """Take the newest state of some rows in; say what that does to what is shown."""
        moves: Moves[T] = Moves([], [], [])
        leave: list[Key] = []
        come: list[tuple[Key, T, Facet]] = []
        for id, row in changes.items():
            old = self.known.get(id)
            new = (self.key(row), row, self.rules.facet(row)) if row is not None else None
            was = old is not None and self.passes(*old)
            self._folded.pop(id, None)
            self._count(id, old, new)
            if old and new and old[0] == new[0]:
                at = self.all.at(old[0])
                self.all.rows[at], self.facets[at] = new[1], new[2]
            else:
                leave += [old[0]] if old else []
                come += [new] if new else []
            self._show(moves, old if was else None, new if new and self.passes(*new) else None)
        self._rearrange(leave, come)
        return moves

    def _count(self, id: str, old: tuple[Key, T, Facet] | None, new: tuple[Key, T, Facet] | None) -> None:
        if old:
            self.counts[old[2]] -= 1
        if new:
            self.counts[new[2]] += 1
            self.known[id] = new
        else:
            self.known.pop(id, None)

    def _show(self, moves: Moves[T], old: tuple[Key, T, Facet] | None, new: tuple[Key, T, Facet] | None) -> None:
        if old and new and old[0] == new[0]:
            moves.stay.append(new[:2])
            return
        if old:
            moves.leave.append(old[0])
        if new:
            moves.come.append(new[:2])

    def _rearrange(self, leave: list[Key], come: list[tuple[Key, T, Facet]]) -> None:
        for first, last in self.all.outgoing(leave):
            self.all.cut(first, last)
            del self.facets[first : last + 1]
        come.sort(key=lambda entry: entry[0])
        keys = [entry[0] for entry in come]
        for at, begin, end in self.all.incoming(keys):
            self.all.put(at, keys[begin:end], [entry[1] for entry in come[begin:end]])
            self.facets[at:at] = [entry[2] for entry in come[begin:end]]
