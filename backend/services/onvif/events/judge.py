"""From one camera's notices to what is to be told: what stands, since when, and when it has been gone long enough."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping

import msgspec
from msgspec import Struct

from backend.services.onvif.events.notices import Act, Notice
from contract.camera_events import MOST_OTHERS, Event, Wanted

HOUR_S = 3600.0
LONGEST_OFF = 32
"""Each return within an hour doubles the time an event must be gone, up to so many times."""
REPEAT_S = 60.0
"""What stands already and comes again is counted no more often."""
RETRY_S = 10.0
MOST_STANDING = 32
"""Different events, by their sources, that one camera can have at once: what it invents does not fill the memory."""
MOST_KEYS = 64
ALONE, MINUTE_S = 12, 60.0
"""So many alerts one camera may raise in a minute; the rest waits, and is raised if it still stands."""


class Say(Struct, frozen=True, kw_only=True):
    """Something to tell: the alert, whether the event is there or gone, and what the camera said of it last."""

    alert: str
    on: bool
    notice: Notice | None = None


class _Standing(Struct):
    notice: Notice | None = None
    told: bool = False
    fresh: bool = False
    unsure: bool = False
    active: set[str] = msgspec.field(default_factory=set)
    on_at: float = 0.0
    off_at: float = 0.0
    told_at: float = 0.0
    held_until: float = 0.0
    starts: deque[float] = msgspec.field(default_factory=lambda: deque(maxlen=8))


class Judge:
    """One camera. `name` gives the alert of an event and source; `open` says whether people have it open."""

    def __init__(
        self, name: Callable[[Event, str], str], open: Callable[[str], bool], standing: Mapping[str, float]
    ) -> None:
        """`standing`: alerts that were raised before this program was started, and when by its clock."""
        self._name, self._open = name, open
        self._all = {
            alert: _Standing(told=True, unsure=True, told_at=at, off_at=at, starts=deque([at], maxlen=8))
            for alert, at in list(standing.items())[:MOST_STANDING]
        }
        self._told = deque[float](maxlen=ALONE)
        self.others, self._names = 0, Counter[str]()

    @property
    def others_named(self) -> tuple[str, ...]:
        """What the camera told most often of what nobody knows."""
        return tuple(name for name, _ in self._names.most_common(MOST_OTHERS))

    def take(self, notice: Notice, wanted: Mapping[Event, Wanted], now: float) -> None:
        """Hear one notice. What is so as we come is no alarm, but it may keep one standing."""
        if notice.event is None:
            self._other(notice.topic)
        elif notice.event in wanted:
            self._wanted(notice, wanted[notice.event], now)

    def look(self, wanted: Mapping[Event, Wanted], now: float) -> Iterator[Say]:
        """What is to be told now, until `settled` says that it was."""
        for alert, one in list(self._all.items()):
            choice = wanted.get(one.notice.event) if one.notice and one.notice.event else None
            if one.told and self._gone(one, choice, now):
                one.fresh = False
                yield Say(alert=alert, on=False, notice=one.notice)
            elif choice and self._due(one, choice, now) and self._may(now):
                one.fresh = False
                yield Say(alert=alert, on=True, notice=one.notice)
            elif not one.told and (choice is None or (_idle(one) and now - one.off_at > HOUR_S)):
                del self._all[alert]

    def settled(self, say: Say, granted: bool, now: float) -> None:
        """People have been told, or not: what could not be told is tried again, but not at once."""
        one = self._all.get(say.alert)
        if one is None:
            return
        if not granted:
            one.held_until, one.fresh = now + RETRY_S, one.fresh or say.on
            return
        if say.on and not one.told:
            one.starts.append(now)
        one.told, one.told_at = say.on, now

    def broken(self) -> None:
        """The line is gone, or we ask anew: what stood may have ended unheard."""
        for one in self._all.values():
            one.active.clear()
            one.unsure = one.told

    def sure(self, now: float) -> None:
        """The camera has had its time to say what is so: what it has not named is over."""
        for one in self._all.values():
            if one.unsure:
                one.unsure, one.off_at = False, now

    def ends(self) -> list[Say]:
        """Nobody listens to this camera any more: what stands will never be taken back."""
        return [Say(alert=alert, on=False, notice=one.notice) for alert, one in self._all.items() if one.told]

    def _other(self, topic: str) -> None:
        self.others += 1
        if topic in self._names or len(self._names) < 4 * MOST_OTHERS:
            self._names[topic] += 1

    def _wanted(self, notice: Notice, choice: Wanted, now: float) -> None:
        event = notice.event
        assert event is not None
        alert = self._name(event, notice.source)
        one = self._all.get(alert)
        begins = notice.act is Act.MOMENT or (notice.act is Act.BECAME and notice.value is True)
        if one is None:
            # Initialized, and whatever ends, of an event that nobody was told of: a state and no alarm.
            if not begins or not self._room():
                return
            one = self._all[alert] = _Standing()
        one.notice, one.unsure = notice, False
        if begins:
            self._begins(one, alert, choice, now)
        elif notice.act is Act.IS and notice.value and one.told:
            one.active.add(notice.key)
        elif notice.act is Act.ENDED or notice.value is False:
            before = bool(one.active)
            one.active.discard(notice.key)
            if before and not one.active:
                one.off_at = now

    def _begins(self, one: _Standing, alert: str, choice: Wanted, now: float) -> None:
        assert one.notice is not None
        edge = one.notice.act is Act.MOMENT or one.notice.key not in one.active
        if edge and one.told and not self._open(alert):
            # People have closed it and it comes again: that is news, however short it was away.
            one.told = False
        if not one.active:
            one.on_at = now
        if one.notice.act is Act.MOMENT:
            one.off_at, one.fresh = now, True
            return
        if len(one.active) < MOST_KEYS:
            one.active.add(one.notice.key)
        # Without a delay it counts, however short it is; with one it must last.
        one.fresh = one.fresh or (edge and (choice.on_s == 0 or one.told))
        one.off_at = now

    def _due(self, one: _Standing, choice: Wanted, now: float) -> bool:
        if now < one.held_until:
            return False
        if one.told:
            return one.fresh and now - one.told_at >= REPEAT_S
        return one.fresh or (bool(one.active) and now - one.on_at >= choice.on_s)

    def _gone(self, one: _Standing, choice: Wanted | None, now: float) -> bool:
        """An event that is not wanted any more ends as if it were gone."""
        if (one.active and choice) or one.unsure or now < one.held_until:
            return False
        off_s = choice.off_s if choice else 1.0
        returns = sum(now - start < HOUR_S for start in one.starts) - 1
        return now - one.off_at >= off_s * float(min(LONGEST_OFF, 2 ** max(0, returns)))

    def _may(self, now: float) -> bool:
        """Whether one more may be told now; if so, it counts."""
        if len(self._told) == ALONE and now - self._told[0] < MINUTE_S:
            return False
        self._told.append(now)
        return True

    def _room(self) -> bool:
        """Whether one more event fits; what nobody was told of and is over gives way."""
        if len(self._all) < MOST_STANDING:
            return True
        old = next((alert for alert, one in self._all.items() if not one.told and _idle(one)), None)
        if old is None:
            self.others += 1
            return False
        del self._all[old]
        return True


def _idle(one: _Standing) -> bool:
    return not one.active and not one.fresh
