"""Cameras with one fault each, all watched by one pool: what each tile said, after how long, and when it was back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from console.video.outlet import Outlet
from console.video.pool import SourcePool
from console.video.scaling import Box, Picture
from console.video.source import Source
from console.video.streams import Ladder, Stream
from console.video.tap import Tap
from console.video.truth import TileTruth
from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from demo.scenes.barcode import read_frame_number
from media.login import Login

BOX = Box(320, 180)
Act = Callable[[], object]


class Numbers(Outlet):
    """Reads the number burnt into each picture."""

    def __init__(self) -> None:
        super().__init__(BOX)
        # The budget of a busy machine is not what is tried here.
        self.favoured = True
        self.reads = True
        self.read: list[int | None] = []

    def put(self, picture: Picture) -> None:
        super().put(picture)
        self.read.append(read_frame_number(np.ascontiguousarray(picture.pixels[..., :3])) if self.reads else 0)


@dataclass
class Case:
    """One camera, how it is broken and mended, and what its tile may say meanwhile (nothing: it stays live)."""

    name: str
    url: str
    broken: Act
    mended: Act
    reasons: frozenset[str] = frozenset()
    tap: Tap | None = None
    numbers: Numbers = field(default_factory=Numbers)
    before: int = 0
    said: TileTruth | None = None
    told_after: float | None = None
    back_after: float | None = None
    not_live: set[tuple[str, str]] = field(default_factory=set)

    def look(self, now: float) -> TileTruth:
        assert self.tap is not None
        self.tap.poll()
        return self.tap.truth(now)


class Matrix:
    """Runs all cases at once beside two cameras without a fault."""

    def __init__(self, clip: Path, small: ServerThread) -> None:
        self.urls: dict[str, str] = {}
        self.pool = SourcePool(self._resolve, linger=0.5)
        self.cases: list[Case] = []
        self.clip, self.server = clip, small
        self.good = [self.case(f"good{n}") for n in (1, 2)]

    def _resolve(self, camera: str) -> Ladder:
        return Ladder(camera, (Stream("sub", self.urls[camera], 320, 180, 15),), Login("operator", "p@ss:word"))

    def case(self, name: str, *reasons: str, faults: tuple[Fault | tuple[Fault, int], ...] = ()) -> Case:
        """Add a camera of the common server."""
        self.server.add(name, self.clip, "operator", "p@ss:word")
        broken = [fault if isinstance(fault, tuple) else (fault, None) for fault in faults]

        def on() -> None:
            for fault, number in broken:
                self.server.fault(name, fault, number)

        return self.add(name, self.server.url(name, credentials=False), on, lambda: self.server.heal(name), *reasons)

    def add(self, name: str, url: str, broken: Act, mended: Act, *reasons: str) -> Case:
        """Add any camera."""
        self.urls[name] = url
        case = Case(name, url, broken, mended, frozenset(reasons))
        self.cases.append(case)
        return case

    def source(self, case: Case) -> Source:
        """Return what a case's tile looks at."""
        ladder = self._resolve(case.name)
        return self.pool.source(ladder, ladder.streams[0])

    def run(self, hold: float, patience: float) -> None:
        """Watch all, break them, hold, mend them, and wait."""
        for case in self.cases:
            case.tap = self.pool.tap(case.name)
            case.tap.want(BOX, None)
            case.numbers.reads = bool(case.reasons) or case in self.good
            assert self.source(case).attach(case.numbers)
        self._until(8, lambda now: all(case.look(now).status == "live" for case in self.cases))
        for case in self.cases:
            case.before = len(case.numbers.read)
            case.broken()
        begun = time.monotonic()
        self._until(hold, lambda now: self._note(now, begun) and False)
        for case in self.cases:
            case.mended()
        begun = time.monotonic()
        self._until(patience, lambda now: self._back(now, begun))

    def _note(self, now: float, begun: float) -> bool:
        for case in self.cases:
            truth = case.look(now)
            if truth.status != "live":
                case.not_live.add((truth.status, truth.reason))
            told = truth.status in ("late", "stale", "lost", "denied") and truth.reason in case.reasons
            if told and case.told_after is None:
                case.told_after, case.said = now - begun, truth
        return True

    def _back(self, now: float, begun: float) -> bool:
        for case in self.cases:
            if case.back_after is None and case.look(now).status == "live":
                case.back_after = now - begun
        return all(case.back_after is not None for case in self.cases)

    def _until(self, seconds: float, done: Callable[[float], bool]) -> None:
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end and not done(now):
            time.sleep(0.02)

    def table(self) -> str:
        """Say what was seen, a line per camera."""
        lines = [f"{'fault':<14} {'tile said':<22} {'after s':>8} {'back s':>8} {'frames':>7}  also"]
        for case in self.cases:
            said = f"{case.said.status} {case.said.reason}" if case.said else "-"
            others = (
                ", ".join(sorted(f"{status} {reason}".strip() for status, reason in case.not_live)) or "always live"
            )
            lines.append(f"{case.name:<14} {said:<22} {_text(case.told_after):>8} {_text(case.back_after):>8} "
                         f"{len(case.numbers.read):>7}  {others}")  # fmt: skip
        return "\n".join(lines)


def _text(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"
