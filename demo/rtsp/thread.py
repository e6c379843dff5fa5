"""The server in a thread with its own event loop, for tests and programs whose main thread belongs to a GUI."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from demo.rtsp.auth import Auth
from demo.rtsp.clip import Clip
from demo.rtsp.faults import Fault
from demo.rtsp.server import RtspServer, Stats

T = TypeVar("T")


class ServerThread:
    """A context manager; every method may be called from any thread and has taken effect when it returns."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, **options: Any) -> None:
        """The options are those of RtspServer."""
        self._server = RtspServer(host, port, **options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="rtsp server", daemon=True)

    def __enter__(self) -> "ServerThread":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the thread and listen. Raises OSError where the port is taken."""
        self._thread.start()
        try:
            self._wait(self._server.start)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the server, its loop and its thread; a second time does nothing."""
        if self._loop.is_closed():
            return
        self._wait(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        return self._server.port

    def add(
        self,
        path: str,
        clip: str | Path | Clip,
        user: str | None = None,
        password: str | None = None,
        faults: Iterable[Fault] | None = None,
        *,
        auth: Auth = Auth.DIGEST,
        phase: float | None = None,
    ) -> None:
        """See RtspServer.add."""
        self._call(lambda: self._server.add(path, clip, user, password, faults, auth=auth, phase=phase))

    def fault(self, path: str, fault: Fault, number: int | None = None) -> None:
        """See RtspServer.fault."""
        self._call(lambda: self._server.fault(path, fault, number))

    def heal(self, path: str, fault: Fault | None = None) -> None:
        """See RtspServer.heal."""
        self._call(lambda: self._server.heal(path, fault))

    def password(self, path: str, user: str | None, password: str = "") -> None:
        """See RtspServer.password."""
        self._call(lambda: self._server.password(path, user, password))

    def url(self, path: str, credentials: bool = True) -> str:
        """See RtspServer.url."""
        return self._call(lambda: self._server.url(path, credentials))

    def stats(self) -> dict[str, Stats]:
        """See RtspServer.stats."""
        return self._call(self._server.stats)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, act: Callable[[], T]) -> T:
        async def acting() -> T:
            return act()

        return self._wait(acting)

    def _wait(self, act: Callable[[], Awaitable[T]]) -> T:
        async def acting() -> T:
            return await act()

        return asyncio.run_coroutine_threadsafe(acting(), self._loop).result(30)
