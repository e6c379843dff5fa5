"""What all sources of a program share: the loop that reads, the threads that decode, how many dial at once."""

import asyncio
import os
import time

from console.video.budget import Budget, Paced
from console.video.decoders import Decoders
from media.loop import LoopThread

OPENS_AT_ONCE = 64
"""Dialling costs next to nothing, but with eight at once a living camera waits half a minute behind sixty dead ones."""
LINGER = 2.0


class Engine:
    """Belongs to one pool."""

    def __init__(self, linger: float = LINGER, opens: int = OPENS_AT_ONCE) -> None:
        """Start; an unwatched source lasts `linger` seconds."""
        self.linger = linger
        self.lines = LoopThread("video-lines")
        # One more than cores: while one waits for the interpreter another decodes. Beside other programs that are
        # busy too, each thread is a share of the machine.
        self.decoders = Decoders((os.cpu_count() or 1) + 1, self.lines)
        self.opens = asyncio.Semaphore(opens)
        self.streams: tuple[Paced, ...] = ()
        """Whoever has something decoded; replaced whole by the pool."""
        self._looking = self.lines.run(self._look())

    async def _look(self) -> None:
        budget = Budget()
        while True:
            await asyncio.sleep(1.0)
            # Of what nobody sees nothing is decoded: it has nothing to give.
            seen = tuple(stream for stream in self.streams if stream.weight() > 0.0)
            budget.look(time.monotonic(), self.decoders.load(), seen)

    def close(self, timeout: float) -> bool:
        """End all threads; True if they are gone in time."""
        self._looking.cancel()
        gone = self.lines.close(timeout)
        return self.decoders.close(timeout) and gone
