"""The backend as a process: listens, says when it is ready, ends cleanly when told to, at once when its disk fails."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from asyncio import sslproto
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import msgspec
import structlog
import uvicorn
from msgspec import Struct
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.app import Backend
from backend.line import Line
from backend.settings import BadSettings, Settings
from backend.tasks import spawn
from contract.wire import FRAME_IN

log = structlog.get_logger()

NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25 if sys.platform == "linux" else None)
UNSENT = 16 * 1024
"""Bytes that the kernel may hold unsent: more would hide from us that somebody reads slowly."""
FIRST_S = 10.0
"""Seconds within which whoever connects must have asked for something."""


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn raises them again at the end, and the process would not end with 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Http(H11Protocol):
    """Closes what never asks: uvicorn's own timeout begins with the first answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._first = self.loop.call_later(FIRST_S, self._close_unasked)

    def connection_lost(self, exc: Exception | None) -> None:
        self._first.cancel()
        super().connection_lost(exc)

    def _close_unasked(self) -> None:
        # Not at the first byte but at the first whole head: else one byte would keep the line for ever.
        if cast(object, self.scope) is None:
            self.transport.abort()


class Doors(Struct, frozen=True):
    """A backend that listens: `writing` ends if its disk fails, `serving` if its server does."""

    backend: Backend
    port: int
    writing: asyncio.Task[None]
    serving: asyncio.Task[None]


async def serve(settings: Settings, ready_file: Path | None = None) -> int:
    """Run until told to stop: 0, or 1 if the store failed."""
    stopping = spawn("stop", _on_signals().wait())
    async with open_doors(settings) as doors:
        _say_ready(doors.port, ready_file)
        await asyncio.wait({doors.writing, doors.serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        code = 0 if stopping.done() else 1
        log.info("stopping", code=code)
    stopping.cancel()
    return code


@contextlib.asynccontextmanager
async def open_doors(settings: Settings) -> AsyncIterator[Doors]:
    """A whole backend that listens, for as long as the block lasts. Raises BadSettings, StoreBroken or Busy."""
    listener = listen(settings)
    try:
        backend = Backend(settings)
    except BaseException:
        listener.close()
        raise
    server = _Server(_config(backend, settings))
    writing = await backend.start()
    serving = spawn("server", server.serve([listener]))
    try:
        yield Doors(backend, listener.getsockname()[1], writing, serving)
    finally:
        await backend.stop()
        server.should_exit = True
        await asyncio.wait({serving}, timeout=5)


def listen(settings: Settings) -> socket.socket:
    """The listening socket; those accepted inherit its options. Raises BadSettings."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if NOTSENT_LOWAT is not None:
        listener.setsockopt(socket.IPPROTO_TCP, NOTSENT_LOWAT, UNSENT)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * UNSENT)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise BadSettings(f"host, port: cannot listen on {settings.host}:{settings.port}: {error}") from error
    listener.listen(2048)  # from here on nobody is refused: whoever comes before we serve waits in the kernel
    listener.setblocking(False)
    return listener


def _config(backend: Backend, settings: Settings) -> uvicorn.Config:
    if settings.tls:
        # asyncio's own 256 KiB for each connection, of which a console needs a sixteenth.
        sslproto.SSLProtocol.max_size = 16 * 1024
    return uvicorn.Config(
        backend.app,
        loop="asyncio",
        http=_Http,
        ws=Line,
        ws_max_size=FRAME_IN,
        ws_per_message_deflate=False,
        # Our own sweep sees the silent: uvicorn's ping ends in close(), which waits for ever for whoever never reads.
        ws_ping_interval=None,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
    )


def _on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


def _say_ready(port: int, ready_file: Path | None) -> None:
    line = msgspec.json.encode({"port": port, "pid": os.getpid()}) + b"\n"
    if ready_file:
        try:
            part = ready_file.with_name(ready_file.name + ".part")
            part.write_bytes(line)
            part.replace(ready_file)
        except (OSError, ValueError) as error:
            raise BadSettings(f"--ready-file: {ready_file} cannot be written: {error}") from error
    sys.stdout.write(line.decode())
    sys.stdout.flush()
