"""How many alerts have come in the last ten minutes, counted by the second. Knows no Qt."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from backend_client.replica import Change
from contract.alerts import Alert

WINDOW_S = 600
FLOOD = 10
"""More than this in ten minutes is more than one person can work through (ISA-18.2, EEMUA 191)."""


class Rate:
    """A repeat is not another alert; a new episode is."""

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self._seconds = Counter(int(alert.first_at.timestamp()) for alert in alerts)

    def take(self, changes: list[Change]) -> None:
        for old, new in changes:
            if isinstance(new, Alert) and not (isinstance(old, Alert) and old.first_at == new.first_at):
                self._seconds[int(new.first_at.timestamp())] += 1

    def at(self, now: datetime) -> int:
        """The count at this moment; what is older is forgotten."""
        oldest = now.timestamp() - WINDOW_S
        if len(self._seconds) > 2 * WINDOW_S:
            self._seconds = Counter({second: n for second, n in self._seconds.items() if second > oldest})
        return sum(count for second, count in self._seconds.items() if second > oldest)
