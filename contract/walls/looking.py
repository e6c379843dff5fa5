"""What may be asked of how a wall's pictures are looked at: closer, turned, or as they were a while ago."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Id, Refused, World
from contract.walls.rows import (
    HOTSPOT,
    VIEWED_KINDS,
    Content,
    Layer,
    Play,
    Showing,
    View,
    Zone,
    empty_showing,
    right_over,
)
from contract.walls.views import check_play, check_view


class SetView(Command, frozen=True, kw_only=True, tag="zone.view"):
    """Look at what a cell shows in another way: closer, elsewhere, turned. What is shown is not interrupted."""

    waits = False
    zone: Id
    layer: Id
    cell: Id
    view: View

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        showing, layer = _layer(world, self.zone, self.layer)
        who.must(right_over(layer.kind))
        content = layer.cells.get(self.cell)
        if content is None or content.kind not in VIEWED_KINDS:
            raise Refused("zone.nothing_to_view", cell=self.cell)
        if content.view == self.view:
            raise Refused("zone.already_shown")
        check_view(self.view, who.now)
        yield _seen(showing, layer, {**layer.cells, self.cell: replace(content, view=self.view)})


class SetPlay(Command, frozen=True, kw_only=True, tag="zone.play"):
    """Show again in all pictures of a layer, on one clock, what happened; without `play`, show the present."""

    waits = False
    zone: Id
    layer: Id
    play: Play | None = None

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        showing, layer = _layer(world, self.zone, self.layer)
        who.must(right_over(layer.kind))
        if self.play is not None:
            check_play(self.play, who.now)
        cells = {id: self._played(content) for id, content in layer.cells.items()}
        if cells == layer.cells:
            raise Refused("zone.already_shown")
        yield _seen(showing, layer, cells)

    def _played(self, content: Content) -> Content:
        if content.kind not in VIEWED_KINDS:
            return content
        return replace(content, view=replace(content.view, play=self.play))


class ShowInHotspot(Command, frozen=True, kw_only=True, tag="zone.hotspot"):
    """Show the camera of this cell in the hotspot of its layer too, larger; with several, in each of them."""

    waits = False
    zone: Id
    layer: Id
    cell: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        showing, layer = _layer(world, self.zone, self.layer)
        who.must(right_over(layer.kind))
        chosen = layer.cells.get(self.cell)
        if chosen is None or chosen.kind != "camera":
            raise Refused("zone.nothing_to_view", cell=self.cell)
        hot = {id: content for id, content in layer.cells.items() if content.kind == HOTSPOT}
        if not hot:
            raise Refused("zone.no_hotspot")
        if all(content.ref == chosen.ref for content in hot.values()):
            raise Refused("zone.already_shown")
        # Turned as the small one is, and of the same moment; what was looked at closely was another camera's.
        small = chosen.view
        fresh = {
            id: replace(content, ref=chosen.ref, view=View(turns=small.turns, play=small.play, fit=content.view.fit))
            for id, content in hot.items()
        }
        yield _seen(showing, layer, {**layer.cells, **fresh})


def _layer(world: World, zone: str, layer: str) -> tuple[Showing, Layer]:
    showing = world.get(Showing, world[Zone, zone].id) or empty_showing(zone)
    found = next((each for each in showing.layers if each.id == layer), None)
    if found is None:
        raise Refused("zone.layer_gone")
    return showing, found


def _seen(showing: Showing, layer: Layer, cells: Mapping[str, Content]) -> Showing:
    layers = tuple(replace(old, cells=cells) if old.id == layer.id else old for old in showing.layers)
    return replace(showing, layers=layers, seq=showing.seq + 1)
