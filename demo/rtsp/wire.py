"""RTSP 1.0 on the wire: bytes in, requests out; replies in, bytes out. No sockets, no clocks (RFC 2326)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MAX_HEAD = 16 * 1024
"""Bytes of request line and headers above which a request is refused."""

MAX_BODY = 64 * 1024
"""Bytes of body above which a request is refused."""

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Request Entity Too Large",
    431: "Request Header Fields Too Large",
    451: "Parameter Not Understood",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    503: "Service Unavailable",
    505: "RTSP Version Not Supported",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def cseq(self) -> str:
        return self.headers["cseq"]


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that is no request: how to answer it, and whether the stream can be read on after it."""

    status: int
    cseq: str | None = None
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; `then` is to be called once its bytes are on their way."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    challenges: tuple[str, ...] = ()
    then: Callable[[], None] | None = None

    def encode(self, cseq: str | None) -> bytes:
        lines = [f"RTSP/1.0 {self.status} {REASONS[self.status]}"]
        if cseq is not None:
            lines.append(f"CSeq: {cseq}")
        lines.append("Server: IOC demo camera")
        lines += [f"WWW-Authenticate: {challenge}" for challenge in self.challenges]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class Parser:
    """Cuts a byte stream into requests, skipping interleaved frames, within bounded memory."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._broken = False

    def feed(self, data: bytes) -> Iterator[Request | Bad]:
        """Every whole request so far. After a fatal Bad nothing more is read."""
        if self._broken:
            return
        self._buffer += data
        while self._buffer and not self._broken:
            if self._buffer[0] == 0x24:
                if not self._skip_frame():
                    return
                continue
            thing = self._cut()
            if thing is None:
                return
            self._broken = isinstance(thing, Bad) and thing.fatal
            yield thing
        if self._broken:
            self._buffer.clear()

    def _skip_frame(self) -> bool:
        """Drop one interleaved frame ("$", channel, 16-bit length: RFC 2326 section 10.12) if it is all here."""
        if len(self._buffer) < 4:
            return False
        end = 4 + int.from_bytes(self._buffer[2:4])
        if len(self._buffer) < end:
            return False
        del self._buffer[:end]
        return True

    def _cut(self) -> Request | Bad | None:
        while self._buffer[:2] == b"\r\n":  # RFC 2326 section 4.1: blank lines before a request are to be ignored
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", 0, MAX_HEAD)
        if end < 0:
            return Bad(431, fatal=True) if len(self._buffer) >= MAX_HEAD else None
        lines = self._buffer[:end].decode("utf-8", "replace").split("\r\n")
        headers = _headers(lines[1:])
        size = _size(headers)
        if isinstance(size, Bad):
            return size
        if len(self._buffer) < end + 4 + size:
            return None
        body = bytes(self._buffer[end + 4 : end + 4 + size])
        del self._buffer[: end + 4 + size]
        return _request(lines[0], headers, body)


def _headers(lines: list[str]) -> dict[str, str] | None:
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            return None
        headers[name.strip().lower()] = value.strip()
    return headers


def _size(headers: dict[str, str] | None) -> int | Bad:
    text = (headers or {}).get("content-length", "0")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return Bad(400, fatal=True)  # where the next request begins can no longer be known
    return int(text) if int(text) <= MAX_BODY else Bad(413, fatal=True)


def _request(first: str, headers: dict[str, str] | None, body: bytes) -> Request | Bad:
    cseq = (headers or {}).get("cseq", "")
    known = cseq if cseq.isascii() and cseq.isdigit() and len(cseq) < 12 else None
    words = first.split(" ")
    if headers is None or known is None or len(words) != 3 or not all(words):
        return Bad(400, known)
    if words[2] != "RTSP/1.0":
        return Bad(505 if words[2].startswith("RTSP/") else 400, known)
    return Request(words[0], words[1], headers, body)
