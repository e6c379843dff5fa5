"""Makes .venv and puts exactly the locked wheels into it."""

from __future__ import annotations

import subprocess
import sys

from tools.setup.stamp import PYTHON, VENV
from tools.setup.steps import ROOT, Steps


def make(python: str, profile: str, steps: Steps) -> None:
    lock = ROOT / "requirements" / f"{profile}.txt"
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    steps.next(f"Python packages into .venv ({count} locked packages, about 300 MB to fetch)")
    if not _works():
        steps.run([python, "-m", "venv", "--clear", str(VENV)])
    steps.run([str(PYTHON), *_PIP, "--requirement", str(lock)], heard=_Progress(count))


# No dependency is resolved here and nothing is compiled: what the lock does not name does not come in.
_PIP = [
    "-m",
    "pip",
    "--disable-pip-version-check",
    "install",
    "--no-input",
    "--require-hashes",
    "--no-deps",
    "--only-binary=:all:",
]


def _works() -> bool:
    """Whether .venv holds a Python that starts and is new enough; one whose system Python went away does not."""
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(PYTHON), "-c", ask], capture_output=True, check=False).returncode == 0


class _Progress:
    """Turns pip's lines into a count."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._seen = 0

    def __call__(self, line: str) -> str | None:
        if line.startswith(("Collecting ", "Requirement already")):
            self._seen += 1
            return f"{self._seen}/{self._of} {line.split('==')[0].split()[-1]}" if sys.stdout else None
        return "unpacking …" if line.startswith("Installing collected") else None
