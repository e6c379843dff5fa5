"""How the line to the backend stands, in words for the status bar and the truth bar. Knows no widgets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend_client.line import LineState
from backend_client.session import Line
from console.strings import N_, _, age, clock, ngettext_, number

GRACE = timedelta(seconds=1)
"""A line that is back within this was not lost to anybody; the bar must stand within two seconds."""

_SHORT = {
    Line.LIVE: N_("Connected"),
    Line.SYNCING: N_("Synchronising"),
    Line.GREETING: N_("Connecting"),
    Line.DOWN: N_("Disconnected"),
}
_WHY = {
    "NoAnswer": N_("The backend does not answer."),
    "LineLost": N_("The connection was cut."),
    "SignInRefused": N_("The backend does not accept this account. Sign in again."),
    "SignInExpired": N_("The session has expired. Sign in again."),
    "WrongVersion": N_("This program and the backend are of different versions. One of them must be updated."),
    "TurnedAway": N_("The backend turns this console away."),
    "BadFrame": N_("The backend sent something that this program does not understand."),
    "StoreError": N_("The file in which this machine keeps its data cannot be used."),
    "WrongKey": N_("The file in which this machine keeps its data does not open with this machine's key."),
    "Corrupt": N_("The file in which this machine keeps its data was damaged; a new one has been begun."),
    "NoRoomHere": N_("This machine could not write the file."),
    "InUse": N_("Another window of this program has this machine's data open. Close it first."),
}


@dataclass(frozen=True)
class Truth:
    """What the bar says: `bad` while what is shown may be old, else a note that it is true again."""

    text: str
    detail: str
    bad: bool


def line_word(state: LineState) -> str:
    return _(_SHORT[state.line])


def why(error: str) -> str:
    """The reason in words; "" where there is none. Errors of a newer client get an honest sentence."""
    if not error:
        return ""
    return _(_WHY[error]) if error in _WHY else _("The connection failed ({error}).").format(error=error)


def waiting_words(count: int) -> str:
    return ngettext_("{count} action waiting to be sent", "{count} actions waiting to be sent", count).format(
        count=number(count)
    )


def heard_words(state: LineState, now: datetime) -> str:
    """How long ago the backend last spoke."""
    if state.told_at is None:
        return _("Nothing heard from the backend yet")
    return _("Last heard: {age}").format(age=age(max(0.0, (now - state.told_at).total_seconds())))


class TruthTeller:
    """Follows the line through its attempts: each of them changes the line, and none of them ends the loss."""

    NOTE = timedelta(seconds=4)

    def __init__(self) -> None:
        self._lost: datetime | None = None
        self._back: datetime | None = None
        self._shown = False

    def tell(self, state: LineState, now: datetime) -> Truth | None:
        """What the bar has to say now; None if it has nothing to say."""
        if state.live:
            if self._shown:
                self._back, self._shown = now, False
            self._lost = None
            recent = self._back is not None and now - self._back < self.NOTE
            return Truth(_("Connected again. What is shown is up to date."), "", bad=False) if recent else None
        self._back = None
        if self._lost is None:
            self._lost = min(state.since, now)
        if now - self._lost < GRACE and not self._shown:
            return None
        self._shown = True
        return Truth(self._words(state), self._why(state, now), bad=True)

    def changing(self, state: LineState) -> bool:
        """Whether the answer will change by itself, without the line changing."""
        return not state.live or self._back is not None

    def _words(self, state: LineState) -> str:
        since = clock(self._lost or state.since)
        if state.line is Line.SYNCING:
            return _("Synchronising with the backend; what is shown was true at {time}.").format(time=since)
        if not state.waiting:
            return _("CONNECTION TO THE BACKEND LOST since {time}: what is shown may be out of date.").format(
                time=since
            )
        words = _(
            "CONNECTION TO THE BACKEND LOST since {time}: what is shown may be out of date; actions are kept and will "
            "be sent when there is a connection ({count})."
        )
        return words.format(time=since, count=number(state.waiting))

    def _why(self, state: LineState, now: datetime) -> str:
        reason = why(state.error)
        if state.retry_at is None or state.retry_at <= now:
            return reason
        left = int((state.retry_at - now).total_seconds()) + 1
        again = _("Trying again in {seconds} s.").format(seconds=left)
        return f"{reason} {again}".strip()
