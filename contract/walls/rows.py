"""What is true of a wall: screens (physical), zones (logical), layouts (geometry), layers (what is shown, and why)."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.base import Id, Name, Ref, Row, Short

WALLS = "walls"
"""The audience that may see walls."""

CONTENT_KINDS = frozenset({"camera", "hotspot", "alert", "alert_queue", "clock", "blank"})
"""What a cell can show; a node says so plainly when it is asked for a kind that it does not know."""

HOTSPOT = "hotspot"
"""A cell that shows, larger, the camera of whichever other cell of its layer was chosen last; `ref` is that camera."""

VIEWED_KINDS = frozenset({"camera", HOTSPOT, "alert"})
"""What can be looked at more closely."""

Fraction = Annotated[float, Meta(ge=0, le=1)]
Span = Annotated[int, Meta(ge=1, le=16)]
Place = Annotated[int, Meta(ge=0, le=15)]
Number = Annotated[int, Meta(ge=1, le=9999)]


class Rect(Struct, frozen=True):
    """A rectangle on the wall's canvas, in pixels."""

    x: Annotated[int, Meta(ge=-100_000, le=100_000)]
    y: Annotated[int, Meta(ge=-100_000, le=100_000)]
    w: Annotated[int, Meta(ge=1, le=100_000)]
    h: Annotated[int, Meta(ge=1, le=100_000)]

    def overlaps(self, other: "Rect") -> bool:
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h


class _WallRow(Row, frozen=True, kw_only=True):
    def audiences(self) -> tuple[str, ...]:
        return (WALLS,)


class Wall(_WallRow, frozen=True, kw_only=True, tag="wall"):
    """A wall, and how far away its farthest reader sits (metres): type sizes follow from it. Seen with `walls.see`."""

    name: Name
    reading_distance_m: Annotated[float, Meta(gt=0, le=100)] = 5.0


class Screen(_WallRow, frozen=True, kw_only=True, tag="screen"):
    """One physical screen: which node drives it, on which output, and which part of the canvas it shows.

    `output` is the name that the node's window system gives it (or its EDID serial); `pitch_mm` is the size of one
    pixel in millimetres. Seen with `walls.see`.
    """

    wall: Id
    number: Number
    node: Short
    output: Short
    rect: Rect
    pitch_mm: Annotated[float, Meta(gt=0, le=50)] = 0.63


class Zone(_WallRow, frozen=True, kw_only=True, tag="zone"):
    """A named rectangle of the canvas that is filled as one. Seen with `walls.see`.

    `alarms_from` is the mildest severity (see contract.alerts) whose alarm may cover it, None if none may.
    """

    wall: Id
    number: Number
    name: Name
    rect: Rect
    alarms_from: Annotated[int, Meta(ge=0, le=3)] | None = None


class Cell(Struct, frozen=True, kw_only=True):
    """One cell of a grid, spanning `columns` × `rows` of it."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,12}$")]
    column: Place
    row: Place
    columns: Span = 1
    rows: Span = 1


class Layout(_WallRow, frozen=True, kw_only=True, tag="layout"):
    """Geometry only: a grid and its cells; nothing of what they show. Seen with `walls.see`."""

    name: Name
    columns: Span
    rows: Span
    cells: tuple[Cell, ...]

    def cell(self, id: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.id == id), None)


class Play(Struct, frozen=True, kw_only=True):
    """A moment shown again: at `since` the replay stood at `at`, and runs on with `rate` (0 stands still)."""

    at: datetime
    since: datetime
    rate: Annotated[float, Meta(ge=0, le=8)] = 1.0


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a picture sits in its cell: a window of side `size` in fractions of the picture, after quarter turns."""

    x: Fraction = 0.0
    y: Fraction = 0.0
    size: Annotated[float, Meta(ge=1 / 16, le=1)] = 1.0
    turns: Annotated[int, Meta(ge=0, le=3)] = 0
    fit: Annotated[str, Meta(pattern=r"^(contain|cover|stretch)\Z")] = "contain"
    play: Play | None = None


class Content(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reference to what a cell shows, and how it is looked at: never pixels, addresses or passwords."""

    kind: Annotated[str, Meta(pattern=r"^[a-z_]{1,30}$")]
    ref: Short = ""
    view: View = View()


class LayerKind(IntEnum):
    """Why something is shown; a later kind covers an earlier one."""

    BASE = 0
    TOUR = 1
    SCHEDULE = 2
    MEETING = 3
    ALARM = 4
    TAKEOVER = 5


_RIGHTS = {LayerKind.ALARM: "walls.alarm", LayerKind.TAKEOVER: "walls.takeover"}


def right_over(kind: LayerKind) -> str:
    """Name the right that changing a layer of this kind needs."""
    return _RIGHTS.get(kind, "walls.push")


class Layer(Struct, frozen=True, kw_only=True):
    """One reason to show something in a zone: who, why, since when, until when."""

    id: Id
    kind: LayerKind
    priority: Annotated[int, Meta(ge=0, le=99)] = 0
    layout: Id
    cells: Mapping[str, Content] = {}
    by: Ref = ""
    why: Short = ""
    since: datetime
    until: datetime | None = None
    alert: Ref | None = None

    def rank(self) -> tuple[int, int, datetime, str]:
        """What covers what: the kind, then the priority, then the newer."""
        return self.kind, self.priority, self.since, self.id


class Showing(_WallRow, frozen=True, kw_only=True, tag="showing"):
    """The stack of layers of the zone of the same id, lowest first. Seen with `walls.see`.

    `seq` counts the changes, so that a node can say which state it shows.
    """

    layers: tuple[Layer, ...] = ()
    seq: int = 0


def empty_showing(zone: str) -> Showing:
    return Showing(id=zone)


def top_layer(showing: Showing | None, now: datetime) -> Layer | None:
    """What the zone shows at this moment: the highest layer that has not run out."""
    layers = showing.layers if showing else ()
    alive = [layer for layer in layers if layer.until is None or layer.until > now]
    return max(alive, key=Layer.rank, default=None)
