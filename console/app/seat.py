"""What a desk and a wall node have in common: a client, its desk, and the cameras' sources."""

from collections.abc import Callable
from dataclasses import dataclass

from backend_client.client import Client
from console.desk import Desk
from console.ladders import follow, resolver
from console.video.pool import SourcePool


@dataclass(frozen=True)
class Taken:
    """A seat that is taken; `leave` gives everything back."""

    client: Client
    desk: Desk
    pool: SourcePool
    unfollow: Callable[[], None]

    async def leave(self) -> None:
        self.unfollow()
        self.pool.close()
        await self.client.close()


def take_seat(client: Client) -> Taken:
    """Wire a client to a desk: what the line says becomes Qt signals here, and nowhere else."""
    desk = Desk(client)
    client.on_state = desk.line_changed.emit
    client.on_refused = desk.not_applied.emit
    client.on_signal = desk.heard.emit
    pool = SourcePool(resolver(desk))
    return Taken(client, desk, pool, follow(desk, pool))
