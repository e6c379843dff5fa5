"""Few threads decode for many streams: whoever is looked at closely goes first."""

import contextlib
import logging
import threading
import time
import traceback
from collections import deque
from queue import SimpleQueue
from typing import Protocol

from media.loop import LoopThread

log = logging.getLogger(__name__)

BURST = 64
"""Of pictures that arrive in one go so many at most are decoded before it is another stream's turn."""

AT_HOME = 0.004
"""Seconds of decoding that the reading thread may have before it: others' pictures wait for so long to be read."""


class Turning(Protocol):
    """Somebody who has work for a decoder's thread."""

    urgent: bool
    """Whether others may wait for it."""

    def turn(self) -> None:
        """Do one picture's worth of it."""


class Brief(Turning, Protocol):
    """Somebody who can be kept from doing too much at once."""

    def turn(self, most: int = BURST) -> None:
        """Do so many pictures' worth at most."""


class Decoders:
    """As many threads as cores beside the one that reads, for all streams: whoever has waited longest gets its turn.

    A thread per stream would let sixty-four of them fight for the interpreter's lock, and whoever runs right now
    would win: one camera decodes three pictures in a row, of which two are never seen, while another waits.
    The reading thread decodes too, as long as little waits for it: waking another costs a tenth of a picture.
    """

    def __init__(self, threads: int, home: LoopThread | None = None) -> None:
        """`home` is the thread that reads; without it the others do all."""
        self._ready: SimpleQueue[bool] = SimpleQueue()
        """A token for each stream that waits; False ends a thread."""
        self._first, self._rest = deque[Turning](), deque[Turning]()
        self._home, self._owed = home, 0.0
        self._busy = [0.0] * (threads + (home is not None))
        self._looked = time.monotonic(), 0.0
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name=f"decode-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def ready(self, stream: Turning) -> None:
        """Queue a stream that has something to decode and is not queued yet; what is looked at closely goes first."""
        (self._first if stream.urgent else self._rest).append(stream)
        self._ready.put(True)

    def near(self, stream: Brief, cost: float) -> None:
        """Queue it where it was read, if we are there and its `cost` in seconds keeps nobody waiting for long."""
        home = self._home
        if home is None or self._owed + cost > AT_HOME or not home.here():
            self.ready(stream)
            return
        self._owed += cost
        home.loop.call_soon(self._turn_at_home, stream, cost)

    def close(self, timeout: float = 2.0) -> bool:
        """End the threads after what they are at; True if they are gone in time."""
        for _ in self._threads:
            self._ready.put(False)
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def load(self) -> float:
        """Return the share of the threads' time that was used since the last call."""
        (then, before), now, busy = self._looked, time.monotonic(), sum(self._busy)
        self._looked = now, busy
        return (busy - before) / (max(now - then, 0.001) * len(self._busy))

    def _turn_at_home(self, stream: Brief, cost: float) -> None:
        begun = time.monotonic()
        try:
            stream.turn(1)
        finally:
            self._owed -= cost
            self._busy[-1] += time.monotonic() - begun

    def _next(self) -> Turning:
        """Take what goes first; another thread may be quicker, but for each token there is somebody."""
        while True:
            for queue in (self._first, self._rest):
                with contextlib.suppress(IndexError):
                    return queue.popleft()

    def _work(self, number: int) -> None:
        while self._ready.get():
            stream = self._next()
            begun = time.monotonic()
            try:
                stream.turn()
            except Exception as error:  # Whoever stumbles loses his turn; the thread is everybody's.
                # Without the error's own text, which may hold an address.
                log.critical("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            self._busy[number] += time.monotonic() - begun
