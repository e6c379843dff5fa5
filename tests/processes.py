"""Real processes for tests: the backend and the cameras, which can be killed and come back on the same port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from backend.settings import Settings
from demo.run.seed import seed

ROOT = Path(__file__).resolve().parents[1]


def recording(folder: Path) -> dict[str, object]:
    """Settings of a backend that records the cameras of this machine, three of the city's."""
    return {"recordings": str(folder / "recordings"), "recordings_spare_gib": 1, "camera_networks": "127.0.0.0/8"}


class BackendProcess:
    """The demonstration city's backend in a process of its own; `kill` is kill -9."""

    def __init__(
        self, folder: Path, rtsp_port: int = 8554, turning: Mapping[str, str] | None = None, **more: object
    ) -> None:
        """`more` are settings; `recording` has those of a backend that records."""
        self.folder = folder
        told = {"data": str(folder / "backend"), "port": free_port()} | more
        self.settings = Settings(**told)  # type: ignore[arg-type]
        self.api_key = seed(self.settings, rtsp_port, turning or {})
        self._file = folder / "backend.toml"
        self._file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items()), "utf-8")
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def start(self) -> "BackendProcess":
        log = (self.folder / "backend.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backend", "run", "--settings", str(self._file)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "backend.log").read_text()[-3000:]
        return self

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def __enter__(self) -> "BackendProcess":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(how)
        process.wait(20)
        if process.stdout:
            process.stdout.close()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: object, within_s: float, every_s: float = 0.02) -> float:
    """Wait until `what()` is true; the seconds it took. AssertionError if it never is."""
    assert callable(what)
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        time.sleep(every_s)
    return time.monotonic() - began
