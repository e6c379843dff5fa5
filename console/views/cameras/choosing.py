"""The cells of all walls into which a camera can be put, and for each that cannot take it, why."""

from collections.abc import Iterator

from console.desk import Desk
from console.strings import _, refusal_text
from console.widgets.finder import Choice
from contract.cameras import Camera
from contract.walls import Content, LayerKind, Layout, SetCell, Showing, Wall, Zone

_APART = "\n"
"""Between zone and cell in a choice's id: neither can hold it."""


def cell_choices(desk: Desk, camera: str) -> list[Choice]:
    """Every cell of every zone's base, in the order of walls and numbers."""
    zones = sorted(desk.world.all(Zone), key=lambda zone: (zone.wall, zone.number))
    return [choice for zone in zones for choice in _of_zone(desk, zone, camera)]


def set_cell(choice: str, camera: str) -> SetCell:
    """What is to be asked once a choice has been made."""
    zone, cell = choice.split(_APART, 1)
    return SetCell(zone=zone, cell=cell, content=Content(kind="camera", ref=camera))


def _of_zone(desk: Desk, zone: Zone, camera: str) -> Iterator[Choice]:
    showing, wall = desk.world.get(Showing, zone.id), desk.world.get(Wall, zone.wall)
    base = next((layer for layer in showing.layers if layer.kind is LayerKind.BASE), None) if showing else None
    layout = desk.world.get(Layout, base.layout) if base else None
    if base is None or layout is None:
        return
    several = sum(1 for _row in desk.world.all(Wall)) > 1
    where = f"{zone.name} · {wall.name}" if several and wall else zone.name
    for cell in layout.cells:
        id = f"{zone.id}{_APART}{cell.id}"
        no = desk.refusal(set_cell(id, camera))
        now = _content_words(desk, base.cells.get(cell.id))
        reason = refusal_text(no.code, no.facts) if no else ""
        yield Choice(id, f"{zone.number}·{cell.id}  {where}", now, reason)


def _content_words(desk: Desk, content: Content | None) -> str:
    if content is None or content.kind == "blank":
        return _("Empty")
    if content.kind == "camera":
        row = desk.world.get(Camera, content.ref)
        return f"{row.number} · {row.name}" if row else content.ref
    if content.kind == "hotspot":
        return _("Hotspot")
    return {"alert_queue": _("Alert queue"), "clock": _("Clock"), "alert": _("Alert")}.get(content.kind, content.kind)
