"""Paints one cell: the state with its own sign and word, trouble in its colour besides."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.theme import font, theme
from console.video.glyphs import draw_glyph
from console.video.truth import Status as Sign
from console.views.health.columns import COLUMNS
from console.views.health.lines import Line
from console.views.health.model import LINE
from contract.health import Status

STATE, NUMBER, NAME, FINDINGS = range(4)
_PAD, _SIGN = 10, 12
_SIGNS: dict[Status | None, Sign] = {
    None: "off", Status.LIVE: "live", Status.LATE: "late", Status.STALE: "stale", Status.LOST: "lost",
    Status.DENIED: "denied", Status.CONNECTING: "connecting", Status.OFF: "off",
}  # fmt: skip


class HealthCells(QStyledItemDelegate):
    """Plain text in one line, cut with dots; the whole stands in the tooltip."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        worn = theme()
        line: Line = index.data(LINE)
        box = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, QColor(worn.selected if selected else worn.panel))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, QColor(worn.line))
        column = index.column()
        tone = self._tone(column, line)
        inner = box.adjusted(_PAD, 0, -_PAD, 0)
        if column == STATE:
            middle = inner.top() + inner.height() / 2
            draw_glyph(painter, _SIGNS[line.status], QRectF(inner.left(), middle - _SIGN / 2, _SIGN, _SIGN), tone)
            inner = inner.adjusted(_SIGN + 8, 0, 0, 0)
        painter.setFont(font(bold=column == NAME, figures=COLUMNS[column].right))
        painter.setPen(tone)
        side = Qt.AlignmentFlag.AlignRight if COLUMNS[column].right else Qt.AlignmentFlag.AlignLeft
        text = str(index.data() or "")
        fitting = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.restore()

    def _tone(self, column: int, line: Line) -> QColor:
        worn = theme()
        if column == STATE:
            tones = {
                # A picture that arrives and shows nothing is no good news.
                Status.LIVE: worn.warning if line.findings else worn.good,
                Status.LATE: worn.warning,
                Status.STALE: worn.warning,
                Status.LOST: worn.danger,
                Status.DENIED: worn.danger,
            }
            return QColor(tones.get(line.status, worn.muted) if line.status else worn.muted)
        if column == FINDINGS:
            return QColor(worn.warning)
        return QColor(worn.text if column == NAME else worn.muted)
