"""Cameras: where they stand, which streams they offer, and the password that opens them."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from msgspec import Meta, Struct

from contract.base import Actor, Command, Fact, Gone, Id, Name, Ref, Refused, Row, Short, World
from contract.geo import Point

VIDEO = "video"
"""The audience that may watch cameras."""

PASSWORD_WORDS = frozenset({"password", "passwd", "pass", "pwd", "token", "auth"})
"""Names of query parameters with which some cameras take a password: they end up in logs like any address."""
SCHEMES = frozenset({"rtsp", "rtsps", "http", "https"})

Degrees = Annotated[float, Meta(ge=0, lt=360)]
Pixels = Annotated[int, Meta(ge=16, le=16384)]


class Stream(Struct, frozen=True, kw_only=True):
    """One stream of a camera; its address never holds a user or a password."""

    profile: Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,20}$")]
    url: Annotated[str, Meta(min_length=8, max_length=500)]
    width: Pixels
    height: Pixels
    fps: Annotated[float, Meta(gt=0, le=240)] = 25.0


class Camera(Row, frozen=True, kw_only=True, tag="camera"):
    """A camera. Whoever may watch cameras sees it.

    `number` is what an operator types to call it; `heading` is degrees clockwise from north; `fov` is the
    horizontal angle of view in degrees.
    """

    number: Annotated[int, Meta(ge=1, le=999_999)]
    name: Name
    place: Short = ""
    unit: Ref | None = None
    point: Point | None = None
    heading: Degrees | None = None
    fov: Annotated[float, Meta(gt=0, le=360)] | None = None
    streams: tuple[Stream, ...] = ()

    def audiences(self) -> tuple[str, ...]:
        return (VIDEO,)


class CameraLogin(Row, frozen=True, kw_only=True, tag="camera_login"):
    """The user and password of the camera of the same id. Whoever may watch cameras holds it; nothing prints it."""

    user: Short
    password: Short

    def audiences(self) -> tuple[str, ...]:
        return (VIDEO,)

    def __repr__(self) -> str:
        return f"CameraLogin(id={self.id!r}, user={self.user!r}, password=…)"


class SaveCamera(Command, frozen=True, kw_only=True, tag="camera.save"):
    """Add a camera or replace it whole."""

    camera: Camera

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("cameras.manage")
        camera = self.camera
        taken = next((c for c in world.all(Camera) if c.number == camera.number and c.id != camera.id), None)
        if taken:
            raise Refused("camera.number_taken", number=str(camera.number), name=taken.name)
        profiles = [stream.profile for stream in camera.streams]
        if len(set(profiles)) != len(profiles):
            raise Refused("camera.profile_twice")
        for stream in camera.streams:
            _check_address(stream.url)
        yield camera


class SetCameraLogin(Command, frozen=True, kw_only=True, tag="camera.login"):
    """Set, or with an empty user remove, the user and password of a camera."""

    sealed = True
    camera: Id
    user: Short
    password: Short

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("cameras.manage")
        camera = world[Camera, self.camera]
        login = CameraLogin(id=camera.id, user=self.user, password=self.password)
        yield login if self.user else Gone.of(login)

    def __repr__(self) -> str:
        return f"SetCameraLogin(camera={self.camera!r}, user={self.user!r}, password=…)"


class RemoveCamera(Command, frozen=True, kw_only=True, tag="camera.remove"):
    """Take a camera out of the city; walls that show it say that it is gone."""

    camera: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must("cameras.manage")
        yield Gone.of(world[Camera, self.camera])
        if login := world.get(CameraLogin, self.camera):
            yield Gone.of(login)


def _check_address(url: str) -> None:
    """An address must be one that a stream can be opened at, and must not carry a password into logs."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise Refused("camera.bad_address") from None
    if parts.scheme not in SCHEMES or not parts.hostname or not port_is_fine:
        raise Refused("camera.bad_address")
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        raise Refused("camera.bad_address")
    asked = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if parts.username is not None or parts.password is not None or asked & PASSWORD_WORDS:
        raise Refused("camera.address_holds_password")
