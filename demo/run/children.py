"""The processes of the demonstration: started one by one, told apart by name, and never left behind."""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

STOP_S = 8.0


class Failed(Exception):
    """A part of the demonstration ended by itself; says which, and where its log lies."""


class Children:
    """Every process that the demonstration starts; they end in the reverse order."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, asyncio.subprocess.Process] = {}
        logs.mkdir(parents=True, exist_ok=True)

    async def start(self, name: str, *words: str, environment: dict[str, str] | None = None) -> None:
        """Start `python -m words…`; what it says goes into a log of its own."""
        await self._spawn(name, words, environment, None)

    async def start_and_hear(self, name: str, *words: str, within_s: float = 60.0) -> dict[str, Any]:
        """Start it and wait for the one JSON line by which it says that it is ready. Raises Failed."""
        process = await self._spawn(name, words, None, subprocess.PIPE)
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), within_s)
            ready: dict[str, Any] = json.loads(line)
        except (TimeoutError, ValueError) as error:
            raise Failed(f"{name} did not start; see {self.log(name)}") from error
        return ready

    async def first_to_end(self) -> str:
        """Wait until one of them ends, and say which."""
        while True:
            for name, process in self._running.items():
                if process.returncode is not None:
                    return name
            await asyncio.sleep(0.2)

    async def wait(self, name: str, within_s: float) -> int | None:
        """The exit code of one, None if it is still running after `within_s` seconds."""
        try:
            return await asyncio.wait_for(self._running[name].wait(), within_s)
        except TimeoutError:
            return None

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    async def stop(self) -> None:
        """End them all, the last started first: politely, then not."""
        for name, process in reversed(list(self._running.items())):
            if process.returncode is None:
                _ask_to_end(process)
                if await self.wait(name, STOP_S) is None:
                    process.kill()
                    await process.wait()

    async def _spawn(
        self, name: str, words: tuple[str, ...], environment: dict[str, str] | None, stdout: int | None
    ) -> asyncio.subprocess.Process:
        with self.log(name).open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *words,
                stdin=subprocess.DEVNULL,
                stdout=stdout or log,
                stderr=log,
                env={**os.environ, **(environment or {})},
                # Ctrl-C in the terminal must reach only us: we end the others in order.
                start_new_session=sys.platform != "win32",
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        self._running[name] = process
        return process


def _die_with_parent() -> None:
    """Even kill -9 of the demonstration leaves nothing running: PR_SET_PDEATHSIG (prctl(2)) with SIGTERM."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _ask_to_end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
