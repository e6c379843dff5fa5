"""How many alerts wait to be acknowledged, counted as they come and go; for the rail's badge."""

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.replica import Change
from console.desk import Desk
from contract.alerts import Alert

SOON_MS = 200


class Waiting(QObject):
    """`changed` at most five times a second, however fast they come."""

    changed = Signal(int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = sum(1 for alert in desk.world.all(Alert) if _waits(alert))
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(lambda: self.changed.emit(self.count))
        self._unsubscribe = desk.subscribe(Alert, self._follow)

    def close(self) -> None:
        self._unsubscribe()
        self._soon.stop()

    def _follow(self, changes: list[Change]) -> None:
        step = sum(_waits(new) - _waits(old) for old, new in changes)
        if step:
            self.count += step
            if not self._soon.isActive():
                self._soon.start()


def _waits(row: object) -> bool:
    return isinstance(row, Alert) and row.acked_at is None and row.closed_at is None
