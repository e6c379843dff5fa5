"""One device asked for its streams: its clock, its services, its profiles, and the address of each."""

import asyncio

import structlog

from backend.services.onvif import soap
from backend.services.onvif.errors import LOGIN, NO_STREAMS, SLOW, DeviceError
from backend.services.onvif.markup import text
from backend.services.onvif.places import Place
from backend.services.onvif.post import Post
from backend.services.onvif.profiles import Profile, profiles, stream_url
from backend.services.onvif.talk import Talk
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
            return await _Reading(Talk(post, place, login)).read()
    except TimeoutError:
        raise DeviceError(SLOW) from None
    finally:
        await post.close()


class _Reading:
    """The conversation, in the order in which devices want it."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._ask = talk, talk.ask

    async def read(self) -> Device:
        await self._talk.clock()
        services = await self._talk.services()
        facts = await self._ask(self._talk.place, "GetDeviceInformation", soap.DEVICE)
        version, streams = await self._streams(services.get(soap.MEDIA), services.get(soap.MEDIA2))
        ahead = self._talk.ahead
        return Device(
            address=self._talk.place.url,
            manufacturer=text(facts, "Manufacturer")[:100],
            model=text(facts, "Model")[:100],
            serial=text(facts, "SerialNumber")[:100],
            firmware=text(facts, "FirmwareVersion")[:100],
            media=version,
            clock_s=round(ahead.total_seconds(), 1) if ahead is not None else None,
            streams=streams,
        )

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
        url = stream_url(await self._ask(place, "GetStreamUri", of, inside), self._talk.place.host)
        return FoundStream(
            token=profile.token[:64],
            name=profile.name[:64],
            url=url,
            width=profile.width,
            height=profile.height,
            fps=profile.fps,
            codec=profile.codec,
        )
