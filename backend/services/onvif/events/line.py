"""One subscription in one camera: made, read with a long poll, renewed, ended. By the camera's clock alone."""

import uuid
from datetime import timedelta
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape

from msgspec import Struct

from backend.services.onvif import soap
from backend.services.onvif.errors import BROKEN, NO_EVENTS, DeviceError
from backend.services.onvif.events.notices import Notice, lasts, notices
from backend.services.onvif.markup import first, text
from backend.services.onvif.places import Place, Places
from backend.services.onvif.post import Post
from backend.services.onvif.talk import Talk

LEASE_S = 60
"""So long a camera keeps a subscription that nobody renews: what a crash leaves behind is gone by then."""
PULL_S = 20
"""So long a camera may wait for something to tell."""
GRACE_S = 10.0
CALL_S = 5.0
MESSAGES = 50
MOST_HELD = 2000
_ADDRESSING = "http://www.w3.org/2005/08/addressing"
_PORT = "http://www.onvif.org/ver10/events/wsdl/PullPointSubscription/"
_MANAGER = "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/"
_ACTIONS = {
    "CreatePullPointSubscription": "http://www.onvif.org/ver10/events/wsdl/EventPortType/",
    "PullMessages": _PORT,
    "SetSynchronizationPoint": _PORT,
    "Renew": _MANAGER,
    "Unsubscribe": _MANAGER,
}


class Spec(Struct, frozen=True):
    """Where the camera is and how to get in."""

    address: str
    login: soap.Login | None


class Held(Struct, frozen=True):
    """A subscription in a camera: its address there, and what the camera wants to hear with every call about it."""

    url: str
    parameters: str = ""

    def written(self) -> str:
        """On one line, to be kept in a row that many see; "" if it is too long for that, or holds a login."""
        words = f"{self.url} {' '.join(self.parameters.split())}".strip()
        fine = len(words) <= MOST_HELD and words.isprintable() and "@" not in self.url.partition("?")[0]
        return words if fine else ""

    @classmethod
    def read(cls, words: str) -> "Held | None":
        url, _, parameters = words.partition(" ")
        return cls(url, parameters) if url else None


class Pulled(Struct, frozen=True):
    """What one poll brought, and how long the camera keeps the subscription from now."""

    notices: list[Notice]
    lasts_s: float | None


class Line:
    """Every call raises DeviceError where the device does not do as it is told."""

    def __init__(self, spec: Spec, places: Places) -> None:
        self._spec, self._places = spec, places
        # Made at the first call: a thousand of them at once would hold up everybody for seconds.
        self._posts: tuple[Post, Post] | None = None
        self._talk: Talk | None = None
        self._poll: Talk | None = None
        self._events: Place | None = None

    async def subscribe(self) -> tuple[Held, float]:
        """Ask for everything: what a camera can leave out it seldom leaves out well. How long it lasts, too."""
        talk, events = await self._find()
        inside = soap.value("InitialTerminationTime", f"PT{LEASE_S}S")
        told = await self._call(talk, events, "CreatePullPointSubscription", soap.EVENTS, inside)
        reference = first(told, "SubscriptionReference")
        address = text(reference, "Address")
        if not address or len(address) > 500:
            raise DeviceError(BROKEN, "a subscription without an address")
        held = Held(address, _parameters(first(reference, "ReferenceParameters")))
        return held, _seconds(lasts(told))

    async def settle(self, held: Held) -> None:
        """Ask for all states anew, which some cameras tell only when asked."""
        await self._about(held, "SetSynchronizationPoint", soap.EVENTS)

    async def pull(self, held: Held, wait_s: float) -> Pulled:
        inside = soap.value("Timeout", f"PT{max(1, round(wait_s))}S") + soap.value("MessageLimit", str(MESSAGES))
        assert self._poll is not None
        told = await self._about(held, "PullMessages", soap.EVENTS, inside, self._poll)
        span = lasts(told)
        return Pulled(notices(told), span.total_seconds() if span else None)

    async def renew(self, held: Held) -> float:
        """How long it lasts now."""
        inside = soap.value("TerminationTime", f"PT{LEASE_S}S")
        return _seconds(lasts(await self._about(held, "Renew", soap.NOTIFY, inside)))

    async def unsubscribe(self, held: Held) -> None:
        await self._about(held, "Unsubscribe", soap.NOTIFY)

    def forget(self) -> None:
        """Look for its clock and its service anew: it may have been exchanged, or its clock put right."""
        self._talk = self._poll = self._events = None

    async def close(self) -> None:
        for post in self._posts or ():
            await post.close()

    async def _about(self, held: Held, name: str, of: str, inside: str = "", by: Talk | None = None) -> Element:
        talk, events = await self._find()
        # The camera names the address, but does not send us to other hosts.
        return await self._call(by or talk, events.beside(held.url), name, of, inside, held)

    async def _call(
        self, talk: Talk, place: Place, name: str, of: str, inside: str = "", held: Held | None = None
    ) -> Element:
        to = held.url if held else place.url
        head = (
            f'<Action xmlns="{_ADDRESSING}">{_ACTIONS[name]}{name}Request</Action>'
            f'<MessageID xmlns="{_ADDRESSING}">urn:uuid:{uuid.uuid4()}</MessageID>'
            f'<To xmlns="{_ADDRESSING}">{escape(to)}</To>{held.parameters if held else ""}'
        )
        return await talk.ask(place, name, of, inside, head=head)

    async def _find(self) -> tuple[Talk, Place]:
        if self._talk is None or self._events is None:
            place = await self._places.place(self._spec.address)
            login = self._spec.login
            self._posts = short, long = self._posts or (Post(login, CALL_S), Post(login, PULL_S + GRACE_S))
            talk = Talk(short, place, login)
            await talk.clock()
            services = await talk.services()
            if soap.EVENTS not in services:
                raise DeviceError(NO_EVENTS, "no events service")
            self._poll = Talk(long, place, login)
            self._poll.ahead = talk.ahead
            self._talk, self._events = talk, services[soap.EVENTS]
        return self._talk, self._events


def _parameters(told: Element | None) -> str:
    """As the camera gave them, written anew by ourselves: only elements and words come out of that."""
    if told is None:
        return ""
    words = "".join(tostring(one, encoding="unicode").strip() for one in told)
    return " ".join(words.split()) if len(words) <= MOST_HELD and words.isprintable() else ""


def _seconds(span: timedelta | None) -> float:
    """What it granted; nonsense counts as what we asked for."""
    told = span.total_seconds() if span else 0.0
    return told if 1 <= told <= 24 * 3600 else float(LEASE_S)
