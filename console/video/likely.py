"""Which cameras a list makes likely: the one under the mouse, the current one, its neighbours, the top of the list."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QTimer

from console.video.pool import SourcePool
from console.video.warming import Warming
from console.widgets.rows_table import RowsTable

PAUSE_MS = 120
"""Whoever runs over the list with the mouse or the arrows connects nothing on the way."""


class Likely(QObject):
    """Lives as long as its table; rests while that is not seen."""

    def __init__(
        self, table: RowsTable[Any], pool: SourcePool, camera_of: Callable[[int], str | None], height: Callable[[], int]
    ) -> None:
        """`camera_of` a row's number, `height` in physical pixels of the tile in which it would open."""
        super().__init__(table)
        self._table, self._camera_of, self._height = table, camera_of, height
        self.warming = Warming(pool)
        self._hovered = -1
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.guess)
        table.setMouseTracking(True)
        table.entered.connect(self._hover)
        table.picked.connect(self._soon)
        table.viewport().installEventFilter(self)

    def guess(self) -> None:
        """Connect to the likeliest, and to no others any more."""
        if not self._table.isVisible():
            self.warming.want([], 0)
            return
        current = self._table.currentIndex().row()
        rows = [self._hovered, current, current + 1, current - 1, 0]
        count = self._table.model().rowCount()
        cameras = [camera for row in rows if 0 <= row < count and (camera := self._camera_of(row))]
        self.warming.want(cameras, self._height())

    def _hover(self, index: QModelIndex) -> None:
        self._hovered = index.row()
        self._soon()

    def _soon(self) -> None:
        if self._table.isVisible():
            self._pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hovered = -1
        elif event.type() == QEvent.Type.Hide:
            self._pause.stop()
            self.warming.want([], 0)
        elif event.type() == QEvent.Type.Show:
            self._pause.start()
        return super().eventFilter(watched, event)
