"""The columns: for each its title, its text, what it sorts by, and where its number comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.strings import N_, SortKey, _, clock, date, number, sort_key
from console.views.health.lines import Line
from console.views.health.words import ago, fault_words, share_words, span_words, status_words, why_words
from contract.health import Status

Sortable = tuple[float | SortKey, ...]
_WORST_FIRST = (Status.DENIED, Status.LOST, Status.STALE, Status.LATE, Status.CONNECTING, Status.OFF, Status.LIVE)


@dataclass(frozen=True)
class Column:
    """`text` and `source` are told the time; what is not known sorts last either way."""

    title: str
    width: int
    text: Callable[[Line, datetime], str]
    key: Callable[[Line], Sortable | None]
    source: Callable[[Line, datetime], str]
    right: bool = False


def _now(line: Line, _at: datetime) -> str:
    """Where the numbers of the moment come from."""
    if line.best is None:
        return _("Waiting for the machines to report") if line.waiting else _("No machine shows this camera now.")
    return _("Seen by {place}, {ago}").format(place=line.best.place, ago=ago(line.best.age))


def _record(span: tuple[float, float]) -> str:
    up, down = span
    return _("Record of the backend: picture for {up}, none for {down}; the rest of the time nobody looked").format(
        up=span_words(up), down=span_words(down)
    )


def _state(line: Line, _at: datetime) -> str:
    return _("Waiting…") if line.waiting else status_words(line.status)


def _worst(line: Line) -> Sortable:
    bad = _WORST_FIRST.index(line.status) if line.status else len(_WORST_FIRST)
    # A picture that arrives and shows nothing stands with those that do not arrive.
    return (float(min(bad, 2) if line.findings else bad), float(line.camera.number))


def _findings(line: Line, _at: datetime) -> str:
    return ", ".join(fault_words(fault) for fault in line.findings)


def _fault(line: Line, at: datetime) -> str:
    last = line.last
    if last is None or last.last_at is None:
        return ""
    since = max(0.0, (at - last.last_at).total_seconds())
    return f"{why_words(last.last_fault, last.last_reason)}, {ago(since)}"


def _fault_source(line: Line, _at: datetime) -> str:
    last = line.last
    if last is None or last.last_at is None:
        return _("The backend's record knows no fault.")
    return _("Record of the backend: {date} {time}").format(date=date(last.last_at), time=clock(last.last_at))


def _machines(line: Line, _at: datetime) -> str:
    names = ", ".join(word.place for word in line.words)
    return f"{line.sees}/{len(line.words)}  {names}" if line.words else ""


def _share(span: tuple[float, float]) -> Sortable | None:
    return (span[0] / sum(span),) if sum(span) >= 1 else None


def _seen(value: Callable[[Line], float], digits: int = 0, unit: str = "") -> Callable[[Line, datetime], str]:
    def text(line: Line, _at: datetime) -> str:
        measured = value(line) if line.best else 0.0
        return f"{number(measured, digits)}{unit}" if measured > 0 else ""

    return text


def _of(value: Callable[[Line], float]) -> Callable[[Line], Sortable | None]:
    return lambda line: (value(line),) if line.best else None


def _rate(line: Line) -> float:
    return line.best.seen.fps if line.best else 0.0


def _kbps(line: Line) -> float:
    return line.best.seen.kbps if line.best else 0.0


def _keys(line: Line) -> float:
    return line.best.seen.key_interval if line.best else 0.0


def _size(line: Line, _at: datetime) -> str:
    seen = line.best.seen if line.best else None
    return f"{seen.width}×{seen.height}" if seen and seen.width else ""


def _pixels(line: Line) -> float:
    return float(line.best.seen.width * line.best.seen.height) if line.best else 0.0


def _broken(line: Line) -> float:
    return float(line.today.reconnects) if line.today else 0.0


def _when(line: Line) -> Sortable | None:
    return (-line.last.last_at.timestamp(),) if line.last and line.last.last_at else None


def _reasons(line: Line) -> str:
    """How often the line broke today, and why."""
    if line.today is None or not line.today.reasons:
        return _("Record of the backend, today: no reconnect")
    reasons = sorted(line.today.reasons.items(), key=lambda item: -item[1])
    words = ", ".join(f"{reason_of(reason)} ×{count}" for reason, count in reasons[:6])
    return _("Record of the backend, today: {reasons}").format(reasons=words)


def reason_of(code: str) -> str:
    """A reason in words, also where it is not known."""
    return {"unknown": _("unknown"), "other": _("other")}.get(code) or why_words("", code).removeprefix(": ")


COLUMNS: tuple[Column, ...] = (
    Column(N_("State"), 130, _state, _worst, _now),
    Column(
        N_("Number"),
        64,
        lambda line, _at: str(line.camera.number),
        lambda line: (float(line.camera.number),),
        _now,
        True,
    ),
    Column(N_("Name"), 250, lambda line, _at: line.camera.name, lambda line: (sort_key(line.camera.name),), _now),
    Column(N_("In the picture"), 170, _findings, lambda line: (-float(len(line.findings)),), _now),
    Column(
        N_("Up today"),
        124,
        lambda line, _at: share_words(*line.day),
        lambda line: _share(line.day),
        lambda line, _at: _record(line.day),
        True,
    ),
    Column(
        N_("Up 7 days"),
        124,
        lambda line, _at: share_words(*line.week),
        lambda line: _share(line.week),
        lambda line, _at: _record(line.week),
        True,
    ),
    Column(
        N_("Reconnects"),
        96,
        lambda line, _at: number(_broken(line)) if line.today else "",
        lambda line: (-_broken(line),),
        lambda line, _at: _reasons(line),
        True,
    ),
    Column(N_("Pictures/s"), 84, _seen(_rate, 1), _of(_rate), _now, True),
    Column(N_("kbit/s"), 76, _seen(_kbps), _of(_kbps), _now, True),
    Column(N_("Key picture"), 96, _seen(_keys, 1, " s"), _of(_keys), _now, True),
    Column(N_("Resolution"), 100, _size, _of(_pixels), _now, True),
    Column(N_("Last fault"), 330, _fault, _when, _fault_source),
    Column(N_("Seen by"), 200, _machines, lambda line: (float(line.sees),), _now),
)
