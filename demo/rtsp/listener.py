"""The listening socket: open, closed, or a hole into which connections fall."""

import asyncio
import socket
from collections.abc import Callable
from enum import Enum

from demo.rtsp.tasks import Tasks

BACKLOG = 128
FILLERS = 3


class Mode(Enum):
    """OPEN accepts; REFUSED answers a SYN by RST; HOLE does not answer a SYN at all."""

    OPEN = "open"
    REFUSED = "refused"
    HOLE = "hole"


class Listener:
    """Keeps one TCP port whatever its mode, so that clients can come back to it."""

    def __init__(self, host: str, port: int, factory: Callable[[], asyncio.Protocol], tasks: Tasks) -> None:
        self._host = host
        self.port = port
        self._factory = factory
        self._tasks = tasks
        self._server: asyncio.Server | None = None
        self._sockets: list[socket.socket] = []
        self._turn = 0
        self.mode = Mode.REFUSED

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        self.mode = Mode.OPEN
        await self._serve(self._listen(BACKLOG), self._turn)

    def change(self, mode: Mode) -> None:
        """Take another mode; it holds when this returns. Raises OSError where the port was taken meanwhile."""
        if mode is self.mode:
            return
        self.close()
        self.mode = mode
        if mode is Mode.OPEN:
            self._tasks.spawn(self._serve(self._listen(BACKLOG), self._turn), "rtsp listener")
        elif mode is Mode.HOLE:
            self._dig()

    def close(self) -> None:
        self._turn += 1
        if self._server:
            self._server.close()
            self._server = None
        for each in self._sockets:
            each.close()
        self._sockets.clear()
        self.mode = Mode.REFUSED

    def _listen(self, backlog: int) -> socket.socket:
        listening = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self._host, self.port))
            listening.listen(backlog)
        except OSError:
            listening.close()
            raise
        listening.setblocking(False)
        self.port = listening.getsockname()[1]
        self._sockets.append(listening)
        return listening

    async def _serve(self, listening: socket.socket, turn: int) -> None:
        if turn == self._turn:
            self._server = await asyncio.get_running_loop().create_server(self._factory, sock=listening)

    def _dig(self) -> None:
        """Fill a backlog nobody empties: Linux then drops each further SYN, as a firewall would."""
        self._listen(0)
        for _ in range(FILLERS):
            filler = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET)
            filler.setblocking(False)
            filler.connect_ex((self._host, self.port))
            self._sockets.append(filler)
