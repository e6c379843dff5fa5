"""A time limit on this thread's FFmpeg calls that another moment, or another thread, may shorten.

PyAV's interrupt callback knows only fixed time-outs, reports a stalled read at twice its value, and offers no
cancel; closing a container from outside during a read is a use after free. But the callback asks the module's
`time.monotonic()`, in the thread that reads. We put a clock there that runs away once the leash is at its end.
That is a hack on internals, so `proven()` tries it once per process and takes it out again where it fails;
then PyAV's own time-outs remain and an abandoned daemon thread ends later.
"""

import math
import socket
import threading
import time
from functools import cache
from typing import Any

import av
import av.container.core as core
import av.error
import av.logging

# FFmpeg's own log lines carry whole URLs, logins included.
av.logging.set_level(None)

_LEAP = 1e6
_held = threading.local()


class Leash:
    """The instant, on the monotonic clock, at which the holder's calls into FFmpeg give up."""

    def __init__(self) -> None:
        """Begin without a limit."""
        self.expires = math.inf
        self._cut = False
        self._leaps = 0

    def __enter__(self) -> "Leash":
        """Bind this thread's FFmpeg calls to the leash."""
        _held.leash = self
        return self

    def __exit__(self, *_: object) -> None:
        """Let the thread go."""
        _held.leash = None

    @property
    def ended(self) -> bool:
        """Say whether the time is up."""
        return self._cut or time.monotonic() >= self.expires

    def cut(self) -> None:
        """End it now and for good (from any thread)."""
        self._cut = True

    def give(self, seconds: float) -> None:
        """Allow so many seconds from now."""
        self.expires = time.monotonic() + seconds

    def clock(self) -> float:
        """Tell the time; once it is up, a later hour at each question, as PyAV restarts its count between calls."""
        now = time.monotonic()
        if now < self.expires and not self._cut:
            return now
        self._leaps += 1
        return now + _LEAP * self._leaps


class _Clock:
    """What PyAV takes for the module `time`."""

    @staticmethod
    def monotonic() -> float:
        leash: Leash | None = getattr(_held, "leash", None)
        return time.monotonic() if leash is None else leash.clock()


@cache
def proven() -> bool:
    """Install the clock, and say whether it really cuts a camera short that takes the call and never answers."""
    module: Any = core
    original = module.time
    module.time = _Clock
    if _cuts_short():
        return True
    module.time = original
    return False


def _cuts_short() -> bool:
    spent: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"rtsp://127.0.0.1:{silent.getsockname()[1]}/"
        probe = threading.Thread(target=_probe, args=(url, spent), name="video-leash-probe", daemon=True)
        probe.start()
        probe.join(1.5)
    return bool(spent) and spent[0] < 1.0


def _probe(url: str, spent: list[float]) -> None:
    begun = time.monotonic()
    with Leash() as leash:
        leash.give(0.05)
        try:
            av.open(url, timeout=(3, 3), options={"rtsp_transport": "tcp"}).close()
        except (av.error.FFmpegError, RuntimeError):
            spent.append(time.monotonic() - begun)
