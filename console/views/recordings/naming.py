"""Cameras and people in the rows of evidence, as they are called now."""

from collections.abc import Sequence

from console.strings import _
from contract.base import World
from contract.cameras import Camera

FEW = 3


def cameras_words(world: World, ids: Sequence[str], most: int = FEW) -> str:
    """Numbers and names; of many, how many more there are. One that is gone goes by its id."""
    named = [_name(world, id) for id in ids[:most]]
    more = len(ids) - len(named)
    return ", ".join(named) + (" " + _("and {count} more").format(count=more) if more > 0 else "")


def _name(world: World, id: str) -> str:
    camera = world.get(Camera, id)
    return f"{camera.number} · {camera.name}" if camera else id
