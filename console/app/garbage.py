"""Cycles are collected in the GUI's thread alone: a widget that another thread collects takes the program down."""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
GROWTH = 1.25
"""By how much memory must have grown before the whole heap is looked through again, for that stops everything."""
OFTEN = 240
"""Or after so many looks (a minute), since what grows slowly must end too."""


class Garbage(QObject):
    """Python runs its collector in whatever thread allocates just then, and decoders allocate all day."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over; made, and living, in the GUI's thread."""
        super().__init__(parent)
        gc.disable()
        self._limits = gc.get_threshold()
        self._blocks = sys.getallocatedblocks()
        self._looks = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the generations whose turn it is, by Python's own thresholds."""
        self._looks += 1
        young, middle, old = gc.get_count()
        if old > self._limits[2] and (self._looks > OFTEN or sys.getallocatedblocks() > self._blocks * GROWTH):
            gc.collect()
            self._blocks, self._looks = sys.getallocatedblocks(), 0
        elif middle > self._limits[1]:
            gc.collect(1)
        elif young > self._limits[0]:
            gc.collect(0)
