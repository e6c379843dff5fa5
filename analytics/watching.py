"""One rule at work: which of the things that are followed it fires at, and when an event begins, lasts and ends."""

from dataclasses import dataclass
from typing import Protocol

from analytics.tracks import Track
from analytics.zones import Line, Sure, Zone
from contract.analytics import AnalyticsRule, Direction, RuleKind

TRAVEL = 0.02
"""A thing that never went so far is a branch, a flag or a lamp."""
PATIENCE_S = 2.0
"""So long what happens may pause, and it is still the same event."""
PART = 0.25
"""So much of a thing must lie in a zone."""


class Patience:
    """Longer where pictures themselves come far apart: a busy machine, or a model asked seldom, is no pause."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._apart = 0.0

    def look(self, at: float) -> None:
        """A picture is looked at. One that comes late does not excuse itself: it counts for less than it took."""
        if self._last is not None and at > self._last:
            self._apart += 0.3 * (at - self._last - self._apart)
        self._last = at

    @property
    def seconds(self) -> float:
        return max(PATIENCE_S, 2.2 * self._apart)


class Judging(Protocol):
    """Says which things fire the rule at this moment; `patience` is how long what happens may pause."""

    def look(self, tracks: list[Track], at: float, patience: float) -> list[Track]: ...


def judging(rule: AnalyticsRule) -> Judging:
    match rule.kind:
        case RuleKind.CROSSING:
            return _Crossing(rule)
        case RuleKind.LOITERING:
            return _Loitering(rule)
        case _:
            return _Presence(rule)


class _Presence:
    """Motion and objects: somebody has been there for a while; who it is may change meanwhile."""

    def __init__(self, rule: AnalyticsRule) -> None:
        self._rule, self._zone = rule, Zone(rule.shape)
        self._since: float | None = None
        self._last = 0.0

    def look(self, tracks: list[Track], at: float, patience: float) -> list[Track]:
        there = [track for track in tracks if counts(self._rule, track) and self._zone.share(track.box) >= PART]
        # What was seen a picture ago is likely only hidden; what stands still moves no more.
        seen = [track for track in there if track.seen == at]
        if seen:
            self._since = at if self._since is None or at - self._last > patience else self._since
            self._last = at
        lasting = self._since is not None and at - self._since >= self._rule.dwell_s
        return seen if lasting else []


class _Crossing:
    def __init__(self, rule: AnalyticsRule) -> None:
        self._rule, self._line = rule, Line(rule.shape)

    def look(self, tracks: list[Track], at: float, patience: float) -> list[Track]:
        return [track for track in tracks if track.seen == at and self._crosses(track)]

    def _crosses(self, track: Track) -> bool:
        before = track.marks.get(self._rule.id)
        sure, where = self._line.crossed(before if isinstance(before, Sure) else None, track.box.foot)
        track.marks[self._rule.id] = sure
        if where is None or not counts(self._rule, track):
            return False
        return self._rule.direction in (Direction.ANY, where)


@dataclass(slots=True)
class _Stay:
    since: float
    last: float


class _Loitering:
    """Each thing by itself: since when it has been in the zone; out for a moment is still in."""

    def __init__(self, rule: AnalyticsRule) -> None:
        self._rule, self._zone = rule, Zone(rule.shape)

    def look(self, tracks: list[Track], at: float, patience: float) -> list[Track]:
        return [track for track in tracks if track.seen == at and self._stays(track, at, patience)]

    def _stays(self, track: Track, at: float, patience: float) -> bool:
        stay = track.marks.get(self._rule.id)
        inside = self._zone.holds(track.box.foot) or self._zone.share(track.box) >= 0.6
        if isinstance(stay, _Stay) and at - stay.last > patience:
            stay = None
        if inside:
            stay = stay if isinstance(stay, _Stay) else _Stay(at, at)
            stay.last = at
        track.marks[self._rule.id] = stay
        return isinstance(stay, _Stay) and at - stay.since > self._rule.dwell_s and counts(self._rule, track)


def counts(rule: AnalyticsRule, track: Track) -> bool:
    """Whether a thing is enough of one for this rule."""
    if not track.confirmed or track.hollow or track.box.size < rule.min_size:
        return False
    if track.kind != "motion":
        return track.score >= rule.confidence and (not rule.classes or track.kind in rule.classes)
    return track.travelled >= TRAVEL and track.contrast >= contrast_of(rule.sensitivity)


def contrast_of(sensitivity: int) -> float:
    """Grey levels by which a thing must differ from what it hides: 30 at sensitivity 1, 6 at 9."""
    return 33.0 - 3.0 * sensitivity


class Event:
    """From what fires to what is told: one alert as it begins, and none for `rearm_s` after that."""

    def __init__(self, rearm_s: float, told: float | None = None) -> None:
        self._rearm_s = rearm_s
        self._told = told
        self._last: float | None = None
        self._waits = False
        self.on = False

    @property
    def told(self) -> float | None:
        """When it was last told: a rule that is changed is not to tell again for that."""
        return self._told

    def look(self, fires: bool, at: float, patience: float = PATIENCE_S) -> bool:
        """Whether to tell now: as an event begins, or as soon as one may be told that began too soon after another."""
        if fires:
            self._waits = self._waits or not self.on
            self.on, self._last = True, at
        elif self._last is not None and at - self._last > patience:
            self.on = False
            # A crossing is over at once and was one all the same: it is told with the next, not late.
            self._waits = False
        if not (self._waits and fires) or (self._told is not None and at - self._told < self._rearm_s):
            return False
        self._waits, self._told = False, at
        return True
