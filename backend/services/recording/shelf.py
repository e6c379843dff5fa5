"""Where recordings and exports lie, for the services and for HTTP, and the key that exports are signed with."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog

from backend.private import private_folder
from backend.settings import BadSettings
from backend.store import Store
from media.evidence.signing import new_key, public_key
from media.segments.recorder import FolderRecorder
from verify.format import fingerprint, key_text

log = structlog.get_logger()

SECRET = ("evidence", "signing")
KeepSecrets = Callable[[Sequence[tuple[str, str, bytes | None]]], Awaitable[None]]


class Shelf:
    """Not open without a folder in the settings: then nothing is recorded, and everything else goes on."""

    def __init__(self, folder: str, floor: int) -> None:
        """Raises BadSettings."""
        self._root, self._floor = Path(folder) if folder else None, floor
        self.recorder: FolderRecorder | None = None
        self._key = b""
        if self._root:
            private_folder(self._root)

    async def open(self, store: Store, keep: KeepSecrets) -> None:
        """Mend what a crash left, and make the key if there is none. Raises BadSettings."""
        if self._root is None:
            return
        key = store.secret(*SECRET)
        if key is None:
            key = new_key()
            await keep([(*SECRET, key)])
        self._key = key
        private_folder(self.exports)
        try:
            self.recorder = FolderRecorder(self._root / "segments", self._floor)
        except OSError as error:
            raise BadSettings(f"recordings: {self._root} cannot be used: {error}") from error
        for word in self.recorder.folder.words:
            log.warning("recording_mended", what=word)
        log.info("evidence_key", fingerprint=self.fingerprint)

    @property
    def configured(self) -> bool:
        return self._root is not None

    @property
    def exports(self) -> Path:
        assert self._root
        return self._root / "exports"

    @property
    def key(self) -> bytes:
        return self._key

    @property
    def public(self) -> str:
        return key_text(public_key(self._key))

    @property
    def fingerprint(self) -> str:
        return fingerprint(public_key(self._key))

    def file(self, export: str) -> Path:
        """Where an export lies, or would; its id may hold anything."""
        return self.exports / f"{hashlib.sha256(export.encode()).hexdigest()[:32]}.zip"

    def close(self) -> None:
        """Finish all segments. Slow: to be run in a thread."""
        if self.recorder is not None:
            self.recorder.close()
            self.recorder = None
