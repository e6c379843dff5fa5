"""The readers of the feed bench, in a process of their own: count every event at every client, and time it."""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw

from bench.feed_wire import Wire, connect
from contract.alerts import Raise, Severity
from contract.wire import PROTO, Ask, Hello, encode

TITLE = "Nước dâng cao ở ngầm tràn"
"""The title of every event, before its number and the time at which it was asked."""


PATIENCE_S = 30


class _Alert(msgspec.Struct):
    title: str = ""


class _Frame(msgspec.Struct):
    frame: str
    fresh: bool = False
    upto: int = 0
    rows: list[_Alert] = []


_decode = msgspec.json.Decoder(_Frame).decode


class Load:
    """Many clients that read everything. Frames that many get are decoded once, so that the readers stay cheap."""

    def __init__(self, port: int, tokens: list[str], events: int, frames: int) -> None:
        self._port, self._tokens = port, tokens
        self._events, self._frames_due = events, frames
        self._known: dict[bytes, list[tuple[int, float]]] = {}
        self.counts: dict[Wire, bytearray] = {}
        self.frames: dict[Wire, int] = {}
        self.delays: list[float] = []
        self.recorded: list[tuple[float, bytes]] = []
        self._fresh: set[bytes] = set()
        self._greeted = 0
        self._first: Wire | None = None

    async def connect(self) -> None:
        for at, token in enumerate(self._tokens):
            wire = await connect(self._port, self._heard, "ioc.v1")
            self._first = self._first or wire
            self.counts[wire], self.frames[wire] = bytearray(self._events), 0
            if token:
                wire.send(Hello(proto=PROTO, client=f"load-{at}", token=token))
        await self._until(lambda: not any(self._tokens) or self._greeted >= len(self._tokens))
        self.recorded.clear()
        for wire in self.frames:
            self.frames[wire] = 0

    async def feed(self, token: str, rate: float) -> None:
        """Raise events at an even pace."""
        wire = await connect(self._port, lambda *_: None, "ioc.v1")
        wire.send(Hello(proto=PROTO, client="feeder", token=token))
        began = time.monotonic()
        for number in range(self._events):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            title = f"{TITLE}|{number}|{time.monotonic():.6f}"
            wish = Raise(id=f"e{number}", title=title, severity=Severity.WARNING, place="Phường Hà Lầm")
            wire.send(Ask(id=f"w{number}", command=Raw(encode(wish))))
        await self._until(lambda: all(sum(count) >= self._events for count in self.counts.values()))
        wire.close()

    async def replayed(self) -> None:
        await self._until(lambda: all(count >= self._frames_due for count in self.frames.values()))

    def write(self, record: Path) -> None:
        """What the first of us was sent, and when."""
        lines = [[at, body.decode()] for at, body in self.recorded]
        record.write_text(json.dumps(lines), encoding="utf-8")

    def result(self) -> dict[str, Any]:
        lost = sum(count.count(0) for count in self.counts.values())
        doubled = sum(max(0, times - 1) for count in self.counts.values() for times in count)
        delays = sorted(self.delays)
        return {
            "lost": lost,
            "doubled": doubled,
            "deliveries": sum(sum(count) for count in self.counts.values()),
            "frames": sum(self.frames.values()),
            "p50_ms": delays[len(delays) // 2] * 1000 if delays else 0.0,
            "p99_ms": delays[int(len(delays) * 0.99)] * 1000 if delays else 0.0,
        }

    async def _until(self, done: Callable[[], bool]) -> None:
        """Wait for something that is checked ten times a second rather than once a frame."""
        for _ in range(PATIENCE_S * 10):
            if done():
                return
            await asyncio.sleep(0.1)

    def _heard(self, wire: Wire, body: bytes) -> None:
        now = time.monotonic()
        events = self._known.get(body)
        if events is None:
            events = self._known[body] = self._read(body)
        if wire is self._first:
            self.recorded.append((now, body))
        self.frames[wire] += 1
        self._greeted += body in self._fresh
        counts = self.counts[wire]
        for number, asked in events:
            counts[number] += 1
            self.delays.append(now - asked)

    def _read(self, body: bytes) -> list[tuple[int, float]]:
        frame = _decode(body)
        if frame.frame == "facts" and frame.fresh:
            self._fresh.add(body)
        found = []
        for row in frame.rows:
            if row.title.startswith(TITLE):
                _, number, asked = row.title.split("|")
                found.append((int(number), float(asked)))
        return found


async def main(order: dict[str, Any]) -> None:
    """Connect, say so, wait for the word, do the work, say what was seen."""
    load = Load(order["port"], order["tokens"], order["events"], order.get("frames", 0))
    await load.connect()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    if order["feeder"]:
        await load.feed(order["feeder"], order["rate"])
        await asyncio.to_thread(load.write, Path(order["record"]))
    else:
        await load.replayed()
    print(json.dumps(load.result()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
