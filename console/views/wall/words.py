"""A wall's cells and layers in words."""

from console.strings import _, clock
from console.views.wall.plan import PlacedCell
from contract.alerts import Alert
from contract.base import World
from contract.cameras import Camera
from contract.people import name_of
from contract.walls import HOTSPOT, Layer, LayerKind


def problem_words(cell: PlacedCell) -> str:
    """Why the cell cannot show what it should; nothing where there is no problem."""
    if not cell.problem:
        return ""
    words = {
        "nothing_shown": _("No layout has been chosen for this zone"),
        "layout_gone": _("The layout of this zone no longer exists"),
        "camera_gone": _("Camera {camera} is no longer in the list"),
        "hotspot_empty": _("Select a picture beside this one: it is shown here, larger"),
        "alert_gone": _("The alert no longer exists"),
        "unknown_kind": _("This version cannot show “{kind}”"),
    }
    return words[cell.problem].format(camera=cell.ref, kind=cell.kind)


def content_name(world: World, cell: PlacedCell) -> str:
    """What the cell should show, as people call it."""
    if cell.problem:
        return problem_words(cell)
    if cell.kind in ("camera", HOTSPOT):
        camera = world.get(Camera, cell.ref)
        name = camera_name(camera) if camera else cell.ref
        return _("Hotspot: {name}").format(name=name) if cell.kind == HOTSPOT else name
    if cell.kind == "alert":
        alert = world.get(Alert, cell.ref)
        return alert.title if alert else cell.ref
    words = {"alert_queue": _("Alert queue"), "clock": _("Clock"), "blank": _("Empty")}
    return words.get(cell.kind, cell.kind)


def camera_name(camera: Camera) -> str:
    """The number that calls it, and its name."""
    return f"{camera.number} · {camera.name}"


def layer_words(kind: LayerKind) -> str:
    """Why something is on the wall, in one word."""
    words = {
        LayerKind.BASE: _("Base"),
        LayerKind.TOUR: _("Tour"),
        LayerKind.SCHEDULE: _("Schedule"),
        LayerKind.MEETING: _("Meeting"),
        LayerKind.ALARM: _("ALERT"),
        LayerKind.TAKEOVER: _("TAKEN OVER"),
    }
    return words[kind]


def by_words(world: World, who: str) -> str:
    """Who did it; the backend's own services have no row among the people."""
    return _("the system") if who == "system" else name_of(world, who)


def banner_words(world: World, layer: Layer) -> tuple[str, str, str]:
    """What stands over a covered zone: which layer, why, and since when by whom."""
    since = _("since {time}").format(time=clock(layer.since))
    by = by_words(world, layer.by)
    alert = world.get(Alert, layer.alert) if layer.alert else None
    why = layer.why or (alert.title if alert else "")
    # An alarm is mostly laid there by the system itself; whoever takes a wall over stands for it by name.
    named = by and layer.kind is not LayerKind.ALARM
    return layer_words(layer.kind), why, f"{since} · {by}" if named else since
