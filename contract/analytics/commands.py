"""What can be asked: to add, change, turn on and off and remove rules, and to say how they are watched."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from contract.analytics.rows import (
    MANAGE,
    MANAGERS,
    MOST_PER_CAMERA,
    MOST_RULES,
    REPORT,
    TURN,
    AnalyticsRule,
    AnalyticsState,
    Watching,
    Word,
)
from contract.analytics.shapes import check_shape
from contract.base import Actor, Command, Fact, Gone, Id, Refused, Row, World
from contract.people import SYSTEM


class SaveAnalyticsRule(Command, frozen=True, kw_only=True, tag="analytics.save"):
    """Add a rule or replace it whole; until a machine has taken it up, it says that nobody watches."""

    rule: AnalyticsRule

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        camera = world.look(("camera", self.rule.camera))
        if camera is None or not _may_know(who, camera):
            raise Refused("gone.camera")
        old = world.get(AnalyticsRule, self.rule.id)
        if old is not None and not _may_know(who, old):
            raise Refused("gone.analytics_rule")
        _check(self.rule)
        _check_count(world, self.rule)
        rule = replace(self.rule, watchers=_watchers(camera))
        yield rule
        yield from _afresh(world, rule, who, old)


class TurnAnalyticsRule(Command, frozen=True, kw_only=True, tag="analytics.turn"):
    """Let a rule be watched, or rest until it is turned on again."""

    rule: Id
    on: bool

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(TURN)
        old = _known(world, self.rule, who)
        rule = replace(old, on=self.on)
        yield rule
        yield from _afresh(world, rule, who, old)


class RemoveAnalyticsRule(Command, frozen=True, kw_only=True, tag="analytics.remove"):
    """Look for this no more."""

    rule: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        rule = _known(world, self.rule, who)
        yield Gone.of(rule)
        if state := world.get(AnalyticsState, rule.id):
            yield Gone.of(state)


class FitAnalyticsRules(Command, frozen=True, kw_only=True, tag="analytics.fit"):
    """Let these rules be seen by whoever may watch their cameras now; asked by the backend itself.

    It names them only: a rule that somebody changes or removes at this moment is not brought back as it was.
    """

    rules: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=100)]

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(REPORT)
        for id in self.rules:
            rule = world.get(AnalyticsRule, id)
            camera = world.look(("camera", rule.camera)) if rule else None
            if rule is None or camera is None:
                continue
            watchers = _watchers(camera)
            yield replace(rule, watchers=watchers)
            if state := world.get(AnalyticsState, id):
                yield replace(state, watchers=watchers)


class RuleSeen(Struct, frozen=True, kw_only=True):
    """How one rule is watched, as its node says."""

    rule: Id
    status: Watching
    reason: Word = ""
    since: datetime


class ReportAnalytics(Command, frozen=True, kw_only=True, tag="analytics.report"):
    """How a node's rules are watched; rules that are gone meanwhile, or rest, or are another's now, are passed over.

    What was said before a break of the line would come late and be wrong: it does not wait.
    """

    waits = False
    rules: Annotated[tuple[RuleSeen, ...], Meta(max_length=400)]

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(REPORT)
        for seen in self.rules:
            rule = world.get(AnalyticsRule, seen.rule)
            if rule is None or not rule.on or not _may_know(who, rule):
                continue
            if rule.node and who.id not in (rule.node, SYSTEM):
                continue
            yield AnalyticsState(
                id=rule.id, status=seen.status, reason=seen.reason, since=seen.since, node=who.id,
                watchers=rule.watchers,
            )  # fmt: skip


def _known(world: World, id: str, who: Actor) -> AnalyticsRule:
    rule = world[AnalyticsRule, id]
    if not _may_know(who, rule):
        raise Refused("gone.analytics_rule")
    return rule


def _may_know(who: Actor, row: Row) -> bool:
    return who.sees(row) or "cameras.manage" in who.rights


def _watchers(camera: Row) -> tuple[str, ...]:
    return tuple(one for one in camera.audiences() if one != MANAGERS)


def _check(rule: AnalyticsRule) -> None:
    if not rule.name.strip():
        raise Refused("analytics.no_name")
    check_shape(rule.kind, rule.shape)
    if rule.hours is not None and rule.hours.start == rule.hours.end:
        raise Refused("analytics.no_hours")
    if len(set(rule.classes)) != len(rule.classes):
        raise Refused("analytics.class_twice")


def _check_count(world: World, rule: AnalyticsRule) -> None:
    others = [other for other in world.all(AnalyticsRule) if other.id != rule.id]
    if len(others) >= MOST_RULES:
        raise Refused("analytics.too_many", most=str(MOST_RULES))
    if sum(other.camera == rule.camera for other in others) >= MOST_PER_CAMERA:
        raise Refused("analytics.too_many_of_camera", most=str(MOST_PER_CAMERA))


def _gist(rule: AnalyticsRule) -> AnalyticsRule:
    """What a node must know anew when it changes."""
    return replace(rule, name="-", severity=0, watchers=())


def _afresh(world: World, rule: AnalyticsRule, who: Actor, old: AnalyticsRule | None) -> Iterator[AnalyticsState]:
    """What is watched now is not what it was: nobody watches it until a node says so. A new name changes nothing."""
    state = world.get(AnalyticsState, rule.id)
    if state is not None and old is not None and _gist(old) == _gist(rule):
        if state.watchers != rule.watchers:
            yield replace(state, watchers=rule.watchers)
        return
    status, reason = (Watching.BLIND, "not_taken_up") if rule.on else (Watching.OFF, "")
    yield AnalyticsState(id=rule.id, status=status, reason=reason, since=who.now, watchers=rule.watchers)
