"""What a tile says of itself, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.strings import _, age, clock, date
from console.video.health import Health
from console.video.lacking import lack_words
from console.video.playback import Lack
from console.video.truth import TileTruth


@dataclass(frozen=True, slots=True)
class Saying:
    """A tile's words: the short ones on its strip, the large ones over its picture, and lines below those."""

    short: str = ""
    large: str = ""
    lines: tuple[str, ...] = ()
    tight: str = ""
    """Instead of the short ones where they would leave the camera's name no room."""


def reason_words(code: str) -> str:
    """Say why there is no picture."""
    words = {
        "refused": _("The camera refuses the connection"),
        "unauthorized": _("Wrong user name or password"),
        "not_found": _("The camera has no such stream"),
        "unavailable": _("The camera is busy (503)"),
        "unreachable": _("No network path to the camera"),
        "timeout": _("The camera does not answer"),
        "no_data": _("The camera stopped sending pictures"),
        "bad_data": _("The picture data is damaged"),
        "reset": _("The connection was cut"),
        "ended": _("The camera ended the stream"),
        "bad_address": _("The camera's address is wrong"),
        "keys": _("This machine is short of power: key pictures only"),
        "sparse": _("This machine is short of power: fewer pictures"),
        "smaller": _("This machine is short of power: a smaller picture"),
        "paused": _("standing still"),
        "behind": _("The line cannot keep up: connecting anew"),
    }
    return words.get(code, code)


def say(truth: TileTruth, health: Health | None, now: float, today: datetime) -> Saying:
    """Put a truth into words; `now` and `today` are the same instant on both clocks."""
    seconds = (truth.age_ms or 0) / 1000
    if truth.status == "replay":
        return _lacking(truth.lack) if truth.lack else Saying(replay_words(truth, today), tight=_moment(truth, today))
    if truth.status == "live":
        return Saying(_("Reduced")) if truth.reason in ("sparse", "smaller") else Saying()
    if truth.reason == "keys":
        return Saying(_("Key pictures {age}").format(age=age(seconds)), "", (reason_words("keys"),))
    if truth.status == "late":
        return Saying(_("Late {age}").format(age=age(seconds)))
    if truth.status == "stale":
        words = _("Old picture {age}").format(age=_whole(seconds))
        return Saying(words, words, (reason_words(truth.reason),) if truth.reason else ())
    if truth.status == "off":
        return Saying(_("Off"), _("No camera"), (_("The camera is not in the list"),))
    if truth.status == "connecting":
        return Saying(_("Connecting"), _("Connecting…"))
    title = _("Denied") if truth.status == "denied" else _("No picture")
    return Saying(title, title, tuple(_details(truth, health, now, today)))


def _lacking(lack: Lack) -> Saying:
    """A gap's reason may be one of the line's."""
    short, large, lines = lack_words(lack)
    return Saying(short, large, tuple(reason_words(line) for line in lines))


def replay_words(truth: TileTruth, today: datetime) -> str:
    """Say which moment is shown again, and how long ago it was."""
    if truth.age_ms is None:
        return _("Replay: nothing is kept of that time")
    seconds = truth.age_ms / 1000
    at = today - timedelta(seconds=seconds)
    then = clock(at) if date(at) == date(today) else f"{clock(at)} {date(at)}"
    words = _("Replay {time} (−{age})").format(time=then, age=_whole(seconds))
    return f"{words} ‖" if truth.reason == "paused" else words


def _moment(truth: TileTruth, today: datetime) -> str:
    if truth.age_ms is None:
        return _("Nothing kept")
    then = clock(today - timedelta(milliseconds=truth.age_ms))
    return f"{then} ‖" if truth.reason == "paused" else then


def _whole(seconds: float) -> str:
    """Say an age that is read from afar, without a digit that never rests."""
    return age(seconds) if seconds >= 10 else _("{seconds} s").format(seconds=int(seconds))


def _details(truth: TileTruth, health: Health | None, now: float, today: datetime) -> list[str]:
    lines = [reason_words(truth.reason)] if truth.reason else []
    ago = truth.age_ms / 1000 if truth.age_ms is not None else now - health.since if health else None
    if ago is not None:
        since = clock(today - timedelta(seconds=ago))
        lines.append(_("since {time}").format(time=since))
    if health is not None and health.next_try is not None:
        left = int(health.next_try - now) + 1
        lines.append(_("trying again in {seconds} s").format(seconds=left) if left > 0 else _("trying again…"))
    elif health is not None and health.reason:
        lines.append(_("trying again…"))
    return lines


def status_words(truth: TileTruth, saying: Saying) -> str:
    """Say the status aloud, for a screen reader."""
    return _("live") if truth.status == "live" else saying.short
