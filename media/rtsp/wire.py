"""The bytes of an RTSP connection, cut into responses, requests and interleaved packets (RFC 2326 §10.12)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from media.fault import Broken

HEAD_LIMIT = 16 * 1024
BODY_LIMIT = 256 * 1024
_DOLLAR = 0x24
_BREAKS = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class Message:
    """A response, or a request of the camera's; header names are in lower case, repeated ones are kept apart."""

    start: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    status: int = field(default=0)

    def get(self, name: str) -> str:
        """Return the first header of this name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return every header of this name."""
        return [value for key, value in self.headers if key == name]


class Reader:
    """Takes bytes as they come, gives whole things."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._needed = 4

    def feed(self, data: bytes) -> Iterator[Message | tuple[int, bytes]]:
        """Yield messages and (channel, packet) pairs. Raises Broken("bad_data") on what is neither."""
        buffer = self._buffer
        buffer += data
        at, end = 0, len(buffer)
        # A body that comes in crumbs must not have its header read again at each.
        if end < self._needed:
            return
        self._needed = 4
        try:
            while end - at >= 4:
                if buffer[at] == _DOLLAR:
                    size = buffer[at + 2] << 8 | buffer[at + 3]
                    if end - at < 4 + size:
                        self._needed = 4 + size
                        return
                    packet = buffer[at + 1], bytes(buffer[at + 4 : at + 4 + size])
                    at += 4 + size
                    yield packet
                elif buffer[at] in b"\r\n":
                    # Some cameras send empty lines between messages.
                    at += 1
                else:
                    message, at = self._message(at)
                    if message is None:
                        return
                    yield message
        finally:
            del buffer[:at]

    def _message(self, at: int) -> tuple[Message | None, int]:
        buffer = self._buffer
        if not 0x41 <= buffer[at] <= 0x5A:
            raise Broken("bad_data", "not RTSP")
        end = buffer.find(b"\r\n\r\n", at, at + HEAD_LIMIT)
        if end < 0:
            if len(buffer) - at >= HEAD_LIMIT:
                raise Broken("bad_data", "RTSP header too long")
            return None, at
        message = parse_head(bytes(buffer[at:end]))
        size = _length(message)
        if len(buffer) < end + 4 + size:
            self._needed = end + 4 + size - at
            return None, at
        body = bytes(buffer[end + 4 : end + 4 + size])
        return Message(message.start, message.headers, body, message.status), end + 4 + size


def parse_head(head: bytes) -> Message:
    """Parse a start line and headers. Raises Broken("bad_data")."""
    start, *lines = head.decode("utf-8", "replace").split("\r\n")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise Broken("bad_data", "RTSP header without a colon")
        headers.append((name.strip().lower(), value.strip()))
    status = 0
    if start.startswith("RTSP/"):
        word = [*start.split(" ", 2), "", ""][1]
        if not (word.isascii() and word.isdigit() and len(word) == 3):
            raise Broken("bad_data", "RTSP status")
        status = int(word)
    return Message(start, tuple(headers), b"", status)


def _length(message: Message) -> int:
    text = message.get("content-length") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Broken("bad_data", "RTSP content length")
    if int(text) > BODY_LIMIT:
        raise Broken("bad_data", "RTSP body too long")
    return int(text)


def request(method: str, url: str, headers: dict[str, str]) -> bytes:
    """Build a request without a body."""
    lines = [f"{method} {url} RTSP/1.0", *(f"{name}: {value}" for name, value in headers.items())]
    # Much of it is what the camera has said before.
    return ("\r\n".join(_BREAKS.sub("", line) for line in lines) + "\r\n\r\n").encode()
