"""A row that breaks into more rows where the window is narrow."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Widgets one after the other, from left to right, then below; the last takes what is left of its row."""

    def __init__(self, parent: QWidget, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = gap, line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._flow(rect, move=True)

    def _flow(self, rect: QRect, move: bool) -> int:
        """Lay out, or only find out how high that would be."""
        y, height = rect.y(), 0
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, rect, y, height)
            y += height + self._line_gap
        return y - self._line_gap - rect.y() if self._items else 0

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        room = 0
        for item in self._items:
            need = item.sizeHint().width()
            if not lines or need + self._gap > room:
                lines.append([])
                room = width + self._gap
            lines[-1].append(item)
            room -= need + self._gap
        return lines

    def _place(self, line: list[QLayoutItem], rect: QRect, y: int, height: int) -> None:
        x = rect.x()
        for item in line:
            size = item.sizeHint()
            grows = item is self._items[-1] and bool(item.expandingDirections() & Qt.Orientation.Horizontal)
            width = rect.right() + 1 - x if grows else size.width()
            item.setGeometry(QRect(x, y + (height - size.height()) // 2, width, size.height()))
            x += width + self._gap
