"""The moving head of one camera, over its ONVIF PTZ service: found at the first call, and again after a failure."""

from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from msgspec import Struct

from backend.services.onvif import soap
from backend.services.onvif.errors import FAULT, NO_PTZ, DeviceError
from backend.services.onvif.markup import every, first, text
from backend.services.onvif.places import Place, Places
from backend.services.onvif.post import Post
from backend.services.onvif.talk import Talk
from contract.ptz import Preset

CALL_S = 2.0
"""A head that is slower than this cannot be steered by eye."""
TURN_S = 1
"""A turn ends after so many seconds by itself, should we be gone; a longer one is asked for again and again."""
MOST_PRESETS = 100


class Spec(Struct, frozen=True):
    """Where the head is and how to get in."""

    address: str
    profile: str
    login: soap.Login | None


class _Found(Struct, frozen=True):
    talk: Talk
    place: Place
    profile: str


class Head:
    """Every call raises DeviceError where the device does not do as it is told."""

    def __init__(self, spec: Spec, places: Places) -> None:
        self._spec, self._places = spec, places
        self._post = Post(spec.login, CALL_S)
        self._found: _Found | None = None

    async def turn(self, pan: float, tilt: float, zoom: float) -> None:
        speeds = soap.value("Timeout", f"PT{TURN_S}S")
        await self._ask("ContinuousMove", f"<Velocity>{_vector(pan, tilt, zoom)}</Velocity>{speeds}")

    async def stop(self) -> None:
        await self._ask("Stop", soap.value("PanTilt", "true") + soap.value("Zoom", "true"))

    async def go(self, preset: str) -> None:
        """To a preset; to none in particular, home."""
        if preset:
            await self._ask("GotoPreset", soap.value("PresetToken", preset))
        else:
            await self._home()

    async def presets(self) -> tuple[Preset, ...]:
        told = await self._ask("GetPresets")
        found = [(one.get("token", ""), text(one, "Name")) for one in every(told, "Preset")]
        # Devices tell hundreds of places that nobody has ever set: they have no name.
        named = [Preset(token=token, name=name[:200]) for token, name in found if 0 < len(token) <= 64 and name]
        return tuple(named[:MOST_PRESETS])

    def forget(self) -> None:
        """Look for its service anew at the next call: the device may have been exchanged, or its clock put right."""
        self._found = None

    async def close(self) -> None:
        await self._post.close()

    async def _home(self) -> None:
        try:
            await self._ask("GotoHomePosition")
        except DeviceError as error:
            if error.code != FAULT:
                raise
            # No home has been set: the middle of all ranges is what most take for one.
            await self._ask("AbsoluteMove", f"<Position>{_vector(0, 0, 0)}</Position>")

    async def _ask(self, name: str, inside: str = "") -> Element:
        found = self._found or await self._find()
        token = soap.value("ProfileToken", found.profile)
        return await found.talk.ask(found.place, name, soap.PTZ, token + inside)

    async def _find(self) -> _Found:
        talk = Talk(self._post, await self._places.place(self._spec.address), self._spec.login)
        await talk.clock()
        services = await talk.services()
        if soap.PTZ not in services:
            raise DeviceError(NO_PTZ, "no PTZ service")
        profile = self._spec.profile or await _profile(talk, services)
        self._found = _Found(talk, services[soap.PTZ], profile)
        return self._found


async def _profile(talk: Talk, services: dict[str, Place]) -> str:
    """The first profile with a head in it."""
    of = soap.MEDIA if soap.MEDIA in services else soap.MEDIA2
    if of not in services:
        raise DeviceError(NO_PTZ, "no media service")
    told = await talk.ask(services[of], "GetProfiles", of, soap.value("Type", "PTZ") if of == soap.MEDIA2 else "")
    for one in every(told, "Profiles"):
        if first(one, "PTZConfiguration") is not None or first(one, "PTZ") is not None:
            return one.get("token", "")
    raise DeviceError(NO_PTZ, "no profile that moves")


def _vector(pan: float, tilt: float, zoom: float) -> str:
    space = f"xmlns={quoteattr(soap.SCHEMA)}"
    return f'<PanTilt {space} x="{pan:.3f}" y="{tilt:.3f}"/><Zoom {space} x="{zoom:.3f}"/>'
