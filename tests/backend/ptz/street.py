"""A street with cameras that turn, the backend that steers them, and seats that hold the stick."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec import Raw

from contract.base import Command
from contract.cameras import Camera, SaveCamera, SetCameraLogin
from contract.ids import new_id
from contract.people import Role
from contract.ptz import PtzGo, PtzMove, SavePtzDevice, TakePtz
from contract.signals import Signal
from contract.wire import Tell, encode
from demo.onvif import Head, SimCamera, SimProfile, Simulator
from tests.backend.rig import PEOPLE, Rig, Seated, doors, populate

CROWD = PEOPLE | {"lan": Role.DUTY_OFFICER, "ky": Role.LEADER}
PROFILE = SimProfile("p1", "main", "rtsp://127.0.0.1:1/main")
PASSWORD = "mat-khau-cua-camera"


def turning(**more: Any) -> SimCamera:
    """A camera with a head."""
    return SimCamera(password=PASSWORD, profiles=(PROFILE,), **({"head": Head()} | more))


class Street:
    """The cameras by their ids, c1 and so on; and the backend."""

    def __init__(self, rig: Rig, cameras: Sequence[SimCamera]) -> None:
        self.rig, self.cameras = rig, cameras

    def head(self, number: int = 1) -> Head:
        head = self.cameras[number - 1].head
        assert head is not None
        return head

    def row(self, kind: str, number: int = 1) -> Any:
        return self.rig.backend.engine.world.look((kind, f"c{number}"))

    async def surveyed(self, number: int = 1) -> Any:
        """Once the device has said something, or nothing."""
        return await soon(lambda: self.row("ptz_state", number))


@asynccontextmanager
async def street(folder: Path, *cameras: SimCamera, more: Sequence[Command] = ()) -> AsyncIterator[Street]:
    with ExitStack() as stack:
        sims = [stack.enter_context(Simulator(camera)) for camera in cameras]
        populate(folder, [*hung([sim.url for sim in sims]), *more], CROWD)
        async with doors(folder, camera_networks="127.0.0.0/8") as rig:
            yield Street(rig, cameras)


def hung(addresses: Sequence[str]) -> list[Command]:
    """The wishes that hang cameras at these addresses up."""
    wishes: list[Command] = []
    for number, address in enumerate(addresses, 1):
        id = f"c{number}"
        wishes.append(SaveCamera(camera=Camera(id=id, number=number, name=f"Camera {number}")))
        wishes.append(SetCameraLogin(camera=id, user="onvif", password=PASSWORD))
        wishes.append(SavePtzDevice(camera=id, address=address))
    return wishes


class Stick:
    """Somebody's hand: takes a camera, and moves it."""

    def __init__(self, seated: Seated, camera: str = "c1") -> None:
        self.seated, self.camera, self.token = seated, camera, new_id()

    async def take(self, reason: str = "") -> str:
        self.token = new_id()
        wish = TakePtz(camera=self.camera, token=self.token, seat=self.seated.client, reason=reason)
        return await self.seated.done(wish)

    async def move(self, pan: float = 0.0, tilt: float = 0.0, zoom: float = 0.0) -> None:
        await self.tell(PtzMove(camera=self.camera, token=self.token, pan=pan, tilt=tilt, zoom=zoom))

    async def go(self, preset: str = "") -> None:
        await self.tell(PtzGo(camera=self.camera, token=self.token, preset=preset))

    async def hold(self, seconds: float, pan: float = 0.0, tilt: float = 0.0, zoom: float = 0.0) -> None:
        """As a console does while a key is down."""
        for _ in range(round(seconds * 10)):
            await self.move(pan, tilt, zoom)
            await asyncio.sleep(0.1)

    async def tell(self, signal: Signal) -> None:
        await self.seated.send(Tell(signal=Raw(encode(signal))))


async def soon(true: Any, seconds: float = 6.0) -> Any:
    """Wait for what must come; hand it back."""
    for _ in range(round(seconds * 50)):
        if found := true():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")
