"""Real processes for tests: the backend and the cameras, which can be killed and come back on the same port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from backend.settings import Settings
from demo.run.seed import seed

ROOT = Path(__file__).resolve().parents[1]


class BackendProcess:
    """The demonstration city's backend in a process of its own; `kill` is kill -9."""

    def __init__(self, folder: Path, rtsp_port: int = 8554) -> None:
        self.folder = folder
        self.settings = Settings(data=str(folder / "backend"), port=free_port())
        self.api_key = seed(self.settings, rtsp_port, {})
        self._file = folder / "backend.toml"
        self._file.write_text(f"data = {json.dumps(self.settings.data)}\nport = {self.settings.port}\n", "utf-8")
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
