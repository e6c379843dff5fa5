"""All endpoints under one roof: routes, problems instead of stack traces, and the headers that go with everything."""

from collections.abc import Sequence

import structlog
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.web.ops import Op, Problem
from backend.writer import Stopped

log = structlog.get_logger()

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def application(ops: Sequence[Op], socket: ASGIApp, tls: bool) -> ASGIApp:
    """The ASGI application; no CORS headers at all, because no browser page of another origin has business here."""
    routes: list[BaseRoute] = [op.route() for op in ops]
    routes.append(WebSocketRoute("/v1/sync", socket))
    handlers = {Problem: _problem, HTTPException: _http, Stopped: _stopped, ClientDisconnect: _left, Exception: _broke}
    inner = Starlette(routes=routes, exception_handlers=handlers)  # type: ignore[arg-type]
    return _Headers(inner, tls)


class _Headers:
    """Adds the headers, and is out of the way of WebSockets."""

    def __init__(self, app: ASGIApp, tls: bool) -> None:
        self._app = app
        self._headers = _HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


async def _problem(_request: Request, problem: Problem) -> Response:
    return problem.answer()


async def _http(_request: Request, error: HTTPException) -> Response:
    code = {404: "path.unknown", 405: "method.not_allowed"}.get(error.status_code, "http")
    status = error.status_code if error.status_code in (400, 404, 405) else 400
    return Problem(status, code, str(error.detail)).answer()


async def _stopped(_request: Request, _error: Stopped) -> Response:
    return Problem(503, "draining", wait_s=1).answer()


async def _left(_request: Request, _error: ClientDisconnect) -> Response:
    return Response(status_code=400)


async def _broke(request: Request, error: Exception) -> Response:
    log.error("request_broke", path=request.url.path, exc_info=error)
    return Problem(500, "internal").answer()
