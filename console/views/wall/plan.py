"""Where every cell of a wall lies on its canvas, and what it is to show at this moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from console.theme import wall_scale
from contract.alerts import Alert
from contract.base import World
from contract.cameras import Camera
from contract.walls import (
    CONTENT_KINDS,
    HOTSPOT,
    Cell,
    Content,
    Layer,
    LayerKind,
    Layout,
    Rect,
    Screen,
    Showing,
    View,
    Wall,
    Zone,
)
from contract.walls import top_layer as highest

USUAL_PITCH_MM = 0.63


class Area(NamedTuple):
    """A rectangle in whole pixels."""

    x: int
    y: int
    w: int
    h: int

    def shared(self, other: "Area") -> int:
        """Pixels that lie in both."""
        across = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        down = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return max(0, across) * max(0, down)

    def moved(self, dx: int, dy: int) -> "Area":
        return Area(self.x + dx, self.y + dy, self.w, self.h)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """One cell on the canvas; without `content` it is empty, with `problem` it cannot show what it should."""

    zone: str
    cell: str
    number: str
    content: Content | None
    area: Area
    layer: Layer | None = None
    problem: str = ""

    @property
    def kind(self) -> str:
        return self.content.kind if self.content else "blank"

    @property
    def ref(self) -> str:
        return self.content.ref if self.content else ""

    @property
    def view(self) -> View:
        return self.content.view if self.content else View()


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """A zone, the layer that is seen of it, and that layer's cells; `banner` is the height of its head, 0 for none."""

    zone: Zone
    area: Area
    seq: int
    layer: Layer | None
    banner: int
    border: int
    cells: tuple[PlacedCell, ...]


def area_of(rect: Rect) -> Area:
    return Area(rect.x, rect.y, rect.w, rect.h)


def screens_of(world: World, wall: str) -> list[Screen]:
    return sorted((row for row in world.all(Screen) if row.wall == wall), key=lambda row: (row.number, row.id))


def plan(world: World, wall: str, now: datetime) -> list[ZonePlan]:
    """Every zone of the wall, in the order of their numbers."""
    row = world.get(Wall, wall)
    distance = row.reading_distance_m if row else 5.0
    screens = screens_of(world, wall)
    zones = sorted((zone for zone in world.all(Zone) if zone.wall == wall), key=lambda zone: (zone.number, zone.id))
    return [_zone(world, zone, wall_scale(_pitch(zone, screens), distance), now) for zone in zones]


def home(area: Area, screens: list[Screen]) -> Screen | None:
    """The screen that holds most of an area: its node answers for it."""
    best = max(screens, key=lambda screen: area.shared(area_of(screen.rect)), default=None)
    return best if best and area.shared(area_of(best.rect)) else None


def _zone(world: World, zone: Zone, letter: int, now: datetime) -> ZonePlan:
    showing = world.get(Showing, zone.id)
    layer = highest(showing, now)
    area, seq = area_of(zone.rect), showing.seq if showing else 0
    if layer is None:
        nothing = PlacedCell(zone.id, "", str(zone.number), None, area, None, "nothing_shown")
        return ZonePlan(zone, area, seq, None, 0, 0, (nothing,))
    loud = layer.kind in (LayerKind.ALARM, LayerKind.TAKEOVER)
    border = min(round(letter * 0.5), area.w // 20, area.h // 20) if loud else 0
    banner = min(round(letter * 2), area.h // 5) if loud else 0
    inner = Area(area.x + border, area.y + banner, area.w - 2 * border, area.h - banner - border)
    return ZonePlan(zone, area, seq, layer, banner, border, tuple(_cells(world, zone, layer, inner)))


def _cells(world: World, zone: Zone, layer: Layer, inner: Area) -> Iterator[PlacedCell]:
    layout = world.get(Layout, layer.layout)
    if layout is None:
        yield PlacedCell(zone.id, "", str(zone.number), None, inner, layer, "layout_gone")
        return
    for cell in layout.cells:
        content = layer.cells.get(cell.id)
        if content is not None and content.kind == "blank":
            content = None
        problem = _problem(world, content) if content else ""
        area = _square(inner, layout, cell)
        yield PlacedCell(zone.id, cell.id, f"{zone.number}·{cell.id}", content, area, layer, problem)


def _square(inner: Area, layout: Layout, cell: Cell) -> Area:
    """Neighbours share their edges: both sides of an edge are rounded from the same fraction."""
    left = inner.x + round(inner.w * cell.column / layout.columns)
    right = inner.x + round(inner.w * (cell.column + cell.columns) / layout.columns)
    top = inner.y + round(inner.h * cell.row / layout.rows)
    bottom = inner.y + round(inner.h * (cell.row + cell.rows) / layout.rows)
    return Area(left, top, max(1, right - left), max(1, bottom - top))


def _problem(world: World, content: Content) -> str:
    if content.kind not in CONTENT_KINDS:
        return "unknown_kind"
    if content.kind == HOTSPOT and not content.ref:
        return "hotspot_empty"
    if content.kind in ("camera", HOTSPOT) and world.get(Camera, content.ref) is None:
        return "camera_gone"
    if content.kind == "alert" and world.get(Alert, content.ref) is None:
        return "alert_gone"
    return ""


def _pitch(zone: Zone, screens: list[Screen]) -> float:
    screen = home(area_of(zone.rect), screens)
    return screen.pitch_mm if screen else USUAL_PITCH_MM
