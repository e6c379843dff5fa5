"""One SOAP call over HTTP: bounded in time and size, to the one address that was judged, by digest and never Basic."""

import asyncio

import httpx

from backend.services.onvif.errors import BROKEN, LOGIN, NOT_ONVIF, SLOW, UNREACHABLE, DeviceError
from backend.services.onvif.markup import MOST_BYTES
from backend.services.onvif.places import Place
from backend.services.onvif.soap import Login

CALL_S = 5.0
_TYPE = "application/soap+xml; charset=utf-8"


class Post:
    """Keeps one connection to a device. Redirects are not followed, proxies of the environment not used.

    Certificates of cameras are made by themselves and prove nothing, so that none is asked for: what protects the
    password is that only digests of it travel.
    """

    def __init__(self, login: Login | None, call_s: float = CALL_S) -> None:
        auth = httpx.DigestAuth(login.user, login.password) if login else None
        self._call_s = call_s
        self._auth = auth
        self._http = httpx.AsyncClient(verify=False, trust_env=False, follow_redirects=False, timeout=call_s)

    async def send(self, place: Place, body: bytes, signed: bool = True) -> bytes:
        """The answer's body, whatever its status, unless that says why not. Raises DeviceError."""
        try:
            return await self._send(place, body, self._auth if signed else None)
        except (httpx.TimeoutException, TimeoutError):
            raise DeviceError(SLOW) from None
        except httpx.NetworkError:
            raise DeviceError(UNREACHABLE) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeviceError(NOT_ONVIF, type(error).__name__) from None
        except (KeyError, ValueError, NotImplementedError) as error:
            # How httpx stumbles over a challenge of HTTP digest that is none, or of a kind that it does not know.
            raise DeviceError(NOT_ONVIF, f"a challenge that cannot be answered: {type(error).__name__}") from None

    async def close(self) -> None:
        await self._http.aclose()

    async def _send(self, place: Place, body: bytes, auth: httpx.DigestAuth | None) -> bytes:
        headers = {"Content-Type": _TYPE, "Accept-Encoding": "identity"}
        async with (
            # httpx counts each read by itself: a device that drips would never be too slow.
            asyncio.timeout(self._call_s),
            self._http.stream("POST", place.url, content=body, headers=headers, auth=auth) as answer,
        ):
            if answer.status_code in (401, 403):
                raise DeviceError(LOGIN)
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise DeviceError(BROKEN, "compressed without being asked")
            read = bytearray()
            async for chunk in answer.aiter_raw():
                read += chunk
                if len(read) > MOST_BYTES:
                    raise DeviceError(BROKEN, "the answer is too large")
            if not read or answer.status_code in (404, 405):
                raise DeviceError(NOT_ONVIF, f"HTTP {answer.status_code}")
            return bytes(read)
