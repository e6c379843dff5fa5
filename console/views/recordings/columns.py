"""The columns of the table: their texts, and where each number comes from and how old it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.strings import N_, _, age, ngettext_, number
from console.views.recordings.lines import Line
from console.views.recordings.words import moment, size_words, state_words, why_words

Text = Callable[[Line, datetime], str]


@dataclass(frozen=True)
class Column:
    """`tip` is what stands behind the text."""

    title: str
    width: int
    text: Text
    tip: Text
    right: bool = False


def _state(line: Line, _now: datetime) -> str:
    words = state_words(line.status)
    return f"{words}: {why_words(line.state.reason)}" if line.state and line.state.reason else words


def _since(line: Line, now: datetime) -> str:
    if line.state is None:
        return ""
    return age(max(1.0, (now - line.state.since).total_seconds()))


def _since_tip(line: Line, _now: datetime) -> str:
    return _("In this state since {time}").format(time=moment(line.state.since)) if line.state else ""


def _plan(line: Line, _now: datetime) -> str:
    plan = line.plan
    if plan is None:
        return ""
    words = ngettext_("{days} day, {gib} GiB", "{days} days, {gib} GiB", plan.days)
    words = words.format(days=number(plan.days), gib=number(plan.gib))
    return words if plan.on else _("{plan} (stopped)").format(plan=words)


def _plan_tip(line: Line, _now: datetime) -> str:
    plan = line.plan
    if plan is None:
        return _("Nobody has planned to record this camera.")
    return _("Stream: {stream}. Importance {importance} of 9.").format(
        stream=plan.profile or _("the largest"), importance=plan.importance
    )


def _by(line: Line, _now: datetime) -> str:
    plan = line.plan
    return f"{line.by}, {moment(plan.at)}" if plan and plan.at and line.by else ""


def _oldest(line: Line, now: datetime) -> str:
    oldest = line.state.oldest if line.state else None
    return age(max(1.0, (now - oldest).total_seconds())) if oldest else ""


def _oldest_tip(line: Line, _now: datetime) -> str:
    oldest = line.state.oldest if line.state else None
    return _("The oldest picture is of {time}").format(time=moment(oldest)) if oldest else ""


def _size(line: Line, _now: datetime) -> str:
    return size_words(line.state.bytes) if line.state and line.state.counted else ""


def _share(line: Line, _now: datetime) -> str:
    return f"{number(line.share * 100, 1)} %" if line.share is not None else ""


def _counted(line: Line, now: datetime) -> str:
    counted = line.state.counted if line.state else None
    if counted is None:
        return _("The backend has not counted yet.")
    seconds = age(max(1.0, (now - counted).total_seconds()))
    return _("Counted by the backend's index, {age} ago; at most every 5 minutes").format(age=seconds)


def _none(_line: Line, _now: datetime) -> str:
    return ""


COLUMNS: tuple[Column, ...] = (
    Column(N_("Number"), 60, lambda line, _now: line.number, _none, True),
    Column(N_("Camera"), 270, lambda line, _now: line.name, _none),
    Column(N_("State"), 250, _state, _since_tip),
    Column(N_("For how long"), 130, _since, _since_tip),
    Column(N_("Plan"), 170, _plan, _plan_tip),
    Column(N_("Set by"), 230, _by, _by),
    Column(N_("Reaches back"), 165, _oldest, _oldest_tip, True),
    Column(N_("On the disk"), 100, _size, _counted, True),
    Column(N_("Share"), 76, _share, _counted, True),
)
STATE = 2
"""The column that is painted in the colour of what it says."""
NAME = 1
