"""An asyncio loop in a thread of its own, for programs whose main thread belongs to a GUI."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for other threads."""

    def __init__(self, name: str) -> None:
        """Start at once."""
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run a coroutine; cancelling the future cancels it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def here(self) -> bool:
        """Say whether whoever asks is this thread itself."""
        return threading.get_ident() == self._thread.ident

    def close(self, timeout: float = 2.0) -> bool:
        """Cancel what still runs and end the loop; True if the thread is gone in time."""
        if not self.loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._end(timeout), self.loop)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    async def _end(self, patience: float) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=patience / 2)
        self.loop.call_soon(self.loop.stop)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.close()
