"""The WebSocket under the talk: one connection from greeting to loss; carries frames and judges silence."""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from backend_client.errors import BadFrame, LineLost, NoAnswer
from contract.wire import FromClient, FromServer, Ping, Pong, decode_from_server, encode

PING_S = 2.0
SILENCE_S = 5.0
"""No word for so long, and the line counts as lost, whatever the socket says."""
LONGEST_TRIP_S = 60.0
FURTHEST_S = 20 * 365.25 * 86_400
"""A clock that is further away than this is none."""
MOST_IN = 2 * 1024 * 1024


class Link:
    """One connection. `run` returns never: it raises NoAnswer, LineLost or BadFrame, or what `on_frame` raises."""

    def __init__(self, server: str, ca_file: str = "") -> None:
        parts = urlsplit(server)
        scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
        self._url = urlunsplit((scheme, parts.netloc, "/v1/sync", "", ""))
        self._tls = ssl.create_default_context(cafile=ca_file or None) if scheme == "wss" else None
        self._out: deque[FromClient] = deque()
        self._signals: dict[str, FromClient] = {}
        self._ready = asyncio.Event()
        self._heard = 0.0

    def send(self, frames: list[FromClient]) -> None:
        """Put frames on their way, in order."""
        if frames:
            self._out.extend(frames)
            self._ready.set()

    def signal(self, key: str, frames: list[FromClient]) -> None:
        """Put a signal on its way; one still waiting under the same key is replaced."""
        for frame in frames:
            self._signals[key] = frame
            self._ready.set()

    async def run(self, greet: list[FromClient], on_frame: Callable[[FromServer], None]) -> None:
        """Connect, greet, and carry frames both ways until something ends it."""
        self._out.clear()
        self._signals.clear()
        self.send(greet)
        try:
            async with connect(
                self._url,
                ssl=self._tls,
                subprotocols=["ioc.v1"],  # type: ignore[list-item]
                compression=None,
                open_timeout=5,
                close_timeout=1,
                ping_interval=None,
                max_size=MOST_IN,
                proxy=None,
            ) as ws:
                await self._carry(ws, on_frame)
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error

    async def _carry(self, ws: ClientConnection, on_frame: Callable[[FromServer], None]) -> None:
        self._heard = time.monotonic()
        loop = asyncio.get_running_loop()
        # Not a TaskGroup: one whose child fails while it is cancelled tells of the child only, and on Python 3.11 it
        # cannot be told from outside which of the two it was; a console could not be ended.
        parts = [loop.create_task(part) for part in (self._read(ws, on_frame), self._write(ws), self._watch())]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # A dead peer answers no farewell either: waiting for one would hide the loss for seconds more.
            ws.transport.abort()
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        for part in done:
            part.result()

    async def _read(self, ws: ClientConnection, on_frame: Callable[[FromServer], None]) -> None:
        try:
            while True:
                body = await ws.recv(decode=False)
                self._heard = time.monotonic()
                on_frame(decode_from_server(body))
        except msgspec.DecodeError as error:
            raise BadFrame(str(error)) from error
        except ConnectionClosed as error:
            raise LineLost(str(error)) from error

    async def _write(self, ws: ClientConnection) -> None:
        try:
            while True:
                await self._ready.wait()
                self._ready.clear()
                while self._out or self._signals:
                    frame = self._out.popleft() if self._out else self._signals.pop(next(iter(self._signals)))
                    await ws.send(encode(frame).decode())
        except ConnectionClosed as error:
            raise LineLost(str(error)) from error

    async def _watch(self) -> None:
        """A line that is cut without a word still looks open to the socket; only silence gives it away."""
        pinged = 0.0
        while (now := time.monotonic()) - self._heard < SILENCE_S:
            if now - pinged >= PING_S:
                pinged = now
                self.send([Ping(c=now)])
            await asyncio.sleep(PING_S / 4)
        raise LineLost(f"silent for {SILENCE_S:.0f} s")


class Clock:
    """The backend's clock as seen from here: the offset of the quickest of the last eight pings."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque(maxlen=8)

    def heard(self, pong: Pong) -> None:
        """Take an answer in: it left at `c` (our monotonic), now it is later, and the backend said `s` in between.

        Raises BadFrame where that makes no sense.
        """
        trip = time.monotonic() - pong.c
        offset = pong.s - (time.time() - trip / 2)
        if not (0 <= trip <= LONGEST_TRIP_S and abs(offset) <= FURTHEST_S):
            raise BadFrame(f"a pong of {trip} s from a clock {offset} s away")
        self._samples.append((trip, offset))

    @property
    def offset_s(self) -> float | None:
        """Backend's time minus ours, in seconds."""
        return min(self._samples)[1] if self._samples else None

    @property
    def round_trip_ms(self) -> float | None:
        return self._samples[-1][0] * 1000 if self._samples else None
