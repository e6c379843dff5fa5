"""Installs the system libraries of packaging/apt.txt where it may, or gives the one line to paste."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools.setup.steps import ROOT, Steps, Stop

_LIST = ROOT / "packaging" / "apt.txt"
_NEEDS = {"run": ("run",), "test": ("run", "test")}
_WISH = "wish"
_APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]


def install(profile: str, steps: Steps) -> None:
    steps.next("System libraries")
    if not sys.platform.startswith("linux"):
        steps.note("nothing needed on this system")
        return
    if not shutil.which("dpkg-query"):
        steps.note(f"not a Debian-based system: see {_LIST.relative_to(ROOT)} for the libraries that Qt needs")
        return
    groups = read_list(_LIST.read_text(encoding="utf-8"))
    needed = missing([name for group in _NEEDS[profile] for name in groups[group]])
    wished = missing(groups[_WISH])
    if not needed and not wished:
        steps.note("all present")
    elif needed or _root_prefix() is not None:
        apt(needed + wished, steps)
    else:
        steps.note(f"the screens read better with: {line_to_paste(wished)}")


def read_list(text: str) -> dict[str, list[str]]:
    """Groups of package names: `[group]` opens one, `#` begins a comment."""
    groups: dict[str, list[str]] = {}
    names: list[str] = []
    for line in text.splitlines():
        entry = line.split("#")[0].strip()
        if entry.startswith("["):
            names = groups.setdefault(entry.strip("[]"), [])
        else:
            names.extend(entry.split())
    return groups


def missing(names: list[str]) -> list[str]:
    """Those not installed. Debian 13 and Ubuntu 24.04 renamed some libraries to …t64; the old name still installs."""
    asked = [form for name in names for form in (name, f"{name}t64")]
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n", *asked]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    present = {line.split()[0] for line in lines if " ii" in line}
    return [name for name in names if not {name, f"{name}t64"} & present]


def apt(names: list[str], steps: Steps) -> None:
    prefix = _root_prefix()
    if prefix is None:
        raise Stop(
            f"Some system libraries are missing and cannot be installed without root.\n"
            f"Paste this line and start again:\n    {line_to_paste(names)}"
        )
    steps.note(f"installing {len(names)}: {' '.join(names)}")
    steps.run([*prefix, *_APT, "update", "-qq"])
    steps.run([*prefix, *_APT, "install", "-y", "-qq", "--no-install-recommends", *names], heard=_unpacking)


def line_to_paste(names: list[str]) -> str:
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def _unpacking(line: str) -> str | None:
    return line.strip() if line.startswith("Setting up ") else None


def _root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None where it may not be had without asking for a password."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    granted = subprocess.run(["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return ["sudo", "-n"] if granted.returncode == 0 else None
