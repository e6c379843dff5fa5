"""Sending files and getting them back."""

import asyncio
from collections.abc import AsyncIterator, Collection
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from backend.files import Files, NoRoom, Upload, type_of
from backend.web.gate import Gate
from backend.web.ops import Op, Problem, json

HEAD = 16


class FileBody(Struct, frozen=True, kw_only=True):
    """A file that has been taken in; `sha256` is its name from now on."""

    sha256: str
    size: int
    type: str


class FileOps:
    """Whoever may raise alerts may send files. Whoever is signed in and knows a name may have the file.

    The name is a digest of the content and stands only in rows, so whoever knows it has seen such a row.
    """

    def __init__(self, files: Files, gate: Gate, most: int, types: Collection[str]) -> None:
        self._files, self._gate, self._most, self._types = files, gate, most, types

    def ops(self) -> list[Op]:
        return [
            Op(
                method="POST",
                path="/v1/files",
                handle=self.send,
                summary="Send a file: the body is its bytes",
                media="application/octet-stream",
                answer=FileBody,
                status=201,
                auth="either",
                errors=(401, 403, 413, 415, 507),
            ),
            Op(
                method="GET",
                path="/v1/files/{sha256}",
                handle=self.get,
                summary="A file, or with a Range header a part of it",
                answer_media="application/octet-stream",
                auth="either",
                errors=(401, 404),
            ),
        ]

    async def send(self, request: Request) -> Response:
        self._gate.must(self._gate.either(request), "alerts.raise")
        if int(request.headers.get("content-length", "0") or 0) > self._most:
            raise self._too_large()
        chunks = request.stream()
        head = await _head(chunks)
        kind = type_of(head)
        if kind not in self._types:
            raise Problem(415, "file.type", f"takes {', '.join(self._types)}")
        try:
            upload = await asyncio.to_thread(self._files.take)
        except NoRoom:
            raise Problem(507, "disk.full") from None
        try:
            digest = await self._store(upload, head, chunks)
        except BaseException:
            upload.abandon()
            raise
        return json(FileBody(sha256=digest, size=upload.size, type=kind), 201)

    async def get(self, request: Request) -> Response:
        self._gate.either(request)
        path = self._files.path(request.path_params["sha256"])
        if path is None:
            raise Problem(404, "gone.file")
        kind = type_of(await asyncio.to_thread(_begin, path))
        headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "attachment"}
        return FileResponse(path, headers=headers, media_type=kind or "application/octet-stream")

    async def _store(self, upload: Upload, head: bytes, chunks: AsyncIterator[bytes]) -> str:
        await asyncio.to_thread(upload.write, head)
        async for chunk in chunks:
            if upload.size + len(chunk) > self._most:
                raise self._too_large()
            await asyncio.to_thread(upload.write, chunk)
        return await asyncio.to_thread(upload.finish)

    def _too_large(self) -> Problem:
        return Problem(413, "file.too_large", f"at most {self._most} bytes")


async def _head(chunks: AsyncIterator[bytes]) -> bytes:
    """As many chunks as it takes to tell the type."""
    head = b""
    async for chunk in chunks:
        head += chunk
        if len(head) >= HEAD:
            break
    return head


def _begin(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
