"""One client's reading of the log: all it missed, then all that is new, by the same code."""

from collections import OrderedDict
from hashlib import blake2b
from typing import TypeVar

from msgspec import Struct

from backend.engine import Engine
from contract.base import Gone
from contract.wire import FRAME_OUT, Mark, encode

K = TypeVar("K")
V = TypeVar("V")

_KEPT_PAGES = 128
_EMPTY = b'"settled":[]}'


class Page(Struct, frozen=True):
    """What everybody with the same eyes at the same mark is told next."""

    upto: int
    chain: str
    rows: bytes
    gone: bytes

    @property
    def empty(self) -> bool:
        return not self.rows and not self.gone


class Pages:
    """Each page is made once per distinct set of audiences, not once per client."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._pages: OrderedDict[tuple[str, int, int, int], Page] = OrderedDict()
        self._frames: OrderedDict[tuple[str, int, int, int, int, bool], bytes] = OrderedDict()

    def page(self, scope: str, eyes: frozenset[str], at: int, fresh_until: int) -> Page:
        """What `eyes` must be told after `at`; up to `fresh_until` the client holds nothing that could be gone."""
        name = scope, at, fresh_until, self.engine.head
        page = self._pages.get(name)
        if page is None:
            page = _keep(self._pages, name, self._read(eyes, at, fresh_until))
        return page

    def frame(self, scope: str, page: Page, at: int, told: int, fresh_until: int, fresh: bool) -> bytes:
        """The whole Facts frame with nothing settled."""
        name = scope, at, told, page.upto, fresh_until, fresh
        frame = self._frames.get(name)
        if frame is None:
            frame = _keep(self._frames, name, _encode(page, told, fresh))
        return frame

    def _read(self, eyes: frozenset[str], at: int, fresh_until: int) -> Page:
        """Whole wishes up to about FRAME_OUT bytes; a row hidden from these eyes is, if they ever saw it, gone."""
        rows: list[bytes] = []
        gone: list[bytes] = []
        size, last = 0, at
        for seq, key in self.engine.touched.after(at):
            if size > FRAME_OUT and seq != last:
                return self._page(last, rows, gone)
            last = seq
            cell, row = self.engine.cells[key], self.engine.world.look(key)
            if row is not None and cell.body is not None and not eyes.isdisjoint(row.audiences()):
                rows.append(cell.body)
                size += len(cell.body)
            elif seq > fresh_until and not eyes.isdisjoint(cell.ever):
                gone.append(encode(Gone(*key)))
                size += len(gone[-1])
        return self._page(self.engine.head, rows, gone)

    def _page(self, upto: int, rows: list[bytes], gone: list[bytes]) -> Page:
        return Page(upto, self.engine.chain_at(upto) or "", b",".join(rows), b",".join(gone))


class Feed:
    """Where one client stands. A client that is slow simply takes a bigger step; nothing is queued for it."""

    def __init__(self, pages: Pages, eyes: frozenset[str], mark: Mark | None) -> None:
        self._pages = pages
        self._engine = pages.engine
        self._eyes = eyes
        self.scope = scope_of(eyes)
        self._fresh = not self._knows(mark)
        self._at = self._told = 0 if self._fresh or mark is None else mark.seq
        self._greeted = self._engine.head
        self._fresh_until = self._greeted if self._fresh else 0
        self._settled: list[tuple[int, str]] = []

    def settle(self, wish: str, seq: int) -> None:
        """Tell of this granted wish once every row it made has been told."""
        self._settled.append((seq, wish))

    @property
    def fresh(self) -> bool:
        """Whether the client is yet to be told to forget all it held."""
        return self._fresh

    @property
    def lag(self) -> int:
        """How many wishes of the log this client has not been told of."""
        return self._engine.head - self._at

    @property
    def urgent(self) -> bool:
        """Whether somebody is waiting: for an answer of its own, or to hear that it has caught up."""
        return bool(self._settled) or self._catching_up

    @property
    def _catching_up(self) -> bool:
        return self._fresh or self._told < self._greeted

    def next(self, nudge: bool = False) -> bytes | None:
        """The next frame, None if there is nothing to tell; a `nudge` moves an idle client's mark to the head."""
        while True:
            if self._at == self._engine.head and not self.urgent and not (nudge and self._told < self._at):
                return None
            page = self._pages.page(self.scope, self._eyes, self._at, self._fresh_until)
            settled = [wish for seq, wish in self._settled if seq <= page.upto]
            if page.empty and not settled and not nudge and not self._catching_up:
                self._at = page.upto
                continue
            return self._tell(page, settled)

    def _tell(self, page: Page, settled: list[str]) -> bytes:
        frame = self._pages.frame(self.scope, page, self._at, self._told, self._fresh_until, self._fresh)
        if settled:
            frame = frame.removesuffix(_EMPTY) + b'"settled":' + encode(settled) + b"}"
            self._settled = [(seq, wish) for seq, wish in self._settled if seq > page.upto]
        self._at = self._told = page.upto
        self._fresh = False
        return frame

    def _knows(self, mark: Mark | None) -> bool:
        """Whether the client's mark is a point of this very log, seen through the same eyes."""
        if mark is None or mark.epoch != self._engine.epoch or mark.scope != self.scope:
            return False
        return 0 < mark.seq <= self._engine.head and self._engine.chain_at(mark.seq) == mark.chain


def scope_of(eyes: frozenset[str]) -> str:
    """A short name for a set of audiences; a client whose rights changed is told everything anew."""
    return blake2b("\n".join(sorted(eyes)).encode(), digest_size=8).hexdigest()


def _encode(page: Page, told: int, fresh: bool) -> bytes:
    head = f'{{"frame":"facts","after":{told},"upto":{page.upto},"chain":"{page.chain}","fresh":{str(fresh).lower()},'
    return b"".join((head.encode(), b'"rows":[', page.rows, b'],"gone":[', page.gone, b"],", _EMPTY))


def _keep(kept: OrderedDict[K, V], name: K, value: V) -> V:
    kept[name] = value
    if len(kept) > _KEPT_PAGES:
        kept.popitem(last=False)
    return value
