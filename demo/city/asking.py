"""Everything that has to be asked, in order, for the empty backend to become the city; and who may sign in."""

from collections.abc import Iterator

from contract.base import Command
from contract.cameras import SaveCamera, SaveCameraGroup, SetCameraLogin
from contract.people import SavePerson, SaveUnit
from demo.city import wall
from demo.city.cameras import CAMERAS, GROUPS
from demo.city.people import PASSWORD, PEOPLE
from demo.city.units import units


def commands(rtsp_host: str, rtsp_port: int, login: tuple[str, str] | None = None) -> list[Command]:
    """Each is accepted once those before it are; `login` is the user and password of every camera, if they ask."""
    return list(_commands(rtsp_host, rtsp_port, login))


def accounts() -> list[tuple[str, str]]:
    """Who signs in, devices included, and with which password."""
    return [(person.id, PASSWORD) for person in PEOPLE]


def _commands(host: str, port: int, login: tuple[str, str] | None) -> Iterator[Command]:
    for unit in units():
        yield SaveUnit(unit=unit)
    for person in PEOPLE:
        yield SavePerson(person=person)
    for group in GROUPS:
        yield SaveCameraGroup(group=group)
    for camera in CAMERAS:
        yield SaveCamera(camera=camera.row(host, port))
        if login:
            yield SetCameraLogin(camera=camera.id, user=login[0], password=login[1])
    yield from wall.commands()
