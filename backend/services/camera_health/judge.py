"""From opinions to standing faults: what lasts, on how many machines, and when it has been gone long enough."""

from collections import deque
from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec
from msgspec import Struct

from backend.services.camera_health.board import Opinion
from contract.health import LINE_FAULTS, PICTURE_FAULTS, Life, Status

HOUR_S = 3600.0
LONGEST_CLEAR = 32
"""Each return within an hour doubles the time a fault must be gone, up to so many times."""
REPEAT_S = 300.0
"""A standing alert is not told again more often, unless it became worse."""
RETRY_S = 10.0
"""What could not be told is tried again no sooner."""

_SIGHT = {Status.LIVE, Status.LATE}


class Delays(Struct, frozen=True, kw_only=True):
    """Seconds: a lost line until it is said, a fault of the picture, and either until it is taken back."""

    lost: float = 15.0
    fault: float = 10.0
    clear: float = 60.0


class Extent(Enum):
    """How far a fault reaches: gone, on some machines that watch, or on all of them."""

    GONE = "gone"
    SOME = "some"
    ALL = "all"


class Say(Struct, frozen=True):
    """Something to tell about one fault: who sees it, of how many that watch the camera, and whether it is bad news.

    `by` and `watching` count accounts: names of machines are whatever their account says, and so bear no witness.
    """

    fault: str
    extent: Extent
    places: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    watching: int = 0
    reason: str = ""
    worse: bool = True


class _Fault(Struct):
    on: Extent = Extent.GONE
    aim: Extent = Extent.GONE
    aim_at: float = 0.0
    told_at: float = 0.0
    held_until: float = 0.0
    starts: deque[float] = msgspec.field(default_factory=lambda: deque(maxlen=8))


def life_of(opinions: Sequence[Opinion]) -> Life:
    """Whether somebody has the camera's picture; who is still connecting knows nothing yet."""
    if any(opinion.seen.status in _SIGHT for opinion in opinions):
        return Life.UP
    known = [opinion for opinion in opinions if not _unsettled(opinion)]
    return Life.DOWN if known else Life.UNSEEN


class Judge:
    """One camera. Its memory is a handful of numbers per fault, whatever happens."""

    def __init__(self, delays: Delays, standing: Sequence[str] = (), now: float = 0.0) -> None:
        """`standing`: faults for which an alert was raised before this program was started."""
        self._delays = delays
        self._faults = {
            fault: _Fault(on=Extent.ALL, aim=Extent.ALL, aim_at=now, told_at=now, starts=deque([now], maxlen=8))
            for fault in standing
            if fault in (*LINE_FAULTS, *PICTURE_FAULTS)
        }

    @property
    def standing(self) -> tuple[str, ...]:
        """Faults that an alert was raised for, and that have not gone."""
        return tuple(fault for fault, state in self._faults.items() if state.on is not Extent.GONE)

    def look(self, opinions: Sequence[Opinion], now: float) -> list[Say]:
        """Take in what all machines see now; say what is to be told, until `told` says that it was.

        Without opinions nothing has changed.
        """
        if not opinions:
            return []
        said = []
        for fault in (*LINE_FAULTS, *PICTURE_FAULTS):
            seers, deniers = _sides(fault, opinions)
            if not seers and not deniers:
                continue
            extent = Extent.GONE if not seers else Extent.SOME if deniers else Extent.ALL
            if (fault in self._faults or seers) and self._due(fault, extent, now):
                places = tuple(sorted({opinion.place for opinion in seers}))
                reason = next((opinion.seen.reason for opinion in seers), "")
                worse = extent is Extent.ALL or self._faults[fault].on is Extent.GONE
                by = tuple(sorted({opinion.by for opinion in seers}))
                watching = len({opinion.by for opinion in (*seers, *deniers)})
                said.append(Say(fault, extent, places, by, watching, reason, worse))
        self._faults = {fault: state for fault, state in self._faults.items() if _alive(state, now)}
        return said

    def told(self, say: Say, now: float) -> None:
        """People have been told: only now is it so. What is thought to be told and is not would never be told."""
        state = self._faults.setdefault(say.fault, _Fault(aim=say.extent, aim_at=now))
        if state.on is Extent.GONE:
            state.starts.append(now)
        state.on, state.told_at = say.extent, now

    def later(self, say: Say, now: float) -> None:
        """It could not be told: try again, but not at once."""
        if state := self._faults.get(say.fault):
            state.held_until = now + RETRY_S

    def _due(self, fault: str, extent: Extent, now: float) -> bool:
        state = self._faults.setdefault(fault, _Fault())
        if extent is not state.aim:
            state.aim, state.aim_at = extent, now
        if state.aim is state.on or now - state.aim_at < self._patience(fault, state, now):
            return False
        worse = state.aim is Extent.ALL or state.on is Extent.GONE
        if not worse and state.aim is not Extent.GONE and now - state.told_at < REPEAT_S:
            return False
        return now >= state.held_until

    def _patience(self, fault: str, state: _Fault, now: float) -> float:
        if state.aim is Extent.GONE:
            returns = sum(now - start < HOUR_S for start in state.starts) - 1
            return self._delays.clear * float(min(LONGEST_CLEAR, 2 ** max(0, returns)))
        return self._delays.lost if fault in LINE_FAULTS else self._delays.fault


def _sides(fault: str, opinions: Sequence[Opinion]) -> tuple[list[Opinion], list[Opinion]]:
    """Those who see the fault, and those who see that it is not there; others cannot tell."""
    seers: list[Opinion] = []
    deniers: list[Opinion] = []
    for opinion in opinions:
        sees = _sees(fault, opinion)
        if sees is not None:
            (seers if sees else deniers).append(opinion)
    return seers, deniers


def _sees(fault: str, opinion: Opinion) -> bool | None:
    status = opinion.seen.status
    if fault in LINE_FAULTS:
        if _unsettled(opinion):
            return None
        return status is {"lost": Status.LOST, "denied": Status.DENIED}[fault]
    if any(finding.fault == fault for finding in opinion.seen.findings):
        return True
    judged = opinion.seen.measured is not None and opinion.seen.measured.known
    return False if judged and status in _SIGHT else None


def _unsettled(opinion: Opinion) -> bool:
    return opinion.seen.status in {Status.CONNECTING, Status.OFF, Status.STALE}


def _alive(state: _Fault, now: float) -> bool:
    recent = bool(state.starts) and now - state.starts[-1] < HOUR_S
    return state.on is not Extent.GONE or state.aim is not Extent.GONE or recent


def counts(into: Mapping[str, int], word: str, more: int = 1, most: int = 24) -> dict[str, int]:
    """So many more of this word; different words no more than `most`."""
    if word not in into and len(into) >= most:
        word = "other"
    return {**into, word: into.get(word, 0) + more}
