"""What the wall's nodes say they show, who has fallen silent, and what that makes of one cell."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from console.desk import Desk
from console.strings import _, age, clock
from console.video.words import reason_words
from console.views.wall.plan import PlacedCell, home
from contract.walls import CellReport, NodeReport, Screen

SILENT_S = 3.0
"""A node that has not reported for this long is away."""
_LOOK_MS = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A node's last report, when it came by the city's time, and by a clock that nobody sets."""

    report: NodeReport
    at: datetime
    beat: float


@dataclass(frozen=True, slots=True)
class Truth:
    """What a cell really shows; `status` is a CellReport's, or away, moving or untold."""

    status: str
    words: str
    detail: str = ""


class Nodes(QObject):
    """Listens to every node of every wall; `changed` comes with each report, and when a node falls silent."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject, beat: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._desk, self._beat = desk, beat
        self._said: dict[tuple[str, str], Said] = {}
        self._silent: set[tuple[str, str]] = set()
        self._since, self._born = desk.now(), beat()
        desk.heard.connect(self._heard)
        desk.line_changed.connect(self._line)
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._look)
        self._watch.start()

    def said(self, screen: Screen) -> Said | None:
        return self._said.get((screen.wall, screen.node))

    def away(self, screen: Screen) -> bool:
        """Whether nobody knows what this screen shows."""
        said = self.said(screen)
        return said is None or self._beat() - said.beat > SILENT_S

    def away_words(self, screen: Screen) -> str:
        """Since when the node is away; a line of our own that is down is no reason to accuse the node."""
        if not self._desk.line.live:
            return _("Not known: no connection to the backend")
        said = self.said(screen)
        if said is None and self._beat() - self._born < SILENT_S:
            return _("Waiting for machine {node}").format(node=screen.node)
        since = clock(said.at if said else self._since)
        return _("Machine {node} away since {time}").format(node=screen.node, time=since)

    def missing(self, screen: Screen) -> bool:
        """Whether the node is there, but this screen's cable is not."""
        said = self.said(screen)
        return said is not None and not self.away(screen) and screen.output in said.report.missing

    def truth(self, cell: PlacedCell, screens: list[Screen]) -> Truth:
        """What this cell really shows, by the node that drives most of it."""
        screen = home(cell.area, screens)
        if screen is None:
            return Truth("untold", _("On no screen"))
        said = self.said(screen)
        if said is None or self.away(screen) or not self._desk.line.live:
            return Truth("away", _("Not known"), self.away_words(screen))
        report = next((one for one in said.report.cells if (one.zone, one.cell) == (cell.zone, cell.cell)), None)
        # Not by the zone's seq: while one cell changes over, its neighbours still show what they should.
        if report is None or (report.kind, report.ref) != (cell.kind, cell.ref):
            return Truth("moving", _("Changing over"))
        return _told(report)

    def _heard(self, _by: str, signal: object) -> None:
        if isinstance(signal, NodeReport):
            key = signal.wall, signal.node
            self._said[key] = Said(signal, self._desk.now(), self._beat())
            self._silent.discard(key)
            self.changed.emit()

    def _line(self, _state: object) -> None:
        self.changed.emit()

    def _look(self) -> None:
        silent = {key for key, said in self._said.items() if self._beat() - said.beat > SILENT_S}
        if silent - self._silent:
            self.changed.emit()
        self._silent = silent


def _told(report: CellReport) -> Truth:
    seconds = (report.frame_age_ms or 0) / 1000
    reason = reason_words(report.reason) if report.reason and report.status not in ("unknown", "replay") else ""
    old = _("Old picture {age}").format(age=age(seconds))
    words = {
        "live": _("live"),
        "late": _("Late {age}").format(age=age(seconds)),
        "stale": old,
        "lost": _("No picture"),
        "denied": _("Denied"),
        "connecting": _("Connecting"),
        "replay": _("Replay"),
        "off": _("Off"),
        "unknown": _("Cannot be shown"),
    }
    if report.reason == "screen_missing":
        return Truth("off", _("Screen missing"))
    return Truth(report.status, words.get(report.status, report.status), reason)
