"""What may be asked of a wall: draw it, fill a cell, lay something over a zone, and take it down again."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Gone, Id, Ref, Refused, Row, Short, World
from contract.walls.rows import (
    CONTENT_KINDS,
    Cell,
    Content,
    Layer,
    LayerKind,
    Layout,
    Screen,
    Showing,
    Wall,
    Zone,
    empty_showing,
    right_over,
)
from contract.walls.views import check_view

LONGEST = timedelta(days=366)
"""How far ahead the end of a layer may lie; one without an end stays until somebody takes it down."""
MOST_LAYERS = 32
"""Layers a zone can hold; a flood of alarms beyond it drops the lowest alarm, never the base."""


class SaveWall(Command, frozen=True, kw_only=True, tag="wall.save"):
    """Add a wall or replace its row."""

    wall: Wall

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("walls.manage")
        yield self.wall


class SaveScreen(Command, frozen=True, kw_only=True, tag="screen.save"):
    """Add a screen to a wall or replace it; numbers and outputs are unique, and screens do not overlap."""

    screen: Screen

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("walls.manage")
        screen = self.screen
        world[Wall, screen.wall]
        for other in world.all(Screen):
            if other.id == screen.id or other.wall != screen.wall:
                continue
            if other.number == screen.number:
                raise Refused("wall.number_taken", number=str(screen.number))
            if (other.node, other.output) == (screen.node, screen.output):
                raise Refused("wall.output_taken", output=screen.output)
            if other.rect.overlaps(screen.rect):
                raise Refused("wall.overlaps", number=str(other.number))
        yield screen


class SaveZone(Command, frozen=True, kw_only=True, tag="zone.save"):
    """Add a zone to a wall or replace it; numbers are unique on a wall."""

    zone: Zone

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("walls.manage")
        zone = self.zone
        world[Wall, zone.wall]
        for other in world.all(Zone):
            if other.id != zone.id and (other.wall, other.number) == (zone.wall, zone.number):
                raise Refused("wall.number_taken", number=str(zone.number))
        yield zone


class RemoveZone(Command, frozen=True, kw_only=True, tag="zone.remove"):
    """Take a zone away with all that it shows."""

    zone: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("walls.manage")
        yield Gone.of(world[Zone, self.zone])
        if showing := world.get(Showing, self.zone):
            yield Gone.of(showing)


class SaveLayout(Command, frozen=True, kw_only=True, tag="layout.save"):
    """Add a layout or replace it; cells lie inside the grid, do not overlap, and each has an id of its own."""

    layout: Layout

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("walls.manage")
        layout = self.layout
        taken: set[tuple[int, int]] = set()
        ids: set[str] = set()
        for cell in layout.cells:
            squares = set(_squares(cell))
            if cell.id in ids:
                raise Refused("layout.cell_twice", cell=cell.id)
            if cell.column + cell.columns > layout.columns or cell.row + cell.rows > layout.rows:
                raise Refused("layout.cell_outside", cell=cell.id)
            if squares & taken:
                raise Refused("layout.cells_overlap", cell=cell.id)
            taken |= squares
            ids.add(cell.id)
        if not ids:
            raise Refused("layout.empty")
        yield layout


class PushLayer(Command, frozen=True, kw_only=True, tag="zone.push"):
    """Lay something over a zone, or replace the layer of the same id; a zone has one base."""

    waits = False
    zone: Id
    layer: Id
    kind: LayerKind
    layout: Id
    cells: Mapping[str, Content]
    priority: Annotated[int, Meta(ge=0, le=99)] = 0
    why: Short = ""
    until: datetime | None = None
    alert: Ref | None = None

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(right_over(self.kind))
        zone = world[Zone, self.zone]
        layout = world[Layout, self.layout]
        if self.kind is LayerKind.ALARM and zone.alarms_from is None:
            raise Refused("zone.takes_no_alarms", zone=zone.name)
        if self.until is not None and (self.until.tzinfo is None or self.until <= who.now):
            raise Refused("zone.already_over")
        if self.until is not None and self.until > who.now + LONGEST:
            raise Refused("zone.too_long")
        for cell, content in self.cells.items():
            _check(layout, cell, content, who.now)
        layer = Layer(
            id=self.layer,
            kind=self.kind,
            priority=self.priority,
            layout=self.layout,
            cells=dict(self.cells),
            by=who.id,
            why=self.why,
            since=who.now,
            until=self.until,
            alert=self.alert,
        )
        yield _with(world.get(Showing, zone.id) or empty_showing(zone.id), layer)


class PopLayer(Command, frozen=True, kw_only=True, tag="zone.pop"):
    """Take a layer down; what lay under it is seen again. The base stays."""

    waits = False
    zone: Id
    layer: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        zone = world[Zone, self.zone]
        showing = world.get(Showing, zone.id) or empty_showing(zone.id)
        layer = next((layer for layer in showing.layers if layer.id == self.layer), None)
        if layer is None:
            raise Refused("zone.layer_gone")
        who.must(right_over(layer.kind))
        if layer.kind is LayerKind.BASE:
            raise Refused("zone.base_stays")
        rest = tuple(other for other in showing.layers if other.id != self.layer)
        yield replace(showing, layers=rest, seq=showing.seq + 1)


class SetCell(Command, frozen=True, kw_only=True, tag="zone.cell"):
    """Put something into one cell of a zone's base."""

    waits = False
    zone: Id
    cell: Id
    content: Content

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("walls.push")
        zone = world[Zone, self.zone]
        showing = world.get(Showing, zone.id) or empty_showing(zone.id)
        base = next((layer for layer in showing.layers if layer.kind is LayerKind.BASE), None)
        if base is None:
            raise Refused("zone.no_base", zone=zone.name)
        _check(world[Layout, base.layout], self.cell, self.content, who.now)
        if base.cells.get(self.cell) == self.content:
            raise Refused("zone.already_shown")
        cells = {**base.cells, self.cell: self.content}
        yield _with(showing, replace(base, cells=cells, by=who.id, since=who.now))


class Clear(Command, frozen=True, kw_only=True, tag="zone.clear"):
    """Take every layer of one kind off a zone, such as all its alarms."""

    waits = False
    zone: Id
    kind: LayerKind

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(right_over(self.kind))
        zone = world[Zone, self.zone]
        showing = world.get(Showing, zone.id) or empty_showing(zone.id)
        rest = tuple(layer for layer in showing.layers if layer.kind is not self.kind)
        if self.kind is LayerKind.BASE:
            raise Refused("zone.base_stays")
        if rest == showing.layers:
            raise Refused("zone.layer_gone")
        yield replace(showing, layers=rest, seq=showing.seq + 1)


def _with(showing: Showing, layer: Layer) -> Row:
    """The showing with this layer in its place: one base, ids unique, sorted, never more than a zone can hold."""
    base = layer.kind is LayerKind.BASE
    rest = [old for old in showing.layers if old.id != layer.id and not (base and old.kind is LayerKind.BASE)]
    layers = sorted([*rest, layer], key=Layer.rank)
    while len(layers) > MOST_LAYERS:
        lowest = next((old for old in layers if old.kind is LayerKind.ALARM), None)
        if lowest is None:
            raise Refused("zone.full")
        layers.remove(lowest)
    return replace(showing, layers=tuple(layers), seq=showing.seq + 1)


def _check(layout: Layout, cell: str, content: Content, now: datetime) -> None:
    if layout.cell(cell) is None:
        raise Refused("layout.no_such_cell", cell=cell)
    if content.kind not in CONTENT_KINDS:
        raise Refused("wall.unknown_content", kind=content.kind)
    check_view(content.view, now)


def _squares(cell: Cell) -> Iterator[tuple[int, int]]:
    for column in range(cell.column, cell.column + cell.columns):
        for row in range(cell.row, cell.row + cell.rows):
            yield column, row
