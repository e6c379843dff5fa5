"""The newest word of every machine about every camera; a machine that has gone silent has no word."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from contract.health import SILENT_S, CameraReport, CameraSeen

MOST_MACHINES = 500
"""Machines that are listened to at once: whoever invents names of machines does not fill the memory."""

MACHINES_EACH = 8
"""Of these, so many of one account: nobody crowds out the others."""


class Opinion(Struct, frozen=True):
    """What one machine sees of one camera, who is signed in there, and how people call the machine."""

    by: str
    machine: str
    place: str
    seen: CameraSeen


class _Word(Struct):
    report: CameraReport
    at: float


class Board:
    """Knows no rule: it only remembers who said what, and when."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._said: dict[tuple[str, str], dict[int, _Word]] = {}

    def take(self, report: CameraReport) -> None:
        """Hear one part of a machine's report."""
        name = report.by, report.machine
        if name not in self._said and self._full(report.by):
            self._forget()
            if self._full(report.by):
                return
        parts = self._said.setdefault(name, {})
        parts[report.part] = _Word(report, self._clock())
        for part in [part for part in parts if part >= report.parts]:
            del parts[part]

    def cameras(self) -> dict[str, list[Opinion]]:
        """Every camera that somebody looks at, with all opinions on it."""
        self._forget()
        found: dict[str, list[Opinion]] = {}
        for opinion in self._opinions():
            found.setdefault(opinion.seen.camera, []).append(opinion)
        return found

    def _opinions(self) -> Iterator[Opinion]:
        for (by, machine), parts in self._said.items():
            for word in parts.values():
                for seen in word.report.cameras:
                    yield Opinion(by, f"{by}/{machine}", word.report.place or by, seen)

    def _full(self, by: str) -> bool:
        return len(self._said) >= MOST_MACHINES or sum(one == by for one, _ in self._said) >= MACHINES_EACH

    def _forget(self) -> None:
        oldest = self._clock() - SILENT_S
        for name, parts in list(self._said.items()):
            kept = {part: word for part, word in parts.items() if word.at >= oldest}
            if kept:
                self._said[name] = kept
            else:
                del self._said[name]
