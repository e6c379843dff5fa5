"""What all machines last said of every camera, and how old that is."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from console.desk import Desk
from contract.health import REPORT_S, SILENT_S, CameraReport, CameraSeen


@dataclass(frozen=True, slots=True)
class Word:
    """One machine on one camera; `age` in seconds."""

    place: str
    seen: CameraSeen
    age: float


@dataclass(frozen=True, slots=True)
class _Part:
    report: CameraReport
    beat: float


class HealthBoard(QObject):
    """Listens for as long as it lives; a machine that has gone silent is forgotten."""

    def __init__(self, desk: Desk, parent: QObject, beat: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._beat = beat
        self._born = beat()
        self._parts: dict[tuple[str, str, int], _Part] = {}
        desk.heard.connect(self._heard)

    @property
    def waiting(self) -> bool:
        """Whether machines that are there may not have spoken yet, so that silence says nothing."""
        return self._beat() - self._born < 2 * REPORT_S

    def words(self) -> dict[str, list[Word]]:
        """All that is still true, by camera; the machines in the order of their names."""
        now = self._beat()
        self._parts = {key: part for key, part in self._parts.items() if now - part.beat <= SILENT_S}
        found: dict[str, list[Word]] = {}
        for part in sorted(self._parts.values(), key=lambda part: (part.report.place, part.report.machine)):
            for seen in part.report.cameras:
                found.setdefault(seen.camera, []).append(Word(part.report.place, seen, now - part.beat))
        return found

    def _heard(self, by: str, signal: object) -> None:
        if not isinstance(signal, CameraReport):
            return
        for key in [key for key in self._parts if key[:2] == (by, signal.machine) and key[2] >= signal.parts]:
            del self._parts[key]
        self._parts[by, signal.machine, signal.part] = _Part(signal, self._beat())
