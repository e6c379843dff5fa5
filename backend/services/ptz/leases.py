"""Who may move which camera at this moment, and which leases are to be renewed or ended. Pure but for the world."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from contract.base import Actor, Command, World
from contract.ptz import RENEW_BELOW_S, USE, PtzDevice, PtzGo, PtzLease, PtzMove, ReleasePtz, RenewPtz

EARLY_S = 1.0
"""So long a movement may come before its lease: the first one overtakes the wish that is on its way to the disk."""
MOST_EARLY = 256

Order = PtzMove | PtzGo


class Leases:
    """Fences by the token: what bears another than the lease's is not obeyed."""

    def __init__(self, world: World, actor: Callable[[str, datetime], Actor], here: Callable[[str], bool]) -> None:
        """`actor` is who somebody is at a time, `here` whether somebody has a line to us."""
        self._world, self._actor, self._here = world, actor, here
        self._early: dict[tuple[str, str], tuple[Order, datetime]] = {}
        self._moved: set[str] = set()

    def obeys(self, by: str, order: Order, now: datetime) -> bool:
        """Whether this is to be done; if not, it is kept for a moment, should its lease be on the way."""
        lease = self._world.get(PtzLease, order.camera)
        if lease is None or (lease.holder, lease.token) != (by, order.token) or lease.until <= now:
            if len(self._early) < MOST_EARLY:
                self._early[by, order.camera] = order, now
            return False
        if isinstance(order, PtzGo) or any(order.speeds):
            self._moved.add(order.camera)
        return True

    def early(self, now: datetime) -> list[tuple[str, Order]]:
        """What has come before its lease, once."""
        kept, self._early = self._early, {}
        return [(by, order) for (by, _), (order, at) in kept.items() if now - at <= timedelta(seconds=EARLY_S)]

    def judge(self, now: datetime) -> Iterator[Command]:
        """What is to be asked: renewals for those who move, ends for those who rest, have gone, or may no more."""
        moved, self._moved = self._moved, set()
        for lease in self._world.all(PtzLease):
            left = (lease.until - now).total_seconds()
            if left <= 0 or not self._may(lease, now):
                yield ReleasePtz(camera=lease.id, token=lease.token)
            elif left < RENEW_BELOW_S and lease.id in moved:
                yield RenewPtz(camera=lease.id, token=lease.token)

    def held(self, camera: str, now: datetime) -> bool:
        lease = self._world.get(PtzLease, camera)
        return lease is not None and lease.until > now

    def _may(self, lease: PtzLease, now: datetime) -> bool:
        who, device = self._actor(lease.holder, now), self._world.get(PtzDevice, lease.id)
        watches = device is not None and not who.audiences.isdisjoint(device.watchers)
        return watches and USE in who.rights and self._here(lease.holder)
