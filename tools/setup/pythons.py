"""Finds a Python that the console runs on, able to make environments; fetches Debian's venv where it is missing."""

from __future__ import annotations

import subprocess
import sys

from tools.setup import system
from tools.setup.steps import Steps, Stop

NEEDED = (3, 11)
_NAMES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")
_ASK = "import sys; print('%d.%d' % sys.version_info[:2])"
# Debian splits ensurepip out of Python: `import venv` works there and making an environment still fails.
_ASK_VENV = "import venv, ensurepip"


def find(steps: Steps) -> str:
    steps.next("Python 3.11 or newer")
    found = _newest_enough()
    if found is None:
        raise Stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.\n{_advice('python3')}")
    path, version = found
    if not _answers(path, _ASK_VENV):
        package = f"python{version}-venv"
        steps.note(f"{path} cannot make environments yet: {package} is missing")
        system.apt([package], steps)
        if not _answers(path, _ASK_VENV):
            raise Stop(f"{path} cannot make environments.\n{_advice(package)}")
    steps.note(f"{path} ({version})")
    return path


def _newest_enough() -> tuple[str, str] | None:
    for name in dict.fromkeys([*_NAMES, sys.executable]):
        version = _answers(name, _ASK)
        if version and tuple(int(part) for part in version.split(".")) >= NEEDED:
            return name, version
    return None


def _answers(python: str, code: str) -> str | None:
    """What `python` prints ("ok" for nothing), or None if it fails: a name on the path may be an empty shim."""
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return (done.stdout.strip() or "ok") if done.returncode == 0 else None


def _advice(package: str) -> str:
    if sys.platform == "darwin":
        return "Install it from python.org or with `brew install python@3.11`, then start again."
    if sys.platform == "win32":
        return "Install it from python.org, then start again with `py -3.11 -m tools.setup run`."
    return f"Paste this line and start again:\n    {system.line_to_paste([package])}"
