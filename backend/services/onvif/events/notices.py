"""One answer to PullMessages taken apart: notices, and until when the camera keeps the subscription. Never an error."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from xml.etree.ElementTree import Element

from msgspec import Struct

from backend.services.onvif.events.topics import MOMENTS, event_of, path_of, says
from backend.services.onvif.markup import every, first, local, text
from contract.camera_events import Event

MOST = 200
"""Messages of one answer that are read; we ask for fewer."""
MOST_ITEMS = 16
_SHORT = 100


class Act(Enum):
    """How a camera tells it: that it is so as we come, that it has become so or not so, or that it ends altogether."""

    IS = "Initialized"
    BECAME = "Changed"
    ENDED = "Deleted"
    MOMENT = ""


class Notice(Struct, frozen=True, kw_only=True):
    """One message. `event` is None for a topic that nobody knows; `key` tells objects in one place apart."""

    topic: str
    event: Event | None
    act: Act
    source: str = ""
    key: str = ""
    value: bool | None = None
    at: datetime | None = None


def notices(answer: Element) -> list[Notice]:
    """All that can be made out, in the camera's order."""
    # Its own children only: where each message held the next, all of them would be read for each.
    messages = (one for one in answer if local(one) == "NotificationMessage")
    found = (_notice(one) for one, _ in zip(messages, range(MOST), strict=False))
    return [one for one in found if one is not None]


def lasts(answer: Element) -> timedelta | None:
    """How long the camera keeps the subscription, by its own clock at both ends; None where it does not say."""
    now, end = moment(text(answer, "CurrentTime")), moment(text(answer, "TerminationTime"))
    return end - now if now and end else None


def moment(words: str) -> datetime | None:
    """A time as cameras write it; one without a zone is UTC, as the standard wants it."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    # At the ends of the calendar a time cannot be told in another zone.
    plausible = 1970 <= at.year <= 2200
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at) if plausible else None


def _notice(one: Element) -> Notice | None:
    topic, message = text(one, "Topic"), first(one, "Message", "Message")
    if not topic or message is None:
        return None
    path = path_of(topic)
    event = event_of(path)
    data = dict(_items(message, "Data"))
    value = says(event, data) if event else None
    act = next((act for act in Act if act.value == message.get("PropertyOperation", "")), None)
    if act is None:
        return None
    if event in MOMENTS and value is None and act is Act.BECAME:
        act = Act.MOMENT
    return Notice(
        topic="/".join(path)[:_SHORT],
        event=event,
        act=act,
        source="/".join(value for _, value in _items(message, "Source") if value)[:_SHORT],
        key="/".join(value for _, value in _items(message, "Key"))[:_SHORT],
        value=value,
        at=moment(message.get("UtcTime", "")),
    )


def _items(message: Element, where: str) -> Iterator[tuple[str, str]]:
    inside = first(message, where)
    if inside is None:
        return
    for item, _ in zip(every(inside, "SimpleItem"), range(MOST_ITEMS), strict=False):
        value = "".join(letter for letter in item.get("Value", "") if letter.isprintable())
        yield item.get("Name", "")[:_SHORT], value[:_SHORT]
