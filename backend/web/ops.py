"""One endpoint each: what it takes, what it gives, what can go wrong; routes and the document are made from this."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

T = TypeVar("T")

Handle = Callable[[Request], Awaitable[Response]]

SMALL = 64 * 1024
"""Bytes of a JSON body."""


class Op(Struct, frozen=True, kw_only=True):
    """`auth` is none, token, key (an API key) or either; `errors` are the statuses that it may answer with."""

    method: str
    path: str
    handle: Handle
    summary: str
    body: type | None = None
    media: str = "application/json"
    answer: type | None = None
    answer_media: str = "application/json"
    status: int = 200
    auth: str = "none"
    errors: tuple[int, ...] = ()

    def route(self) -> Route:
        return Route(self.path, self.handle, methods=[self.method])


class FieldError(Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a body: where, and what is expected."""

    at: str
    expected: str


class ProblemBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong (RFC 9457); `code` is stable, `detail` is for people."""

    title: str
    status: int
    code: str
    detail: str = ""
    errors: list[FieldError] = []


class Problem(Exception):
    """An answer other than success."""

    def __init__(
        self, status: int, code: str, detail: str = "", errors: Iterable[FieldError] = (), wait_s: float = 0.0
    ) -> None:
        super().__init__(code)
        self.body = ProblemBody(title=_TITLES[status], status=status, code=code, detail=detail, errors=list(errors))
        self.wait_s = wait_s

    def answer(self) -> Response:
        headers = {"Retry-After": str(int(self.wait_s) + 1)} if self.wait_s else {}
        if self.body.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return Response(msgspec.json.encode(self.body), self.body.status, headers, "application/problem+json")


_TITLES = {
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not there",
    405: "Not a way to use this address",
    409: "In conflict with what is so",
    411: "Say how long it is",
    413: "Too large",
    415: "Not of a kind that is taken",
    422: "Not as it should be",
    429: "Too often",
    500: "Broken here",
    502: "Another machine did not answer as it should",
    503: "Not now",
    507: "No room left",
}


def json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, {"Cache-Control": "no-store"}, "application/json")


async def read(request: Request, most: int = SMALL) -> bytes:
    """The whole body, as long as it is no longer than that."""
    if int(request.headers.get("content-length", "0") or 0) > most:
        raise Problem(413, "body.too_large", f"at most {most} bytes")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Problem(413, "body.too_large", f"at most {most} bytes")
    return bytes(body)


async def parse(request: Request, kind: type[T], most: int = SMALL) -> T:
    """The body as `kind`; all that is wrong with it is said at once."""
    body = await read(request, most)
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Problem(422, "body.invalid", errors=_errors(body, kind) or [_error("$", str(error))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, "body.not_json", str(error)) from None


def bearer(request: Request) -> str:
    """The token of the Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "token.missing", "send Authorization: Bearer …")
    return token.strip()


def _errors(body: bytes, kind: type) -> list[FieldError]:
    """Every field by itself, because the decoder stops at the first that is wrong."""
    try:
        values = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return []
    if not isinstance(values, dict):
        return [_error("$", "Expected `object`")]
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    errors = [_error(f"$.{name}", "no such field") for name in values if name not in fields]
    for name, field in fields.items():
        if name not in values:
            if field.required:
                errors.append(_error(f"$.{name}", "this field is required"))
            continue
        try:
            msgspec.convert(values[name], field.type, strict=True)
        except msgspec.ValidationError as error:
            errors.append(_error(f"$.{name}", str(error)))
    return errors


def _error(at: str, expected: str) -> FieldError:
    return FieldError(at=at, expected=expected)
