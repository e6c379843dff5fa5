"""Cells whose texts keep their distance, as in the other tables of the console."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.theme import theme

PAD = 10


class Padded(QStyledItemDelegate):
    """One line, cut with dots; the whole stands in the tooltip."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        worn, selected = theme(), bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, QColor(worn.selected if selected else worn.panel))
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, QColor(worn.line))
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole) or QColor(worn.text))
        inner = option.rect.adjusted(PAD, 0, -PAD, 0)
        text = str(index.data() or "")
        fitting = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        side = index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, side, fitting)
        painter.restore()
