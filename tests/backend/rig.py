"""A backend to test: in this process or in its own, with people in it, and a plain client that speaks frames."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from msgspec import Raw
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from backend.accounts import account
from backend.offline import Offline
from backend.serve import Doors, open_doors
from backend.settings import Settings
from backend.socket import SUBPROTOCOL
from contract.base import Command
from contract.ids import new_id
from contract.people import Person, Role, SavePerson
from contract.wire import (
    PROTO,
    Ask,
    Bye,
    Facts,
    FromServer,
    Heard,
    Hello,
    Mark,
    No,
    Welcome,
    decode_from_server,
    encode,
)

ROOT = Path(__file__).parents[2]
PASSWORD = "mat-khau-mau"
PEOPLE = {
    "dung": Role.ADMIN,
    "an": Role.DUTY_OFFICER,
    "binh": Role.SUPERVISOR,
    "chi": Role.DELEGATE,
    "node-1": Role.WALL_NODE,
    "cam-bien": Role.SOURCE,
}
SIT = 10.0
"""Seconds to wait for what must come at once."""


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(**({"data": str(folder), "port": 0} | more))


def populate(folder: Path, commands: Sequence[Command] = (), people: dict[str, Role] | None = None) -> str:
    """People with passwords, then these wishes; an API key of the source, if there is one."""
    people = PEOPLE if people is None else people
    with Offline(settings(folder)) as offline:
        offline.ask(SavePerson(person=Person(id=id, name=id.title(), role=role)) for id, role in people.items())
        offline.ask(commands)
        secret = _hashed()
        offline.store.keep_secrets([("account", id, secret) for id in people])
        return offline.make_key("cam-bien", "test")


@asynccontextmanager
async def doors(folder: Path, **more: Any) -> AsyncIterator["Rig"]:
    """A whole backend in this process."""
    async with open_doors(settings(folder, **more)) as opened, Rig(opened.port, opened) as rig:
        yield rig


class Rig:
    """How a test reaches a backend."""

    def __init__(self, port: int, opened: Doors | None = None) -> None:
        self.port = port
        self.opened = opened
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=SIT)

    async def __aenter__(self) -> "Rig":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    @property
    def backend(self) -> Any:
        assert self.opened is not None
        return self.opened.backend

    async def sign_in(self, user: str, client: str = "") -> dict[str, Any]:
        body = {"user": user, "password": PASSWORD, "client": client or f"pc-{user}"}
        answer = await self.http.post("/v1/sign-in", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def token(self, user: str, client: str = "") -> str:
        return str((await self.sign_in(user, client))["access"])

    async def socket(self, **options: Any) -> ClientConnection:
        options = {"subprotocols": [SUBPROTOCOL], "max_size": None, "compression": None} | options
        return await connect(f"ws://127.0.0.1:{self.port}/v1/sync", **options)

    async def seat(self, user: str, client: str = "", mark: Mark | None = None) -> "Seated":
        """Signed in, welcomed, and told everything."""
        client = client or f"pc-{user}"
        seated = Seated(await self.socket(), client)
        await seated.hello(await self.token(user, client), mark)
        seated.welcome = await seated.until(Welcome)
        while seated.upto < seated.welcome.head:
            await seated.until(Facts)
        return seated


class Seated:
    """A client without any cleverness: keeps what it was told, and how far."""

    welcome: Welcome

    def __init__(self, socket: ClientConnection, client: str) -> None:
        self.socket, self.client = socket, client
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.settled: list[str] = []
        self.noes: dict[str, No] = {}
        self.heard: list[Heard] = []
        self.upto = 0
        self.chain = ""

    async def hello(self, token: str, mark: Mark | None = None, proto: int = PROTO) -> None:
        await self.send(Hello(proto=proto, client=self.client, token=token, mark=mark))

    async def send(self, frame: Any) -> None:
        await self.socket.send(encode(frame).decode())

    async def ask(self, command: Command | bytes, id: str | None = None) -> str:
        id = id or new_id()
        await self.send(Ask(id=id, command=Raw(command if isinstance(command, bytes) else encode(command))))
        return id

    async def done(self, command: Command) -> str:
        """Ask, and see it granted: "" or the code of the refusal."""
        id = await self.ask(command)
        while id not in self.settled and id not in self.noes:
            await self.receive()
        return self.noes[id].code if id in self.noes else ""

    async def receive(self, wait: float = SIT) -> FromServer:
        async with asyncio.timeout(wait):
            frame = decode_from_server(await self.socket.recv())
        if isinstance(frame, Facts):
            self._facts(frame)
        elif isinstance(frame, No):
            self.noes[frame.id] = frame
        elif isinstance(frame, Heard):
            self.heard.append(frame)
        return frame

    async def until(self, kind: type[Any], good: Callable[[Any], bool] = lambda _: True) -> Any:
        while True:
            frame = await self.receive()
            if isinstance(frame, kind) and good(frame):
                return frame

    async def farewell(self) -> tuple[Bye, int]:
        """The last frame and the close code."""
        bye = await self.until(Bye)
        return bye, await self.closed()

    async def closed(self) -> int:
        async with asyncio.timeout(SIT):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006

    def mark(self) -> Mark:
        return Mark(epoch=self.welcome.epoch, seq=self.upto, chain=self.chain, scope=self.welcome.scope)

    def row(self, kind: str, id: str) -> dict[str, Any] | None:
        return self.rows.get((kind, id))

    def _facts(self, frame: Facts) -> None:
        if frame.fresh:
            self.rows.clear()
            self.upto = 0
        assert frame.after == self.upto, f"a hole: from {frame.after}, but we are at {self.upto}"
        for body in frame.rows:
            row = json.loads(bytes(body))
            self.rows[row["row"], row["id"]] = row
        for gone in frame.gone:
            self.rows.pop((gone.kind, gone.id), None)
        self.settled += frame.settled
        self.upto, self.chain = frame.upto, frame.chain


async def eventually(true: Callable[[], object]) -> None:
    """Wait for what must come soon."""
    for _ in range(int(SIT * 100)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


class Process:
    """A backend in its own process, that can be killed and started again on the same folder."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = 0
        self._environment = {f"IOC_BACKEND_{name.upper()}": value for name, value in environment.items()}
        self._running: subprocess.Popen[str] | None = None
        self._log = (folder / "log").open("a")

    def start(self) -> None:
        """Returns once it listens; again on the port of the first time."""
        command = [sys.executable, "-m", "backend", "run", "--data", str(self.folder), "--port", str(self.port)]
        environment = os.environ | self._environment
        self._running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        assert self._running.stdout
        line = self._running.stdout.readline()
        assert line, (self.folder / "log").read_text()[-3000:]
        self.port = json.loads(line)["port"]

    @property
    def pid(self) -> int:
        assert self._running
        return self._running.pid

    def end(self, number: int) -> int:
        """Send a signal, and wait; the exit code."""
        assert self._running
        assert self._running.stdout
        self._running.send_signal(number)
        code = self._running.wait(20)
        self._running.stdout.close()
        self._running = None
        return code

    def close(self) -> None:
        if self._running:
            self.end(signal.SIGKILL)
        self._log.close()


_hash: list[bytes] = []


def _hashed() -> bytes:
    """Everybody has the same password, hashed once: 20 ms each would add up."""
    if not _hash:
        _hash.append(account("x", PASSWORD)[2])
    return _hash[0]
