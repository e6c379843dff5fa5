"""Why a camera gives no picture: the codes told from what FFmpeg raised."""

import builtins

import av.error

from media.fault import Fault
from media.login import Login, scrub

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
