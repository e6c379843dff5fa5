"""The event service of a make-believe camera: WS-BaseNotification by pull points, as far as we ask it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from demo.onvif.answers import Asked, envelope, fault
from demo.onvif.events import Events, EventTrick, Told

_GARBAGE = "<wsnt:NotificationMessage><wsnt:Topic>\u202etns1:Nothing</wsnt:Topic><wsnt:Message/>"


def _about(act: Callable[[Asked, Events, str], str | None]) -> Callable[[Asked], str]:
    """The answer to one operation; None from `act` where there is no such subscription."""

    def answer(ask: Asked) -> str:
        events = ask.camera.events
        if events is None:
            return fault("ActionNotSupported", "this camera tells nothing")
        told = act(ask, events, _name(ask, events))
        return fault("ResourceUnknown", "no such subscription") if told is None else told

    return answer


def _create(ask: Asked, events: Events, _: str) -> str:
    if events.trick is EventTrick.HANGS:
        with events.news:
            events.news.wait(20)
    made = events.create(_span(ask.request, "InitialTerminationTime"))
    if made is None:
        return fault("SubscribeCreationFailed", "too many subscriptions")
    name, lasts_s = made
    parameters = events.trick is EventTrick.PARAMETERS
    inside = f'<n:Id xmlns:n="urn:sim">{name}</n:Id>' if parameters else ""
    url = f"{ask.base}/onvif/pull" + ("" if parameters else f"/{name}")
    return envelope(
        "<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference>"
        f"<wsa5:Address>{url}</wsa5:Address><wsa5:ReferenceParameters>{inside}</wsa5:ReferenceParameters>"
        f"</tev:SubscriptionReference>{_times(ask, lasts_s, 'wsnt')}</tev:CreatePullPointSubscriptionResponse>"
    )


def _pull(ask: Asked, events: Events, name: str) -> str | None:
    most = int(_inside(ask.request, "MessageLimit") or "10")
    if events.trick is EventTrick.GARBAGE:
        return envelope(f"<tev:PullMessagesResponse>{_GARBAGE}</tev:PullMessagesResponse>")
    if events.trick is EventTrick.FLOOD:
        events.flood(4 * most)
        most *= 4
    got = events.pull(name, _span(ask.request, "Timeout"), most)
    if got is None:
        return None
    messages, lasts_s = got
    told = "".join(_message(ask, one) for one in messages)
    if events.trick is EventTrick.HALF:
        told = _half() + told
    return envelope(f"<tev:PullMessagesResponse>{_times(ask, lasts_s, 'tev')}{told}</tev:PullMessagesResponse>")


def _synchronise(_: Asked, events: Events, name: str) -> str | None:
    return envelope("<tev:SetSynchronizationPointResponse/>") if events.synchronise(name) else None


def _renew(ask: Asked, events: Events, name: str) -> str | None:
    if events.trick in (EventTrick.NO_RENEW, EventTrick.PROLONGS):
        return fault("ActionNotSupported", "not here")
    lasts_s = events.renew(name, _span(ask.request, "TerminationTime"))
    if lasts_s is None:
        return None
    return envelope(f"<wsnt:RenewResponse>{_times(ask, lasts_s, 'wsnt')}</wsnt:RenewResponse>")


def _unsubscribe(_: Asked, events: Events, name: str) -> str | None:
    return envelope("<wsnt:UnsubscribeResponse/>") if events.end(name) else None


def _message(ask: Asked, one: Told) -> str:
    at = datetime.fromtimestamp(one.at, UTC) + timedelta(seconds=ask.camera.ahead_s)
    how = f' PropertyOperation="{one.operation}"' if one.operation else ""
    return (
        "<wsnt:NotificationMessage><wsnt:Topic"
        ' Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">'
        f'{escape(one.topic)}</wsnt:Topic><wsnt:Message><tt:Message UtcTime="{_utc(at)}"{how}>'
        f"{_items('Source', one.source)}{_items('Key', one.key)}{_items('Data', one.data)}"
        "</tt:Message></wsnt:Message></wsnt:NotificationMessage>"
    )


def _half() -> str:
    """Well-formed, and nonsense: what a reader has to step over."""
    return (
        "<wsnt:NotificationMessage/><wsnt:NotificationMessage><wsnt:Topic>tns1:VideoSource/MotionAlarm</wsnt:Topic>"
        '<wsnt:Message><tt:Message UtcTime="yesterday" PropertyOperation="Perhaps"/></wsnt:Message>'
        "</wsnt:NotificationMessage><wsnt:NotificationMessage><wsnt:Topic>tns1:VideoSource/MotionAlarm</wsnt:Topic>"
        '<wsnt:Message><tt:Message UtcTime="9999-12-31T23:59:59Z" PropertyOperation="Changed"><tt:Data>'
        '<tt:SimpleItem Name="State" Value="maybe"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>'
    )


def _items(where: str, items: Mapping[str, str]) -> str:
    inside = "".join(f"<tt:SimpleItem Name={quoteattr(name)} Value={quoteattr(word)}/>" for name, word in items.items())
    return f"<tt:{where}>{inside}</tt:{where}>" if items else ""


def _times(ask: Asked, lasts_s: float, prefix: str) -> str:
    """By the camera's clock, as everything that it says."""
    now = datetime.now(UTC) + timedelta(seconds=ask.camera.ahead_s)
    end = now + timedelta(seconds=lasts_s)
    return (
        f"<{prefix}:CurrentTime>{_utc(now)}</{prefix}:CurrentTime>"
        f"<{prefix}:TerminationTime>{_utc(end)}</{prefix}:TerminationTime>"
    )


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def _span(request: str, name: str) -> float:
    found = re.search(rf"<(?:\w+:)?{name}[^>]*>PT([\d.]+)S<", request)
    return float(found[1]) if found else 10.0


def _name(ask: Asked, events: Events) -> str:
    if events.trick is EventTrick.PARAMETERS:
        found = re.search(r'Id xmlns(?::\w+)?="urn:sim"[^>]*>(\w+)<', ask.request)
        return found[1] if found else ""
    return ask.path.rpartition("/")[2]


def _inside(request: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?: [^>]*)?>([^<]*)<", request)
    return found[1] if found else ""


TOLD: dict[str, Callable[[Asked], str]] = {
    "CreatePullPointSubscription": _about(_create),
    "PullMessages": _about(_pull),
    "SetSynchronizationPoint": _about(_synchronise),
    "Renew": _about(_renew),
    "Unsubscribe": _about(_unsubscribe),
}
