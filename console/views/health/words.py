"""Faults, lives and numbers of cameras, in words."""

from console.strings import _, age, number
from console.video.words import reason_words
from contract.health import Measured, Status


def status_words(status: Status | None) -> str:
    """A camera's state in one or two words; None: nobody looks."""
    words = {
        Status.LIVE: _("live"),
        Status.LATE: _("Late"),
        Status.STALE: _("Old picture"),
        Status.LOST: _("No picture"),
        Status.DENIED: _("Denied"),
        Status.CONNECTING: _("Connecting"),
        Status.OFF: _("Off"),
    }
    return words[status] if status is not None else _("Not watched")


def fault_words(fault: str) -> str:
    """What is wrong, with the picture or with the line."""
    words = {
        "black": _("black"),
        "glare": _("too bright"),
        "covered": _("covered or sprayed"),
        "frozen": _("frozen"),
        "blurred": _("blurred"),
        "moved": _("turned away"),
        "lost": _("No picture"),
        "denied": _("Denied"),
    }
    return words.get(fault, fault)


def why_words(fault: str, reason: str) -> str:
    """A fault with its reason, if it has one."""
    return f"{fault_words(fault)}: {reason_words(reason)}" if reason else fault_words(fault)


def measured_words(measured: Measured | None) -> str:
    """The numbers behind a finding."""
    if measured is None:
        return _("The picture has not been looked at.")
    parts = [
        _("brightness {value}").format(value=number(measured.light)),
        _("contrast {value}").format(value=number(measured.contrast)),
    ]
    if measured.sharp is not None:
        parts.append(_("sharpness {value} % of the usual").format(value=number(measured.sharp * 100)))
    if measured.kept is not None:
        parts.append(_("{value} % of the usual outlines").format(value=number(max(0.0, measured.kept) * 100)))
    if measured.still_s >= 1:
        parts.append(_("unchanged for {seconds} s").format(seconds=number(measured.still_s)))
    if not measured.known:
        parts.append(_("the view is still being learned"))
    return " · ".join(parts)


def ago(seconds: float) -> str:
    """How long ago something was said or seen."""
    return age(seconds) if seconds < 1 else _("{age} ago").format(age=age(seconds))


def share_words(up: float, down: float) -> str:
    """Up time as a share of the time in which somebody looked."""
    if up + down < 1:
        return "–"
    share = up / (up + down) * 100
    # What was down for a moment was not up all the time.
    return _("{share} %").format(share=number(min(share, 99.99) if down > 0 else share, 2 if down > 0 else 0))


def span_words(seconds: float) -> str:
    """A span in hours and minutes, without the digit that never rests."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes:02} min").format(hours=number(minutes // 60), minutes=minutes % 60)
