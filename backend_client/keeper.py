"""Writes the client's file in a thread of its own, so that a slow disk never holds up hands or pictures."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

import sqlcipher3.dbapi2 as sqlite
import structlog

from backend_client.keep import NotApplied, Step
from backend_client.replica import Wish
from backend_client.store import ClientStore

log = structlog.get_logger()

Work = Callable[[], None]


class Keeper:
    """A Keep that hands every call, in order, to one thread.

    If the disk fails, no later step may move the mark past what was not written: steps stop, wishes are still
    tried, and `on_broken` is called (from that thread) so that the console can say so.
    """

    def __init__(self, store: ClientStore, on_broken: Callable[[str], None] = lambda _: None) -> None:
        self.store = store
        self.broken = ""
        self._on_broken = on_broken
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def step(self, step: Step) -> None:
        self._queue.put(lambda: None if self.broken else self.store.step(step))

    def wish(self, wish: Wish) -> None:
        self._queue.put(lambda: self.store.wish(wish))

    def refused(self, refused: NotApplied) -> None:
        self._queue.put(lambda: self.store.refused(refused))

    def noted(self, id: str) -> None:
        self._queue.put(lambda: self.store.noted(id))

    def put(self, key: str, value: object) -> None:
        self._queue.put(lambda: self.store.put(key, value))

    def forget(self, key: str) -> None:
        self._queue.put(lambda: self.store.forget(key))

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything asked so far is on the disk; False if that took longer than `timeout` seconds."""
        done = threading.Event()
        self._queue.put(done.set)
        return done.wait(timeout)

    def close(self) -> None:
        """Write what is left, and close the file."""
        self._queue.put(None)
        self._thread.join(10.0)
        self.store.close()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
            except sqlite.Error as error:
                self._break(str(error))
            except Exception as error:
                log.exception("keeper_failed")
                self._break(repr(error))

    def _break(self, detail: str) -> None:
        if not self.broken:
            log.error("store_broken", detail=detail)
            self.broken = detail
            self._on_broken(detail)
