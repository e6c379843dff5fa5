"""When an alert is heard, and which: decided from the rows alone. Knows no Qt, no clock and no loudspeaker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend_client.replica import Change
from contract.alerts import Alert, Severity, State

AGAIN = timedelta(seconds=10)
LONGEST_MUTE = timedelta(hours=8)
"""A shift: nobody can silence a room for ever and go home."""


@dataclass(frozen=True)
class Mute:
    """Who wanted silence, and until when."""

    by: str
    until: datetime


class Ringer:
    """New and worsened alerts ring once; an emergency rings every ten seconds until it is acknowledged or muted.

    What is told while the line is not live is old news and never rings one by one. What came during a cut rings
    once, at its worst, when the line is live again; what was there at the start does not ring at all.
    """

    def __init__(self) -> None:
        self._due: Severity | None = None
        self._armed: dict[str, datetime] = {}
        self._missed: dict[str, Severity] = {}
        self._live = self._has_been_live = False
        self._playing_until: datetime | None = None
        self._playing: Severity | None = None
        self.mute: Mute | None = None

    def went(self, live: bool, now: datetime) -> None:
        """The line has become live, or has stopped being so."""
        if live and not self._live:
            for id, severity in self._missed.items():
                self._ring(id, severity, now)
            self._missed.clear()
            self._has_been_live = True
        self._live = live

    def take(self, changes: Sequence[Change], now: datetime) -> list[Alert]:
        """Rows have changed; hands back those that are news here and now."""
        news: list[Alert] = []
        for old, new in changes:
            if isinstance(new, Alert) and _is_news(old, new):
                if self._live:
                    news.append(new)
                    self._ring(new.id, new.severity, now)
                elif self._has_been_live:
                    self._missed[new.id] = new.severity
            elif isinstance(old, Alert) and not (isinstance(new, Alert) and new.state is State.NEW):
                self._armed.pop(old.id, None)
                self._missed.pop(old.id, None)
        return news

    def silence(self, mute: Mute | None, now: datetime) -> None:
        if mute is not None:
            mute = Mute(mute.by, min(mute.until, now + LONGEST_MUTE))
            self._due = None
        self.mute = mute

    def muted(self, now: datetime) -> Mute | None:
        """The silence in force."""
        if self.mute is not None and now >= self.mute.until:
            self.mute = None
        return self.mute

    def next(self, now: datetime) -> Severity | None:
        """What is to be played at this moment, if anything: one sound at a time, and the worst wins."""
        if self.muted(now):
            self._due = None
            self._armed = dict.fromkeys(self._armed, now + AGAIN)
            return None
        if any(at <= now for at in self._armed.values()):
            self._due = Severity.EMERGENCY
        if self._due is None or (self._busy(now) and self._playing is not None and self._due <= self._playing):
            return None
        severity, self._due = self._due, None
        if severity is Severity.EMERGENCY:
            self._armed = dict.fromkeys(self._armed, now + AGAIN)
        return severity

    def plays(self, severity: Severity, until: datetime) -> None:
        self._playing, self._playing_until = severity, until

    def wakes(self, now: datetime) -> datetime | None:
        """When to ask again; None: not before something happens."""
        times = [*self._armed.values()] + ([self._playing_until] if self._due is not None else [])
        if self.mute is not None:
            times.append(self.mute.until)
        return min((at for at in times if at is not None), default=None)

    def _busy(self, now: datetime) -> bool:
        return self._playing_until is not None and now < self._playing_until

    def _ring(self, id: str, severity: Severity, now: datetime) -> None:
        if severity is Severity.INFO:
            return  # information is there to be read; what always sounds is soon not heard
        self._due = max(severity, self._due or Severity.INFO)
        if severity is Severity.EMERGENCY:
            self._armed[id] = now + AGAIN


def _is_news(old: object, new: Alert) -> bool:
    if new.state is not State.NEW:
        return False
    return not isinstance(old, Alert) or new.worse_seq > old.worse_seq or new.episode > old.episode
