"""Says what is being done: numbered steps on the screen, every program's own output in one log file."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / ".cache" / "setup.log"


class Stop(Exception):
    """Set-up cannot go on; the text says why and what to do."""


class Steps:
    def __init__(self, title: str, of: int) -> None:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text("", encoding="utf-8")
        self._of = of
        self._number = 0
        print(title, flush=True)

    def next(self, what: str) -> None:
        self._number += 1
        print(f"[{self._number}/{self._of}] {what}", flush=True)

    def note(self, text: str) -> None:
        print(f"      {text}", flush=True)

    def run(self, command: list[str], *, heard: Callable[[str], str | None] | None = None) -> None:
        """Run `command`; its output goes to the log, and what `heard` makes of a line is shown."""
        with LOG.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n")
            log.flush()
            code = _follow(command, log.write, heard, self.note)
        if code:
            tail = "\n".join(LOG.read_text(encoding="utf-8").splitlines()[-12:])
            raise Stop(f"{command[0]} failed ({code}). Its last lines:\n{tail}\n\nThe whole log: {LOG}")


def _follow(
    command: list[str],
    write: Callable[[str], object],
    heard: Callable[[str], str | None] | None,
    show: Callable[[str], None],
) -> int:
    try:
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise Stop(f"{command[0]} cannot be started: {error}") from None
    shown = 0.0
    with running:
        for line in running.stdout or ():
            write(line)
            text = heard(line) if heard else None
            # On a terminal each line would do; in a log kept by somebody else, one every two seconds is enough.
            if text and time.monotonic() - shown > (0.3 if sys.stdout.isatty() else 2):
                shown = time.monotonic()
                show(text)
    return running.returncode
