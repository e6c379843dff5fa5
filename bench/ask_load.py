"""The askers of the ask bench, in a process of their own: each keeps so many wishes in the air for so long."""

import asyncio
import json
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw

from bench.feed_wire import Wire, connect
from contract.alerts import Raise, Severity
from contract.wire import PROTO, Ask, Hello, encode

PATIENCE_S = 30


class _Frame(msgspec.Struct):
    frame: str
    fresh: bool = False
    settled: list[str] = []


_decode = msgspec.json.Decoder(_Frame).decode


class Asker:
    """Asks again whenever one of its wishes is settled, until it is told to stop."""

    def __init__(self, name: str, token: str, in_flight: int, pause: float) -> None:
        self.name, self._token, self._in_flight, self._pause = name, token, in_flight, pause
        self._sent: dict[str, float] = {}
        self._number = 0
        self._writing = False
        self.ready = False
        self.delays: deque[float] = deque()

    async def connect(self, port: int) -> None:
        self._wire = await connect(port, self._heard, "ioc.v1")
        self._wire.send(Hello(proto=PROTO, client=self.name, token=self._token))

    def start(self) -> None:
        self._writing = True
        for _ in range(self._in_flight):
            self._ask()

    def stop(self) -> None:
        self._writing = False

    @property
    def idle(self) -> bool:
        return not self._sent

    def _ask(self) -> None:
        self._number += 1
        id = f"w{self._number}"
        key = f"{self.name}-{self._number % 50}"
        wish = Raise(id=key, title="Mất điện diện rộng", severity=Severity.NOTICE, place="Phường Hồng Gai")
        self._sent[id] = time.monotonic()
        self._wire.send(Ask(id=id, command=Raw(encode(wish))))

    def _heard(self, _: Wire, body: bytes) -> None:
        frame = _decode(body)
        self.ready = self.ready or frame.fresh
        now = time.monotonic()
        for id in frame.settled:
            self.delays.append(now - self._sent.pop(id))
            if self._writing and self._pause:
                asyncio.get_running_loop().call_later(self._pause, self._ask)
            elif self._writing:
                self._ask()


async def main(order: dict[str, Any]) -> None:
    """Connect all, say so, wait for the word, ask, say how it went."""
    askers = [
        Asker(f"asker-{at}", token, order["in_flight"], order["pause"]) for at, token in enumerate(order["tokens"])
    ]
    for asker in askers:
        await asker.connect(order["port"])
    await _until(lambda: all(asker.ready for asker in askers))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    began = time.monotonic()
    for asker in askers:
        asker.start()
    await asyncio.sleep(order["seconds"])
    for asker in askers:
        asker.stop()
    took, settled = time.monotonic() - began, sum(len(asker.delays) for asker in askers)
    await _until(lambda: all(asker.idle for asker in askers))
    delays = sorted(delay for asker in askers for delay in asker.delays)
    p50, p99 = (delays[int(len(delays) * share)] * 1000 for share in (0.5, 0.99))
    unanswered = sum(not asker.idle for asker in askers)
    print(json.dumps({"per_s": settled / took, "p50_ms": p50, "p99_ms": p99, "lost": unanswered}), flush=True)


async def _until(done: Any) -> None:
    for _ in range(PATIENCE_S * 20):
        if done():
            return
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
