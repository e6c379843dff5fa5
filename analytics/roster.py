"""From the rows to the work of one machine: which cameras, at which streams, by which rules, and which it cannot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analytics.line import Address
from contract.analytics import AnalyticsRule, AnalyticsState, RuleKind, Watching
from contract.base import World
from contract.cameras import Camera, CameraLogin, Stream
from media.login import Login

SOON = timedelta(seconds=60)
"""So long before a rule's hour its camera's view is learned."""
ENOUGH_HIGH, ENOUGH_FOR_MODEL = 180, 480
"""Lines that a stream needs at least: for motion, and for a model to tell things."""
RESTING, NO_STREAM, TOO_MANY, NOT_TAKEN_UP = "resting", "no_stream", "too_many", "not_taken_up"


@dataclass(frozen=True, slots=True)
class Post:
    """One camera that is to be watched now."""

    camera: Camera
    address: Address
    rules: tuple[AnalyticsRule, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """All of a machine's work; `idle` says of the rules that it cannot watch, or need not now, why.

    `left` are those that it is still said to watch and does not any more: it lives, so that nobody else would deny it.
    """

    posts: Mapping[str, Post]
    mine: Mapping[str, AnalyticsRule]
    idle: Mapping[str, str]
    left: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """What of all rules is this machine's: those that name it, and, if `unassigned`, those that name none and that no
    other machine that lives (`others`) has taken up. Whoever says first that he watches has it; the other lets go."""

    me: str
    unassigned: bool = True
    most: int = 64
    others: frozenset[str] = frozenset()

    def holds(self, world: World, rule: AnalyticsRule) -> bool:
        if rule.node or not self.unassigned:
            return rule.node == self.me
        state = world.get(AnalyticsState, rule.id)
        return state is None or state.node not in self.others or state.reason in (TOO_MANY, NOT_TAKEN_UP)


def roster(world: World, share: Share, now: datetime, already: Iterable[str] = ()) -> Roster:
    """Cameras that are watched `already` stay when there are too many."""
    mine = {rule.id: rule for rule in world.all(AnalyticsRule) if rule.on and share.holds(world, rule)}
    awake: dict[str, list[AnalyticsRule]] = {}
    idle: dict[str, str] = {}
    for rule in sorted(mine.values(), key=lambda rule: rule.id):
        if in_hours(rule, now) or in_hours(rule, now + SOON):
            awake.setdefault(rule.camera, []).append(rule)
        if not in_hours(rule, now):
            idle[rule.id] = RESTING
    watched = set(already)
    posts: dict[str, Post] = {}
    for camera in sorted(awake, key=lambda id: (id not in watched, id)):
        post = _post(world, camera, tuple(awake[camera]))
        if post is None or len(posts) >= share.most:
            why = NO_STREAM if post is None else TOO_MANY
            idle.update({rule.id: why for rule in awake[camera] if rule.id not in idle})
        else:
            posts[camera] = post
    if share.others:
        # Another machine may have room: what this one says it cannot do, it would seem to hold.
        left = {id for id, why in idle.items() if why == TOO_MANY and not mine[id].node}
        mine = {id: rule for id, rule in mine.items() if id not in left}
    return Roster(posts, mine, idle, _left(world, share.me, mine, idle))


def _left(world: World, me: str, mine: Mapping[str, AnalyticsRule], idle: Mapping[str, str]) -> dict[str, str]:
    """What this machine let go, when it was given less room or other work, and what it says of that."""
    said = [state.id for state in world.all(AnalyticsState) if state.node == me and state.status is not Watching.BLIND]
    rules = (world.get(AnalyticsRule, id) for id in said if id not in mine)
    return {rule.id: TOO_MANY if idle.get(rule.id) == TOO_MANY else NOT_TAKEN_UP for rule in rules if rule and rule.on}


def in_hours(rule: AnalyticsRule, now: datetime) -> bool:
    return rule.hours is None or rule.hours.hold(now)


def smallest(streams: Iterable[Stream], high: int) -> Stream | None:
    """The smallest that has so many lines, else the largest there is."""
    readable = sorted((one for one in streams if "://" in one.url), key=lambda one: one.width * one.height)
    enough = [one for one in readable if one.height >= high]
    return enough[0] if enough else readable[-1] if readable else None


def _post(world: World, id: str, rules: tuple[AnalyticsRule, ...]) -> Post | None:
    camera = world.get(Camera, id)
    if camera is None:
        return None
    models = any(rule.kind is RuleKind.OBJECTS for rule in rules)
    stream = smallest(camera.streams, ENOUGH_FOR_MODEL if models else ENOUGH_HIGH)
    if stream is None:
        return None
    login = world.get(CameraLogin, id)
    return Post(camera, Address(stream.url, Login(login.user, login.password) if login else None), rules)
