"""What a desk and a wall node have in common: a client, its desk, and the cameras' sources."""

from dataclasses import dataclass

from backend_client.client import Client
from console.desk import Desk
from console.ladders import Ladders
from console.video.pool import SourcePool


@dataclass(frozen=True)
class Taken:
    """A seat that is taken; `leave` gives everything back."""

    client: Client
    desk: Desk
    pool: SourcePool
    ladders: Ladders

    async def leave(self) -> None:
        self.ladders.close()
        self.pool.close()
        await self.client.close()


def take_seat(client: Client) -> Taken:
    """Wire a client to a desk: what the line says becomes Qt signals here, and nowhere else."""
    desk = Desk(client)
    client.on_state = desk.line_changed.emit
    client.on_refused = desk.not_applied.emit
    client.on_signal = desk.heard.emit
    ladders = Ladders(desk)
    pool = SourcePool(ladders.of)
    ladders.changed = pool.refresh
    return Taken(client, desk, pool, ladders)

