"""One RTSP session: the state machine behind one connection (RFC 2326 appendix A)."""

import secrets
from enum import Enum
from typing import Protocol

from demo.rtsp.faults import Fault, Faults
from demo.rtsp.mount import Mount
from demo.rtsp.sdp import describe
from demo.rtsp.sinks import Sink
from demo.rtsp.transport import Choice, choose
from demo.rtsp.wire import Reply, Request

TIMEOUT = 60
"""Seconds without a request after which a session that does not play is closed."""


class State(Enum):
    """Where the session is; PLAY is possible from READY, and SETUP makes it so."""

    INIT = "init"
    READY = "ready"
    PLAYING = "playing"


class House(Protocol):
    """What a session sees of the server."""

    faults: Faults

    def find(self, url: str) -> Mount | None: ...


class Door(Protocol):
    """What a session sees of its connection."""

    def sink(self, choice: Choice) -> Sink: ...

    def server_ports(self) -> tuple[int, int]: ...

    def host(self) -> str: ...


class Session:
    """Answers requests; packets begin to flow when the reply to PLAY has been written."""

    def __init__(self, house: House, door: Door) -> None:
        self._house = house
        self._door = door
        self._nonce = secrets.token_hex(16)
        self._id = secrets.token_hex(6)
        self._mount: Mount | None = None
        self._sink: Sink | None = None
        self.state = State.INIT
        self._methods = {
            "DESCRIBE": self._describe,
            "SETUP": self._setup,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "GET_PARAMETER": self._get_parameter,
            "SET_PARAMETER": self._set_parameter,
            "TEARDOWN": self._teardown,
        }

    @property
    def mount(self) -> Mount | None:
        """The mount that was set up."""
        return self._mount

    def answer(self, request: Request) -> Reply | None:
        """The reply, or None where a fault wants silence."""
        mount = self._house.find(request.url)
        faults = mount.faults if mount else self._house.faults
        if Fault.SILENT in faults or Fault.BLACK_HOLE in faults:
            return None
        if request.method == "OPTIONS":
            return Reply(headers={"Public": ", ".join(["OPTIONS", *self._methods])})
        method = self._methods.get(request.method)
        if method is None:
            return Reply(405, {"Allow": ", ".join(["OPTIONS", *self._methods])})
        if mount is None or (Fault.NOT_FOUND in faults and request.method in ("DESCRIBE", "SETUP", "PLAY")):
            return Reply(404)
        return self._refusal(request, mount) or method(request, mount)

    def close(self) -> None:
        """Stop watching; the connection is gone or the session is over."""
        if self._mount and self._sink:
            self._mount.leave(self._sink)
        self._sink = None
        self.state = State.INIT

    def _refusal(self, request: Request, mount: Mount) -> Reply | None:
        gate = mount.gate
        if Fault.UNAUTHORIZED in mount.faults:
            return Reply(401, challenges=(f'Digest realm="IP Camera", nonce="{self._nonce}"',))
        if gate and not gate.admits(request, self._nonce):
            return Reply(401, challenges=gate.challenges(self._nonce))
        if Fault.UNAVAILABLE in mount.faults and request.method in ("DESCRIBE", "SETUP", "PLAY"):
            return Reply(503)
        session = request.headers.get("session", self._id).partition(";")[0].strip()
        return None if session == self._id else Reply(454)

    def _ok(self, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Reply(headers={"Session": f"{self._id};timeout={TIMEOUT}", **named})

    def _describe(self, request: Request, mount: Mount) -> Reply:
        headers = {"Content-Base": request.url.rstrip("/") + "/", "Content-Type": "application/sdp"}
        return Reply(headers=headers, body=describe(mount.clip, mount.path, self._door.host()))

    def _setup(self, request: Request, mount: Mount) -> Reply:
        if self.state is State.PLAYING:
            return Reply(455)
        wanted = request.headers.get("transport")
        if wanted is None:
            return Reply(400)
        choice = choose(wanted)
        if choice is None or (choice.tcp and Fault.UDP_ONLY in mount.faults):
            return Reply(461)
        self._mount, self._sink = mount, self._door.sink(choice)
        self.state = State.READY
        return self._ok(Transport=choice.describe(self._door.server_ports()))

    def _play(self, request: Request, mount: Mount) -> Reply:
        if self.state is State.INIT or mount is not self._mount:
            return Reply(455)
        reply = self._ok(Range="npt=now-")
        if self.state is State.PLAYING:
            return reply
        self.state = State.PLAYING
        return Reply(reply.status, reply.headers, then=self._join)

    def _join(self) -> None:
        if self._mount and self._sink:
            self._mount.join(self._sink)

    def _pause(self, request: Request, mount: Mount) -> Reply:
        if self.state is State.INIT or mount is not self._mount:
            return Reply(455)
        if self._sink:
            mount.leave(self._sink)
        self.state = State.READY
        return self._ok()

    def _get_parameter(self, request: Request, mount: Mount) -> Reply:
        return Reply(451) if request.body.strip() else self._ok()

    def _set_parameter(self, request: Request, mount: Mount) -> Reply:
        return Reply(451) if request.body.strip() else self._ok()

    def _teardown(self, request: Request, mount: Mount) -> Reply:
        reply = self._ok()
        self.close()
        return reply
