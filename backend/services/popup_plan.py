"""Where an alarm goes and what it shows: which zone, which layout, which camera. Pure, and read off the rows."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from contract.alerts import Alert
from contract.base import World
from contract.cameras import Camera
from contract.geo import distance_m
from contract.walls import Cell, Content, Layer, LayerKind, Layout, PushLayer, Showing, Zone

LAYER = "alert:"
"""What the ids of our layers begin with."""
NEAR_M = 500.0
MOST = 8
"""Alarms of the same or a higher priority over one zone; those beyond wait for room, and stand in the queue anyway."""

WITH_CAMERA, ALONE = "alarm", "alert-only"
"""The layouts meant for alarms: the camera in A1 and the alert in A2, or the alert in A1."""

Dress = tuple[str, Mapping[str, Content]]


def layers_of(world: World, alert: str) -> Iterator[tuple[str, Layer]]:
    """Every zone that shows this alert, and how."""
    for showing in world.all(Showing):
        for layer in showing.layers:
            if layer.id == LAYER + alert:
                yield showing.id, layer


def accepting(world: World, wall: str, alert: Alert, now: datetime) -> list[Zone]:
    """The zones of a wall that this alert may cover, the emptiest first, then by number."""
    zones = [zone for zone in world.all(Zone) if zone.wall == wall and _accepts(zone, alert)]
    return sorted(zones, key=lambda zone: (len(alarms(world, zone.id, now)), zone.number))


def alarms(world: World, zone: str, now: datetime) -> list[Layer]:
    showing = world.get(Showing, zone)
    layers = showing.layers if showing else ()
    return [each for each in layers if each.kind is LayerKind.ALARM and (each.until is None or each.until > now)]


def crowded(world: World, zone: str, alert: Alert, now: datetime) -> bool:
    return sum(layer.priority >= priority(alert) for layer in alarms(world, zone, now)) >= MOST


def push(world: World, zone: str, alert: Alert) -> PushLayer | None:
    """The wish that shows this alert there, None if there is no layout at all to show it in."""
    dressed = _dress(world, alert, camera_of(world, alert))
    if dressed is None:
        return None
    return PushLayer(
        zone=zone,
        layer=LAYER + alert.id,
        kind=LayerKind.ALARM,
        layout=dressed[0],
        cells=dressed[1],
        priority=priority(alert),
        why=alert.title,
        alert=alert.id,
    )


def same(layer: Layer, wish: PushLayer) -> bool:
    """Whether the layer already shows what the wish asks for."""
    return (layer.layout, dict(layer.cells), layer.priority) == (wish.layout, dict(wish.cells), wish.priority)


def priority(alert: Alert) -> int:
    return int(alert.severity) * 10


def camera_of(world: World, alert: Alert) -> Camera | None:
    """The alert's own camera, else the nearest that has a picture and that whoever sees the wall may watch."""
    if alert.camera and (camera := world.get(Camera, alert.camera)):
        return camera
    if alert.point is None:
        return None
    place = alert.point
    near = [
        (distance_m(camera.point, place), camera.id)
        for camera in world.all(Camera)
        if camera.point and camera.streams and not camera.restricted
    ]
    distance, id = min(near, default=(NEAR_M + 1, ""))
    return world.get(Camera, id) if distance <= NEAR_M else None


def _accepts(zone: Zone, alert: Alert) -> bool:
    return zone.alarms_from is not None and alert.severity >= zone.alarms_from


def _dress(world: World, alert: Alert, camera: Camera | None) -> Dress | None:
    tile = Content(kind="alert", ref=alert.id)
    picture = Content(kind="camera", ref=camera.id) if camera else None
    meant = world.get(Layout, WITH_CAMERA if picture else ALONE)
    if meant and meant.cell("A1") and (picture is None or meant.cell("A2")):
        return meant.id, {"A1": picture, "A2": tile} if picture else {"A1": tile}
    layouts = sorted(world.all(Layout), key=lambda layout: (len(layout.cells), layout.id))
    if not layouts:
        return None
    roomy = next((layout for layout in layouts if len(layout.cells) > 1), None) if picture else None
    layout = roomy or layouts[0]
    cells = sorted(layout.cells, key=_area, reverse=True)
    if picture and roomy:
        return layout.id, {cells[0].id: picture, cells[1].id: tile}
    return layout.id, {cells[0].id: tile}


def _area(cell: Cell) -> int:
    return cell.columns * cell.rows
