"""A gate that lets so many threads through at once, in the order in which they came."""

import threading
from collections import deque
from types import TracebackType


class Gate:
    """Each leaver hands its permit to the one who waits longest.

    threading.Semaphore lets whoever runs right now slip in again: short of CPU, one camera then decodes three frames
    in a row, of which two are never seen, while another waits for half a second with an old picture on the wall.
    """

    def __init__(self, permits: int) -> None:
        self._free = permits
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
