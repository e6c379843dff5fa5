"""Writes paragraphs into a box, as large as wished and no larger than fits: nothing is ever cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from console.wall.look import Look

SMALLEST = 0.3
"""Share of the wished size below which a text is shortened instead."""
_STEP = 0.93


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; `share` is its size in units of the wall's letter, `space` the room above it in its own lines."""

    text: str
    tone: str
    share: float = 1.0
    bold: bool = False
    space: float = 0.0


def write(painter: QPainter, box: QRect, lines: Sequence[Line], look: Look, align: Qt.AlignmentFlag) -> QRect:
    """Write all lines, smaller where they would not fit; gives back the rectangle that they fill."""
    wanted = [line for line in lines if line.text]
    size = 1.0
    while size > SMALLEST and not _fits(box, wanted, look, size):
        size *= _STEP
    heights = [_height(box, line, look, size) for line in wanted]
    top = box.top() + max(0, box.height() - sum(heights)) // 2 if align & Qt.AlignmentFlag.AlignVCenter else box.top()
    start = top
    across = align & Qt.AlignmentFlag.AlignHorizontal_Mask
    for line, height in zip(wanted, heights, strict=True):
        font = look.font(line.share * size, line.bold)
        above = _above(font, line)
        painter.setFont(font)
        painter.setPen(QColor(line.tone))
        room = QRect(box.left(), top + above, box.width(), height - above)
        painter.drawText(room, across | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, line.text)
        top += height
    return QRect(box.left(), start, box.width(), top - start)


def _fits(box: QRect, lines: Sequence[Line], look: Look, size: float) -> bool:
    wide = all(_widest_word(line, look.font(line.share * size, line.bold)) <= box.width() for line in lines)
    return wide and sum(_height(box, line, look, size) for line in lines) <= box.height()


def _widest_word(line: Line, font: QFont) -> int:
    metrics = QFontMetrics(font)
    return max((metrics.horizontalAdvance(word) for word in line.text.split()), default=0)


def _height(box: QRect, line: Line, look: Look, size: float) -> int:
    font = look.font(line.share * size, line.bold)
    room = QRect(0, 0, max(1, box.width()), 100_000)
    return QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, line.text).height() + _above(font, line)


def _above(font: QFont, line: Line) -> int:
    return round(QFontMetrics(font).height() * line.space)
