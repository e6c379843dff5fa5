"""Looking for cameras: the question is sent from each of our addresses among them, and answers gathered for a while."""

import asyncio
import socket
import uuid

import structlog

from backend.services.onvif.places import Places
from backend.services.onvif.probe import GROUP, PORT, matches, probe
from contract.cameras.found import Found, Searched

log = structlog.get_logger()

MOST = 500
AGAIN_S = 0.5
"""Datagrams get lost: the question is asked twice, and whoever answers both times counts once."""
_MOST_DATAGRAMS = 4000


async def search(places: Places, seconds: float, target: tuple[str, int] = (GROUP, PORT)) -> Searched:
    """Whoever answers within that time, by address."""
    listening = _Listening(places)
    loop = asyncio.get_running_loop()
    transports = []
    for address in places.own():
        try:
            transport, _ = await loop.create_datagram_endpoint(lambda: listening, sock=_socket(address))
        except OSError as error:
            log.info("onvif_search_skips", error=type(error).__name__)
            continue
        transports.append(transport)
    try:
        for wait in (min(AGAIN_S, seconds / 2), seconds - min(AGAIN_S, seconds / 2)):
            for transport in transports:
                transport.sendto(probe(listening.ask()), target)
            await asyncio.sleep(wait)
    finally:
        for transport in transports:
            transport.close()
    found = sorted(listening.found.values(), key=lambda one: one.address)
    log.info("onvif_searched", found=len(found), interfaces=len(transports))
    return Searched(found=tuple(found), interfaces=len(transports))


class _Listening(asyncio.DatagramProtocol):
    """Takes datagrams from anybody on the network and believes little of them."""

    def __init__(self, places: Places) -> None:
        self._places, self._messages, self._left = places, frozenset[str](), _MOST_DATAGRAMS
        self.found: dict[str, Found] = {}

    def ask(self) -> str:
        message = str(uuid.uuid4())
        self._messages |= {message}
        return message

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._left -= 1
        if self._left < 0 or len(self.found) >= MOST:
            return
        for one in matches(data, self._messages, self._places):
            self.found.setdefault(one.endpoint, one)

    def error_received(self, exc: Exception) -> None:
        log.info("onvif_search_error", error=type(exc).__name__)


def _socket(address: str) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        made.bind((address, 0))
    except OSError:
        made.close()
        raise
    return made
