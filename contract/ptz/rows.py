"""What is known of steering: which cameras can be, who steers one now, and the rounds that cameras make alone."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from contract.base import LINE, Id, Ref, Row, Short, World
from contract.people import Person, Role

USE, TAKEOVER, PATROL, JUDGE, MANAGE = "ptz.use", "ptz.takeover", "ptz.patrol", "ptz.judge", "cameras.manage"
VIDEO, MANAGERS, NOBODY = "video", "cameras", "nobody"

HOLD_S = 20.0
"""So long steering is somebody's after the last renewal."""
RENEW_BELOW_S = 15.0
"""Whoever moves the camera when less is left has it renewed: after the last movement 15 to 20 s remain."""
STILL_S = 0.5
"""A camera whose movements cease for so long is stopped, whatever became of whoever moved it."""
MOST_PER_S = 30

PRIORITY = {Role.ADMIN: 1, Role.DUTY_OFFICER: 2, Role.SUPERVISOR: 3, Role.LEADER: 4}
"""Whoever has more may take the steering of a camera from whoever has less, without saying why."""

Address = Annotated[str, Meta(min_length=1, max_length=500, pattern=LINE)]
Audiences = Annotated[tuple[Short, ...], Meta(max_length=40)]
Token = Annotated[str, Meta(max_length=64, pattern=LINE)]
"""How a device calls one of its media profiles or presets."""


class Preset(Struct, frozen=True, kw_only=True):
    """A place that the camera knows to look at."""

    token: Token
    name: Short = ""


class PatrolStep(Struct, frozen=True, kw_only=True):
    """Look there for so many seconds."""

    preset: Token
    dwell_s: Annotated[float, Meta(ge=3, le=3600)] = 10.0


Presets = Annotated[tuple[Preset, ...], Meta(max_length=100)]
Steps = Annotated[tuple[PatrolStep, ...], Meta(min_length=1, max_length=32)]


class PtzDevice(Row, frozen=True, kw_only=True, tag="ptz_device"):
    """How the camera of the same id is steered. Whoever may watch it sees this, and whoever keeps the list.

    `address` is the ONVIF device service's, `profile` a media profile's token, the first that can be steered if empty.
    The login is the camera's own. Only `watchers`, the audiences that may watch the camera, may steer it.
    """

    address: Address
    profile: Token = ""
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)


class PtzState(Row, frozen=True, kw_only=True, tag="ptz_state"):
    """What the device tells: its presets, and why it cannot be steered now, if so. Who sees the device sees this."""

    presets: Presets = ()
    trouble: Short = ""
    at: datetime
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)


class PtzLease(Row, frozen=True, kw_only=True, tag="ptz_lease"):
    """Who alone steers the camera of the same id, at which seat, and until when. Who may watch the camera sees it.

    `token` fences: a movement that bears another comes from somebody who steers no longer. `rank` is the priority of
    the holder's role when it was taken; `reason` is why it was taken from somebody else.
    """

    holder: Id
    seat: Short = ""
    rank: int
    token: Id
    since: datetime
    until: datetime
    reason: Short = ""
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return self.watchers or (NOBODY,)


class PtzPatrol(Row, frozen=True, kw_only=True, tag="ptz_patrol"):
    """The round that a camera makes while nobody steers it. Who may watch the camera sees it."""

    steps: Steps
    on: bool = True
    watchers: Audiences = (VIDEO,)

    def audiences(self) -> tuple[str, ...]:
        return (*self.watchers, MANAGERS)


def priority(world: World, person: Ref) -> int:
    """How much the role of a person counts when two want to steer one camera."""
    row = world.get(Person, person)
    return PRIORITY.get(row.role, 0) if row else 0
