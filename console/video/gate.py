"""A gate that lets so many threads through at once, and costs next to nothing while they queue."""

from queue import SimpleQueue
from types import TracebackType


class Gate:
    """As many tokens as permits, in a queue written in C.

    threading.Semaphore is Python: at 64 cameras half of all the time that the interpreter was held went into waking
    its waiters, and the GUI and the cameras waited for each other.
    """

    def __init__(self, permits: int) -> None:
        self._tokens: SimpleQueue[None] = SimpleQueue()
        for _ in range(permits):
            self._tokens.put(None)

    def __enter__(self) -> None:
        self._tokens.get()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tokens.put(None)
