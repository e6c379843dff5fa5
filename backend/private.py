"""Folders and files for nobody else on this machine: hashes of passwords and the logins of cameras lie in them."""

import os
import stat
from pathlib import Path

from backend.settings import BadSettings


def private_folder(folder: Path) -> None:
    """Made, or closed to others if they could look into it. Raises BadSettings."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close(folder, 0o700)
    except (OSError, ValueError) as error:
        raise BadSettings(f"data: {folder} must be a folder of one's own: {error}") from error


def private_file(path: Path) -> None:
    """Made empty, or closed to others if they could read it. Raises BadSettings."""
    try:
        path.touch(mode=0o600, exist_ok=True)
        _close(path, 0o600)
    except (OSError, ValueError) as error:
        raise BadSettings(f"data: {path} must be a file of one's own: {error}") from error


def _close(path: Path, mode: int) -> None:
    if os.name != "posix":
        return
    found = path.stat().st_mode
    if found & stat.S_ISVTX:
        # Such as /tmp, which root could close to the whole machine by a slip in the settings.
        raise PermissionError("it is shared with others")
    if found & 0o077:
        path.chmod(mode)
