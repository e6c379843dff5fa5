"""How the line to the backend stands, in one value that a screen can show."""

from datetime import datetime

from msgspec import Struct

from backend_client.session import Line


class LineState(Struct, frozen=True, kw_only=True):
    """`since` is when it came to stand so; `told_at` when the backend last spoke; `waiting` counts unsettled wishes.

    `error` is the class of ClientError that keeps us away, by name, "" if none; `skew_s` is this machine's clock
    minus the backend's, None before it is known.
    """

    line: Line
    since: datetime
    told_at: datetime | None = None
    waiting: int = 0
    error: str = ""
    detail: str = ""
    retry_at: datetime | None = None
    skew_s: float | None = None
    round_trip_ms: float | None = None

    @property
    def live(self) -> bool:
        return self.line is Line.LIVE
