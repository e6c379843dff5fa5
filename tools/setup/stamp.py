"""Knows whether set-up is still good: a hash of the locks and the package list, kept inside the environment."""

from __future__ import annotations

import hashlib
import json
import sys

from tools.setup.steps import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_FILE = VENV / "setup.json"
_SET_UP_BY = ("requirements/{profile}.txt", "packaging/apt.txt")


def is_valid(profile: str) -> bool:
    """Whether this profile, or `test`, which holds all of `run`, was set up from these very files."""
    if not PYTHON.exists():
        return False
    done = _read()
    return any(done.get(one) == _fingerprint(one) for one in {profile, "test"})


def write(profile: str) -> None:
    _FILE.write_text(json.dumps({**_read(), profile: _fingerprint(profile)}, indent=1) + "\n", encoding="utf-8")


def _read() -> dict[str, str]:
    try:
        done = json.loads(_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return done if isinstance(done, dict) else {}


def _fingerprint(profile: str) -> str:
    digest = hashlib.sha256()
    for name in _SET_UP_BY:
        digest.update((ROOT / name.format(profile=profile)).read_bytes())
    # The environment's own note of its Python: an upgraded system Python leaves the compiled wheels behind.
    digest.update((VENV / "pyvenv.cfg").read_bytes())
    return digest.hexdigest()
