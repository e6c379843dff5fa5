"""What can be asked: to hear a camera's events, to hear them no more, and to say whether they are heard."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta
from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Gone, Id, Refused, Row, Short, World
from contract.camera_events.rows import (
    JUDGE,
    MANAGE,
    MANAGERS,
    MOST_OTHERS,
    Address,
    CameraEvents,
    CameraEventsState,
    Event,
    Hearing,
    Held,
    Wanted,
    Word,
)


class SaveCameraEvents(Command, frozen=True, kw_only=True, tag="camera_events.save"):
    """Say which events of a camera become alerts."""

    camera: Id
    address: Address
    wanted: Annotated[tuple[Wanted, ...], Meta(max_length=len(Event))]
    on: bool = True

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        camera = world.look(("camera", self.camera))
        if camera is None:
            raise Refused("gone.camera")
        _check(self.address)
        if not self.wanted:
            raise Refused("camera_events.nothing_wanted")
        if len({one.event for one in self.wanted}) != len(self.wanted):
            raise Refused("camera_events.event_twice")
        watchers = watchers_of(camera)
        yield CameraEvents(id=self.camera, address=self.address, wanted=self.wanted, on=self.on, watchers=watchers)
        state = world.get(CameraEventsState, self.camera)
        if state and state.watchers != watchers:
            yield replace(state, watchers=watchers)


class RemoveCameraEvents(Command, frozen=True, kw_only=True, tag="camera_events.remove"):
    """Hear a camera's events no more."""

    camera: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        yield Gone.of(world[CameraEvents, self.camera])
        if state := world.get(CameraEventsState, self.camera):
            yield Gone.of(state)


class FitCameraEvents(Command, frozen=True, kw_only=True, tag="camera_events.fit"):
    """Let whoever may watch a camera now see what is wanted of its events; asked by the backend alone.

    It names the camera only: what somebody changes or removes at this moment is not brought back as it was.
    """

    camera: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(JUDGE)
        wanted, camera = world[CameraEvents, self.camera], world.look(("camera", self.camera))
        if camera is None:
            raise Refused("gone.camera")
        yield replace(wanted, watchers=watchers_of(camera))
        if state := world.get(CameraEventsState, self.camera):
            yield replace(state, watchers=watchers_of(camera))


class KeepCameraEventsState(Command, frozen=True, kw_only=True, tag="camera_events.state"):
    """Write down whether a camera's events are heard; asked by the backend alone. `since` stays while that does."""

    camera: Id
    hearing: Hearing
    reason: Word = ""
    others: Annotated[int, Meta(ge=0, le=10**12)] = 0
    others_named: Annotated[tuple[Short, ...], Meta(max_length=MOST_OTHERS)] = ()
    held: Held = ""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(JUDGE)
        wanted, old = world[CameraEvents, self.camera], world.get(CameraEventsState, self.camera)
        same = old is not None and (old.hearing, old.reason) == (self.hearing, self.reason)
        yield CameraEventsState(
            id=self.camera, hearing=self.hearing, reason=self.reason, since=old.since if same and old else who.now,
            others=self.others, others_named=self.others_named, held=self.held, watchers=wanted.watchers,
        )  # fmt: skip


def watchers_of(camera: Row) -> tuple[str, ...]:
    """Return the audiences that may watch a camera."""
    return tuple(one for one in camera.audiences() if one != MANAGERS)


def _check(address: str) -> None:
    """An address that can be called, without a login in it. Raises Refused."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise Refused("camera_events.bad_address") from None
    if not fine or not address.isprintable() or " " in address:
        raise Refused("camera_events.bad_address")
    if parts.username is not None or parts.password is not None:
        raise Refused("camera_events.address_holds_password")
