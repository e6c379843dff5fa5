"""Tells the backend and the other desks how this machine's cameras do; hears when a view is to be learned anew."""

import platform

from PySide6.QtCore import QObject, QTimer

from console.desk import Desk
from console.video.vision.report import reports
from console.video.vision.watch import Watch
from contract.cameras import Camera
from contract.health import REPORT_S, CameraReport, LearnView


class CameraReports(QObject):
    """Speaks every REPORT_S for as long as it lives, where this seat may watch cameras."""

    def __init__(self, desk: Desk, watch: Watch, machine: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._watch, self._machine = desk, watch, machine
        self._parts = 0
        desk.heard.connect(self._heard)
        self._timer = QTimer(self, interval=round(REPORT_S * 1000))
        self._timer.timeout.connect(self.tell)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._desk.heard.disconnect(self._heard)

    def tell(self) -> None:
        """Say it now. A machine that shows nothing any more says so once, and then nothing."""
        desk = self._desk
        if CameraReport.right not in desk.who().rights:
            return
        host = platform.node()
        place = desk.name if host in ("", desk.name) else f"{desk.name} · {host}"
        by, at = desk.who().id, desk.now()
        parts = reports(self._watch.views().values(), self._seen_by, by, self._machine, place[:200], at)
        if not parts and self._parts:
            parts = [CameraReport(by=by, machine=self._machine, place=place[:200], at=at)]
        self._parts = len(parts) if self._watch.views() else 0
        for part in parts:
            desk.tell(part)

    def _seen_by(self, camera: str) -> tuple[str, ...]:
        row = self._desk.world.get(Camera, camera)
        return row.audiences() if row else ()

    def _heard(self, _by: str, signal: object) -> None:
        if isinstance(signal, LearnView):
            self._watch.reset(signal.camera)
