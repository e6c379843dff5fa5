"""One line for each camera that is recorded, was recorded, or could be."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.strings import fold
from contract.base import World
from contract.cameras import Camera
from contract.people import name_of
from contract.recordings import GIB, Recording, RecordingPlan, RecordingState


@dataclass(frozen=True)
class Line:
    """A camera with what is planned and how it stands; `camera` is None where only its recordings are left."""

    id: str
    camera: Camera | None
    plan: RecordingPlan | None
    state: RecordingState | None
    by: str
    text: str

    @property
    def number(self) -> str:
        return str(self.camera.number) if self.camera else ""

    @property
    def name(self) -> str:
        return self.camera.name if self.camera else self.id

    @property
    def status(self) -> Recording | None:
        """What the backend said last; a plan that nobody has taken up yet is being connected."""
        if self.state is not None:
            return self.state.status
        return Recording.CONNECTING if self.plan and self.plan.on else None

    @property
    def share(self) -> float | None:
        """How much of what it may take it takes."""
        return self.state.bytes / (self.plan.gib * GIB) if self.state and self.plan else None


def lines(world: World) -> list[Line]:
    """Those that are planned first, then all others, each by number."""
    return sorted(_all(world), key=_order)


def _all(world: World) -> Iterator[Line]:
    cameras = {camera.id: camera for camera in world.all(Camera)}
    plans = {plan.id: plan for plan in world.all(RecordingPlan)}
    states = {state.id: state for state in world.all(RecordingState)}
    for id in cameras.keys() | plans.keys() | states.keys():
        camera, plan = cameras.get(id), plans.get(id)
        by = name_of(world, plan.by) if plan and plan.by else ""
        words = f"{camera.number} {camera.name} {camera.place}" if camera else id
        yield Line(id, camera, plan, states.get(id), by, fold(words))


def _order(line: Line) -> tuple[bool, bool, int, str]:
    return line.plan is None, line.camera is None, line.camera.number if line.camera else 0, line.id
