"""Alerts made audible: the rules of the ringer, fed with rows and time, and let loose on a loudspeaker."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.line import LineState
from backend_client.replica import Change
from console.desk import Desk
from console.sounds.ringer import Mute, Ringer
from console.sounds.speaker import Speaker
from console.sounds.tones import seconds
from contract.alerts import Alert


class Sounds(QObject):
    """One per desk. `changed` tells that what the sound button says is not so any more."""

    changed = Signal()

    def __init__(self, desk: Desk, speaker: Speaker | None, parent: QObject | None = None) -> None:
        """Without a speaker sounds are off by setting; a speaker that does not work says so by `heard`."""
        super().__init__(parent)
        self._desk, self._speaker = desk, speaker
        self._ringer = Ringer()
        self._works: bool | None = None if speaker is not None else False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ring)
        self._unsubscribe = desk.subscribe(Alert, self._changed)
        desk.line_changed.connect(self._line)
        self._line(desk.line)

    @property
    def off(self) -> bool:
        """Switched off by setting."""
        return self._speaker is None

    @property
    def silent(self) -> bool:
        """Meant to sound, and cannot: no device."""
        return self._speaker is not None and self._works is False

    @property
    def muted(self) -> Mute | None:
        return self._ringer.muted(self._desk.now())

    def heard(self, works: bool) -> None:
        """The loudspeaker says whether it works."""
        if works != self._works:
            self._works = works
            self.changed.emit()

    def mute(self, minutes: int) -> None:
        """Silence in the name of whoever sits here."""
        now = self._desk.now()
        self._ringer.silence(Mute(self._desk.name, now + timedelta(minutes=minutes)), now)
        self._ring()
        self.changed.emit()

    def unmute(self) -> None:
        self._ringer.silence(None, self._desk.now())
        self._ring()
        self.changed.emit()

    def close(self) -> None:
        self._unsubscribe()
        self._desk.line_changed.disconnect(self._line)
        self._timer.stop()
        if self._speaker is not None:
            self._speaker.close()

    def _line(self, line: LineState) -> None:
        self._ringer.went(line.live, self._desk.now())
        self._ring()

    def _changed(self, changes: list[Change]) -> None:
        for alert in self._ringer.take(changes, self._desk.now()):
            self._desk.alarm.emit(alert)
        self._ring()

    def _ring(self) -> None:
        now = self._desk.now()
        was_muted = self._ringer.mute is not None
        severity = self._ringer.next(now)
        if was_muted and self._ringer.mute is None:
            self.changed.emit()
        if severity is not None:
            self._ringer.plays(severity, now + timedelta(seconds=seconds(severity)))
            if self._speaker is not None:
                self._speaker.play(severity)
        self._wait(self._ringer.wakes(now), now)

    def _wait(self, until: datetime | None, now: datetime) -> None:
        if until is None:
            self._timer.stop()
        else:
            self._timer.start(max(10, round((until - now).total_seconds() * 1000)))
