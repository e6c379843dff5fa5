"""Recorded pictures over HTTP, a few seconds at a time: to be shown again, not to be handed on."""

import asyncio
import struct
from collections.abc import Iterator
from datetime import MAXYEAR, UTC, datetime, timedelta
from itertools import chain

import msgspec
import structlog
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from backend.services.recording.following import micros
from backend.services.recording.shelf import Shelf
from backend.web.gate import Gate
from backend.web.ops import Op, Problem
from backend.writer import Writer
from contract.base import Refused
from contract.recordings import check_range, check_sight
from media.access import AccessUnit
from media.segments.model import SECOND, Altered, Gap, Missing
from media.segments.recorder import FolderRecorder

log = structlog.get_logger()

LONGEST_S = 60.0
MOST_BYTES = 6 * 1024 * 1024
"""Of pictures in one answer: whoever shows them asks again."""
AT_ONCE = 6
"""Answers that are read from the disk at the same time; others wait so long before they are turned away."""
WAIT_S = 5.0
TAKEN_S = 60.0
"""Whoever has not taken an answer by then has gone to sleep, and would keep its place from others for ever."""
AROUND = 86_400 * SECOND
"""How far a gap's ends are looked for."""
NEAR = SECOND // 2
"""A shorter gap is none: clocks are not better."""
KEY, END = 1, 128
HEAD = struct.Struct(">I")
UNIT = struct.Struct(">BdI")
"""Flags, the moment in Unix seconds, the size of the data; the last one has END, the moment up to which it is all."""


class Told(Struct, frozen=True, kw_only=True):
    """Stands before the pictures: from when on, of which run; or that there is a gap, up to when, and why."""

    start: float
    """Nought: longer ago than it was looked for."""
    codec: str = ""
    run: float = 0.0
    gap_until: float = 0.0
    why: str = ""


class PlaybackOps:
    """Whoever may see recordings and watch the camera may see it again; the rules are those of evidence."""

    def __init__(self, writer: Writer, gate: Gate, shelf: Shelf) -> None:
        self._writer, self._gate, self._shelf = writer, gate, shelf
        self._places = asyncio.Semaphore(AT_ONCE)

    def ops(self) -> list[Op]:
        return [
            Op(method="GET", path="/v1/recordings/pictures", handle=self.pictures, auth="token",
               answer_media="application/octet-stream", errors=(401, 403, 422, 503),
               summary="Coded pictures of ?camera= from ?at= on for ?seconds= (docs/integrators/playback.md)"),
        ]  # fmt: skip

    async def pictures(self, request: Request) -> Response:
        who = self._gate.must(self._gate.person(request), "recordings.see")
        recorder = self._shelf.recorder
        if recorder is None:
            raise Problem(503, "recordings.off", "nothing is recorded here")
        camera = request.query_params.get("camera", "")
        at, seconds = _asked(request)
        try:
            check_range(at, at + timedelta(seconds=seconds))
            check_sight(self._writer.engine.world, (camera,), who)
        except Refused as no:
            raise Problem(403 if no.code == "evidence.camera_not_yours" else 422, no.code) from None
        try:
            async with asyncio.timeout(WAIT_S):
                await self._places.acquire()
        except TimeoutError:
            raise Problem(503, "recordings.busy", "too many look at recordings now", wait_s=1.0) from None
        start = micros(at)
        return _Pictures(_body(recorder, camera, start, start + round(seconds * SECOND)), self._places)


class _Pictures(StreamingResponse):
    """Read in threads, no faster than it is taken; the place is free again however it ends."""

    def __init__(self, body: Iterator[bytes], places: asyncio.Semaphore) -> None:
        super().__init__(body, headers={"Cache-Control": "no-store"}, media_type="application/octet-stream")
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(TAKEN_S):
                await super().__call__(scope, receive, send)
        except TimeoutError:
            log.info("playback_not_taken")
        finally:
            self._places.release()


def _asked(request: Request) -> tuple[datetime, float]:
    try:
        at = datetime.fromisoformat(request.query_params.get("at", ""))
        seconds = float(request.query_params.get("seconds", ""))
    except ValueError:
        raise Problem(422, "body.invalid", "at: ISO 8601 with a time zone; seconds: a number") from None
    if not 0 < seconds <= LONGEST_S:
        raise Problem(422, "body.invalid", f"seconds: up to {LONGEST_S:g}")
    # Past the end of the calendar there is nothing to compare with.
    if at.year == MAXYEAR:
        raise Problem(422, "evidence.time_implausible")
    return at, seconds


def _body(recorder: FolderRecorder, camera: str, start: int, end: int) -> Iterator[bytes]:
    """A gap in one piece; pictures one by one."""
    found = recorder.pieces(camera, start, end)
    piece = next((one for one in found if one.start <= start + NEAR and one.end > start), None)
    if piece is None:
        yield _gap(recorder, camera, start)
        return
    end = min(end, piece.end)
    try:
        codec = recorder.codec(piece)
        units = recorder.pictures(piece, start, end)
        first = next(units, None)
    except Missing:
        # It has just been deleted: what is old goes first, so the next second may still be there.
        first = None
    except Altered as bad:
        yield _head(Told(start=start / SECOND, gap_until=max(bad.end, start + 1) / SECOND, why="altered"))
        return
    if first is None:
        yield _head(Told(start=start / SECOND, gap_until=min(end, start + SECOND) / SECOND, why="deleted"))
        return
    yield _head(Told(start=start / SECOND, codec=codec, run=piece.start / SECOND))
    yield from _units(chain([first], units), start / SECOND, end / SECOND)


def _units(units: Iterator[AccessUnit], start: float, end: float) -> Iterator[bytes]:
    """As many as one answer may hold, then up to where that is all there is."""
    size, last = 0, end
    try:
        for unit in units:
            if size > MOST_BYTES:
                end = unit.stamp
                break
            # What decoding begins with comes besides, or whoever asks again and again would not get on.
            size += len(unit.data) if unit.stamp >= start else 0
            yield UNIT.pack(KEY if unit.key else 0, unit.stamp, len(unit.data)) + unit.data
            last = unit.stamp
    except Altered:
        end = last + 0.001
    yield UNIT.pack(END, end, 0)


def _head(told: Told) -> bytes:
    text = msgspec.json.encode(told)
    return HEAD.pack(len(text)) + text


def _gap(recorder: FolderRecorder, camera: str, start: int) -> bytes:
    """From when to when, as far as that is known within a day; one that lasts ends now, for the asker to ask again."""
    now = micros(datetime.now(UTC))
    gaps = recorder.gaps(camera, start - AROUND, max(start + SECOND, min(now, start + AROUND)))
    gap = next((one for one in gaps if one.start <= start < one.end), Gap(start, start + SECOND))
    begin = gap.start / SECOND if gap.start > start - AROUND else 0.0
    return _head(Told(start=begin, gap_until=gap.end / SECOND, why=gap.why))
