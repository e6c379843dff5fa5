"""What the shapes on a timeline mean."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.strings import _
from console.views.recordings.marks import Mark
from console.views.recordings.painting import gap_shape, lock_shape, mark_shape, piece_shape
from console.widgets.labels import label
from contract.alerts import Severity

Paint = Callable[[QPainter, QRectF], None]


class Legend(QWidget):
    """Each shape with its word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        kinds: tuple[tuple[str, Paint], ...] = (
            (_("recorded"), piece_shape),
            (_("gap"), gap_shape),
            (_("locked"), lock_shape),
            (_("alert"), lambda painter, box: mark_shape(painter, box, Mark("", 0, "", Severity.WARNING))),
            (_("bookmark"), lambda painter, box: mark_shape(painter, box, Mark("", 0, ""))),
        )
        for words, paint in kinds:
            row.addWidget(_Shape(paint))
            row.addWidget(label(words, "muted"))
            row.addSpacing(6)


class _Shape(QWidget):
    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self._paint = paint
        self.setFixedSize(QSize(18, 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, QRectF(1, 2, 15, 12))
        painter.end()
