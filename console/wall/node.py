"""A wall node: one window for every screen that this machine drives, kept true and reported every second."""

from collections.abc import Callable
from datetime import datetime

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.replica import Change
from console.desk import Desk
from console.strings import _, clock
from console.video.pool import SourcePool
from console.wall.bare import BareWindow
from console.wall.outputs import Outputs, Spot
from console.wall.reporting import cells_of
from console.wall.stage import ScreenPlan, next_end, stage
from console.wall.window import WallWindow
from contract.alerts import Alert
from contract.cameras import Camera
from contract.walls import HOTSPOT, Layout, NodeReport, Screen, Showing, Wall, Zone

log = structlog.get_logger()

REPORT_MS = 1000
GRACE_MS = 1000
"""A line that is back within this long is not worth a bar over the whole wall."""
LONGEST_MS = 3_600_000


class WallNode(QObject):
    """Follows the world; the windows follow it. The application owns the desk and the pool."""

    closed = Signal()
    """Somebody closed a window: the application decides whether that ends the node."""

    def __init__(
        self, desk: Desk, pool: SourcePool, wall: str, node: str, outputs: Outputs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.pool, self.node, self.outputs = desk, pool, node, outputs
        self.windows: dict[str, WallWindow] = {}
        self.missing: tuple[str, ...] = ()
        self._called = wall
        self.bare: BareWindow | None = None
        self._away: datetime | None = None
        self._undrawn: set[str] = set()
        """Zones of which what is asked for could not be drawn."""
        self._seqs: dict[str, int] = {}
        self._stops: list[Callable[[], None]] = []
        self._turn = self._timer(self.refresh, 0)
        self._expiry = self._timer(self.refresh, 0)
        self._grace = self._timer(self._tell_truth, GRACE_MS)
        self._report = QTimer(self, interval=REPORT_MS)
        self._report.timeout.connect(self._each_second)

    @property
    def wall(self) -> str:
        """The wall's id: it may be called by its id or by its name."""
        walls = sorted(self.desk.world.all(Wall), key=lambda row: row.id)
        named = (row.id for row in walls if row.name == self._called)
        return self._called if any(row.id == self._called for row in walls) else next(named, self._called)

    def start(self) -> None:
        """Open the windows and keep them true until `stop`."""
        kinds = (Wall, Screen, Zone, Layout, Showing, Camera)
        self._stops = [self.desk.subscribe(kind, self._changed) for kind in kinds]
        self._stops.append(self.desk.subscribe(Alert, self._alerts_changed))
        self.desk.line_changed.connect(self._line_changed)
        self.outputs.changed.connect(self._plugged)
        self._report.start()
        self.refresh()
        self._line_changed(None)

    def stop(self) -> None:
        """Close the windows and hear nothing more."""
        for stop in self._stops:
            stop()
        self._stops = []
        self.desk.line_changed.disconnect(self._line_changed)
        self.outputs.changed.disconnect(self._plugged)
        for timer in (self._turn, self._expiry, self._grace, self._report):
            timer.stop()
        for window in self.windows.values():
            window.retire()
        self.windows = {}
        self._say_bare("")

    def identify(self) -> None:
        """Every screen says its number."""
        for window in self.windows.values():
            window.identify()

    def refresh(self) -> None:
        """Bring every window up to date with the world, the clock and the plugs."""
        now, wall = self.desk.now(), self.wall
        plans = {plan.screen.id: plan for plan in stage(self.desk.world, wall, self.node, now)}
        spots = self.outputs.spots([plan.screen for plan in plans.values()])
        for gone in self.windows.keys() - plans.keys():
            self.windows.pop(gone).retire()
        self._undrawn = set()
        for id, plan in plans.items():
            self._show(plan, spots.get(id))
        missing = tuple(plan.screen.output for id, plan in plans.items() if id not in spots)
        if missing != self.missing:
            log.warning("wall_screens", node=self.node, missing=missing, present=self.outputs.present())
        self.missing = missing
        self._seqs = self._drawn()
        self._say_bare(self._nothing(wall, len(plans)))
        self._tell_truth()
        self._wait_for_end(now)

    def report(self) -> NodeReport:
        """What this node really shows at this moment."""
        return NodeReport(
            node=self.node,
            wall=self.wall,
            outputs=self.outputs.present(),
            missing=self.missing,
            seqs=self._seqs,
            cells=tuple(cells_of(self.windows.values())),
            at=self.desk.now(),
        )

    def _show(self, plan: ScreenPlan, spot: Spot | None) -> None:
        """One screen that cannot be drawn must not blind the others, nor be told as drawn."""
        try:
            window = self.windows.get(plan.screen.id) or self._open(plan)
            window.show_plan(plan)
            window.put(spot)
        except Exception:
            log.exception("screen_not_drawn", screen=plan.screen.id)
            self._undrawn |= {on.cell.zone for on in plan.cells.values()}

    def _drawn(self) -> dict[str, int]:
        """Which state of each zone is on the glass now."""
        zones = {on.cell.zone for window in self.windows.values() for on in window.plan.cells.values()}
        known = ((zone, self.desk.world.get(Showing, zone)) for zone in sorted(zones - self._undrawn))
        return {zone: row.seq for zone, row in known if row is not None}

    def _open(self, plan: ScreenPlan) -> WallWindow:
        window = self.windows[plan.screen.id] = WallWindow(self.desk, self.pool, plan)
        window.closed.connect(self.closed)
        return window

    def _changed(self, _batch: list[Change]) -> None:
        # One storm of rows is one look at the world.
        if not self._turn.isActive():
            self._turn.start()

    def _alerts_changed(self, batch: list[Change]) -> None:
        """A flood of alerts that the wall does not show is no reason to lay it out again."""
        plans = [window.plan for window in self.windows.values()]
        shown = {on.cell.ref for plan in plans for on in plan.cells.values() if on.cell.kind == "alert"}
        shown |= {frame.plan.layer.alert or "" for plan in plans for frame in plan.frames if frame.plan.layer}
        if any(row.id in shown for change in batch for row in change if row is not None):
            self._changed(batch)

    def _plugged(self) -> None:
        # At once, for windows that lost their screen; and again on the next turn, when Qt has made up its mind.
        self.refresh()
        self._turn.start()

    def _wait_for_end(self, now: datetime) -> None:
        end = next_end(self.desk.world, self.wall, now)
        if end is None:
            self._expiry.stop()
        else:
            self._expiry.start(min(LONGEST_MS, max(1, round((end - now).total_seconds() * 1000) + 1)))

    def _line_changed(self, _state: object) -> None:
        line = self.desk.line
        if line.live:
            self._away = None
            self._grace.stop()
            self._tell_truth()
        elif self._away is None:
            # Attempts to come back change the line's own `since`; people ask since when nobody has answered.
            self._away = line.told_at or line.since
            self._grace.start()

    def _tell_truth(self) -> None:
        words = ""
        if self._away is not None and not self._grace.isActive():
            pictures = [cell for cell in cells_of(self.windows.values()) if cell.kind in ("camera", HOTSPOT)]
            live = any(cell.status == "live" for cell in pictures)
            words = _away_words(live).format(time=clock(self._away))
        for window in self.windows.values():
            window.say_truth(words)

    def _each_second(self) -> None:
        self._tell_truth()
        self.desk.tell(self.report())

    def _nothing(self, wall: str, screens: int) -> str:
        if screens:
            return ""
        if self.desk.world.get(Wall, wall) is None:
            return _("The wall “{wall}” is not known here.").format(wall=self._called)
        return _("The wall “{wall}” has no screen for the machine “{node}”.").format(wall=self._called, node=self.node)

    def _say_bare(self, words: str) -> None:
        if not words:
            if self.bare is not None:
                self.bare.hide()
                self.bare.deleteLater()
                self.bare = None
            return
        if self.bare is None:
            self.bare = BareWindow()
            self.bare.resize(self.bare.sizeHint())
        todo = _("An administrator assigns screens to this machine under the name “{node}”.").format(node=self.node)
        line = _("Connected to the backend") if self.desk.line.live else _("No connection to the backend")
        self.bare.say(words, todo, line)
        self.bare.show()

    def _timer(self, act: Callable[[], None], interval: int) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(act)
        return timer


def _away_words(live: bool) -> str:
    """Says that cameras are live only while one is."""
    if live:
        return _("No connection to the backend since {time} — layout unchanged; camera pictures are still live")
    return _("No connection to the backend since {time} — layout unchanged")
