"""Recordings, exports and judgements in words: every state that a row can have has its own."""

from datetime import datetime, timedelta

from console.strings import CITY_TIME, _, clock, date, number
from console.video.lacking import gap_words
from console.video.words import reason_words
from contract.recordings import GIB, Act, Making, Recording

SIGNS = {
    Recording.RECORDING: "●",
    Recording.CONNECTING: "◌",
    Recording.FAULT: "✕",
    Recording.NO_ROOM: "▲",
    Recording.OFF: "○",
}
"""Beside the word, so that no colour stands alone."""


def state_words(state: Recording | None) -> str:
    """How a recording stands; None for a camera that nobody plans to record."""
    words = {
        Recording.RECORDING: _("recording"),
        Recording.CONNECTING: _("connecting"),
        Recording.FAULT: _("not recording"),
        Recording.NO_ROOM: _("stopped: no room"),
        Recording.OFF: _("off"),
    }
    return f"{SIGNS[state]} {words[state]}" if state else "– " + _("no plan")


def why_words(code: str) -> str:
    """Why nothing is recorded, or was not: what the recorder, the line or the disk said."""
    words = gap_words(code)
    return reason_words(code) if code and words == code else words


def making_words(state: Making) -> str:
    """How far an export is."""
    return {
        Making.QUEUED: _("waiting"),
        Making.RUNNING: _("being made"),
        Making.READY: _("ready"),
        Making.FAILED: _("failed"),
        Making.CANCELLED: _("cancelled"),
        Making.EXPIRED: _("expired: the file has been deleted"),
    }[state]


def failure_words(code: str) -> str:
    """Why an export could not be made."""
    words = {
        "nothing_there": _("nothing is recorded of these cameras in this range"),
        "disk": _("the backend's disk could not be read or written"),
        "bad_data": _("the recording is damaged"),
        "internal": _("an error inside the backend; its log tells more"),
    }
    return words.get(code, code)


def act_words(act: Act) -> str:
    """What somebody did."""
    return {
        Act.LOCK: _("locked"),
        Act.RELEASE: _("released"),
        Act.EXPORT: _("export asked for"),
        Act.CANCEL: _("export cancelled"),
        Act.FETCH: _("export downloaded"),
    }[act]


def size_words(size: int) -> str:
    """Bytes as people say them."""
    for unit, whole in (("GiB", GIB), ("MiB", 1024**2), ("KiB", 1024)):
        if size >= whole:
            return f"{number(size / whole, 1)} {unit}"
    return f"{number(size)} B"


def moment(at: datetime) -> str:
    """Time and day; the day is left out for today."""
    here, today = at.astimezone(CITY_TIME), datetime.now(CITY_TIME)
    return clock(at) if here.date() == today.date() else f"{clock(at)} {date(at)}"


def stretch(start: datetime, end: datetime) -> str:
    """A range, its day said once where it is one."""
    if start.astimezone(CITY_TIME).date() == end.astimezone(CITY_TIME).date():
        return f"{clock(start)} – {clock(end)}, {date(end)}"
    return f"{clock(start)} {date(start)} – {clock(end)} {date(end)}"


def lasting(seconds: float) -> str:
    """How long a stretch is, to the second."""
    whole = round(seconds)
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    if days:
        return _("{days} d {hours} h").format(days=days, hours=hours)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=left)
    return _("{seconds} s").format(seconds=left)


def at(seconds: float) -> datetime:
    """A moment of the timeline as a time that rules understand."""
    return datetime.fromtimestamp(0, CITY_TIME) + timedelta(seconds=seconds)
