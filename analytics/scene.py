"""One camera's picture under its rules: takes pictures in order, says what is seen, what fires, what is to be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.blobs import Blob, Box, find, left_behind
from analytics.light import Grey, Light, Mask, Parting, Sight
from analytics.models import BadModel, Model
from analytics.tracks import Track, Tracker
from analytics.watching import Event, Judging, Patience, judging
from contract.analytics import AnalyticsRule, RuleKind, Watching

FOLLOWED_S = 120.0
"""What stays is kept from becoming background for so long after it was told: then a parked car is just there."""
ASK_HOLE_S = 1.5
OBJECTS_LOST_S = 3.0

Colour = NDArray[np.uint8]
State = tuple[Watching, str]
Due = Callable[[AnalyticsRule], bool]


def always(_: AnalyticsRule) -> bool:
    """At whatever hour."""
    return True


class Picture(Protocol):
    """A picture, as grey and small as motion needs it, or in colour as a model does."""

    at: float

    def grey(self) -> Grey: ...
    def colour(self) -> Colour: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that is followed, the rule that it counts for, and whether it fires it now."""

    track: int
    box: Box
    kind: str
    score: float
    rule: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture gave."""

    at: float
    states: dict[str, State]
    things: tuple[Seen, ...] = ()
    hot: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(slots=True)
class _Watched:
    rule: AnalyticsRule
    judge: Judging
    event: Event
    fires: set[int] = field(default_factory=set)


class Scene:
    """Called by one thread at a time. `model_of` gives a rule's model or raises BadModel.

    `due` says whether it is a rule's hour: before that a view is learned, and nothing that happens is an event yet.
    """

    def __init__(
        self, model_of: Callable[[AnalyticsRule], Model], detect_every_s: float = 1.0, due: Due = always
    ) -> None:
        self._model_of, self._detect_every_s, self._due = model_of, detect_every_s, due
        self._light = Light()
        self._moving, self._objects = Tracker(), Tracker(OBJECTS_LOST_S)
        self._looking, self._asking = Patience(), Patience()
        self._watched: dict[str, _Watched] = {}
        self._detected_at = -1e9
        self._failed: dict[str, BadModel] = {}
        """Models that could not say what was in the last picture that they were asked about."""

    def follow(self, rules: Iterable[AnalyticsRule]) -> None:
        """Watch by these rules from now on; what a rule remembers is kept where it is the same rule."""
        before, self._watched = self._watched, {}
        for rule in rules:
            old = before.get(rule.id)
            if old is not None and old.rule == rule:
                self._watched[rule.id] = old
            else:
                event = Event(rule.rearm_s, old.event.told if old else None)
                self._watched[rule.id] = _Watched(rule, judging(rule), event)

    def look(self, picture: Picture) -> Look:
        """Raises nothing that a picture or a model could cause."""
        at = picture.at
        states: dict[str, State] = {}
        fires: dict[str, set[int]] = {}
        told, things = [], list[Seen]()
        self._looking.look(at)
        moving = self._move(picture) if self._has(motion=True) else (Sight.CLEAR, [])
        for id, watched in self._watched.items():
            try:
                state, tracks = self._tracks(watched.rule, picture, moving)
            except BadModel as bad:
                state, tracks = (Watching.FAULTY, bad.code), []
            states[id] = state
            patience = (self._asking if watched.rule.kind is RuleKind.OBJECTS else self._looking).seconds
            hits = watched.judge.look(tracks, at, patience) if state[0] is Watching.WATCHING else []
            fires[id] = {track.id for track in hits}
            if watched.event.look(bool(hits) and self._due(watched.rule), at, patience):
                told.append(id)
            things += [_seen(track, watched.rule, track.id in fires[id]) for track in tracks if _shown(track, at)]
        hot = tuple(id for id, watched in self._watched.items() if watched.event.on)
        return Look(at, states, _once(things), hot, tuple(told))

    def _has(self, motion: bool) -> bool:
        return any((watched.rule.kind is not RuleKind.OBJECTS) is motion for watched in self._watched.values())

    def _tracks(
        self, rule: AnalyticsRule, picture: Picture, moving: tuple[Sight, list[Track]]
    ) -> tuple[State, list[Track]]:
        """What this kind of rule looks at. Raises BadModel."""
        if rule.kind is not RuleKind.OBJECTS:
            sight, tracks = moving
            return ((Watching.LEARNING, str(sight)) if sight else (Watching.WATCHING, "")), tracks
        self._detect(picture)
        model = self._model_of(rule)
        if bad := self._failed.get(model.name):
            raise BadModel(bad.code, bad.detail)
        unknown = set(rule.classes) - set(model.classes)
        if unknown and len(unknown) == len(rule.classes):
            raise BadModel("no_such_class")
        return (Watching.WATCHING, ""), [one for one in self._objects.tracks if one.kind in model.classes]

    def _move(self, picture: Picture) -> tuple[Sight, list[Track]]:
        at, grey = picture.at, picture.grey()
        parting = self._light.part(grey, at, self._followed(at, grey.shape))
        if parting.mask is None:
            self._moving.forget()
            return parting.sight, []
        blobs = _blobs(parting)
        tracks = self._moving.look(blobs, at)
        if parting.back is not None and parting.picture is not None:
            for track in tracks:
                if track.seen == at and not track.hollow and track.still_s(at) > ASK_HOLE_S:
                    track.hollow = left_behind(track.box, parting.picture, parting.back)
        return parting.sight, tracks

    def _followed(self, at: float, shape: tuple[int, ...]) -> Mask | None:
        """Where something stays that a rule may be waiting for."""
        waits = [one.rule.dwell_s for one in self._watched.values() if one.rule.kind is RuleKind.LOITERING]
        if not waits:
            return None
        height, width = shape
        mask: Mask = np.zeros((height, width), np.uint8)
        for track in self._moving.tracks:
            if track.confirmed and not track.hollow and track.still_s(at) < max(waits) + FOLLOWED_S:
                x, y, w, h = track.box
                upper = max(0, int(x * width) - 3), max(0, int(y * height) - 3)
                cv2.rectangle(mask, upper, (int((x + w) * width) + 3, int((y + h) * height) + 3), (1,), -1)
        return mask

    def _detect(self, picture: Picture) -> None:
        """Ask each model that any rule needs, at its own pace; what it sees is followed as motion is."""
        if picture.at - self._detected_at < self._detect_every_s:
            return
        self._detected_at = picture.at
        self._asking.look(picture.at)
        self._failed = {}
        blobs, asked = list[Blob](), set[str]()
        for watched in self._watched.values():
            if watched.rule.kind is not RuleKind.OBJECTS:
                continue
            try:
                model = self._model_of(watched.rule)
            except BadModel:
                continue  # each of its rules says so by itself
            if model.name in asked:
                continue
            asked.add(model.name)
            try:
                blobs += model.look(picture.colour(), self._least_confidence())
            except BadModel as bad:
                self._failed[model.name] = bad
        self._objects.look(blobs, picture.at)

    def _least_confidence(self) -> float:
        return min(one.rule.confidence for one in self._watched.values() if one.rule.kind is RuleKind.OBJECTS)


def _blobs(parting: Parting) -> list[Blob]:
    """Where the camera shook, things lie where they would lie without: else all would cross every line."""
    if parting.mask is None or parting.picture is None or parting.back is None:
        return []
    return find(parting.mask, parting.picture, parting.back)


def _shown(track: Track, at: float) -> bool:
    return track.confirmed and not track.hollow and at - track.seen < 1.0


def _seen(track: Track, rule: AnalyticsRule, alarm: bool) -> Seen:
    return Seen(track.id, track.box, track.kind, track.score, rule.id, alarm)


def _once(things: list[Seen]) -> tuple[Seen, ...]:
    """Each thing once, under a rule that it fires if there is one."""
    best: dict[tuple[str, int], Seen] = {}
    for thing in things:
        key = thing.kind, thing.track
        if key not in best or (thing.alarm and not best[key].alarm):
            best[key] = thing
    return tuple(best.values())
