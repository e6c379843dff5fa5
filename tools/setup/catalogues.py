"""Compiles the words of the screens when they are older than their sources."""

from __future__ import annotations

import subprocess

from tools.setup.stamp import PYTHON
from tools.setup.steps import ROOT, Stop

_LOCALE = ROOT / "resources" / "locale"
_MO = "LC_MESSAGES/ioc.mo"


def compile_stale() -> None:
    if not _stale():
        return
    done = subprocess.run(
        [str(PYTHON), "-m", "tools.words", "compile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"The words of the screens could not be compiled:\n{done.stdout}{done.stderr}")


def _stale() -> bool:
    """English with accents is made from the program's own text, the others from their .po files."""
    sources = [*_LOCALE.rglob("*.po"), *(ROOT / "console").rglob("*.py")]
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    made = [_LOCALE / name / _MO for name in ("vi", "en_XA")]
    return any(not path.exists() or path.stat().st_mtime < newest for path in made)
