"""What is shown again, wherever it comes from: the tape of the last minutes, and before that whatever was recorded."""

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Protocol

from console.tasks import spawn
from media.access import AccessUnit, Format
from media.tape import Tape

FIRST_S, NEXT_S = 5.0, 12.0
"""Seconds asked for where somebody goes to, and where it goes on by itself."""
AHEAD_S = 6.0
KEPT = 3
"""Chunks in memory: the one shown, and one to either side."""
PACE_S = 0.15
"""Whoever drags a slider asks no more often."""
SOON_S = 0.7
SAME_S = 0.05
BEFORE_S = 2.0
"""So much before a tape begins its first picture is no longer taken for what was asked."""
AGAIN_S = 3.0
"""After so long a failure, or a gap that lasts until now, is asked about again."""
OVERLAP_S = 10.0
"""From the recorder to the tape only well inside it, or at its end it would go to and fro."""
FROM_TAPE, FROM_NOWHERE = 0.0, -1.0


@dataclass(frozen=True)
class Chunk:
    """Some seconds of a recording, or of a gap in it; times are those of whoever recorded, in Unix seconds.

    `run` names a stretch that can be decoded without a break; `why` and no `format` make it a gap.
    """

    start: float
    end: float
    units: tuple[AccessUnit, ...] = ()
    format: Format | None = None
    run: float = 0.0
    why: str = ""
    since: float = 0.0
    """Where the gap began, nought where nobody knows."""


class NoChunk(Exception):
    """It cannot be had now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Recorder(Protocol):
    """Where older pictures come from: all that is known here of recorders."""

    def now(self) -> float:
        """The recorder's clock, in Unix seconds."""

    def oldest(self, camera: str) -> float | None:
        """How far back it reaches; None where nothing of it may be seen."""

    async def chunk(self, camera: str, start: float, seconds: float) -> Chunk:
        """What there is from `start` on, not necessarily for so long. Raises NoChunk."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a moment has no picture: `gap` (its ends and reason), `before` all there is, `asking`, `failed` (a code)."""

    kind: str
    why: str = ""
    since: float = 0.0
    until: float = 0.0


@dataclass(frozen=True)
class Reach:
    """What can be decoded towards a moment; `origin` tells whether a decoder may go on with it."""

    units: list[AccessUnit]
    format: Format | None
    origin: float


@dataclass(frozen=True)
class _Held:
    """A chunk on the monotonic clock, by which tapes go."""

    chunk: Chunk
    start: float
    end: float
    units: tuple[AccessUnit, ...]
    got: float


class Reel:
    """One tile's. `need` and `rest` belong to the GUI's thread; everything else may be called from any."""

    def __init__(self, camera: str, tape: Tape, recorder: Recorder | None = None) -> None:
        self.tape = tape
        self._camera, self._recorder = camera, recorder
        self._lock = threading.Lock()
        self._held: list[_Held] = []
        self._shown = FROM_TAPE
        self._back: float | None = None
        """How far the recorder reaches, looked up in the GUI's thread alone."""
        self._steady: float | None = None
        self._task: asyncio.Task[object] | None = None
        self._asked: tuple[float, float] | None = None
        self._asked_at = float("-inf")
        self._blank = float("inf")
        """Since when what is wanted has not been there."""
        self._failed: tuple[float, str] | None = None

    # What a rerun asks.

    def reach(self, goal: float) -> Reach:
        """What there is from the last key picture before a moment on."""
        with self._lock:
            if self._on_tape(goal):
                self._shown = FROM_TAPE
                return Reach(self.tape.units(goal), self.tape.format, FROM_TAPE)
            held = self._find(goal)
            if held is None or held.chunk.format is None:
                return Reach([], None, FROM_NOWHERE)
            self._shown = held.chunk.run
            keys = [at for at, unit in enumerate(held.units) if unit.key and unit.arrived <= goal]
            return Reach(list(held.units[keys[-1] if keys else 0 :]), held.chunk.format, held.chunk.run)

    def origin(self, goal: float) -> float:
        """Where a moment's pictures come from."""
        with self._lock:
            if self._on_tape(goal):
                return FROM_TAPE
            held = self._find(goal)
            return held.chunk.run if held and held.chunk.format else FROM_NOWHERE

    def beside(self, moment: float, forward: bool) -> float | None:
        """When the picture after, or before, the one shown at this moment arrived; out of a gap, its end."""
        with self._lock:
            held = None if self._on_tape(moment) else self._find(moment)
            if held is None:
                return self.tape.beside(moment, forward)
            if held.chunk.format is None:
                return held.end + 0.001 if forward else held.start - 0.1
            times = [unit.arrived for unit in held.units]
        if forward:
            return next((at for at in times if at > moment), held.end + 0.001)
        past = [at for at in times if at <= moment]
        return past[-2] if len(past) > 1 else held.start - 0.001

    @property
    def span(self) -> tuple[float, float] | None:
        """From the oldest that can be shown to the newest."""
        self._look()
        tape, oldest = self.tape.span, self._back
        if oldest is None:
            return tape
        newest = tape[1] if tape else time.monotonic()
        return min(oldest, tape[0] if tape else newest), newest

    def lack(self, moment: float, empty: bool = False) -> Lack | None:
        """Why nothing of this moment can be shown; None where something can, or soon will in a tile not `empty`."""
        with self._lock:
            if self._on_tape(moment):
                span = self.tape.span
                return Lack("before") if span and moment < span[0] - BEFORE_S else None
            held = self._find(moment)
        if held is None:
            if self._failed:
                return Lack("failed", self._failed[1])
            # What comes soon is not worth words that would flicker while somebody drags a slider.
            return Lack("asking") if empty or time.monotonic() - self._blank > SOON_S else None
        if held.chunk.format is not None:
            return None
        return Lack("gap", held.chunk.why, held.chunk.since, held.chunk.end)

    # What the GUI does.

    def need(self, moment: float) -> None:
        """Have what a moment needs, and what comes after it, fetched."""
        recorder = self._recorder
        if recorder is not None and self._steady is None:
            self._steady = self._ahead()
        self._look()
        if recorder is None or self._back is None:
            return
        with self._lock:
            self._drop_old(moment)
            if self._on_tape(moment):
                return
            held = self._find(moment)
            after = self._find(held.end + 0.001) if held else None
            near_tape = held is not None and self._on_tape(held.end + 0.001)
        if held is None:
            self._blank = min(self._blank, time.monotonic())
            self._fetch(recorder, moment, FIRST_S)
            return
        self._blank = float("inf")
        if after is None and not near_tape and held.end - moment < AHEAD_S and held.end < time.monotonic() - 1:
            self._fetch(recorder, held.end, NEXT_S)

    def rest(self) -> None:
        """Show nothing again: let go of everything at once."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._asked = self._failed = self._steady = None
        self._blank = float("inf")
        with self._lock:
            self._held, self._shown = [], FROM_TAPE

    # Inside.

    def _on_tape(self, moment: float) -> bool:
        span = self.tape.span
        if self._back is None:
            return True
        if span is None:
            return False
        return moment >= span[0] + (0.0 if self._shown == FROM_TAPE else OVERLAP_S)

    def _look(self) -> None:
        oldest = self._recorder.oldest(self._camera) if self._recorder else None
        self._back = oldest - self._ahead() if oldest is not None else None

    def _ahead(self) -> float:
        """How far the recorder's clock is before ours: one for a whole replay, or steps would miss their picture."""
        assert self._recorder is not None
        return self._recorder.now() - time.monotonic() if self._steady is None else self._steady

    def _find(self, moment: float) -> _Held | None:
        return next((held for held in self._held if held.start <= moment < held.end), None)

    def _drop_old(self, moment: float) -> None:
        now = time.monotonic()
        # A gap that lasted until it was asked about may have ended since.
        lasting = [held for held in self._held if held.chunk.format is None and held.end > held.got - AGAIN_S]
        self._held = [held for held in self._held if held not in lasting or now - held.got < AGAIN_S]
        self._held = sorted(self._held, key=lambda held: min(abs(held.start - moment), abs(held.end - moment)))[:KEPT]
        if self._failed and now - self._asked_at > AGAIN_S:
            self._failed = None

    def _fetch(self, recorder: Recorder, moment: float, seconds: float) -> None:
        now = time.monotonic()
        coming = self._asked is not None and self._asked[0] <= moment < self._asked[1]
        if coming or self._failed or now - self._asked_at < PACE_S:
            return
        if self._task is not None:
            self._task.cancel()
        self._asked, self._asked_at = (moment, moment + seconds), now
        self._task = spawn(self._get(recorder, moment, seconds), "playback")

    async def _get(self, recorder: Recorder, moment: float, seconds: float) -> None:
        ahead = self._ahead()
        try:
            chunk = await recorder.chunk(self._camera, moment + ahead, seconds)
        except NoChunk as no:
            self._asked, self._failed, self._asked_at = None, (moment, no.code), time.monotonic()
            return
        held = _held(chunk, moment, ahead)
        with self._lock:
            # Only what it covers goes: ends meet within microseconds, and clocks are not better.
            inside = [one for one in self._held if held.start - SAME_S <= one.start and one.end <= held.end + SAME_S]
            self._held = [one for one in self._held if one not in inside] + [held]
        self._asked = None


def _held(chunk: Chunk, moment: float, ahead: float) -> _Held:
    """Arrivals never go back: pictures come in the order of decoding, and stamps tell when they are shown."""
    units, last = [], float("-inf")
    for unit in chunk.units:
        last = max(last, unit.stamp - ahead)
        units.append(AccessUnit(unit.data, unit.key, unit.stamp, last, unit.gap))
    # What was asked for is covered, or it would be asked for again.
    start, end = min(chunk.start - ahead, moment), max(chunk.end - ahead, moment + 0.02)
    return _Held(chunk, start, end, tuple(units), time.monotonic())
