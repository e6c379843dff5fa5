"""What is known of cameras: where they stand, what they are for, who may watch them, and which streams they offer."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.base import Name, Ref, Row, Short
from contract.geo import Point

VIDEO = "video"
"""The audience that may watch every camera that is not restricted."""
MANAGERS = "cameras"
"""The audience that keeps the list of cameras: it sees all of them, and the login of none it may not watch."""

Degrees = Annotated[float, Meta(ge=0, lt=360)]
Pixels = Annotated[int, Meta(ge=16, le=16384)]
Number = Annotated[int, Meta(ge=1, le=999_999)]
Fov = Annotated[float, Meta(gt=0, le=360)]
Profile = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,20}$")]
Groups = Annotated[tuple[Ref, ...], Meta(max_length=32)]


class TargetClass(StrEnum):
    """What a picture is good for, by the pixels that a metre of its target takes up (IEC 62676-4:2014)."""

    MONITOR = "monitor"
    DETECT = "detect"
    OBSERVE = "observe"
    RECOGNISE = "recognise"
    IDENTIFY = "identify"


PIXELS_PER_METRE = {
    TargetClass.MONITOR: 12.5,
    TargetClass.DETECT: 25.0,
    TargetClass.OBSERVE: 62.5,
    TargetClass.RECOGNISE: 125.0,
    TargetClass.IDENTIFY: 250.0,
}


class Stream(Struct, frozen=True, kw_only=True):
    """One stream of a camera; its address never holds a user or a password."""

    profile: Profile
    url: Annotated[str, Meta(min_length=8, max_length=500)]
    width: Pixels
    height: Pixels
    fps: Annotated[float, Meta(gt=0, le=240)] = 25.0


class CameraGroup(Row, frozen=True, kw_only=True, tag="camera_group"):
    """Cameras that belong together, and to which watching may be restricted. Whoever may watch cameras sees it."""

    name: Name

    def audiences(self) -> tuple[str, ...]:
        return (VIDEO, MANAGERS)


class Camera(Row, frozen=True, kw_only=True, tag="camera"):
    """A camera. Whoever may watch cameras sees it; a restricted one only its groups' watchers see, and the managers.

    `number` is what an operator types to call it; `heading` is degrees clockwise from north; `fov` is the
    horizontal angle of view in degrees; `target_class` is what the camera was put there for.
    """

    number: Number
    name: Name
    place: Short = ""
    unit: Ref | None = None
    point: Point | None = None
    heading: Degrees | None = None
    fov: Fov | None = None
    streams: tuple[Stream, ...] = ()
    target_class: TargetClass | None = None
    groups: Groups = ()
    restricted: bool = False

    def audiences(self) -> tuple[str, ...]:
        return (*watchers(self.groups), MANAGERS) if self.restricted else (VIDEO, MANAGERS)


class CameraLogin(Row, frozen=True, kw_only=True, tag="camera_login"):
    """The user and password of the camera of the same id. Whoever may watch that camera holds it; nothing prints it.

    `only` names the groups whose watchers may watch a restricted camera; it is empty for all others. It repeats what
    the camera says, because a row's audience is read off the row alone.
    """

    user: Short
    password: Short
    only: Groups = ()

    def audiences(self) -> tuple[str, ...]:
        return watchers(self.only) or (VIDEO,)

    def __repr__(self) -> str:
        return f"CameraLogin(id={self.id!r}, user={self.user!r}, password=…)"


def watchers(groups: tuple[Ref, ...]) -> tuple[str, ...]:
    """The audiences of those who may watch the restricted cameras of these groups."""
    return tuple(f"{VIDEO}:{group}" for group in groups)


def only_of(camera: Camera) -> Groups:
    """The groups whose watchers alone may hold this camera's login."""
    return camera.groups if camera.restricted else ()
