"""The OpenAPI 3.1 document, made from the very types that requests are checked against."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from backend.web.ops import Op, ProblemBody, json
from contract.wire import AnyCommand, AnyRow, FromClient, FromServer

_REF = "#/components/schemas/{name}"
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "An access token of /v1/sign-in"},
    "key": {"type": "http", "scheme": "bearer", "description": "An API key, beginning with ioc_"},
}
_FRAMES = {"FromClient": FromClient, "FromServer": FromServer, "Wish": AnyCommand, "Row": AnyRow}
_SYNC = (
    "WebSocket, subprotocol ioc.v1. Text frames: the client sends FromClient, hello first; the server sends FromServer."
    " `command` of an ask is a Wish, `rows` of facts are Rows."
)


class Document:
    """Made once; served as it is."""

    def __init__(self, ops: Sequence[Op], version: str, url: str) -> None:
        self._document = document([*ops, *self.ops()], version, url)

    def ops(self) -> list[Op]:
        return [Op(method="GET", path="/v1/openapi.json", handle=self.get, summary="This document")]

    async def get(self, request: Request) -> Response:
        return json(self._document)


def document(ops: Sequence[Op], version: str, url: str) -> dict[str, Any]:
    """Paths from the ops, schemas from msgspec, which keeps the discriminators of tagged unions."""
    structs = [kind for op in ops for kind in (op.body, op.answer) if kind is not None]
    kinds: list[Any] = [ProblemBody, *dict.fromkeys(structs), *_FRAMES.values()]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    components |= dict(zip(_FRAMES, schemas[-len(_FRAMES) :], strict=True))
    paths: dict[str, Any] = {}
    for op in ops:
        paths.setdefault(op.path, {})[op.method.lower()] = _operation(op)
    paths["/v1/sync"] = {"get": {"summary": _SYNC, "responses": {"101": {"description": "Switching to WebSocket"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "IOC Console backend", "version": version},
        "servers": [{"url": url}] if url else [],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SCHEMES},
    }


def _operation(op: Op) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done"}
    if op.answer or op.answer_media != "application/json":
        answer["content"] = _content(op.answer, op.answer_media)
    problem = {"description": "See `code`", "content": _content(ProblemBody, "application/problem+json")}
    operation: dict[str, Any] = {
        "summary": op.summary,
        "responses": {str(op.status): answer} | {str(status): problem for status in op.errors},
    }
    if op.body or op.media != "application/json":
        operation["requestBody"] = {"required": True, "content": _content(op.body, op.media)}
    if op.auth != "none":
        schemes = ("token", "key") if op.auth == "either" else (op.auth,)
        operation["security"] = [{name: []} for name in schemes]
    if names := [part[1:-1] for part in op.path.split("/") if part.startswith("{")]:
        operation["parameters"] = [_parameter(name) for name in names]
    return operation


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _content(kind: type[Struct] | type | None, media: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name=kind.__name__)} if kind else {}
    return {media: {"schema": schema}}
