"""The words both sides speak: a Row is a fact, a Command is a wish, a World is all the facts one side knows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, ClassVar, TypeVar

from msgspec import Meta, Struct

R = TypeVar("R", bound="Row")

LINE = r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\Z"
"""One line of text: no control characters, and none that turn the direction of what follows."""
_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\Z"

Id = Annotated[str, Meta(min_length=1, max_length=120, pattern=LINE)]
"""A row's id: made by whoever asks for the row, unique within its kind."""

Ref = Annotated[str, Meta(max_length=120, pattern=LINE)]
"""The id of a row that may not be there, or not any more."""

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=LINE)]
Short = Annotated[str, Meta(max_length=200, pattern=LINE)]
Text = Annotated[str, Meta(max_length=4000, pattern=_LINES)]

EVERYONE = "all"
"""The audience that every signed-in actor belongs to."""


class Refused(Exception):
    """A wish the rules do not grant.

    `code` is a stable key that the console puts into words; `facts` are the names and times those words need.
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str] = facts


class Actor(Struct, frozen=True, kw_only=True):
    """Who is asking, when, and what they may do and see."""

    id: str
    now: datetime
    rights: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset({EVERYONE})

    def must(self, right: str) -> None:
        """Raise Refused(`needs.<right>`) unless this actor has the right."""
        if right not in self.rights:
            raise Refused(f"needs.{right}")

    def sees(self, row: "Row") -> bool:
        """Whether the row travels to this actor's machine at all."""
        return not self.audiences.isdisjoint(row.audiences())


class Row(Struct, frozen=True, kw_only=True, tag_field="row"):
    """One fact, replaced whole when it changes."""

    id: Id

    def audiences(self) -> tuple[str, ...]:
        """The small set of audiences that may see this row; each kind says its rule in words."""
        return (EVERYONE,)


class Gone(Struct, frozen=True):
    """A row that is no more, or no longer for these eyes."""

    kind: str
    id: str

    @classmethod
    def of(cls, row: Row) -> "Gone":
        return cls(kind_of(type(row)), row.id)


Fact = Row | Gone
Key = tuple[str, str]
"""Kind and id."""


class Command(Struct, frozen=True, kw_only=True, tag_field="wish", forbid_unknown_fields=True):
    """One wish. `decide` yields the rows that would become true, or raises Refused.

    `decide` is pure: time, ids and rights come in from outside, so that a guessed row and its confirmation are
    the same row.
    """

    waits: ClassVar[bool] = True
    """Whether an unsent wish may wait for the line to come back."""
    sealed: ClassVar[bool] = False
    """Whether the body is kept out of every log."""
    guess: ClassVar[bool] = True
    """Whether the asker can see the rows that the verdict needs."""

    def decide(self, world: "World", who: Actor) -> Iterator[Fact]:
        raise NotImplementedError

    def refusal(self, world: "World", who: Actor) -> Refused | None:
        """Why this would be refused right now: what greys out a button."""
        try:
            for _ in self.decide(world, who):
                pass
        except Refused as no:
            return no
        return None


class World:
    """Rows by kind and id."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._tables: dict[str, dict[str, Row]] = {}
        for row in rows:
            self.put(row)

    def look(self, key: Key) -> Row | None:
        kind, id = key
        return self._tables.get(kind, {}).get(id)

    def get(self, kind: type[R], id: str) -> R | None:
        return self.look((kind_of(kind), id))  # type: ignore[return-value]

    def __getitem__(self, key: tuple[type[R], str]) -> R:
        """The row, or Refused(`gone.<kind>`): a wish about a row that is not there is refused, not a crash."""
        kind, id = key
        if row := self.get(kind, id):
            return row
        raise Refused(f"gone.{kind_of(kind)}")

    def all(self, kind: type[R]) -> Iterator[R]:
        return iter(list(self._tables.get(kind_of(kind), {}).values()))  # type: ignore[arg-type]

    def everything(self) -> Iterator[Row]:
        for table in list(self._tables.values()):
            yield from list(table.values())

    def put(self, fact: Fact) -> Row | None:
        """Make `fact` so; hand back the row it replaced."""
        if isinstance(fact, Gone):
            return self._tables.get(fact.kind, {}).pop(fact.id, None)
        table = self._tables.setdefault(kind_of(type(fact)), {})
        old = table.get(fact.id)
        table[fact.id] = fact
        return old


class Sheet(World):
    """A thin sheet of changed rows over another world, which it leaves untouched."""

    def __init__(self, base: World) -> None:
        super().__init__()
        self._base = base
        self.rows: dict[Key, Row | None] = {}

    def look(self, key: Key) -> Row | None:
        return self.rows[key] if key in self.rows else self._base.look(key)

    def all(self, kind: type[R]) -> Iterator[R]:
        if not self.rows:
            yield from self._base.all(kind)
            return
        yield from (row for row in self._base.all(kind) if key_of(row) not in self.rows)
        yield from [row for row in self.rows.values() if isinstance(row, kind)]

    def everything(self) -> Iterator[Row]:
        yield from (row for row in self._base.everything() if key_of(row) not in self.rows)
        yield from [row for row in self.rows.values() if row is not None]

    def put(self, fact: Fact) -> Row | None:
        old = self.look(key_of(fact))
        self.rows[key_of(fact)] = None if isinstance(fact, Gone) else fact
        return old


def kind_of(kind: type[Row]) -> str:
    """The word for this kind of row on the wire and in the store."""
    return str(kind.__struct_config__.tag)


def key_of(fact: Fact) -> Key:
    return (fact.kind, fact.id) if isinstance(fact, Gone) else (kind_of(type(fact)), fact.id)
