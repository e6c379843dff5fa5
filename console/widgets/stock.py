"""All rows of one kind that a list may show: in order, by facet, by text. Knows no Qt."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from console.strings import fold
from console.widgets.shelf import Key, Shelf
from contract.base import Row

T = TypeVar("T", bound=Row)
Facet = Hashable
_RUNS = re.compile(rb"\x01+")


@dataclass(frozen=True)
class Rules(Generic[T]):
    """How rows of one kind are listed. Each is pure: it looks at the row and at nothing else.

    `order` must not end in a tie that matters: the id is added. `facet` is a small key that many rows share.
    `words` is what a search looks through; `folded` says that they are without diacritics already.
    """

    order: Callable[[T], Key]
    facet: Callable[[T], Facet] = lambda _: None
    words: Callable[[T], str] = lambda row: row.id
    folded: bool = False


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
        self.codes: dict[Facet, int] = {}
        self.facets = bytearray()
        """One code per row of `all`: a hundred thousand bytes are masked in C, and moved a hundred at a stroke."""
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
        self.facets = bytearray(self._code(entry[2]) for entry in entries)
        self.counts = Counter(entry[2] for entry in entries)

    def key(self, row: T) -> Key:
        return (*self.rules.order(row), row.id)

    def place(self, id: str) -> Key | None:
        entry = self.known.get(id)
        return entry[0] if entry else None

    def chosen(self) -> tuple[list[Key], list[T]]:
        """Keys and rows of the wanted facets: by runs, so that of those that are not wanted nothing is even touched.

        A row that is passed over costs two changes of its reference count, and a hundred thousand rows lie all over
        the memory: 20 ms that way, 4 ms this way.
        """
        if self.wanted is None:
            return list(self.all.keys), list(self.all.rows)
        mask = self.facets.translate(self._passing())
        keys: list[Key] = []
        rows: list[T] = []
        for run in _RUNS.finditer(mask):
            keys += self.all.keys[run.start() : run.end()]
            rows += self.all.rows[run.start() : run.end()]
        return keys, rows

    def sift(self, begin: int, end: int) -> list[int]:
        """Places between these two whose rows belong on the screen; the inner loop of a search, so without calls."""
        known, needle, text = self._folded, self.needle, self.text
        passing, facets = self._passing(), self.facets
        rows = enumerate(self.all.rows[begin:end], begin)
        return [at for at, row in rows if passing[facets[at]] and needle in (known.get(row.id) or text(row))]

    def _passing(self) -> bytes:
        """For each code whether its facet is wanted."""
        wanted = self.wanted
        codes = {code for facet, code in self.codes.items() if wanted is None or wanted(facet)}
        return bytes(code in codes for code in range(256))

    def text(self, row: T) -> str:
        found = self._folded.get(row.id)
        if found is None:
            words = self.rules.words(row)
            found = self._folded[row.id] = words if self.rules.folded else fold(words)
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
                self.all.rows[at], self.facets[at] = new[1], self._code(new[2])
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
            self.facets[at:at] = bytes(self._code(entry[2]) for entry in come[begin:end])

    def _code(self, facet: Facet) -> int:
        code = self.codes.setdefault(facet, len(self.codes))
        if code > 255:
            raise ValueError("a facet is a small key that many rows share; here are more than 256 different ones")
        return code
