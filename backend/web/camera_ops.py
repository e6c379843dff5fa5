"""What an administrator asks about cameras over HTTP: find them, read one, take many in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from starlette.requests import Request
from starlette.responses import Response

from backend.services.onvif import device, discovery
from backend.services.onvif.errors import DeviceError
from backend.services.onvif.places import Places
from backend.services.onvif.soap import Login
from backend.throttle import Bucket
from backend.web.gate import Gate
from backend.web.ops import Op, Problem, json, parse
from backend.writer import Writer
from contract.base import Actor
from contract.cameras import MANAGE, SetCameraLogins
from contract.cameras.found import Device, Look, Search, Searched, TakeIn, TakenIn
from contract.wire import WISH_OUT

log = structlog.get_logger()

T = TypeVar("T")

IMPORT_BYTES = 2 * WISH_OUT
"""A list whose rows are within the limit of one wish, and its logins."""
READS_AT_ONCE = 4
LOOKS_PER_S, LOOKS_BURST = 0.5, 20
"""How fast devices may be tried: this must not become a way to guess their passwords."""


class CameraOps:
    """For whoever manages cameras; all addresses are judged by `places`, whoever gives them."""

    def __init__(
        self, writer: Writer, gate: Gate, places: Places, search_at: tuple[str, int], whole_s: float = device.WHOLE_S
    ) -> None:
        self._writer, self._gate, self._places, self._search_at = writer, gate, places, search_at
        self._whole_s = whole_s
        self._searching, self._reading = asyncio.Semaphore(1), asyncio.Semaphore(READS_AT_ONCE)
        self._looks = Bucket(LOOKS_PER_S, LOOKS_BURST)

    def ops(self) -> list[Op]:
        post, token = "POST", "token"
        return [
            Op(
                method=post, path="/v1/cameras/find", handle=self.find, auth=token, body=Search, answer=Searched,
                summary="Look for ONVIF devices on the backend's own networks", errors=(400, 401, 403, 413, 422, 429),
            ),
            Op(
                method=post, path="/v1/cameras/read", handle=self.read, auth=token, body=Look, answer=Device,
                summary="Read the streams of one ONVIF device", errors=(400, 401, 403, 413, 422, 429, 502),
            ),
            Op(
                method=post, path="/v1/cameras/import", handle=self.take_in, auth=token, body=TakeIn, answer=TakenIn,
                summary="Add or replace many cameras: all of them, or none", errors=(400, 401, 403, 413, 422, 503),
            ),
        ]  # fmt: skip

    async def find(self, request: Request) -> Response:
        who, ask = self._manager(request), await parse(request, Search)
        log.info("cameras_sought", person=who.id)
        return json(await self._alone(self._searching, lambda: discovery.search(
            self._places, ask.seconds, self._search_at
        )))  # fmt: skip

    async def read(self, request: Request) -> Response:
        who, ask = self._manager(request), await parse(request, Look)
        if not self._looks.try_take():
            raise Problem(429, "onvif.too_often", wait_s=2)
        login = Login(ask.user, ask.password) if ask.user else None
        try:
            place = await self._places.place(ask.address)
            log.info("device_read", person=who.id, host=place.host, port=place.port)
            found = await self._alone(self._reading, lambda: device.read(place, login, self._whole_s))
        except DeviceError as error:
            log.info("device_not_read", person=who.id, code=error.code, why=str(error))
            raise Problem(502, error.code) from None
        return json(found)

    async def take_in(self, request: Request) -> Response:
        """The list first; the logins are a second, sealed wish, asked only once the first is granted."""
        client = self._gate.holder(request).client
        who, ask = self._manager(request), await parse(request, TakeIn, IMPORT_BYTES)
        settled = await self._writer.ask(client, ask.id, who.id, ask.wish)
        if settled.code is None and ask.logins:
            settled = await self._writer.ask(client, f"{ask.id}+", who.id, SetCameraLogins(logins=ask.logins))
        return json(TakenIn(code=settled.code, facts=dict(settled.facts)))

    def _manager(self, request: Request) -> Actor:
        return self._gate.must(self._gate.person(request), MANAGE)

    async def _alone(self, permits: asyncio.Semaphore, work: Callable[[], Awaitable[T]]) -> T:
        """No queue: whoever finds all permits taken is told so at once."""
        if permits.locked():
            raise Problem(429, "onvif.busy", wait_s=2)
        async with permits:
            return await work()
