"""The server: mounts by path, a listener, and the levers for their faults."""

import asyncio
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from demo.rtsp.auth import Auth, Gate
from demo.rtsp.clip import Clip
from demo.rtsp.connection import Connection
from demo.rtsp.faults import MOMENTARY, SERVER_WIDE, Fault, Faults
from demo.rtsp.listener import Listener, Mode
from demo.rtsp.mount import Mount
from demo.rtsp.sdp import TRACK
from demo.rtsp.tasks import Tasks
from demo.rtsp.udp import UdpPair

EVERYWHERE = "*"
"""The path that stands for the whole server."""


@dataclass(frozen=True, slots=True)
class Stats:
    """What one mount does now: who watches, and how many RTP packets it has numbered."""

    watchers: int
    packets: int


class RtspServer:
    """Serves looping H.264 clips as live cameras. To be used from one event loop."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        burst: bool = True,
        write_limit: int = 4 << 20,
        max_connections: int = 1024,
    ) -> None:
        """With burst a new watcher gets the group of pictures so far at once, else it waits for the next keyframe.

        write_limit: bytes a client may leave unread before it is dropped. max_connections: those above are turned away.
        """
        self.host = host
        self.faults = Faults()
        self.connections: set[Connection] = set()
        self.write_limit = write_limit
        self.max_connections = max_connections
        self._burst = burst
        self._epoch = time.monotonic()
        self._tasks = Tasks()
        self._listener = Listener(host, port, lambda: Connection(self), self._tasks)
        self._mounts: dict[str, Mount] = {}
        self._clips: dict[Path, Clip] = {}
        self._udp: UdpPair | None = None

    @property
    def port(self) -> int:
        """The TCP port; known once started."""
        return self._listener.port

    @property
    def udp(self) -> UdpPair:
        assert self._udp is not None, "the server is not started"
        return self._udp

    async def start(self) -> None:
        """Listen and let time flow. Raises OSError where the port is taken."""
        await self._listener.start()
        self._udp = UdpPair(self.host)
        for mount in self._mounts.values():
            self._tasks.spawn(mount.run(), f"mount {mount.path}")

    async def close(self) -> None:
        """Close every connection and the listener; end the mounts."""
        self._listener.close()
        for connection in list(self.connections):
            connection.close()
        await self._last_guests()
        await self._tasks.close()
        if self._udp:
            self._udp.close()
            self._udp = None

    async def _last_guests(self) -> None:
        """A client taken in this very moment has a socket but no connection yet: let it become one, and go."""
        for _ in range(100):
            for connection in list(self.connections):
                connection.close()
            coming = [task for task in asyncio.all_tasks() if "_accept_connection" in repr(task.get_coro())]
            if not coming and not self.connections:
                return
            await asyncio.sleep(0.005)

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
        """Serve a clip under a path ("cam01/sub", a query allowed), before or after the start.

        phase: seconds into the clip at the server's start. By default it follows from the path up to its last slash, so
        that the main and sub stream of one camera are in step while cameras are not.
        Raises ValueError for a path in use, ClipError, FileNotFoundError or av.FFmpegError for a bad clip.
        """
        name = path.strip("/")
        if name in self._mounts or name in ("", EVERYWHERE):
            raise ValueError(f"the path {path!r} is in use or reserved")
        loaded = clip if isinstance(clip, Clip) else self._load(Path(clip))
        gate = Gate(user, password or "", auth) if user is not None else None
        shift = _phase(name) * loaded.duration if phase is None else phase
        own = Faults(self.faults, faults or ())
        mount = self._mounts[name] = Mount(name, loaded, self._epoch - shift, own, gate, self._burst)
        if self._udp:
            self._tasks.spawn(mount.run(), f"mount {name}")

    def url(self, path: str, credentials: bool = True) -> str:
        """The address of a mount, with its user and password unless told otherwise. Raises KeyError."""
        gate = self._mounts[path.strip("/")].gate
        who = f"{quote(gate.user, '')}:{quote(gate.password, '')}@" if gate and credentials else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"rtsp://{who}{host}:{self.port}/{path.strip('/')}"

    def fault(self, path: str, fault: Fault, number: int | None = None) -> None:
        """Put a fault in force on one mount, or with "*" on all of them, beside those it has already.

        Raises KeyError for an unknown path, ValueError for a number below 1 or a server's fault on a mount.
        """
        faults = self._faults(path)
        if fault in SERVER_WIDE and path != EVERYWHERE:
            raise ValueError(f'{fault.value} is for the whole server only: path "*"')
        if fault in MOMENTARY:
            self._reset(path)
            return
        faults.set(fault, number)
        self._set_listener()

    def heal(self, path: str, fault: Fault | None = None) -> None:
        """Lift one fault, or all; "*" lifts the whole server's own, not those of single mounts. Raises KeyError."""
        self._faults(path).clear(fault)
        self._set_listener()

    def password(self, path: str, user: str | None, password: str = "") -> None:
        """Change who is let in from the next request on; None lets everybody in. Raises KeyError."""
        mount = self._mounts[path.strip("/")]
        auth = mount.gate.auth if mount.gate else Auth.DIGEST
        mount.gate = None if user is None else Gate(user, password, auth)

    def stats(self) -> dict[str, Stats]:
        """What each mount does now, by path."""
        return {path: Stats(len(mount.sinks), mount.packets) for path, mount in self._mounts.items()}

    def find(self, url: str) -> Mount | None:
        """The mount a request is for: by path and query, else by path alone."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        full = f"{parts.path}?{parts.query}" if parts.query else parts.path
        names = (unquote(name).strip("/").removesuffix(TRACK).strip("/") for name in (full, parts.path))
        return next((self._mounts[name] for name in names if name in self._mounts), None)

    def _load(self, path: Path) -> Clip:
        whole = path.resolve()
        if whole not in self._clips:
            self._clips[whole] = Clip.load(whole)
        return self._clips[whole]

    def _faults(self, path: str) -> Faults:
        return self.faults if path == EVERYWHERE else self._mounts[path.strip("/")].faults

    def _set_listener(self) -> None:
        if self._udp is None:
            return
        hole = Mode.HOLE if Fault.BLACK_HOLE in self.faults else Mode.OPEN
        self._listener.change(Mode.REFUSED if Fault.REFUSE in self.faults else hole)

    def _reset(self, path: str) -> None:
        mount = None if path == EVERYWHERE else self._mounts[path.strip("/")]
        for connection in list(self.connections):
            if mount is None or connection.session.mount is mount:
                connection.reset()


def _phase(name: str) -> float:
    """A fraction of the clip, the same for all streams of one camera."""
    camera = name.rpartition("/")[0] or name
    return zlib.crc32(camera.encode()) / 2**32
