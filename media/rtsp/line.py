"""One line to a camera over asyncio: dial, talk, hand out pictures, notice silence, hang up."""

import asyncio
import contextlib
import errno
import os
import re
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from media.access import AccessUnit, Format
from media.fault import Broken, NotForUs
from media.login import Login
from media.rtsp.talk import Talk

OPEN_PATIENCE = 5.0
SILENCE = 5.0
"""So long without a picture, and the line counts as dead."""
_LOOK = 0.25
_UNREAD = 64 * 1024
"""So many bytes of ours that a camera does not read, and it only wants our memory."""
_PORTS = {"rtsp": 554, "rtsps": 322}
_ERRNO = {errno.ENETUNREACH: "unreachable", errno.EHOSTUNREACH: "unreachable", errno.ETIMEDOUT: "timeout"}


class Viewer:
    """Where a line's format and pictures go; called in the loop's thread."""

    def __init__(self, opened: Callable[[Format], None], picture: Callable[[AccessUnit], None]) -> None:
        self.opened, self.picture = opened, picture


async def watch(
    url: str, login: Login | None, viewer: Viewer, opens: asyncio.Semaphore, tls: ssl.SSLContext | None = None
) -> None:
    """Play until cancelled; `opens` limits how many dial at once.

    Raises Broken when the line ends or fails, NotForUs where FFmpeg must read instead.
    """
    host, port, secure = _address(url)
    loop = asyncio.get_running_loop()
    context = (tls or ssl.create_default_context()) if secure else None
    # Otherwise a camera that does not say goodbye in TLS keeps its socket for half a minute.
    parting = _LOOK if secure else None
    line = _Line(Talk(url, login), viewer, loop.create_future())
    try:
        async with opens, asyncio.timeout(OPEN_PATIENCE):
            await loop.create_connection(lambda: line, host, port, ssl=context, ssl_shutdown_timeout=parting)
            await asyncio.shield(line.playing)
    except (OSError, TimeoutError) as error:
        line.abort()
        raise broken(error) from None
    except UnicodeError:
        raise Broken("bad_address", "host name") from None
    except BaseException:
        line.abort()
        raise
    await line.stay()


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port, and whether to speak TLS."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Broken("bad_address", "no such port") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotForUs(parts.scheme)
    return parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "rtsps"


def broken(error: OSError) -> Broken:
    """Name what the system says."""
    # With several addresses tried in vain, asyncio puts all their errors into one text.
    if error.errno is None and (number := re.search(r"\[Errno (\d+)\]", str(error))):
        error = OSError(int(number[1]), os.strerror(int(number[1])))
    detail = error.strerror or type(error).__name__
    match error:
        case ssl.SSLCertVerificationError():
            return Broken("bad_address", error.verify_message)
        case ssl.SSLError():
            return Broken("bad_address", "no TLS")
        case ConnectionRefusedError():
            return Broken("refused", detail)
        case ConnectionError():
            return Broken("reset", detail)
        case socket.gaierror():
            return Broken("bad_address", detail)
        case TimeoutError():
            return Broken("timeout", detail)
    return Broken(_ERRNO.get(error.errno or 0, "unreachable"), detail)


class _Line(asyncio.Protocol):
    def __init__(self, talk: Talk, viewer: Viewer, playing: asyncio.Future[None]) -> None:
        self._talk, self._viewer = talk, viewer
        self.playing = playing
        self._ended: asyncio.Future[None] = playing.get_loop().create_future()
        # Nobody may be left to look at it.
        for future in (playing, self._ended):
            future.add_done_callback(_seen)
        self._transport: asyncio.Transport | None = None
        self._last = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._talk.begin())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        try:
            units, reply = self._talk.received(data, now)
        except (Broken, NotForUs) as error:
            self._end(error)
            return
        if (self._talk.playing or units) and not self.playing.done():
            assert self._talk.format is not None
            self._viewer.opened(self._talk.format)
            self.playing.set_result(None)
        if units:
            self._last = now
            for unit in units:
                self._viewer.picture(unit)
        if reply and self._transport is not None:
            self._transport.write(reply)
            if self._transport.get_write_buffer_size() > _UNREAD:
                self._end(Broken("bad_data", "asks and does not listen"))

    def connection_lost(self, exc: Exception | None) -> None:
        if isinstance(exc, OSError):
            self._end(broken(exc))
        else:
            self._end(Broken("ended"))

    def _end(self, error: Exception) -> None:
        for future in (self.playing, self._ended):
            if not future.done():
                future.set_exception(error)
        self.abort()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def stay(self) -> None:
        """Keep the session alive and watch for silence until the line ends."""
        self._last = time.monotonic()
        spoken = self._last
        try:
            while True:
                await asyncio.wait([self._ended], timeout=_LOOK)
                if self._ended.done():
                    self._ended.result()
                now = time.monotonic()
                if now - self._last > SILENCE:
                    raise Broken("no_data", f"{SILENCE:.0f} s")
                if now - spoken >= self._talk.keep_alive and self._transport is not None:
                    spoken = now
                    self._transport.write(self._talk.stay())
        finally:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        with contextlib.suppress(OSError, RuntimeError):
            self._transport.write(self._talk.leave())
        # Not close(): with a camera that reads nothing it would wait for ever.
        if self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.close()


def _seen(future: "asyncio.Future[None]") -> None:
    if not future.cancelled():
        future.exception()
