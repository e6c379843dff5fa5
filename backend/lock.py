"""One process at a time may write a data folder: a second one says so instead of tearing the log."""

import os
import sys
from pathlib import Path
from typing import IO

from backend.private import private_file, private_folder


class Busy(Exception):
    """Another process works on this folder."""


class FolderLock:
    """Held until `release`, or until the process is gone, however it went."""

    def __init__(self, folder: Path) -> None:
        private_folder(folder)
        private_file(folder / "lock")
        self._file: IO[bytes] = (folder / "lock").open("a+b")
        try:
            _take(self._file)
        except OSError:
            self._file.close()
            raise Busy(f"{folder} is in use by another process; stop it first") from None

    def release(self) -> None:
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.set_inheritable(file.fileno(), False)
