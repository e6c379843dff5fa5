"""Exports on their way to this machine's disk, and the judgement of those that have arrived."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from backend_client.download import NoRoomHere, Wanted, part_of
from backend_client.errors import BadFrame, ClientError
from console.desk import Desk
from console.strings import _, refusal_text
from console.tasks import spawn
from console.views.recordings.checking import lines
from contract.base import Refused
from contract.recordings import EvidenceExport
from verify.check import Report, verify


class Key(Struct):
    """As the backend tells it."""

    key: str
    fingerprint: str


@dataclass
class Fetch:
    """One download: `words` say how it stands where it does not run; `report` is the judgement once there is one."""

    wanted: Wanted
    target: Path
    done: int = 0
    running: bool = False
    whole: bool = False
    words: str = ""
    report: Report | None = None
    said: list[str] = field(default_factory=list)
    task: asyncio.Task[object] | None = None


class Fetching:
    """By export; `changed` is called whenever one has come further."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk, self._changed = desk, changed
        self.fetches: dict[str, Fetch] = {}

    def begin(self, export: EvidenceExport, target: Path) -> Fetch:
        """Download it to this file; what an earlier try has left is gone on with."""
        wanted = Wanted(
            path=f"/v1/evidence/exports/{quote(export.id, safe='')}/file", size=export.size, sha256=export.sha256
        )
        fetch = self.fetches[export.id] = Fetch(wanted, target, running=True)
        fetch.task = spawn(self._fetch(fetch), "evidence-download")
        return fetch

    def cancel(self, export: str) -> None:
        """Stop it, and take away what has come."""
        fetch = self.fetches.get(export)
        if fetch is not None and fetch.task is not None and fetch.running:
            # Not before it has let go of the file: where a file is open it cannot be deleted everywhere.
            fetch.task.add_done_callback(lambda _task: _drop(part_of(fetch.target, fetch.wanted)))
            fetch.task.cancel()
            self._end(fetch, _("Download cancelled; nothing was kept."))

    def judge(self, export: str, path: Path) -> None:
        """Judge a file that was downloaded now or before."""
        fetch = self.fetches.get(export)
        if fetch is None:
            fetch = self.fetches[export] = Fetch(Wanted(path="", size=0, sha256=""), path, whole=True)
        # Whatever became of a download before: what is judged lies here.
        fetch.target, fetch.whole = path, True
        fetch.running, fetch.words, fetch.report = True, _("Being verified…"), None
        self._changed()
        fetch.task = spawn(self._judge(fetch), "evidence-judge")

    def close(self) -> None:
        """Let go: what has come of a download stays for the next try."""
        for fetch in self.fetches.values():
            if fetch.task is not None:
                fetch.task.cancel()

    async def _fetch(self, fetch: Fetch) -> None:
        def told(done: int) -> None:
            fetch.done = done
            self._changed()

        try:
            await self._desk.download(fetch.wanted, fetch.target, told)
        except Refused as no:
            self._end(fetch, refusal_text(no.code, no.facts))
        except NoRoomHere as no:
            self._end(fetch, _("The file could not be written: {reason}").format(reason=no.detail))
        except BadFrame:
            self._end(fetch, _("What arrived is not the export (its SHA-256 differs); it was deleted."))
        except ClientError:
            self._end(fetch, _("The connection broke; “Download” goes on where it stopped."))
        else:
            fetch.whole = True
            self._end(fetch, _("Downloaded, SHA-256 as announced."))

    async def _judge(self, fetch: Fetch) -> None:
        try:
            trusted = (await self._desk.get("/v1/evidence/key", {}, Key)).fingerprint
        except (Refused, ClientError):
            trusted = ""
        try:
            fetch.report = await asyncio.to_thread(verify, fetch.target, trusted)
        except OSError as error:
            self._end(fetch, _("The file could not be read: {reason}").format(reason=error.strerror or ""))
            return
        fetch.said = list(lines(fetch.report))
        self._end(fetch, fetch.said[0])

    def _end(self, fetch: Fetch, words: str) -> None:
        fetch.running, fetch.words = False, words
        self._changed()


def _drop(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)
