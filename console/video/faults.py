"""Why a camera gives no picture: stable codes, told from what FFmpeg raised."""

import builtins
from dataclasses import dataclass

import av.error

from console.video.streams import Login, scrub

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
    }
)

_TABLE: tuple[tuple[type[BaseException], str], ...] = (
    (av.error.HTTPUnauthorizedError, "unauthorized"),
    (av.error.HTTPForbiddenError, "unauthorized"),
    (av.error.HTTPNotFoundError, "not_found"),
    (av.error.HTTPClientError, "not_found"),
    (av.error.HTTPServerError, "unavailable"),
    (builtins.ConnectionRefusedError, "refused"),
    (builtins.ConnectionResetError, "reset"),
    (builtins.ConnectionAbortedError, "reset"),
    (builtins.BrokenPipeError, "reset"),
    (builtins.TimeoutError, "timeout"),
    (av.error.ExitError, "timeout"),
    (builtins.EOFError, "ended"),
    (av.error.ProtocolNotFoundError, "bad_address"),
    (builtins.FileNotFoundError, "bad_address"),
    (av.error.InvalidDataError, "bad_data"),
)
_ERRNO = {5: "bad_address", 22: "bad_address", 101: "unreachable", 113: "unreachable"}
"""EIO is what FFmpeg makes of a name that does not resolve; then EINVAL, ENETUNREACH, EHOSTUNREACH."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure: its code, and a free detail without secrets."""

    reason: str
    detail: str = ""


def fault_of(error: BaseException, login: Login | None, expired: bool, opened: bool) -> Fault:
    """Name the failure; `expired`: our own patience ended it; `opened`: the stream had been playing."""
    # str(error) would hold the URL, and so the login.
    detail = scrub(getattr(error, "strerror", None) or type(error).__name__, login)
    if expired:
        return Fault("no_data" if opened else "timeout", detail)
    if opened and isinstance(error, builtins.TimeoutError | av.error.ExitError):
        return Fault("no_data", detail)
    for kind, reason in _TABLE:
        if isinstance(error, kind):
            return Fault(reason, detail)
    return Fault(_ERRNO.get(getattr(error, "errno", None) or 0, "bad_data"), detail)
