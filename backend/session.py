"""One client on its line: what it is told and when. Knows how to send, and nothing of what it sends."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from backend.counts import Counts
from backend.line import Line
from backend.seat import Seat
from backend.store import Settled
from backend.tokens import Holder
from backend.writer import Stopped
from contract.base import Command
from contract.wire import Bye, Pong, encode

FRAMES_PER_TURN = 4
"""After so many frames others get their turn."""
NUDGE_S = 5.0

Submit = Callable[[str, str, str, Command], "asyncio.Future[Settled]"]


class Session:
    """Nothing is queued here but the latest pong and the latest signals; all else is read from the log when it goes."""

    def __init__(self, line: Line, seat: Seat, holder: Holder, in_flight: int, counts: Counts) -> None:
        self.line, self.seat, self.holder = line, seat, holder
        self.room = asyncio.Event()
        self.room.set()
        self._most, self._in_flight = in_flight, 0
        self._counts = counts
        self._pong: bytes | None = None
        self._heard: dict[str, bytes] = {}
        self._nudged, self._nudge = -NUDGE_S, False
        self._soon = False
        self._loop = asyncio.get_running_loop()
        line.on_room = self.pump

    @property
    def name(self) -> tuple[str, str]:
        """Person and client: under this the hub knows it."""
        return self.seat.who.id, self.seat.client

    def ask(self, submit: Submit, wish: str, command: Command) -> None:
        """Send a wish on its way; the answer is told when it is on the disk."""
        self._in_flight += 1
        if self._in_flight >= self._most:
            self.room.clear()
        answer = submit(self.seat.client, wish, self.seat.who.id, command)
        answer.add_done_callback(self._answered)

    def refuse(self, wish: str, code: str, facts: dict[str, str]) -> None:
        """Turn a wish away that never reached the rules; it is not settled and may come again in better form."""
        self.seat.refuse(wish, code, facts)
        self.pump_soon()

    def ping(self, c: float) -> None:
        self._pong = encode(Pong(c=c, s=datetime.now(UTC).timestamp()))
        now = self._loop.time()
        if now - self._nudged >= NUDGE_S:
            self._nudged, self._nudge = now, True
        self.pump()

    def hear(self, key: str, frame: bytes) -> None:
        """Somebody's signal; a later one under the same key replaces one that has not left yet."""
        self._heard[key] = frame

    def pump(self) -> None:
        """Send what is due, as far as the line takes it."""
        for _ in range(FRAMES_PER_TURN):
            if not self.line.takes:
                return
            frame = self._next()
            if frame is None:
                return
            self._counts.sent(len(frame))
            self.line.push(frame)
            if not (self.seat.due or self._heard or self._nudge):
                return
        self.pump_soon()

    def pump_soon(self) -> None:
        """Send after everything else of this turn: the answers of one commit share a frame."""
        if not self._soon:
            self._soon = True
            self._loop.call_soon(self._pump_now)

    def leave(self, code: str, close: int, detail: str = "", retry_ms: int | None = None) -> None:
        """Say why, and close."""
        self.line.close(encode(Bye(code=code, detail=detail, retry_ms=retry_ms)), close, code)

    def _next(self) -> bytes | None:
        if self._pong is not None:
            pong, self._pong = self._pong, None
            return pong
        nudge, self._nudge = self._nudge, False
        if frame := self.seat.next(nudge):
            return frame
        return self._heard.pop(next(iter(self._heard))) if self._heard else None

    def _pump_now(self) -> None:
        self._soon = False
        self.pump()

    def _answered(self, answer: "asyncio.Future[Settled]") -> None:
        self._in_flight -= 1
        self.room.set()
        if answer.cancelled() or isinstance(answer.exception(), Stopped):
            return  # the backend is going down, and says goodbye to everybody
        settled = answer.result()
        if settled.seq is None:
            self._counts.refusals += 1
        self.seat.settle(settled)
        self.pump_soon()
