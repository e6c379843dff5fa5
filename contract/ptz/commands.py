"""What can be asked: to steer, to take over, to let go; and how cameras are steered and which rounds they make."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from msgspec.structs import replace

from contract.base import Actor, Command, Fact, Gone, Id, Refused, Short, World
from contract.people import name_of
from contract.ptz.rows import (
    HOLD_S,
    JUDGE,
    MANAGE,
    MANAGERS,
    PATROL,
    TAKEOVER,
    USE,
    Address,
    Presets,
    PtzDevice,
    PtzLease,
    PtzPatrol,
    PtzState,
    Steps,
    Token,
    priority,
)


class SavePtzDevice(Command, frozen=True, kw_only=True, tag="ptz.save"):
    """Say how a camera is steered, or that it is watched by others now."""

    camera: Id
    address: Address
    profile: Token = ""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        camera = world.look(("camera", self.camera))
        if camera is None:
            raise Refused("gone.camera")
        _check(self.address)
        watchers = tuple(one for one in camera.audiences() if one != MANAGERS)
        yield PtzDevice(id=self.camera, address=self.address, profile=self.profile, watchers=watchers)
        for row in _about(world, self.camera):
            if row.watchers != watchers:
                yield replace(row, watchers=watchers)


class RemovePtzDevice(Command, frozen=True, kw_only=True, tag="ptz.remove"):
    """Let a camera be steered no more."""

    camera: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(MANAGE)
        yield Gone.of(world[PtzDevice, self.camera])
        yield from map(Gone.of, _about(world, self.camera))


class TakePtz(Command, frozen=True, kw_only=True, tag="ptz.take"):
    """Steer a camera, alone: asked at the first movement. The asker makes the token, so that he may begin at once."""

    waits = False
    camera: Id
    token: Id
    seat: Short = ""
    reason: Short = ""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(USE)
        device = world[PtzDevice, self.camera]
        if who.audiences.isdisjoint(device.watchers):
            raise Refused("gone.ptz_device")
        held, rank = world.get(PtzLease, self.camera), priority(world, who.id)
        if held and held.until > who.now and held.holder != who.id and held.rank >= rank:
            name, at = name_of(world, held.holder), held.since.isoformat()
            if TAKEOVER not in who.rights:
                raise Refused("ptz.held", name=name, at=at)
            if not self.reason.strip():
                raise Refused("ptz.held_say_why", name=name, at=at)
        yield PtzLease(
            id=device.id, holder=who.id, seat=self.seat, rank=rank, token=self.token, since=who.now,
            until=who.now + timedelta(seconds=HOLD_S), reason=self.reason.strip(), watchers=device.watchers,
        )  # fmt: skip


class RenewPtz(Command, frozen=True, kw_only=True, tag="ptz.renew"):
    """Whoever steers still moves the camera; asked by the backend itself, that hears it."""

    waits = False
    camera: Id
    token: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(JUDGE)
        lease = world[PtzLease, self.camera]
        if lease.token != self.token:
            raise Refused("ptz.not_yours")
        yield replace(lease, until=who.now + timedelta(seconds=HOLD_S))


class ReleasePtz(Command, frozen=True, kw_only=True, tag="ptz.release"):
    """Steer no more: by whoever does, or by the backend for one who has gone or rests."""

    waits = False
    camera: Id
    token: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(USE)
        lease = world[PtzLease, self.camera]
        if lease.token != self.token or (lease.holder != who.id and JUDGE not in who.rights):
            raise Refused("ptz.not_yours")
        yield Gone.of(lease)


class KeepPtzState(Command, frozen=True, kw_only=True, tag="ptz.state"):
    """Write down what a device tells of itself; asked by the backend alone."""

    camera: Id
    presets: Presets = ()
    trouble: Short = ""

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(JUDGE)
        device = world[PtzDevice, self.camera]
        yield PtzState(
            id=device.id, presets=self.presets, trouble=self.trouble, at=who.now, watchers=device.watchers
        )  # fmt: skip


class SavePtzPatrol(Command, frozen=True, kw_only=True, tag="ptz.patrol"):
    """Let a camera make a round by itself; `on` false lets it rest and keeps the round."""

    camera: Id
    steps: Steps
    on: bool = True

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(PATROL)
        device, state = world[PtzDevice, self.camera], world.get(PtzState, self.camera)
        known = {preset.token for preset in state.presets} if state else set()
        if unknown := next((step.preset for step in self.steps if step.preset not in known), ""):
            raise Refused("ptz.no_such_preset", preset=unknown)
        yield PtzPatrol(id=device.id, steps=self.steps, on=self.on, watchers=device.watchers)


class RemovePtzPatrol(Command, frozen=True, kw_only=True, tag="ptz.no_patrol"):
    """Let a camera make no rounds any more."""

    camera: Id

    def decide(self, world: World, who: Actor) -> Iterator[Fact]:
        who.must(PATROL)
        yield Gone.of(world[PtzPatrol, self.camera])


def _about(world: World, camera: str) -> list[PtzState | PtzLease | PtzPatrol]:
    """What stands beside the device's own row."""
    rows = world.get(PtzState, camera), world.get(PtzLease, camera), world.get(PtzPatrol, camera)
    return [row for row in rows if row is not None]


def _check(address: str) -> None:
    """An address that can be called, without a login in it. Raises Refused."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise Refused("ptz.bad_address") from None
    if not fine or not address.isprintable() or " " in address:
        raise Refused("ptz.bad_address")
    if parts.username is not None or parts.password is not None:
        raise Refused("ptz.address_holds_password")
