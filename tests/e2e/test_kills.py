"""Twenty clients write while the backend is killed (-9): nothing acknowledged is lost, and nothing is doubled."""

import asyncio
import json
import os
import random
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec import Raw
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from backend.check import check
from backend.offline import Offline
from backend.socket import SUBPROTOCOL
from contract.alerts import Acknowledge, Alert, Raise, Severity
from contract.base import Command
from contract.ids import new_id
from contract.people import Role
from contract.wire import PROTO, Ask, Bye, Facts, Hello, Mark, No, Welcome, decode_from_server, encode
from tests.backend.rig import Process, Rig, populate, settings

KILLS = int(os.environ.get("IOC_KILLS", "8"))
CLIENTS = 20
IN_FLIGHT = 6
PAUSE_S = 0.03
SHARED = "chung"
"""An alert that everybody raises: each granted wish counts it up by one, so that a doubled one would show."""

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


class Clerk:
    """Writes without end, remembers what was acknowledged, and after each cut asks again what was not."""

    def __init__(self, name: str, token: str, port: int, dice: random.Random) -> None:
        self.name, self._token, self._port, self._dice = name, token, port, dice
        self.client = f"pc-{name}"
        self.pending: dict[str, Command] = {}
        self.granted: dict[str, Command] = {}
        self.refused: dict[str, str] = {}
        self.connects = 0
        self.writing = True
        self.upto, self.chain, self.scope, self.epoch = 0, "", "", ""
        self.mine: list[str] = []

    async def work(self) -> None:
        while self.writing or self.pending:
            try:
                async with connect(
                    f"ws://127.0.0.1:{self._port}/v1/sync", subprotocols=[SUBPROTOCOL], max_size=None, compression=None
                ) as socket:
                    self.connects += 1
                    await self._talk(socket)
            except (OSError, EOFError, WebSocketException, InvalidHandshake, TimeoutError):
                await asyncio.sleep(0.02 + self._dice.random() * 0.05)

    async def _talk(self, socket: Any) -> None:
        mark = Mark(epoch=self.epoch, seq=self.upto, chain=self.chain, scope=self.scope) if self.upto else None
        await socket.send(encode(Hello(proto=PROTO, client=self.client, token=self._token, mark=mark)).decode())
        self._welcomed(decode_from_server(await socket.recv()))
        for id, command in self.pending.items():
            await self._send(socket, id, command)
        while self.writing or self.pending:
            while self.writing and len(self.pending) < IN_FLIGHT:
                id, command = new_id(), self._wish()
                self.pending[id] = command
                await self._send(socket, id, command)
            self._heard(decode_from_server(await asyncio.wait_for(socket.recv(), 10)))
            if self.writing:
                await asyncio.sleep(self._dice.random() * PAUSE_S)

    async def _send(self, socket: Any, id: str, command: Command) -> None:
        await socket.send(encode(Ask(id=id, command=Raw(encode(command)))).decode())

    def _welcomed(self, frame: Any) -> None:
        assert isinstance(frame, Welcome), frame
        self.epoch, self.scope = frame.epoch, frame.scope

    def _wish(self) -> Command:
        key = self._dice.choice([SHARED, SHARED, *(f"{self.name}-{n}" for n in range(8))])
        if self.mine and self._dice.random() < 0.3:
            return Acknowledge(alert=self._dice.choice(self.mine), seen=1_000_000)
        self.mine = [*self.mine[-7:], key]
        return Raise(id=key, title="Ngập", severity=self._dice.choice(list(Severity)))

    def _heard(self, frame: Any) -> None:
        assert not isinstance(frame, Bye), frame
        if isinstance(frame, Facts):
            after = 0 if frame.fresh else self.upto
            assert frame.after == after, f"{self.name}: a hole from {after} to {frame.after}"
            self.upto, self.chain = frame.upto, frame.chain
            for id in frame.settled:
                self.granted[id] = self.pending.pop(id)
        elif isinstance(frame, No):
            del self.pending[frame.id]
            self.refused[frame.id] = frame.code


async def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(tmp_path: Path) -> None:
    populate(tmp_path, people={f"can-bo-{n}": Role.DUTY_OFFICER for n in range(CLIENTS)} | {"cam-bien": Role.SOURCE})
    backend = Process(tmp_path, asks_per_s="10000", asks_burst="10000")
    backend.start()
    try:
        seed = int(os.environ.get("IOC_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
        print(f"seed {seed}")
        clerks = await _clerks(backend.port, seed)
        restarts = await _ordeal(backend, clerks, random.Random(seed))
        assert backend.end(signal.SIGTERM) == 0
    finally:
        backend.close()
    figures = _judge(tmp_path, clerks) | {"kills": KILLS, "restart_s_max": max(restarts), "seed": seed}
    print(json.dumps(figures))


async def _clerks(port: int, seed: int) -> list[Clerk]:
    async with Rig(port) as rig:
        names = [f"can-bo-{n}" for n in range(CLIENTS)]
        return [Clerk(name, await rig.token(name), port, random.Random(f"{seed}{name}")) for name in names]


async def _ordeal(backend: Process, clerks: list[Clerk], dice: random.Random) -> list[float]:
    """Kill at any moment, again and again; then let everybody finish."""
    loop = asyncio.get_running_loop()
    restarts = []
    async with asyncio.TaskGroup() as work:
        for clerk in clerks:
            work.create_task(clerk.work())
        for _ in range(KILLS):
            await asyncio.sleep(0.2 + dice.random() * 0.8)
            began = loop.time()
            await asyncio.to_thread(backend.end, signal.SIGKILL)
            await asyncio.to_thread(backend.start)
            restarts.append(loop.time() - began)
        await asyncio.sleep(0.5)
        for clerk in clerks:
            clerk.writing = False
    return restarts


def _judge(folder: Path, clerks: list[Clerk]) -> dict[str, float]:
    """The file is the only witness: what is in it must be exactly what the clients were told."""
    with Offline(settings(folder)) as offline:
        assert check(offline.store).wrong == []
        logged = Counter((line.client, line.wish) for line in offline.store.lines())
        assert not [name for name, times in logged.items() if times > 1], "a wish was logged twice"
        lost = [id for clerk in clerks for id in clerk.granted if (clerk.client, id) not in logged]
        assert not lost, f"{len(lost)} acknowledged wishes lost"
        told = {(clerk.client, id) for clerk in clerks for id in clerk.granted}
        ours = {name for name in logged if name[0].startswith("pc-")}
        assert told == ours, "the log holds wishes that their askers were never told of"
        for clerk in clerks:
            for id, code in clerk.refused.items():
                settled = offline.store.settled(clerk.client, id)
                assert settled is not None
                assert settled.code == code
        _counts_agree(offline, clerks)
        seqs = [line.seq for line in offline.store.lines()]
        assert seqs == list(range(1, len(seqs) + 1))
    return {
        "granted": len(told),
        "refused": sum(len(clerk.refused) for clerk in clerks),
        "connects": sum(clerk.connects for clerk in clerks),
        "lost": len(lost),
        "doubled": 0,
    }


def _counts_agree(offline: Offline, clerks: list[Clerk]) -> None:
    """An alert's own counter, against the number of times its askers were told yes."""
    raised = Counter(command.id for clerk in clerks for command in clerk.granted.values() if isinstance(command, Raise))
    for id, times in raised.items():
        alert = offline.engine.world.get(Alert, id)
        assert alert is not None
        assert alert.count == times, f"{id}: told {times} times, counted {alert.count}"
    assert raised[SHARED] > 0
