"""Whether a log is whole: no number missing, every link of the chain as it must be, every row as the log left it."""

from collections.abc import Collection, Iterator

import msgspec
from msgspec import Raw, Struct

from backend.engine import link
from backend.store import Cell, Logged, Store
from contract.base import Key, key_of
from contract.wire import decode_row

# Whoever tampers may leave a value of any type in a column, and a thousand brackets end in RecursionError.
_NOT_READ = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, TypeError)


class Found(Struct):
    """What a look at a store brought to light."""

    wishes: int = 0
    sealed: int = 0
    wrong: list[str] = []

    @property
    def whole(self) -> bool:
        return not self.wrong

    def lines(self) -> Iterator[str]:
        yield f"{self.wishes} wishes, {self.sealed} of them sealed; " + ("all is whole" if self.whole else "BROKEN")
        yield from self.wrong


class _Name(Struct):
    id: str
    row: str = ""
    gone: str = ""


def check(store: Store) -> Found:
    """Read the whole log again. A sealed wish's rows are not in it, so its link is taken as it stands."""
    found = Found(wrong=list(store.damage()))
    unreadable = _unreadable(store)
    found.wrong += [f"{kind} {id} cannot be read: {why}" for (kind, id), why in unreadable.items()]
    last: dict[Key, bytes | None] = {}
    sealed: set[int] = set()
    chain = ""
    for line in store.lines():
        found.wishes += 1
        if line.seq != found.wishes:
            found.wrong.append(f"{line.seq} follows {found.wishes - 1}")
            return found
        if line.rows is None:
            found.sealed += 1
            sealed.add(line.seq)
        else:
            try:
                cells = _cells(line)
            except _NOT_READ as error:
                found.wrong.append(f"{line.seq} cannot be read: {error}")
                return found
            last |= {(cell.kind, cell.id): cell.body for cell in cells}
            if link(chain, line.seq, cells) != line.chain:
                found.wrong.append(f"the chain breaks at {line.seq}")
                return found
        chain = line.chain
    found.wrong += _rows_that_differ(store, last, sealed, unreadable.keys())
    return found


def _unreadable(store: Store) -> dict[Key, str]:
    """What would keep the backend from starting, all at once: it stops at the first."""
    found: dict[Key, str] = {}
    for cell in store.cells():
        try:
            row = decode_row(cell.body) if cell.body is not None else None
        except _NOT_READ as error:
            found[cell.kind, cell.id] = str(error)
            continue
        if row is not None and key_of(row) != (cell.kind, cell.id):
            found[cell.kind, cell.id] = "it is " + " ".join(key_of(row))
    return found


def _rows_that_differ(
    store: Store, last: dict[Key, bytes | None], sealed: set[int], known: Collection[Key]
) -> Iterator[str]:
    for cell in store.cells():
        if (cell.kind, cell.id) in known or cell.seq in sealed:
            continue
        if last.get((cell.kind, cell.id), cell.body) != cell.body:
            yield f"{cell.kind} {cell.id} is not as the log left it"


def _cells(line: Logged) -> tuple[Cell, ...]:
    bodies = msgspec.json.decode(line.rows or b"[]", type=list[Raw])
    return tuple(_cell(line.seq, bytes(body)) for body in bodies)


def _cell(seq: int, body: bytes) -> Cell:
    name = msgspec.json.decode(body, type=_Name)
    return Cell(name.row or name.gone, name.id, seq, body if name.row else None, frozenset())
