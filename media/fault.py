"""Why a camera gives no picture: stable codes that views have words for."""

from dataclasses import dataclass

REASONS = frozenset(
    {
        "refused",
        "unauthorized",
        "not_found",
        "unavailable",
        "unreachable",
        "timeout",
        "no_data",
        "bad_data",
        "reset",
        "ended",
        "bad_address",
        "behind",
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure: its code, and a free detail without secrets."""

    reason: str
    detail: str = ""


class Broken(Exception):
    """A stream that cannot go on, or never began."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.fault = Fault(reason, detail)


class NotForUs(Exception):
    """The camera works, but speaks what only FFmpeg's own reader understands: another codec or transport."""
