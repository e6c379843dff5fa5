"""A backend to measure: in its own process, with people in it and tokens ready, so that nobody has to sign in."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from msgspec import Struct

from backend.offline import Offline
from backend.settings import Settings
from backend.tokens import Change, Tokens
from contract.people import Person, Role, SavePerson

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {"asks_per_s": "100000", "asks_burst": "100000", "sessions_per_person": "1000", "log_level": "warning"}


class Measured(Struct):
    """A process that is being watched."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds it has used, both for itself and in the kernel."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def backend(folder: Path) -> Iterator[Measured]:
    """A running backend on this folder."""
    command = [sys.executable, "-m", "backend", "run", "--data", str(folder), "--port", "0"]
    environment = os.environ | {f"IOC_BACKEND_{name.upper()}": value for name, value in SETTINGS.items()}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Measured(json.loads(process.stdout.readline())["port"], psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(20)


def prepare(folder: Path, people: dict[str, Role], clients: Sequence[tuple[str, str]]) -> list[str]:
    """An empty city with these people; an access token for each (person, client)."""
    with Offline(Settings(data=str(folder))) as offline:
        offline.ask(SavePerson(person=Person(id=id, name=id, role=role)) for id, role in people.items())
        return asyncio.run(_tokens(offline, clients))


async def _tokens(offline: Offline, clients: Sequence[tuple[str, str]]) -> list[str]:
    changes: dict[tuple[str, str], Change] = {}

    async def keep(some: Sequence[Change]) -> None:
        changes.update({(kind, id): (kind, id, body) for kind, id, body in some})

    tokens = Tokens(offline.store, keep, token_s=36_000)
    issued = [(await tokens.issue(person, client)).access for person, client in clients]
    offline.store.keep_secrets(list(changes.values()))
    return issued
