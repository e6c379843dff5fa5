"""The cheapest WebSocket client that will do: so that what is measured is the server and not its callers."""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import Any

from contract.wire import encode

_TEXT, _CLOSE, _PING = 1, 8, 9


class Wire(asyncio.Protocol):
    """Speaks just enough RFC 6455 for a server it trusts: whole frames, none fragmented."""

    def __init__(self, heard: Callable[["Wire", bytes], None], protocol: str) -> None:
        self._heard = heard
        self._protocol = protocol
        self._data = bytearray()
        self._shaken = False
        self.open = asyncio.get_running_loop().create_future()
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /v1/sync HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Protocol: {self._protocol}",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._shaken:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            self._shaken = True
            self.open.set_result(self._data.startswith(b"HTTP/1.1 101"))
            del self._data[: end + 4]
        self._frames()

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True

    def send(self, frame: Any) -> None:
        self.write(_TEXT, encode(frame))

    def write(self, opcode: int, body: bytes) -> None:
        """A masked frame; a mask of zeros leaves the bytes as they are, and the server takes it off all the same."""
        size = len(body)
        head = (
            bytes((0x80 | opcode, 0x80 | size))
            if size < 126
            else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
        )
        self._transport.write(head + b"\0\0\0\0" + body)

    def close(self) -> None:
        self._transport.abort()

    def _frames(self) -> None:
        data, at = self._data, 0
        while len(data) - at >= 2:
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10]), 10
            if len(data) - at < head + size:
                break
            body = bytes(data[at + head : at + head + size])
            self._frame(data[at] & 0x0F, body)
            at += head + size
        del data[:at]

    def _frame(self, opcode: int, body: bytes) -> None:
        if opcode == _TEXT:
            self._heard(self, body)
        elif opcode == _PING:
            self.write(10, body)
        elif opcode == _CLOSE:
            self.close()


async def connect(port: int, heard: Callable[[Wire, bytes], None], protocol: str) -> Wire:
    """A client whose handshake is done."""
    _, wire = await asyncio.get_running_loop().create_connection(lambda: Wire(heard, protocol), "127.0.0.1", port)
    assert await wire.open, "the server refused the handshake"
    return wire
