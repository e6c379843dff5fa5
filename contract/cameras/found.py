"""What the backend finds out about cameras on the network for an administrator: asked over HTTP, kept nowhere."""

from typing import Annotated

from msgspec import Meta, Struct

from contract.base import Id, Short
from contract.cameras.batch import ImportCameras, Login


class Found(Struct, frozen=True, kw_only=True):
    """A device that answered the search: who it says it is, and where it can be asked more."""

    endpoint: str
    address: str
    name: str = ""
    hardware: str = ""
    location: str = ""
    profiles: tuple[str, ...] = ()


class Search(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Look for cameras for so many seconds."""

    seconds: Annotated[float, Meta(ge=0.1, le=10)] = 4.0


class Searched(Struct, frozen=True, kw_only=True):
    """All that answered, and on how many of the backend's own addresses was searched."""

    found: tuple[Found, ...]
    interfaces: int


class Look(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Read one device's streams; nothing prints the password."""

    address: Annotated[str, Meta(min_length=1, max_length=500)]
    user: Short = ""
    password: Short = ""

    def __repr__(self) -> str:
        return f"Look(address={self.address!r}, user={self.user!r}, password=…)"


class FoundStream(Struct, frozen=True, kw_only=True):
    """One media profile of a device and the address of its stream, without any login in it."""

    token: str
    name: str
    url: str
    width: int
    height: int
    fps: float
    codec: str = ""


class Device(Struct, frozen=True, kw_only=True):
    """What a device says of itself; `clock_s` is how many seconds its clock is ahead of the backend's."""

    address: str
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    media: int = 1
    clock_s: float | None = None
    streams: tuple[FoundStream, ...] = ()


class TakeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An import too large for the line: settled once under `id`, as any wish; logins follow only if it is granted."""

    id: Id
    wish: ImportCameras
    logins: tuple[Login, ...] = ()


class TakenIn(Struct, frozen=True, kw_only=True):
    """How it ended: `code` is None if it was granted, else why not."""

    code: str | None = None
    facts: dict[str, str] = {}
