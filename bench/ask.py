"""How many wishes become durable in a second, and how long one waits, beside a bare append of the same bytes."""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

import sqlcipher3.dbapi2 as sqlite

from bench.feed import child
from bench.feed_backend import backend, prepare
from contract.people import Role

LOADS = ((1, 1, 0.05), (20, 32, 0.0), (500, 4, 0.0))
"""Clients, wishes that each keeps in the air, and the pause of each before the next."""


def run(quick: bool = False) -> dict[str, float]:
    """One idle client, then 20 and 500 that never stop; each in turn with the bare append; medians."""
    seconds, rounds = (2.0, 1) if quick else (6.0, 3)
    found: dict[str, float] = {"ask_lost": 0.0}
    for clients, in_flight, pause in LOADS:
        turns = [_turn(clients, in_flight, pause, seconds) for _ in range(rounds)]
        for key in ("p50_ms", "p99_ms"):
            found[f"ask_{key}_{clients}"] = median(turn[key] for turn in turns)
        found["ask_lost"] += sum(turn["lost"] for turn in turns)
        if pause:
            found["ask_ratio_to_append_p50_1"] = median(turn["p50_ms"] / turn["append_ms"] for turn in turns)
        else:
            found[f"ask_per_s_{clients}"] = median(turn["per_s"] for turn in turns)
            found[f"ask_share_of_append_{clients}"] = median(turn["per_s"] / turn["append_per_s"] for turn in turns)
    for key, value in found.items():
        print(f"{key:32} {value:10.3f}")
    return found


def _turn(clients: int, in_flight: int, pause: float, seconds: float) -> dict[str, float]:
    """The askers see nothing but their answers: what is measured is asking, not telling."""
    with tempfile.TemporaryDirectory(prefix="ioc-bench-") as name:
        folder = Path(name)
        tokens = prepare(folder, {"source": Role.SOURCE}, [("source", f"asker-{at}") for at in range(clients)])
        order = {"tokens": tokens, "in_flight": in_flight, "pause": pause, "seconds": seconds}
        with backend(folder) as server:
            found = _ask(folder, order | {"port": server.port})
            batch = _batch(server.port)
        found |= _append(folder, max(1, round(batch)), seconds / 2)
    print(
        f"{clients} clients: {found['per_s']:.0f} durable wishes/s, p50 {found['p50_ms']:.1f} ms,"
        f" p99 {found['p99_ms']:.1f} ms, {batch:.1f} to a commit; bare append of as many to a commit"
        f" {found['append_per_s']:.0f}/s, {found['append_ms']:.2f} ms",
        flush=True,
    )
    return found


def _ask(folder: Path, order: dict[str, Any]) -> dict[str, float]:
    file = folder / "order.json"
    file.write_text(json.dumps(order), encoding="utf-8")
    with child("bench.ask_load", str(file)) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        assert load.stdout.readline() == "ready\n"
        load.stdin.write("go\n")
        load.stdin.flush()
        found: dict[str, float] = json.loads(load.stdout.readline())
        return found


def _batch(port: int) -> float:
    """Wishes to a commit, as the backend counts them."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    values = {line.split()[0]: float(line.split()[1]) for line in lines if line and not line.startswith("#")}
    return values["ioc_wishes_total"] / max(1.0, values["ioc_commits_total"])


def _append(folder: Path, batch: int, seconds: float) -> dict[str, float]:
    """The rows of the log that was just written, into one bare table, as many to a commit; median commit."""
    source = sqlite.connect(str(folder / "ioc.sqlite3"))
    lines = source.execute("SELECT * FROM log WHERE command IS NOT NULL LIMIT 20000").fetchall()
    source.close()
    bare = sqlite.connect(str(folder / "bare.sqlite3"), isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE log (seq, client, wish, actor, at, command, rows, chain)")
    took: list[float] = []
    written, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        start = time.monotonic()
        bare.execute("BEGIN IMMEDIATE")
        some = [lines[(written + at) % len(lines)] for at in range(batch)]
        bare.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", some)
        bare.execute("COMMIT")
        took.append(time.monotonic() - start)
        written += batch
    total = time.monotonic() - began
    bare.close()
    return {"append_per_s": written / total, "append_ms": median(took) * 1000}


if __name__ == "__main__":
    run("--quick" in sys.argv)
