"""Many cameras at once: all of them are taken in, or none and every reason is told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contract.base import Actor, Command, Fact, Gone, Id, Refused, Sheet, Short, World
from contract.cameras.checks import Numbers, check
from contract.cameras.commands import MANAGE, check_group, saved
from contract.cameras.rows import Camera, CameraGroup, CameraLogin, only_of

MOST_TOLD = 100
"""So many refused items are told one by one; a list that is wrong throughout has the same fault anyway."""
MOST = 5000


class ItemRefused(Struct, frozen=True):
    """Why one item of a batch cannot be taken: its place in the batch, counted from 0."""

    at: int
    code: str
    facts: dict[str, str] = {}


class Login(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """User and password for one camera; nothing prints the password."""

    camera: Id
    user: Short
    password: Short

    def __repr__(self) -> str:
        return f"Login(camera={self.camera!r}, user={self.user!r}, password=…)"


class ImportCameras(Command, frozen=True, kw_only=True, tag="camera.import"):
    """Add or replace many cameras, and the new groups they name, as a whole.

    The batch is judged by the world as it would be afterwards, so that two cameras may exchange their numbers. It is
    one wish because a list half applied is worse than one refused. It holds no passwords: those are sealed wishes.
    """

    waits = False
    cameras: Annotated[tuple[Camera, ...], Meta(max_length=MOST)]
    groups: Annotated[tuple[CameraGroup, ...], Meta(max_length=MOST)] = ()

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        after = Sheet(world)
        for group in self.groups:
            after.put(group)
        if len({group.id for group in self.groups}) != len(self.groups):
            raise Refused("camera_group.twice")
        for group in self.groups:
            check_group(after, group)
        for camera in self.cameras:
            after.put(camera)
        if refused := list(self._refused(world, after)):
            first, told = self.cameras[refused[0].at], msgspec.json.encode(refused[:MOST_TOLD]).decode()
            raise Refused("camera.import_refused", count=str(len(refused)), name=first.name, items=told)
        yield from self.groups
        for camera in self.cameras:
            yield from saved(world, camera)

    def _refused(self, before: World, after: World) -> Iterator[ItemRefused]:
        numbers = Numbers(after.all(Camera))
        times = Counter(camera.id for camera in self.cameras)
        for at, camera in enumerate(self.cameras):
            try:
                _once(times[camera.id])
                numbers.check(camera)
                check(after, camera, before.get(Camera, camera.id))
            except Refused as no:
                yield ItemRefused(at, no.code, dict(no.facts))


class SetCameraLogins(Command, frozen=True, kw_only=True, tag="camera.logins"):
    """Set the users and passwords of many cameras; an empty user removes them."""

    sealed = True
    waits = False
    logins: Annotated[tuple[Login, ...], Meta(max_length=MOST)]

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        _once(max(Counter(login.camera for login in self.logins).values(), default=1))
        for login in self.logins:
            camera = world[Camera, login.camera]
            row = CameraLogin(id=camera.id, user=login.user, password=login.password, only=only_of(camera))
            yield row if login.user else Gone.of(row)


def items_of(facts: Mapping[str, str]) -> list[ItemRefused]:
    """The items that a refused import told of; none if these are the facts of another refusal."""
    try:
        return msgspec.json.decode(facts.get("items", "[]"), type=list[ItemRefused])
    except msgspec.DecodeError:
        return []


def _once(times: int) -> None:
    if times > 1:
        raise Refused("camera.twice")
