"""`python -m tools.lock`: writes requirements/run.txt and test.txt for every platform, each wheel with its hashes."""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = "uv==0.13.9"
GROUPS = {"run": ["build"], "test": ["build", "test"]}
HEAD = """\
# Every package of the {profile} environment with its hashes, for Linux, Windows and macOS and Python 3.11 to 3.13.
# Written by `make lock` from pyproject.toml; see docs/decisions/0001-locked-requirements.md.
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        subprocess.run([python, "-m", "pip", "--quiet", "install", UV], check=True)
        for profile, groups in GROUPS.items():
            text = HEAD.format(profile=profile) + _compile(python, groups)
            if strange := _strange_lines(text):
                print("These lines name a place and must not be in the lock:", *strange, sep="\n    ")
                return 1
            (ROOT / "requirements" / f"{profile}.txt").write_text(text, encoding="utf-8")
            print(f"requirements/{profile}.txt written")
    return 0


def _compile(python: Path, groups: list[str]) -> str:
    """`--universal` keeps one file for all platforms; no header and no index, since those name hosts and paths."""
    command = [
        str(python),
        "-m",
        "uv",
        "--quiet",
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--generate-hashes",
    ]
    command += ["--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url", "--upgrade"]
    for group in groups:
        command += ["--group", group]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _strange_lines(text: str) -> list[str]:
    """Lines that are neither a pinned package, nor a hash, nor a comment."""
    fine = re.compile(r"#.*|[a-z0-9._-]+(\[[a-z,]+\])?==[\w.+!-]+( ; [^/@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    return [line for line in text.splitlines() if line and not fine.fullmatch(line)]


if __name__ == "__main__":
    sys.exit(main())
