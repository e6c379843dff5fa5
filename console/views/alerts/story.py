"""What has happened to an alert, line by line, as far as its row tells."""

from datetime import datetime

from console.strings import _, age, clock, date, number
from console.views.alerts.listing import DISPOSITION_WORDS, Listing
from contract.alerts import Alert

Line = tuple[str, str]
"""When, and what."""


def story(alert: Alert, listing: Listing, now: datetime) -> list[Line]:
    """Oldest first. Times of another day carry their date."""
    name = listing.name
    lines = [(_when(alert.first_at, now), _("First reported by {source}").format(source=name(alert.source)))]
    if alert.episode > 1:
        lines.append(("", _("Returned after closing; this is occurrence {count}").format(count=number(alert.episode))))
    if alert.count > 1:
        words = _("Reported again, {count} times in all").format(count=number(alert.count))
        lines.append((_when(alert.last_at, now), words))
    if alert.acked_at:
        lines.append((_when(alert.acked_at, now), _("Acknowledged by {name}").format(name=name(alert.acked_by))))
    if alert.owner:
        lines.append(("", _("In charge: {name}").format(name=name(alert.owner))))
    if alert.closed_at and alert.disposition:
        what = _(DISPOSITION_WORDS[alert.disposition])
        words = _("Closed by {name}: {disposition}").format(name=name(alert.closed_by), disposition=what)
        lines.append((_when(alert.closed_at, now), words))
    if alert.comment:
        lines.append(("", alert.comment))
    return lines


def since(at: datetime, now: datetime) -> str:
    """A time with its age: "14:03:22, 3 min 05 s ago"."""
    seconds = max(0.0, (now - at).total_seconds())
    return _("{time}, {age} ago").format(time=_when(at, now), age=age(max(1.0, seconds)))


def _when(at: datetime, now: datetime) -> str:
    return clock(at) if date(at) == date(now) else f"{date(at)} {clock(at)}"
