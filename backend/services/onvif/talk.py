"""Talking with one device: by its own clock, to the services that it names, whatever way it wants to know who asks."""

import os
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from backend.services.onvif import soap
from backend.services.onvif.errors import FAULT, LOGIN, NOT_ONVIF, DeviceError
from backend.services.onvif.markup import every, first, text
from backend.services.onvif.places import Place
from backend.services.onvif.post import Post

_OLD_NAMES = {soap.MEDIA: "Media", soap.PTZ: "PTZ", soap.EVENTS: "Events"}
"""What GetCapabilities calls the services of which GetServices gives the namespace."""


class Talk:
    """Ask for the clock first: what is signed by another time is refused."""

    def __init__(self, post: Post, place: Place, login: soap.Login | None) -> None:
        self._post, self.place, self._login = post, place, login
        self.ahead: timedelta | None = None

    async def clock(self) -> None:
        """How far the device's clock is ahead: a digest made by another time is refused as a repeat or as too old.

        Every device must tell its time to strangers; one that does not is taken to have ours.
        """
        try:
            told = await self.ask(self.place, "GetSystemDateAndTime", soap.DEVICE, signed=False)
        except DeviceError as error:
            if error.code in (LOGIN, FAULT):
                return
            raise
        utc = first(told, "UTCDateTime")
        names = (("Date", "Year"), ("Date", "Month"), ("Date", "Day"), ("Time", "Hour"), ("Time", "Minute"),
                 ("Time", "Second"))  # fmt: skip
        try:
            parts = [int(text(utc, *name)) for name in names] if utc is not None else []
            self.ahead = datetime(*parts, tzinfo=UTC) - datetime.now(UTC)  # type: ignore[arg-type, misc]
        except (ValueError, TypeError, OverflowError):
            return

    async def services(self) -> dict[str, Place]:
        """Where its services are, by namespace; older devices know only GetCapabilities."""
        try:
            told = await self.ask(
                self.place, "GetServices", soap.DEVICE, soap.value("IncludeCapability", "false"), signed=False
            )
        except DeviceError as error:
            if error.code not in (FAULT, LOGIN, NOT_ONVIF):
                raise
            told = await self.ask(self.place, "GetCapabilities", soap.DEVICE, soap.value("Category", "All"))
            found = {space: text(told, name, "XAddr") for space, name in _OLD_NAMES.items()}
        else:
            found = {text(one, "Namespace"): text(one, "XAddr") for one in every(told, "Service")}
        return {space: self.place.beside(address) for space, address in found.items() if address}

    async def ask(
        self, place: Place, name: str, of: str, inside: str = "", signed: bool = True, head: str = ""
    ) -> Element:
        """One call and its answer. A fault is read, whatever the status: devices send theirs with 200, 400 and 500."""
        now = datetime.now(UTC) + (self.ahead or timedelta())
        login = self._login if signed else None
        body = soap.envelope(soap.call(name, of, inside), login, now, os.urandom(16), head)
        return soap.answer(await self._post.send(place, body, signed), f"{name}Response")
