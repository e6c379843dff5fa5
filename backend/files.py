"""Files by what is in them: a name is the SHA-256 of the content, a type is what the first bytes say."""

import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import BinaryIO

from backend.private import private_file, private_folder

SPARE = 256 * 1024 * 1024
"""Bytes that stay free on the disk: the log needs them more than a picture does."""

_NAME = re.compile(r"[0-9a-f]{64}")


class NoRoom(Exception):
    """The disk is nearly full."""


class Files:
    """A folder of files that are never changed, only added."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        private_folder(folder)
        for left in folder.glob("*.part"):
            left.unlink()

    def path(self, digest: str) -> Path | None:
        """Where this file lies, None if it is not here."""
        if not _NAME.fullmatch(digest):
            return None
        path = self._folder / digest[:2] / digest
        return path if path.is_file() else None

    def take(self) -> "Upload":
        """Begin to take a file in. Raises NoRoom."""
        if shutil.disk_usage(self._folder).free < SPARE:
            raise NoRoom
        return Upload(self._folder)


class Upload:
    """A file on its way in; it is there once `finish` returns, and leaves no trace otherwise."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._part = folder / f"{secrets.token_hex(8)}.part"
        private_file(self._part)
        self._file: BinaryIO = self._part.open("wb")
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def finish(self) -> str:
        """Make it durable; its name."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        digest = self._hash.hexdigest()
        home = self._folder / digest[:2]
        private_folder(home)
        self._part.replace(home / digest)
        _sync_folder(home)
        return digest

    def abandon(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


def type_of(head: bytes) -> str:
    """The type that the first bytes tell, "" if they tell none of those we know."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return "video/mp4" if head[4:8] == b"ftyp" else ""


def _sync_folder(folder: Path) -> None:
    """The name itself must reach the disk too; Windows does that by itself, and cannot open folders."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
