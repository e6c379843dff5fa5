"""One WebSocket of uvicorn's, with what ASGI does not give: frames without waiting, felt back-pressure, a hard end."""

import asyncio
from collections.abc import Callable
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LINGER_S = 2.0
"""How long the other side has to say goodbye back before it is cut."""
HIGH_WATER = 16 * 1024
"""Bytes in our own buffer, beyond what the kernel has taken, at which a line is full."""


def _nothing() -> None:
    pass


class Line(WebSocketsSansIOProtocol):
    """Text frames go straight to the transport: one that is full says so, and nothing is queued behind it."""

    on_room: Callable[[], None] = staticmethod(_nothing)
    heard_at = 0.0
    full_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        cast(asyncio.Transport, transport).set_write_buffer_limits(high=HIGH_WATER)
        self.heard_at = self.loop.time()
        # The application finds its line here: ASGI hands every connection a copy of this dictionary.
        self.app_state = {**self.app_state, "line": self}

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.full_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.full_since = None
        self.on_room()

    @property
    def open(self) -> bool:
        return self.handshake_complete and not (self.close_sent or self.disconnected or self.transport.is_closing())

    @property
    def takes(self) -> bool:
        """Whether the other side has read enough to be sent more."""
        return self.full_since is None and self.open

    def push(self, frame: bytes) -> None:
        """Send a text frame. The caller has looked whether the line takes it."""
        self.transport.write(_head(len(frame)) + frame)

    def close(self, frame: bytes, code: int, reason: str) -> None:
        """Say a last frame and goodbye; somebody who reads nothing is cut all the same."""
        if not self.open:
            return
        self.push(frame)
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # Not transport.close(): that waits for the buffer to empty, and whoever reads nothing would stay for ever.
        self.close_timer = self.loop.call_later(LINGER_S, self.transport.abort)


def _head(length: int) -> bytes:
    """The head of an unmasked final text frame (RFC 6455 §5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")
