"""Which widget shows which kind of content; cameras are not here, they share the screen's one mosaic."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.views.wall.plan import PlacedCell
from console.wall.cells.alert import AlertTile
from console.wall.cells.base import WallCell
from console.wall.cells.clock import ClockCell
from console.wall.cells.note import NoteCell
from console.wall.cells.queue import QueueCell
from console.wall.look import Look

Maker = Callable[[Desk, PlacedCell, Look, QWidget], WallCell]


def _alert(desk: Desk, cell: PlacedCell, look: Look, parent: QWidget) -> WallCell:
    return AlertTile(desk, cell.ref, look, parent)


def _clock(desk: Desk, _cell: PlacedCell, look: Look, parent: QWidget) -> WallCell:
    return ClockCell(desk, look, parent)


def _queue(desk: Desk, _cell: PlacedCell, look: Look, parent: QWidget) -> WallCell:
    return QueueCell(desk, look, parent)


MAKERS: Mapping[str, Maker] = {"alert": _alert, "alert_queue": _queue, "clock": _clock}
"""A new kind of content is a line here and a word in CONTENT_KINDS."""


def make(desk: Desk, cell: PlacedCell, look: Look, parent: QWidget) -> WallCell:
    """The widget for a cell; what has a problem, or no content, or no maker here, says so."""
    maker = None if cell.problem or cell.content is None else MAKERS.get(cell.kind)
    return maker(desk, cell, look, parent) if maker else NoteCell(cell, look, parent)
