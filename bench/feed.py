"""What telling everybody everything costs the backend, beside a bare broadcast of the very same frames."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.feed_backend import ROOT, Measured, backend, prepare
from contract.people import Role

RATE = 500.0
"""Alerts a second; each is decided, made durable, and told to every client."""


def run(quick: bool = False) -> dict[str, float]:
    """200 and 500 clients, in turn with the reference; medians."""
    found: dict[str, float] = {"lost": 0.0, "doubled": 0.0}
    seconds, rounds = (3.0, 1) if quick else (8.0, 3)
    for clients in (200, 500):
        turns = [_turn(clients, int(RATE * seconds)) for _ in range(rounds)]
        found[f"ratio_to_broadcast_{clients}"] = median(ours["cpu"] / bare["cpu"] for ours, bare in turns)
        found[f"feed_cpu_s_per_100k_{clients}"] = median(_per_100k(ours, ours) for ours, _ in turns)
        found[f"broadcast_cpu_s_per_100k_{clients}"] = median(_per_100k(bare, ours) for ours, bare in turns)
        for key in ("p50_ms", "p99_ms"):
            found[f"feed_{key}_{clients}"] = median(ours[key] for ours, _ in turns)
        found[f"ratio_of_telling_{clients}"] = median(
            (ours["cpu"] - ours["writing"]) / bare["cpu"] for ours, bare in turns
        )
        found["lost"] += sum(ours["lost"] for ours, _ in turns)
        found["doubled"] += sum(ours["doubled"] for ours, _ in turns)
    for key, value in found.items():
        print(f"{key:32} {value:10.3f}")
    return found


def _per_100k(one: dict[str, float], ours: dict[str, float]) -> float:
    return one["cpu"] / max(1.0, ours["deliveries"]) * 100_000


def _turn(clients: int, events: int) -> tuple[dict[str, float], dict[str, float]]:
    """The backend first, recording what one client was sent; then the bare server, sending just that."""
    with tempfile.TemporaryDirectory(prefix="ioc-bench-") as name:
        folder = Path(name)
        names = [("reader", f"load-{at}") for at in range(clients)]
        people = {"reader": Role.DUTY_OFFICER, "source": Role.SOURCE}
        *tokens, feeder = prepare(folder / "data", people, [*names, ("source", "feeder")])
        record = folder / "record.json"
        order: dict[str, Any] = {"events": events, "tokens": tokens, "feeder": feeder, "rate": RATE}
        with backend(folder / "data") as server:
            ours = _measure(server, folder, order | {"port": server.port, "record": str(record)})
        ours["writing"] = _writing_only(folder / "alone", events)
        frames = len(json.loads(record.read_text(encoding="utf-8")))
        with _bare(record) as (server, process):
            order |= {"tokens": [""] * clients, "feeder": "", "frames": frames, "port": server.port}
            bare = _measure(server, folder, order, process)
    share = ours["writing"] / ours["cpu"]
    print(
        f"{clients} clients: {ours['deliveries']:.0f} deliveries in {ours['frames']:.0f} frames,"
        f" {_per_100k(ours, ours):.3f} CPU-s per 100,000 (writing alone {share:.0%}),"
        f" broadcast {_per_100k(bare, ours):.3f} ({bare['frames']:.0f} frames);"
        f" p50 {ours['p50_ms']:.1f} ms, p99 {ours['p99_ms']:.1f} ms",
        flush=True,
    )
    return ours, bare


def _writing_only(folder: Path, events: int) -> float:
    """The same wishes with nobody to be told of them: what deciding and making them durable costs by itself."""
    (feeder,) = prepare(folder / "data", {"source": Role.SOURCE}, [("source", "feeder")])
    order = {"events": events, "tokens": [], "feeder": feeder, "rate": RATE, "record": str(folder / "none.json")}
    with backend(folder / "data") as server:
        return _measure(server, folder, order | {"port": server.port})["cpu"]


def _measure(
    server: Measured, folder: Path, order: dict[str, Any], tell: "subprocess.Popen[str] | None" = None
) -> dict[str, float]:
    """Seconds of the server's CPU between the word to begin and the last frame read."""
    file = folder / "order.json"
    file.write_text(json.dumps(order), encoding="utf-8")
    with child("bench.feed_load", str(file)) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        assert load.stdout.readline() == "ready\n"
        before = server.cpu()
        for process in (load, tell):
            if process is not None and process.stdin is not None:
                process.stdin.write("go\n")
                process.stdin.flush()
        found: dict[str, float] = json.loads(load.stdout.readline())
        return found | {"cpu": server.cpu() - before}


@contextmanager
def _bare(record: Path) -> "Iterator[tuple[Measured, subprocess.Popen[str]]]":
    with child("bench.feed_bare", str(record)) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        yield Measured(port, psutil.Process(process.pid)), process


@contextmanager
def child(module: str, argument: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", module, argument]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    run("--quick" in sys.argv)
