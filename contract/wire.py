"""The frames on the wire, their version and limits, and the one list of features that they may carry."""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import Raw, Struct

from contract import alerts, analytics, bookmarks, camera_events, cameras, health, people, ptz, recordings, walls
from contract.base import Command, Gone, Row
from contract.signals import Signal

PROTO = 1
"""The framing's version: a peer that speaks another is turned away with `proto` and told which one to get."""

FEATURES = (people, cameras, alerts, analytics, walls, health, recordings, ptz, camera_events, bookmarks)

FRAME_IN = 64 * 1024
"""Bytes a client may send in one frame."""
FRAME_OUT = 256 * 1024
"""Bytes after which the backend starts another frame; one wish's rows are never torn apart."""
WISH_OUT = 512 * 1024
"""Bytes that the rows of one wish may take."""


def _kinds(base: type) -> Iterator[type]:
    for feature in FEATURES:
        for thing in vars(feature).values():
            if isinstance(thing, type) and issubclass(thing, base) and thing.__module__.startswith(feature.__name__):
                yield thing


ROWS: tuple[type[Row], ...] = tuple(_kinds(Row))
COMMANDS: tuple[type[Command], ...] = tuple(_kinds(Command))
SIGNALS: tuple[type[Signal], ...] = tuple(_kinds(Signal))

if TYPE_CHECKING:
    AnyRow: TypeAlias = Row
    AnyCommand: TypeAlias = Command
    AnySignal: TypeAlias = Signal
else:
    AnyRow, AnyCommand, AnySignal = (reduce(or_, kinds) for kinds in (ROWS, COMMANDS, SIGNALS))


class Mark(Struct, frozen=True, kw_only=True):
    """How far a client has read: which log, up to where, the log's chain hash there, and through which eyes."""

    epoch: str
    seq: int
    chain: str
    scope: str


class Hello(Struct, frozen=True, kw_only=True, tag_field="frame", tag="hello"):
    """Client, first and once, within 5 s: I speak `proto`, hold `token`, and know everything up to `mark`."""

    proto: int
    client: str
    token: str
    mark: Mark | None = None
    app: str = ""


class Ask(Struct, frozen=True, kw_only=True, tag_field="frame", tag="ask"):
    """Client: a wish. Asking twice under one id is asking once."""

    id: str
    command: Raw


class Renew(Struct, frozen=True, kw_only=True, tag_field="frame", tag="renew"):
    """Client: my newer token, before the old one runs out."""

    token: str


class Ping(Struct, frozen=True, kw_only=True, tag_field="frame", tag="ping"):
    """Client: are you there? `c` is my own clock, in seconds."""

    c: float


class Tell(Struct, frozen=True, kw_only=True, tag_field="frame", tag="tell"):
    """Client: a signal; latest wins."""

    signal: Raw


class Welcome(Struct, frozen=True, kw_only=True, tag_field="frame", tag="welcome"):
    """Server: who you are here, what you may do, and how far the log goes."""

    proto: int
    now: datetime
    epoch: str
    head: int
    scope: str
    person: str
    name: str
    role: str
    rights: tuple[str, ...]
    audiences: tuple[str, ...]
    expires: datetime


class Facts(Struct, frozen=True, kw_only=True, tag_field="frame", tag="facts"):
    """Server: from `after` (your mark) up to `upto`, these rows are so, these are gone, these wishes are settled.

    `fresh` tells the client to forget all it held: the frames that follow are the whole world. `settled` comes last
    so that one encoded body serves every client that has nothing settled.
    """

    after: int
    upto: int
    chain: str
    fresh: bool = False
    rows: list[Raw] = []
    gone: list[Gone] = []
    settled: list[str] = []


class No(Struct, frozen=True, kw_only=True, tag_field="frame", tag="no"):
    """Server: that wish is refused; `code` is stable, `facts` are the names and times that its words need."""

    id: str
    code: str
    facts: dict[str, str] = {}


class Pong(Struct, frozen=True, kw_only=True, tag_field="frame", tag="pong"):
    """Server: here I am; `s` is my clock, seconds since the epoch."""

    c: float
    s: float


class Heard(Struct, frozen=True, kw_only=True, tag_field="frame", tag="heard"):
    """Server: somebody's signal."""

    by: str
    signal: Raw


class Bye(Struct, frozen=True, kw_only=True, tag_field="frame", tag="bye"):
    """Server: I close this line, and why; come back after `retry_ms`, or not before signing in if it is None."""

    code: str
    detail: str = ""
    retry_ms: int | None = None


FromClient = Hello | Ask | Renew | Ping | Tell
FromServer = Welcome | Facts | No | Pong | Heard | Bye

_encoder = msgspec.json.Encoder()
encode = _encoder.encode
decode_from_client = msgspec.json.Decoder(FromClient).decode
decode_from_server = msgspec.json.Decoder(FromServer).decode
decode_row: Any = msgspec.json.Decoder(AnyRow).decode
decode_command: Any = msgspec.json.Decoder(AnyCommand).decode
decode_signal: Any = msgspec.json.Decoder(AnySignal).decode


class _Head(Struct):
    row: str
    id: str


_head = msgspec.json.Decoder(_Head).decode
_KNOWN = frozenset(str(kind.__struct_config__.tag) for kind in ROWS)


def read_row(body: bytes | Raw) -> Row | None:
    """The row, or None if it is of a kind that this program does not know yet: a newer peer must not stop us.

    Raises msgspec.DecodeError if it is malformed.
    """
    try:
        row: Row = decode_row(body)
    except msgspec.ValidationError:
        if _head(body).row in _KNOWN:
            raise
        return None
    return row
