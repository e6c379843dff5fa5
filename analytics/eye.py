"""One camera that is watched: its line, its decoder, its scene, and how each of its rules stands at this moment."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from analytics.decoding import Decoding
from analytics.hands import Hands
from analytics.line import Line
from analytics.roster import Post
from analytics.scene import Due, Look, Scene, State, always
from analytics.shelf import Shelf
from contract.analytics import Watching

BLIND_S = 5.0
"""So long without a picture looked at, and nobody watches, whatever the line says."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What all cameras share."""

    hands: Hands
    shelf: Shelf
    opens: asyncio.Semaphore
    readers: Executor
    every_s: float
    detect_every_s: float
    due: Due = always


class Eye:
    """Lives on the loop; only its decoding is in threads."""

    def __init__(self, post: Post, tools: Tools, took: Callable[[str, Look], None]) -> None:
        self.post, self._tools = post, tools
        self._took, self._loop = took, asyncio.get_running_loop()
        scene = Scene(tools.shelf.of, tools.detect_every_s, tools.due)
        self._decoding = Decoding(post.camera.id, scene, tools.hands, tools.every_s, self._looked)
        self._decoding.follow(post.rules)
        self._line = Line(post.address, self._decoding, tools.opens, tools.readers)
        self._running = self._loop.create_task(self._line.run(), name=f"line {post.camera.id}")
        self._look: Look | None = None
        self._ended = False

    def follow(self, post: Post) -> bool:
        """Take up changed rules; False if the stream is another, and another eye is needed."""
        if post.address != self.post.address or self._running.done():
            return False
        if post.rules != self.post.rules:
            self._decoding.follow(post.rules)
        self.post = post
        return True

    def state(self, rule: str, now: float) -> State:
        """How a rule stands, `now` by the monotonic clock."""
        reason = self._line.reason
        if reason:
            return Watching.BLIND, reason
        look = self._look
        last = self._decoding.looked_at
        if look is None or now - last > BLIND_S or last < self._line.opened_at:
            fresh = now - self._line.opened_at < BLIND_S
            return Watching.BLIND, "connecting" if fresh else "overloaded" if self._decoding.behind else "no_data"
        return look.states.get(rule, (Watching.LEARNING, "warming"))

    async def end(self) -> None:
        self._ended = True
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        self._decoding.close()

    def _looked(self, look: Look) -> None:
        """In a thread of the hands: on to the loop, which may be closing."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, look)

    def _take(self, look: Look) -> None:
        if not self._ended:
            self._look = look
            self._took(self.post.camera.id, look)
