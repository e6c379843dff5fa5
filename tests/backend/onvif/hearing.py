"""Cameras that tell by themselves, and the backend that listens to them, over real sockets."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from backend.services.onvif.events import judge, keeper, line
from contract.alerts import Alert
from contract.base import Command
from contract.camera_events import CameraEventsState, Event, SaveCameraEvents, Wanted
from contract.cameras import Camera, SaveCamera, SetCameraLogin
from contract.ids import new_id
from demo.onvif import Events, SimCamera, Simulator
from tests.backend.ptz.street import soon
from tests.backend.rig import Rig, doors, populate

PASSWORD = "mat-khau-cua-camera"
ALL = tuple(Wanted(event=event, severity=2, off_s=1.0) for event in Event)


def telling(**more: Any) -> SimCamera:
    """A camera that tells by itself."""
    return SimCamera(**({"events": Events(), "password": PASSWORD} | more))


class Hearing:
    """The cameras by their ids, c1 and so on; and the backend."""

    def __init__(self, rig: Rig, sims: Sequence[Simulator]) -> None:
        self.rig, self.sims = rig, sims

    def events(self, number: int = 1) -> Events:
        events = self.sims[number - 1].camera.events
        assert events is not None
        return events

    def state(self, number: int = 1) -> CameraEventsState | None:
        found: CameraEventsState | None = self.rig.backend.engine.world.get(CameraEventsState, f"c{number}")
        return found

    def alert(self, event: Event = Event.MOTION, number: int = 1, source: str = "VS0") -> Alert | None:
        found: Alert | None = self.rig.backend.engine.world.get(Alert, f"event:c{number}:{event.value}:{source}")
        return found

    def alerts(self) -> list[Alert]:
        return list(self.rig.backend.engine.world.all(Alert))

    async def is_(self, hearing: str, number: int = 1, seconds: float = 8.0) -> CameraEventsState:
        found: CameraEventsState = await soon(lambda: self._as(hearing, number), seconds)
        return found

    async def raised(self, event: Event = Event.MOTION, number: int = 1, count: int = 1) -> Alert:
        """Told so often by now."""
        found: Alert = await soon(lambda: (one := self.alert(event, number)) and one.count >= count and one)
        return found

    async def done(self, wish: Command) -> None:
        settled = await self.rig.backend.writer.ask("service", new_id(), "system", wish)
        assert settled.code is None, settled

    def _as(self, hearing: str, number: int) -> CameraEventsState | None:
        state = self.state(number)
        return state if state and state.hearing.value == hearing else None


@asynccontextmanager
async def hearing(
    folder: Path, *cameras: SimCamera, wanted: tuple[Wanted, ...] = ALL, more: Sequence[Command] = ()
) -> AsyncIterator[Hearing]:
    with ExitStack() as stack:
        sims = [stack.enter_context(Simulator(camera)) for camera in cameras]
        wishes = [wish for number, sim in enumerate(sims, 1) for wish in hung(number, sim.url, wanted)]
        populate(folder, [*wishes, *more])
        async with doors(folder, camera_networks="127.0.0.0/8") as rig:
            yield Hearing(rig, sims)


def hung(number: int, address: str, wanted: tuple[Wanted, ...] = ALL) -> list[Command]:
    id = f"c{number}"
    return [
        SaveCamera(camera=Camera(id=id, number=number, name=f"Cầu {number}")),
        SetCameraLogin(camera=id, user="onvif", password=PASSWORD),
        SaveCameraEvents(camera=id, address=address, wanted=wanted),
    ]


def hurry(patch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What waits for minutes in a city waits for less than seconds here."""
    patch.setattr(keeper, "TRIES_S", (0.1, 0.2, 0.3))
    patch.setattr(keeper, "SETTLE_S", 0.4)
    patch.setattr(keeper, "SPARE_S", 0.2)
    patch.setattr(keeper, "SHORT_S", 0.5)
    patch.setattr(judge, "REPEAT_S", 0.5)
    patch.setattr(line, "GRACE_S", 0.5)
    return patch.undo
