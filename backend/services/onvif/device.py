"""One device asked for its streams: its clock, its services, its profiles, and the address of each."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import structlog

from backend.services.onvif import soap
from backend.services.onvif.errors import FAULT, LOGIN, NO_STREAMS, NOT_ONVIF, SLOW, DeviceError
from backend.services.onvif.markup import every, first, text
from backend.services.onvif.places import Place
from backend.services.onvif.post import Post
from backend.services.onvif.profiles import Profile, profiles, stream_url
from contract.cameras.found import Device, FoundStream

log = structlog.get_logger()

WHOLE_S = 15.0
"""The whole conversation: what a device answers drop by drop is not worth a longer wait."""
_RTSP = soap.value("Protocol", "RTSP")
_SETUP = (
    f'<StreamSetup><Stream xmlns="{soap.SCHEMA}">RTP-Unicast</Stream>'
    f'<Transport xmlns="{soap.SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>'
)


async def read(place: Place, login: soap.Login | None, whole_s: float = WHOLE_S) -> Device:
    """Everything about it that a camera's row needs. Raises DeviceError."""
    post = Post(login)
    try:
        async with asyncio.timeout(whole_s):
            return await _Talk(post, place, login).read()
    except TimeoutError:
        raise DeviceError(SLOW) from None
    finally:
        await post.close()


class _Talk:
    """The conversation, in the order in which devices want it."""

    def __init__(self, post: Post, place: Place, login: soap.Login | None) -> None:
        self._post, self._place, self._login = post, place, login
        self._ahead: timedelta | None = None

    async def read(self) -> Device:
        self._ahead = await self._clock()
        media, media2 = await self._services()
        facts = await self._ask(self._place, "GetDeviceInformation", soap.DEVICE)
        version, streams = await self._streams(media, media2)
        return Device(
            address=self._place.url,
            manufacturer=text(facts, "Manufacturer")[:100],
            model=text(facts, "Model")[:100],
            serial=text(facts, "SerialNumber")[:100],
            firmware=text(facts, "FirmwareVersion")[:100],
            media=version,
            clock_s=round(self._ahead.total_seconds(), 1) if self._ahead is not None else None,
            streams=streams,
        )

    async def _clock(self) -> timedelta | None:
        """How far the device's clock is ahead: a digest made by another time is refused as a repeat or as too old.

        Every device must tell its time to strangers; one that does not is taken to have ours.
        """
        try:
            told = await self._ask(self._place, "GetSystemDateAndTime", soap.DEVICE, signed=False)
        except DeviceError as error:
            if error.code in (LOGIN, FAULT):
                return None
            raise
        utc = first(told, "UTCDateTime")
        names = (("Date", "Year"), ("Date", "Month"), ("Date", "Day"), ("Time", "Hour"), ("Time", "Minute"),
                 ("Time", "Second"))  # fmt: skip
        try:
            parts = [int(text(utc, *name)) for name in names] if utc is not None else []
            return datetime(*parts, tzinfo=UTC) - datetime.now(UTC)  # type: ignore[arg-type, misc]
        except (ValueError, TypeError, OverflowError):
            return None

    async def _services(self) -> tuple[Place | None, Place | None]:
        """Where Media and Media2 are; older devices know only GetCapabilities."""
        try:
            told = await self._ask(
                self._place, "GetServices", soap.DEVICE, soap.value("IncludeCapability", "false"), signed=False
            )
        except DeviceError as error:
            if error.code not in (FAULT, LOGIN, NOT_ONVIF):
                raise
            told = await self._ask(self._place, "GetCapabilities", soap.DEVICE, soap.value("Category", "All"))
            return self._beside(first(told, "Media")), None
        services = {text(one, "Namespace"): one for one in every(told, "Service")}
        return self._beside(services.get(soap.MEDIA)), self._beside(services.get(soap.MEDIA2))

    def _beside(self, service: Element | None) -> Place | None:
        told = text(service, "XAddr") if service is not None else ""
        return self._place.beside(told) if told else None

    async def _streams(self, media: Place | None, media2: Place | None) -> tuple[int, tuple[FoundStream, ...]]:
        """By Media2 where there is one: it alone tells of H.265; by Media where that fails."""
        if media2 is not None:
            try:
                return 2, await self._through(media2, soap.MEDIA2)
            except DeviceError as error:
                if media is None or error.code in (LOGIN, SLOW):
                    raise
                log.info("onvif_media2_failed", code=error.code)
        if media is None:
            raise DeviceError(NO_STREAMS, "no media service")
        return 1, await self._through(media, soap.MEDIA)

    async def _through(self, place: Place, of: str) -> tuple[FoundStream, ...]:
        inside = soap.value("Type", "VideoEncoder") if of == soap.MEDIA2 else ""
        found = profiles(await self._ask(place, "GetProfiles", of, inside))
        streams = [await self._stream(place, of, profile) for profile in found]
        if not streams:
            raise DeviceError(NO_STREAMS, "no profile with video")
        return tuple(streams)

    async def _stream(self, place: Place, of: str, profile: Profile) -> FoundStream:
        token = soap.value("ProfileToken", profile.token)
        inside = _RTSP + token if of == soap.MEDIA2 else _SETUP + token
        url = stream_url(await self._ask(place, "GetStreamUri", of, inside), self._place.host)
        return FoundStream(
            token=profile.token[:64],
            name=profile.name[:64],
            url=url,
            width=profile.width,
            height=profile.height,
            fps=profile.fps,
            codec=profile.codec,
        )

    async def _ask(self, place: Place, name: str, of: str, inside: str = "", signed: bool = True) -> Element:
        """One call and its answer. A fault is read, whatever the status: devices send theirs with 200, 400 and 500."""
        now = datetime.now(UTC) + (self._ahead or timedelta())
        login = self._login if signed else None
        body = soap.envelope(soap.call(name, of, inside), login, now, os.urandom(16))
        return soap.answer(await self._post.send(place, body, signed), f"{name}Response")
