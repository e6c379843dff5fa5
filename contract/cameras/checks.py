"""What a camera must be like to be taken in: a number of its own, streams that can be opened, groups that exist."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from contract.base import Refused, World
from contract.cameras.rows import Camera, CameraGroup
from contract.people import Unit

PASSWORD_WORDS = frozenset({"password", "passwd", "pass", "pwd", "token", "auth"})
"""Names of query parameters with which some cameras take a password: they end up in logs like any address."""
SCHEMES = frozenset({"rtsp", "rtsps", "http", "https"})
MOST_STREAMS = 8


class Numbers:
    """Who is called by which number, so that a thousand cameras are checked in one pass."""

    def __init__(self, cameras: Iterable[Camera]) -> None:
        self._cameras: dict[int, list[Camera]] = {}
        for camera in cameras:
            self._cameras.setdefault(camera.number, []).append(camera)

    def check(self, camera: Camera) -> None:
        for other in self._cameras.get(camera.number, ()):
            if other.id != camera.id:
                raise Refused("camera.number_taken", number=str(camera.number), name=other.name)


def check(world: World, camera: Camera, before: Camera | None) -> None:
    """Everything about it but its number; `before` is how it was, if it was. Raises Refused."""
    if not camera.name.strip():
        raise Refused("camera.no_name")
    # A unit that is gone since is no reason to refuse a new name.
    if camera.unit and world.get(Unit, camera.unit) is None and not (before and before.unit == camera.unit):
        raise Refused("unit.unknown", unit=camera.unit)
    _check_groups(world, camera)
    if len(camera.streams) > MOST_STREAMS:
        raise Refused("camera.too_many_streams", most=str(MOST_STREAMS))
    profiles = [stream.profile for stream in camera.streams]
    if len(set(profiles)) != len(profiles):
        raise Refused("camera.profile_twice")
    for stream in camera.streams:
        check_address(stream.url)


def check_address(url: str) -> None:
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


def _check_groups(world: World, camera: Camera) -> None:
    for group in camera.groups:
        if world.get(CameraGroup, group) is None:
            raise Refused("camera.group_unknown", group=group)
    if len(set(camera.groups)) != len(camera.groups):
        raise Refused("camera.group_twice")
    if camera.restricted and not camera.groups:
        raise Refused("camera.restricted_to_nobody")
