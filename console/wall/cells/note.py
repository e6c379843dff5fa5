"""A cell that shows nothing, or cannot show what it should, and says which."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from console.strings import _
from console.views.wall.plan import PlacedCell
from console.views.wall.words import problem_words
from console.wall.cells.base import WallCell
from console.wall.lettering import Line, write
from console.wall.look import Look


class NoteCell(WallCell):
    """An empty cell shows its number, faintly; a cell with a problem says it plainly."""

    def __init__(self, cell: PlacedCell, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._cell = cell
        self.setAccessibleName(_("Cell {number}").format(number=cell.number))
        self.setAccessibleDescription(problem_words(cell))

    def draw(self, painter: QPainter, box: QRect) -> None:
        cell, ink = self._cell, self.look.ink
        if not cell.problem:
            lines = [Line(cell.number, ink.edge, 1.6)]
        else:
            lines = [Line(problem_words(cell), ink.text, 1.0, True), Line(cell.number, ink.muted, 0.8, space=0.4)]
        write(painter, box, lines, self.look, Qt.AlignmentFlag.AlignCenter)
