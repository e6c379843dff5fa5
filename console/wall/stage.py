"""What every screen of one node is to show at this moment, and what changes from one moment to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.theme import wall_scale
from console.views.wall.plan import Area, PlacedCell, ZonePlan, area_of, plan, screens_of
from contract.base import World
from contract.walls import Screen, Showing, Wall, Zone


@dataclass(frozen=True, slots=True)
class Frame:
    """The heavy frame around a zone that an alarm or a takeover covers."""

    plan: ZonePlan
    area: Area


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A cell on one screen; its area is whole, so it may reach beyond the screen's edges, where the window clips it."""

    cell: PlacedCell
    area: Area


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """One screen: its cells under keys that name the content, and its frames. `letter` is a capital's height in px."""

    screen: Screen
    letter: float
    cells: Mapping[str, OnScreen] = field(default_factory=dict)
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of the cells: those that stay, stay but move, come, and go."""

    keep: frozenset[str]
    move: frozenset[str]
    open: frozenset[str]
    close: frozenset[str]


def stage(world: World, wall: str, node: str, now: datetime) -> list[ScreenPlan]:
    """Every screen of the wall that this node drives."""
    row = world.get(Wall, wall)
    mine = [screen for screen in screens_of(world, wall) if screen.node == node]
    zones = plan(world, wall, now)
    distance = row.reading_distance_m if row else 5.0
    return [_screen(screen, zones, wall_scale(screen.pitch_mm, distance)) for screen in mine]


def changes(old: Mapping[str, OnScreen], new: Mapping[str, OnScreen]) -> Changes:
    """Contents are the same where their keys are, wherever they lie and whichever layer brought them."""
    both = old.keys() & new.keys()
    keep = frozenset(key for key in both if old[key].area == new[key].area)
    return Changes(keep, frozenset(both) - keep, frozenset(new.keys() - old.keys()), frozenset(old.keys() - new.keys()))


def next_end(world: World, wall: str, now: datetime) -> datetime | None:
    """When the next layer runs out; `stage` says something else from that instant on."""
    zones = {zone.id for zone in world.all(Zone) if zone.wall == wall}
    ends = [
        layer.until
        for showing in world.all(Showing)
        if showing.id in zones
        for layer in showing.layers
        if layer.until is not None and layer.until > now
    ]
    return min(ends, default=None)


def _screen(screen: Screen, zones: list[ZonePlan], letter: float) -> ScreenPlan:
    glass = area_of(screen.rect)
    cells: dict[str, OnScreen] = {}
    frames: list[Frame] = []
    for zone in zones:
        if not zone.area.shared(glass):
            continue
        if zone.banner:
            frames.append(Frame(zone, zone.area.moved(-glass.x, -glass.y)))
        for cell in zone.cells:
            if cell.area.shared(glass):
                cells[_key(cell, cells)] = OnScreen(cell, cell.area.moved(-glass.x, -glass.y))
    return ScreenPlan(screen, letter, cells, tuple(frames))


def _key(cell: PlacedCell, taken: Mapping[str, OnScreen]) -> str:
    """What a cell shows, not where: so a camera that another layer shows elsewhere is moved and never interrupted."""
    if cell.problem or cell.content is None:
        return f"{cell.problem or 'blank'}:{cell.zone}/{cell.cell}:{cell.ref}"
    name, count = f"{cell.kind}:{cell.ref}", 1
    while f"{name}#{count}" in taken:
        count += 1
    return f"{name}#{count}"
