"""What a make-believe camera tells by itself: properties with a state, moments, and who has subscribed to them."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

MOTION = "tns1:RuleEngine/CellMotionDetector/Motion"
MOTION_ALARM = "tns1:VideoSource/MotionAlarm"
LINE = "tns1:RuleEngine/LineDetector/Crossed"
INSIDE = "tns1:RuleEngine/FieldDetector/ObjectsInside"
SCENE = "tns1:VideoSource/GlobalSceneChange/ImagingService"
INPUT = "tns1:Device/Trigger/DigitalInput"
TAMPER = "tns1:RuleEngine/TamperDetector/Tamper"
SIGNAL_LOSS = "tns1:VideoSource/SignalLoss"
DATA = {MOTION: "IsMotion", INSIDE: "IsInside", INPUT: "LogicalState", TAMPER: "IsTamper"}
"""The word that says whether it is so; State for all others."""
QUEUE = 1000


class EventTrick(StrEnum):
    """What is wrong with how a camera tells its events."""

    NONE = "none"
    GARBAGE = "garbage"
    HALF = "half"
    FLOOD = "flood"
    NO_LONG_POLL = "no_long_poll"
    NO_RENEW = "no_renew"
    PROLONGS = "prolongs"
    NO_SYNC = "no_sync"
    HANGS = "hangs"
    PARAMETERS = "parameters"


@dataclass(frozen=True)
class Told:
    """One message, before anybody has written it down."""

    topic: str
    operation: str
    data: Mapping[str, str]
    source: Mapping[str, str]
    key: Mapping[str, str]
    at: float


@dataclass
class Pull:
    """One subscription: until when it is kept, and what waits in it."""

    ends: float
    queue: deque[Told] = field(default_factory=lambda: deque(maxlen=QUEUE))


class Events:
    """`with`-less and thread-safe. `most` is how many subscriptions it keeps at once, as real cameras have few."""

    def __init__(self, trick: EventTrick = EventTrick.NONE, most: int = 5, lease_s: float | None = None) -> None:
        """`lease_s`: it grants no longer than this, whatever is asked."""
        self.trick, self.most, self.lease_s = trick, most, lease_s
        self.made, self.ended, self.renewed, self.polls = 0, 0, 0, 0
        self.clock: Callable[[], float] = time.monotonic
        self._states: dict[tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], bool] = {}
        self._pulls: dict[str, Pull] = {}
        self._names = count(1)
        self.news = threading.Condition()

    # What happens before the camera.

    def change(self, topic: str, value: bool, source: str = "VS0", key: str = "") -> None:
        """A property becomes so or not so."""
        with self.news:
            name = topic, (("Source", source),), (("ObjectId", key),) if key else ()
            self._states[name] = value
            self._tell(name, "Changed", value)

    def delete(self, topic: str, source: str = "VS0", key: str = "") -> None:
        """A property ends, as when its rule is taken out of the camera."""
        with self.news:
            name = topic, (("Source", source),), (("ObjectId", key),) if key else ()
            self._tell(name, "Deleted", self._states.pop(name, False))

    def moment(self, topic: str, source: str = "VS0", **data: str) -> None:
        """Something that has no state: it happens."""
        with self.news:
            self._put(Told(topic, "", data or {"ObjectId": "7"}, {"Source": source}, {}, time.time()))

    def know(self, topic: str, value: bool, source: str = "VS0") -> None:
        """A property is so, and nobody hears of it becoming so."""
        with self.news:
            self._states[topic, (("Source", source),), ()] = value

    def flood(self, many: int, topic: str = MOTION) -> None:
        for at in range(many):
            self.change(topic, at % 2 == 0)

    def forget(self) -> None:
        """As when it starts anew, or drops subscriptions for no reason; its states are what they are."""
        with self.news:
            self._pulls.clear()
            self.news.notify_all()

    @property
    def live(self) -> int:
        """Subscriptions that it keeps now."""
        with self.news:
            self._expire()
            return len(self._pulls)

    # What it is asked.

    def create(self, lasts_s: float) -> tuple[str, float] | None:
        """A name and how long it lasts; None where it has too many already."""
        with self.news:
            self._expire()
            if len(self._pulls) >= self.most:
                return None
            name, lasts = str(next(self._names)), self._granted(lasts_s)
            self._pulls[name] = Pull(self.clock() + lasts)
            self.made += 1
            if self.trick is not EventTrick.NO_SYNC:
                self._burst(self._pulls[name])
            return name, lasts

    def synchronise(self, name: str) -> bool:
        with self.news:
            pull = self._pulls.get(name)
            if pull is not None:
                self._burst(pull)
            return pull is not None

    def pull(self, name: str, wait_s: float, most: int) -> tuple[list[Told], float] | None:
        """What waits, or what comes while whoever asks waits; None where there is no such subscription."""
        until = self.clock() + (0 if self.trick is EventTrick.NO_LONG_POLL else wait_s)
        with self.news:
            self.polls += 1
            while (found := self._find(name)) and not found.queue and self.clock() < until:
                self.news.wait(min(0.25, max(0.0, until - self.clock())))
            if found is None:
                return None
            if self.trick is EventTrick.PROLONGS:
                found.ends = self.clock() + self._granted(60)
            got = [found.queue.popleft() for _ in range(min(most, len(found.queue)))]
            return got, found.ends - self.clock()

    def renew(self, name: str, lasts_s: float) -> float | None:
        with self.news:
            found = self._find(name)
            if found is None:
                return None
            self.renewed += 1
            found.ends = self.clock() + self._granted(lasts_s)
            return found.ends - self.clock()

    def end(self, name: str) -> bool:
        with self.news:
            self.ended += name in self._pulls
            gone = self._pulls.pop(name, None) is not None
            self.news.notify_all()
            return gone

    def _granted(self, lasts_s: float) -> float:
        return lasts_s if self.lease_s is None else min(lasts_s, self.lease_s)

    def _find(self, name: str) -> Pull | None:
        self._expire()
        return self._pulls.get(name)

    def _expire(self) -> None:
        now = self.clock()
        self._pulls = {name: pull for name, pull in self._pulls.items() if pull.ends > now}

    def _burst(self, pull: Pull) -> None:
        """Whoever comes is told how everything stands."""
        for (topic, source, key), value in self._states.items():
            pull.queue.append(_told(topic, "Initialized", value, dict(source), dict(key)))

    def _tell(
        self, name: tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], how: str, value: bool
    ) -> None:
        topic, source, key = name
        self._put(_told(topic, how, value, dict(source), dict(key)))

    def _put(self, told: Told) -> None:
        for pull in self._pulls.values():
            pull.queue.append(told)
        self.news.notify_all()


def _told(topic: str, how: str, value: bool, source: Mapping[str, str], key: Mapping[str, str]) -> Told:
    return Told(topic, how, {DATA.get(topic, "State"): str(value).lower()}, source, key, time.time())
