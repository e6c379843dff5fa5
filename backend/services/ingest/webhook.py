"""POST /v1/alerts: another system says, with its API key, that something is wrong."""

import hashlib
from enum import StrEnum
from typing import Annotated

import structlog
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from backend.counts import Counts
from backend.files import Files
from backend.throttle import Bucket
from backend.web.gate import Gate
from backend.web.ops import FieldError, Op, Problem, json, parse
from backend.writer import Writer
from contract.alerts import Alert, Digest, Raise, Severity
from contract.base import Short, Text
from contract.cameras import Camera
from contract.geo import Point
from contract.ids import id_of, new_id

log = structlog.get_logger()


class Level(StrEnum):
    """The word for each severity."""

    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"
    EMERGENCY = "emergency"


class Hook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong. `key` is the sender's own name for it: sent again, it counts up and makes no second alert."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]
    title: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    severity: Level
    place: Short = ""
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    camera: Annotated[str, Meta(max_length=120)] | int | None = None
    detail: Text = ""
    image: Digest | None = None


class Raised(Struct, frozen=True, kw_only=True):
    """It is on the disk: the alert's id, the number of the wish, which episode, and what could not be followed."""

    id: str
    seq: int
    episode: int
    warnings: list[str] = []


class Webhook:
    """The endpoint. An alert is never turned away for a camera or an image that is not known: it says so instead."""

    def __init__(self, writer: Writer, gate: Gate, files: Files, counts: Counts, rate: float, burst: int) -> None:
        self._writer, self._gate, self._files, self._counts = writer, gate, files, counts
        self._rate, self._burst = rate, burst
        self._buckets: dict[str, Bucket] = {}

    def ops(self) -> list[Op]:
        return [
            Op(
                method="POST",
                path="/v1/alerts",
                handle=self.post,
                summary="Raise an alert",
                body=Hook,
                answer=Raised,
                status=201,
                auth="key",
                errors=(400, 401, 403, 413, 422, 429, 503),
            )
        ]

    async def post(self, request: Request) -> Response:
        key, who = self._gate.source(request)
        self._gate.must(who, "alerts.raise")
        bucket = self._buckets.setdefault(key, Bucket(self._rate, self._burst))
        if not bucket.try_take():
            raise Problem(429, "hook.too_often", f"at most {self._rate:g} a second", wait_s=1 / self._rate)
        hook = await parse(request, Hook)
        warnings: list[str] = []
        command = self._command(hook, who.id, warnings)
        repeat = request.headers.get("idempotency-key", "")
        wish = hashlib.sha256(f"{hook.key}\n{repeat}".encode()).hexdigest() if repeat else new_id()
        settled = await self._writer.ask(f"hook:{who.id}"[:120], wish, who.id, command)
        if settled.seq is None:
            code = settled.code or "internal"
            raise Problem(403 if code.startswith("needs.") else 422, code)
        self._counts.hooks += 1
        alert = self._writer.engine.world.get(Alert, command.id)
        episode = alert.episode if alert else 1
        return json(Raised(id=command.id, seq=settled.seq, episode=episode, warnings=warnings), 201)

    def _command(self, hook: Hook, source: str, warnings: list[str]) -> Raise:
        if (hook.lat is None) != (hook.lon is None):
            missing = "lat" if hook.lat is None else "lon"
            errors = [FieldError(at=f"$.{missing}", expected="lat and lon stand together")]
            raise Problem(422, "body.invalid", errors=errors)
        return Raise(
            id=id_of(source, hook.key),
            title=hook.title,
            severity=Severity[hook.severity.name],
            source=source,
            place=hook.place,
            point=Point(hook.lat, hook.lon) if hook.lat is not None and hook.lon is not None else None,
            camera=self._camera(hook.camera, warnings),
            detail=hook.detail,
            image=self._image(hook.image, warnings),
        )

    def _camera(self, named: str | int | None, warnings: list[str]) -> str | None:
        """A camera by its id, or by the number that operators call it by."""
        if named is None or named == "":
            return None
        world = self._writer.engine.world
        if isinstance(named, str) and world.get(Camera, named):
            return named
        number = str(named)
        found = next((camera.id for camera in world.all(Camera) if str(camera.number) == number), None)
        if found is None:
            warnings.append(f"camera: there is no camera {number}")
        return found

    def _image(self, digest: str | None, warnings: list[str]) -> str | None:
        if digest is None or self._files.path(digest):
            return digest
        warnings.append("image: no such file has been sent to /v1/files")
        return None
