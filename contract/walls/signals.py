"""What a wall node says it really shows: latest wins, never logged."""

from datetime import datetime

from msgspec import Struct

from contract.signals import Signal
from contract.walls.rows import WALLS


class CellReport(Struct, frozen=True, kw_only=True):
    """One cell as it is on the glass: `status` is live, late, stale, lost, denied, connecting, off or unknown."""

    zone: str
    cell: str
    kind: str
    ref: str = ""
    status: str = "live"
    frame_age_ms: int | None = None
    reason: str = ""


class NodeReport(Signal, frozen=True, kw_only=True, tag="wall.report"):
    """A node's screens and cells, about once a second; a node that has not reported for 3 s is away.

    A node signs in under its own name, so that none can say what another shows.
    """

    right = "walls.report"
    node: str
    wall: str
    outputs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    seqs: dict[str, int] = {}
    cells: tuple[CellReport, ...] = ()
    at: datetime

    def key(self) -> str:
        return f"{self.wall}/{self.node}"

    def author(self) -> str | None:
        return self.node

    def audiences(self) -> tuple[str, ...]:
        return (WALLS,)
