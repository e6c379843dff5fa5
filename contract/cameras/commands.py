"""What can be asked about one camera, and about groups of cameras."""

from collections.abc import Iterator

from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Gone, Id, Refused, Short, World
from contract.cameras.checks import Numbers, check
from contract.cameras.rows import Camera, CameraGroup, CameraLogin, only_of

MANAGE = "cameras.manage"


class SaveCamera(Command, frozen=True, kw_only=True, tag="camera.save"):
    """Add a camera or replace it whole; its login goes to those who may watch it now."""

    camera: Camera

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        Numbers(world.all(Camera)).check(self.camera)
        check(world, self.camera, world.get(Camera, self.camera.id))
        yield from saved(world, self.camera)


class SetCameraLogin(Command, frozen=True, kw_only=True, tag="camera.login"):
    """Set, or with an empty user remove, the user and password of a camera."""

    sealed = True
    camera: Id
    user: Short
    password: Short

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        camera = world[Camera, self.camera]
        login = CameraLogin(id=camera.id, user=self.user, password=self.password, only=only_of(camera))
        yield login if self.user else Gone.of(login)

    def __repr__(self) -> str:
        return f"SetCameraLogin(camera={self.camera!r}, user={self.user!r}, password=…)"


class RemoveCamera(Command, frozen=True, kw_only=True, tag="camera.remove"):
    """Take a camera out of the city; walls that show it say that it is gone."""

    camera: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        yield Gone.of(world[Camera, self.camera])
        if login := world.get(CameraLogin, self.camera):
            yield Gone.of(login)


class SaveCameraGroup(Command, frozen=True, kw_only=True, tag="camera_group.save"):
    """Add a group of cameras or give it another name."""

    group: CameraGroup

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        check_group(world, self.group)
        yield self.group


class RemoveCameraGroup(Command, frozen=True, kw_only=True, tag="camera_group.remove"):
    """Dissolve a group: its cameras stay, in one group less. One that watching is restricted to alone must stay."""

    group: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        group = world[CameraGroup, self.group]
        for camera in world.all(Camera):
            if group.id not in camera.groups:
                continue
            left = tuple(other for other in camera.groups if other != group.id)
            if camera.restricted and not left:
                raise Refused("camera_group.guards", name=camera.name)
            yield from saved(world, replace(camera, groups=left))
        yield Gone.of(group)


def saved(world: World, camera: Camera) -> Iterator[Fact]:
    """The camera, and its login where other people may hold it from now on."""
    yield camera
    login = world.get(CameraLogin, camera.id)
    if login and login.only != only_of(camera):
        yield replace(login, only=only_of(camera))


def check_group(world: World, group: CameraGroup) -> None:
    """A group needs a name of its own. Raises Refused."""
    if not group.name.strip():
        raise Refused("camera_group.no_name")
    name = group.name.strip().casefold()
    for other in world.all(CameraGroup):
        if other.id != group.id and other.name.strip().casefold() == name:
            raise Refused("camera_group.name_taken", name=other.name)
