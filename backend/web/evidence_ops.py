"""Recordings and evidence over HTTP: what there is, exports begun, watched and fetched, and the key of them."""

import asyncio
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from backend.services.recording.following import micros
from backend.services.recording.shelf import Shelf
from backend.web.gate import Gate
from backend.web.ops import Op, Problem, json, parse
from backend.writer import Writer
from contract.base import Actor, Command, Ref, Refused
from contract.ids import new_id
from contract.recordings import (
    Cameras,
    CancelExport,
    EvidenceExport,
    ExportEvidence,
    Mine,
    NoteFetch,
    Why,
    check_range,
    check_sight,
)
from media.evidence.asked import iso
from media.segments.recorder import FolderRecorder

AGAIN_S = 600.0
"""Whoever goes on fetching within so long is noted once."""
_STATUS = {"needs": 403, "gone": 404, "evidence.time_implausible": 422}


class ExportBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to take out. `id` may be chosen by the asker, so that asking again is no second export."""

    cameras: Cameras
    start: datetime
    end: datetime
    why: Why
    alert: Ref | None = None
    watermark: bool = False
    id: Mine | None = None


class Stretch(Struct, frozen=True, kw_only=True):
    """From when to when (UTC); `why` is the reason for a gap, or for the one before a piece."""

    start: str
    end: str
    why: str = ""


class Kept(Struct, frozen=True, kw_only=True):
    """What there is of one camera in a range, and what there is not."""

    camera: str
    pieces: list[Stretch]
    gaps: list[Stretch]


class EvidenceKey(Struct, frozen=True, kw_only=True):
    """The public key of exports (base64 of its 32 bytes), and the fingerprint to compare by telephone."""

    key: str
    fingerprint: str


class EvidenceOps:
    """Rights are those of the rules: each act is a wish in the person's own name."""

    def __init__(self, writer: Writer, gate: Gate, shelf: Shelf) -> None:
        self._writer, self._gate, self._shelf = writer, gate, shelf
        self._fetched: dict[tuple[str, str], float] = {}

    def ops(self) -> list[Op]:
        one = "/v1/evidence/exports/{id}"
        return [
            Op(method="GET", path="/v1/recordings", handle=self.kept, answer=Kept, auth="token",
               summary="What is recorded of ?camera= from ?start= until ?end=", errors=(401, 403, 422, 503)),
            Op(method="GET", path="/v1/evidence/key", handle=self.key, answer=EvidenceKey, auth="token",
               summary="The public key that exports are signed with", errors=(401, 403, 503)),
            Op(method="POST", path="/v1/evidence/exports", handle=self.begin, body=ExportBody, answer=EvidenceExport,
               status=202, auth="token", summary="Begin an export", errors=(400, 401, 403, 409, 422, 503)),
            Op(method="GET", path=one, handle=self.look, answer=EvidenceExport, auth="token",
               summary="How far an export is", errors=(401, 403, 404)),
            Op(method="DELETE", path=one, handle=self.cancel, answer=EvidenceExport, auth="token",
               summary="Stop an export, or throw it away", errors=(401, 403, 404, 409)),
            Op(method="GET", path=one + "/file", handle=self.fetch, answer_media="application/zip", auth="token",
               summary="The export, or with a Range header a part of it", errors=(401, 403, 404, 409, 503)),
        ]  # fmt: skip

    async def kept(self, request: Request) -> Response:
        who = self._gate.must(self._gate.person(request), "recordings.see")
        recorder = self._recorder()
        camera = request.query_params.get("camera", "")
        try:
            start, end = (datetime.fromisoformat(request.query_params.get(name, "")) for name in ("start", "end"))
        except ValueError:
            raise Problem(422, "body.invalid", "start, end: ISO 8601 with a time zone") from None
        try:
            check_range(start, end)
            check_sight(self._writer.engine.world, (camera,), who)
        except Refused as no:
            raise _problem(no.code) from None
        within = micros(start), micros(end)
        pieces = await asyncio.to_thread(recorder.pieces, camera, *within)
        gaps = await asyncio.to_thread(recorder.gaps, camera, *within)
        kept = [Stretch(start=iso(one.start), end=iso(one.end), why=one.why) for one in pieces]
        return json(Kept(camera=camera, pieces=kept, gaps=[
            Stretch(start=iso(one.start), end=iso(one.end), why=one.why) for one in gaps]))  # fmt: skip

    async def key(self, request: Request) -> Response:
        self._gate.must(self._gate.person(request), "recordings.see")
        self._recorder()
        return json(EvidenceKey(key=self._shelf.public, fingerprint=self._shelf.fingerprint))

    async def begin(self, request: Request) -> Response:
        who = self._gate.person(request)
        self._recorder()
        body = await parse(request, ExportBody)
        id = body.id or new_id()
        await self._ask(who, ExportEvidence(
            id=id, cameras=body.cameras, start=body.start, end=body.end, why=body.why, alert=body.alert,
            watermark=body.watermark,
        ))  # fmt: skip
        return json(self._row(id), 202)

    async def look(self, request: Request) -> Response:
        self._gate.must(self._gate.person(request), "recordings.see")
        return json(self._row(request.path_params["id"]))

    async def cancel(self, request: Request) -> Response:
        id = request.path_params["id"]
        await self._ask(self._gate.person(request), CancelExport(export=id))
        return json(self._row(id))

    async def fetch(self, request: Request) -> Response:
        who, id = self._gate.person(request), request.path_params["id"]
        self._recorder()
        await self._note(who, id)
        path: Path = self._shelf.file(id)
        if not await asyncio.to_thread(path.is_file):
            raise Problem(404, "gone.evidence_export")
        name = f"evidence_{self._row(id).at:%Y%m%dT%H%M%SZ}.zip"
        return FileResponse(path, headers={"Cache-Control": "no-store"}, media_type="application/zip", filename=name)

    async def _note(self, who: Actor, id: str) -> None:
        """In the chain before the first byte; a fetch that goes on is checked again but not noted again."""
        now = asyncio.get_running_loop().time()
        wish = NoteFetch(id=new_id(), export=id)
        if now - self._fetched.get((who.id, id), -AGAIN_S) < AGAIN_S:
            if no := wish.refusal(self._writer.engine.world, who):
                raise _problem(no.code)
            return
        await self._ask(who, wish)
        self._fetched = {key: at for key, at in self._fetched.items() if now - at < AGAIN_S} | {(who.id, id): now}

    async def _ask(self, who: Actor, wish: Command) -> None:
        settled = await self._writer.ask("evidence", new_id(), who.id, wish)
        if settled.code is not None:
            raise _problem(settled.code)

    def _row(self, id: str) -> EvidenceExport:
        row = self._writer.engine.world.get(EvidenceExport, id)
        if row is None:
            raise Problem(404, "gone.evidence_export")
        return row

    def _recorder(self) -> FolderRecorder:
        if self._shelf.recorder is None:
            raise Problem(503, "recordings.off", "nothing is recorded here")
        return self._shelf.recorder


def _problem(code: str) -> Problem:
    return Problem(_STATUS.get(code) or _STATUS.get(code.partition(".")[0], 409), code)
