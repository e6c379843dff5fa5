"""Boxes and shapes over the pictures: asked for while somebody looks, drawn while they are fresh."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from console.desk import Desk
from console.strings import _
from console.video.mosaic import Mosaic
from console.video.overlay import Outline, Seen
from console.views.cameras.analysing.words import SIGNS, STATES, reason_word, since_word, thing_word
from contract.analytics import (
    WANT_S,
    AnalyticsRule,
    AnalyticsSight,
    AnalyticsState,
    Direction,
    RuleKind,
    SightsWanted,
    Watching,
)
from contract.ids import new_id
from contract.signals import Signal

SHOWN = "analytics.boxes"
"""What was chosen at this machine: whether boxes and shapes are drawn."""
MOST_CAMERAS = 64
_SIDES = {Direction.ANY: 0, Direction.LEFT: -1, Direction.RIGHT: 1}
_QUIET = {Watching.WATCHING, Watching.OFF, Watching.RESTING}


class Sights(QObject):
    """One mosaic's."""

    def __init__(self, desk: Desk, mosaic: Mosaic, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._mosaic = desk, mosaic
        self._machine, self._asked = new_id(), False
        self._hot: dict[str, tuple[str, ...]] = {}
        self._rules: dict[str, list[AnalyticsRule]] = {}
        self.on = desk.choices.get(SHOWN) != "no"
        self._timer = QTimer(self, interval=round(WANT_S * 1000))
        self._timer.timeout.connect(self._want)
        desk.heard.connect(self._hear)
        stops: list[Callable[[], None]] = [
            desk.subscribe(kind, lambda _changes: self.shown()) for kind in (AnalyticsRule, AnalyticsState)
        ]
        self.destroyed.connect(lambda: [stop() for stop in stops])

    def toggle(self) -> None:
        self.on = not self.on
        self._desk.choose(SHOWN, "yes" if self.on else "no")
        self.shown()

    def shown(self) -> None:
        """Other cameras are shown now, or their rules are others."""
        self._rules = rules = self._found() if self.on else {}
        outlines = {camera: [self._outline(rule) for rule in of if rule.on] for camera, of in rules.items()}
        self._mosaic.overlay.outline(outlines, {camera: self._note(of) for camera, of in rules.items()})
        self._hot = {camera: hot for camera, hot in self._hot.items() if camera in rules}
        self._want()

    def _found(self) -> dict[str, list[AnalyticsRule]]:
        """By camera, of those in the mosaic that have any that is on."""
        cameras = {slot.tile.camera_id for slot in self._mosaic.board.slots.values()}
        found: dict[str, list[AnalyticsRule]] = {}
        for rule in self._desk.world.all(AnalyticsRule):
            if rule.camera in cameras and rule.on:
                found.setdefault(rule.camera, []).append(rule)
        return found

    def _want(self) -> None:
        """Nodes tell boxes only to who says that he looks."""
        cameras = tuple(sorted(self._rules)[:MOST_CAMERAS]) if self._mosaic.isVisible() else ()
        if cameras or self._asked:
            self._desk.tell(SightsWanted(by=self._desk.who().id, machine=self._machine, cameras=cameras))
        self._asked = bool(cameras)
        if self.on and not self._timer.isActive():
            self._timer.start()
        elif not self.on:
            self._timer.stop()

    def _hear(self, _by: str, signal: Signal) -> None:
        if not isinstance(signal, AnalyticsSight) or signal.camera not in self._rules:
            return
        age = (self._desk.now() - signal.at).total_seconds()
        seen = [Seen(one.x, one.y, one.w, one.h, thing_word(one.kind), one.alarm) for one in signal.things]
        self._mosaic.overlay.see(signal.camera, seen, age)
        if self._hot.get(signal.camera, ()) != signal.hot:
            self._hot[signal.camera] = signal.hot
            self.shown()

    def _outline(self, rule: AnalyticsRule) -> Outline:
        state = self._desk.world.get(AnalyticsState, rule.id)
        line, watched = rule.kind is RuleKind.CROSSING, state is not None and state.status is Watching.WATCHING
        sign = "" if watched else SIGNS[state.status if state else Watching.BLIND] + " "
        return Outline(
            rule.shape,
            sign + rule.name,
            closed=not line,
            side=_SIDES[rule.direction] if line else None,
            watched=watched,
            hot=rule.id in self._hot.get(rule.camera, ()),
        )

    def _note(self, rules: list[AnalyticsRule]) -> str:
        """The first rule that is not watched, and why: an empty picture must not look like a quiet street."""
        if not self._desk.line.live:
            return _("Analysis: no line to the backend")
        for rule in rules:
            state = self._desk.world.get(AnalyticsState, rule.id)
            if state is None or state.status not in _QUIET:
                status = state.status if state else Watching.BLIND
                why = f" ({reason_word(state.reason)})" if state and state.reason else ""
                since = since_word(state.since, self._desk.now()) if state else "…"
                return _("{rule}: {state}{why} since {time}").format(
                    rule=rule.name, state=_(STATES[status]).lower(), why=why, time=since
                )
        return ""
