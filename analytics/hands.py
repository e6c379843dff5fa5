"""Threads that decode and look, for all cameras: whoever has waited longest is served, one picture at a time."""

import threading
import time
from queue import SimpleQueue
from typing import Protocol


class Turning(Protocol):
    """Somebody who has work for a thread; never in two threads at once."""

    def turn(self) -> bool:
        """Do one picture's worth of it; True if there is more. Raises nothing."""
        ...


class Hands:
    """A few threads; FFmpeg and OpenCV leave the interpreter to others while they work."""

    def __init__(self, threads: int) -> None:
        self._ready: SimpleQueue[Turning | None] = SimpleQueue()
        self._busy = [0.0] * threads
        self._looked = time.monotonic(), 0.0
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name=f"look-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def ready(self, one: Turning) -> None:
        """Queue somebody who is not queued yet."""
        self._ready.put(one)

    def load(self) -> float:
        """The share of the threads' time that was used since the last call, 0 to 1."""
        (then, before), now, busy = self._looked, time.monotonic(), sum(self._busy)
        self._looked = now, busy
        return min(1.0, max(0.0, (busy - before) / (max(now - then, 0.001) * len(self._busy))))

    def close(self, timeout: float = 3.0) -> bool:
        """End the threads after what they are at; True if they are gone in time."""
        for _ in self._threads:
            self._ready.put(None)
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, number: int) -> None:
        while (one := self._ready.get()) is not None:
            begun = time.monotonic()
            if one.turn():
                self._ready.put(one)
            self._busy[number] += time.monotonic() - begun
