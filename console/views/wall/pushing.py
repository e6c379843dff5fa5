"""What can be done to a cell of the wall, and why not, in words."""

from console.desk import Desk
from console.strings import _, refusal_text
from console.views.wall.plan import PlacedCell
from console.views.wall.words import layer_words
from console.widgets.finder import Choice
from contract.base import Command
from contract.cameras import Camera
from contract.walls import Content, LayerKind, PopLayer, SetCell


def camera_choices(desk: Desk) -> list[Choice]:
    """Every camera by its number, to be found by number, name or place."""
    cameras = sorted(desk.world.all(Camera), key=lambda camera: camera.number)
    return [Choice(camera.id, f"{camera.number} · {camera.name}", camera.place) for camera in cameras]


def push(cell: PlacedCell, camera: str) -> SetCell:
    return SetCell(zone=cell.zone, cell=cell.cell, content=Content(kind="camera", ref=camera))


def pop(cell: PlacedCell) -> PopLayer | None:
    """What takes the cell's layer down; None where it lies on the base, which stays."""
    if cell.layer is None or cell.layer.kind is LayerKind.BASE:
        return None
    return PopLayer(zone=cell.zone, layer=cell.layer.id)


def push_refusal(desk: Desk, cell: PlacedCell | None, camera: str = "") -> str:
    """Why nothing can be put into this cell now; "" if it can."""
    if cell is None or not cell.cell:
        return _("Select a cell of the wall first.")
    if cell.layer is not None and cell.layer.kind is not LayerKind.BASE:
        # A push changes the base; under another layer nobody would see that anything happened.
        layer = layer_words(cell.layer.kind)
        return _("The zone is covered by “{layer}”. Take it down first.").format(layer=layer)
    # Without a camera in mind: whatever is there now can be put there only if pushing is allowed at all.
    no = desk.refusal(push(cell, camera or "?"))
    return refusal_text(no.code, no.facts) if no else ""


def pop_refusal(desk: Desk, cell: PlacedCell | None) -> str:
    """Why the layer of this cell cannot be taken down now; "" if it can."""
    command: Command | None = pop(cell) if cell else None
    if command is None:
        return _("Nothing covers this zone; only its base is shown.")
    no = desk.refusal(command)
    return refusal_text(no.code, no.facts) if no else ""
