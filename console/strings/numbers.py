"""Numbers, ages, clocks and dates as a Vietnamese office writes them, and in English beside it."""

from datetime import datetime, timedelta, timezone
from math import floor

from console.strings.catalogue import _, language

CITY_TIME = timezone(timedelta(hours=7), "ICT")
"""Vietnam has one time zone and no summer time. Not the machine's own zone: a wall node left on UTC must not lie."""

_SWAP = str.maketrans(",.", ".,")


def number(value: float, digits: int = 0) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English; halves are rounded away from zero, as people do."""
    scale = 10**digits
    size = floor(abs(value) * scale + 0.5 + 1e-9) / scale
    text = f"{-size if value < 0 and size else size:,.{digits}f}"
    return text.translate(_SWAP) if language() == "vi" else text


def age(seconds: float) -> str:
    """How long ago, rounded down: a picture is never called younger than it is by more than its last digit."""
    if seconds < 1:
        return _("just now")
    if seconds < 10:
        return _("{seconds} s").format(seconds=number(floor(seconds * 10 + 1e-9) / 10, 1))
    whole = int(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds:02} s").format(minutes=whole // 60, seconds=whole % 60)
    if whole < 86_400:
        return _("{hours} h {minutes:02} min").format(hours=whole // 3600, minutes=whole // 60 % 60)
    return _("{days} d {hours:02} h").format(days=whole // 86_400, hours=whole // 3600 % 24)


def clock(at: datetime) -> str:
    """The city's time of day, 24 hours."""
    return _here(at).strftime("%H:%M:%S")


def date(at: datetime) -> str:
    """05/3/2026: zeros before days under 10 and before the months 1 and 2 only (Decree 30/2020/NĐ-CP)."""
    day = _here(at)
    if language() != "vi":
        return day.strftime("%Y-%m-%d")
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def _here(at: datetime) -> datetime:
    """City time; the last hours of the calendar have none, and are no reason for a screen to fail."""
    try:
        return at.astimezone(CITY_TIME)
    except OverflowError:
        return at
