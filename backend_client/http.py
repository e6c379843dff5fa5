"""Signing in, renewing, and files: what is asked over HTTP and not over the line."""

import ssl
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec
from msgspec import Struct

from backend_client.download import Progress, Wanted, download
from backend_client.errors import BadFrame, ClientError, NoAnswer, SignInExpired, SignInRefused, TurnedAway
from contract.base import Refused

T = TypeVar("T")

TIMEOUT_S = 6.0
CALL_S = 25.0
"""What the backend may take for something that is asked of it over HTTP: others' devices answer slowly."""


class Who(Struct, frozen=True):
    """The person that signed in."""

    id: str
    name: str
    role: str


class Tokens(Struct, frozen=True, kw_only=True):
    """What a sign-in gives: a short-lived `access` and a `refresh` that lasts one shift. Never printed."""

    access: str
    access_expires: datetime
    refresh: str
    refresh_expires: datetime
    person: Who

    def __repr__(self) -> str:
        return f"Tokens(person={self.person.id!r}, access_expires={self.access_expires!s})"


class _Nothing(Struct):
    """An answer with nothing in it."""


class _Problem(Struct):
    """RFC 9457 problem details, with our stable `code`."""

    code: str = ""
    detail: str = ""


class Http:
    """Requests to one backend; TLS is verified against `ca_file` where one is given."""

    def __init__(self, server: str, ca_file: str = "") -> None:
        verify: Any = ssl.create_default_context(cafile=ca_file) if ca_file else True
        # Proxies of the environment are for the internet; the backend is on our own lines.
        self._client = httpx.AsyncClient(base_url=server, timeout=TIMEOUT_S, verify=verify, trust_env=False)

    async def sign_in(self, user: str, password: str, client: str) -> Tokens:
        """Raises SignInRefused, NoAnswer, TurnedAway or BadFrame."""
        body = {"user": user, "password": password, "client": client}
        return await self._post("/v1/sign-in", body, Tokens, SignInRefused)

    async def refresh(self, refresh: str, client: str) -> Tokens:
        """Raises SignInExpired, NoAnswer, TurnedAway or BadFrame."""
        return await self._post("/v1/refresh", {"refresh": refresh, "client": client}, Tokens, SignInExpired)

    async def sign_out(self, refresh: str, client: str) -> None:
        await self._post("/v1/sign-out", {"refresh": refresh, "client": client}, _Nothing, SignInExpired)

    async def file(self, digest: str, access: str) -> bytes:
        """The bytes of a file, by the SHA-256 of its content. Raises NoAnswer or TurnedAway."""
        try:
            answer = await self._client.get(f"/v1/files/{digest}", headers={"Authorization": f"Bearer {access}"})
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        if answer.is_error:
            raise TurnedAway(f"file {answer.status_code}")
        return answer.content

    async def call(self, path: str, body: Struct, kind: type[T], access: str) -> T:
        """Ask as whoever is signed in. Raises Refused with the backend's code, NoAnswer or BadFrame."""
        headers = {"Authorization": f"Bearer {access}", "Content-Type": "application/json"}
        content = msgspec.json.encode(body)
        try:
            answer = await self._client.post(path, content=content, headers=headers, timeout=CALL_S)
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        if answer.is_error:
            raise Refused(_code(answer))
        return _decoded(path, answer, kind)

    async def get(self, path: str, params: Mapping[str, str], kind: type[T], access: str) -> T:
        """Read something as whoever is signed in. Raises Refused with the backend's code, NoAnswer or BadFrame."""
        return _decoded(path, await self._get(path, params, access), kind)

    async def content(self, path: str, params: Mapping[str, str], access: str) -> bytes:
        """The same for what is no JSON."""
        return (await self._get(path, params, access)).content

    async def download(self, wanted: Wanted, target: Path, told: Progress, access: str) -> None:
        """Fetch a large file to the disk. Raises Refused, and what `download` of its module raises."""
        try:
            await download(self._client, {"Authorization": f"Bearer {access}"}, wanted, target, told)
        except httpx.HTTPStatusError as error:
            raise Refused(_code(error.response)) from None

    async def _get(self, path: str, params: Mapping[str, str], access: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {access}"}
        try:
            answer = await self._client.get(path, params=dict(params), headers=headers, timeout=CALL_S)
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        if answer.is_error:
            raise Refused(_code(answer))
        return answer

    async def close(self) -> None:
        await self._client.aclose()

    async def _post(self, path: str, body: object, kind: type[T], refusal: type[ClientError]) -> T:
        try:
            answer = await self._client.post(
                path, content=msgspec.json.encode(body), headers={"Content-Type": "application/json"}
            )
        except httpx.HTTPError as error:
            # The error's own text may hold the URL; its class says enough.
            raise NoAnswer(type(error).__name__) from error
        if answer.is_error:
            raise _refused(answer, refusal)
        return _decoded(path, answer, kind)


def _decoded(path: str, answer: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise BadFrame(f"{path}: {error}") from error


def _code(answer: httpx.Response) -> str:
    """The stable code of an answer that says no."""
    try:
        problem = msgspec.json.decode(answer.content, type=_Problem)
    except msgspec.DecodeError:
        problem = _Problem()
    return problem.code or f"HTTP {answer.status_code}"


def _refused(answer: httpx.Response, refusal: type[ClientError]) -> ClientError:
    detail = _code(answer)
    if answer.status_code in (401, 403, 429):
        return refusal(detail)
    return NoAnswer(detail) if answer.status_code >= 500 else TurnedAway(detail)
