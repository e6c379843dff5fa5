"""Which addresses the backend may call on somebody's word: those of the networks in which cameras are."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import psutil
from msgspec import Struct

from backend.services.onvif.errors import BAD_ADDRESS, NOT_ALLOWED, UNREACHABLE, DeviceError

Network = IPv4Network | IPv6Network
SERVICE = "/onvif/device_service"
"""Where the standard puts the device service, for whoever gives only a host."""


class Place(Struct, frozen=True):
    """A device service at an address that has been judged: `host` is an IP address, never a name."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def beside(self, told: str) -> "Place":
        """Another service of this device, at the path and port it tells: a device does not send us to other hosts."""
        try:
            parts = urlsplit(told.strip())
            port = parts.port if parts.hostname == self.host and parts.scheme == self.scheme else None
        except ValueError:
            return self
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if path and path[0] not in "/?":
            # Some tell only a path, and not from its root: after a port its first letters would belong to that.
            path = f"/{path}"
        return Place(self.scheme, self.host, port or self.port, path or self.path)


class Places:
    """The networks that may be called."""

    def __init__(self, networks: str) -> None:
        """`networks` are comma-separated, as in the settings."""
        self._networks = tuple(ip_network(one.strip()) for one in networks.split(",") if one.strip())

    def holds(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    async def place(self, address: str) -> Place:
        """Where to call, checked. A name is looked up once and its address is used, so that it cannot change meanwhile.

        Raises DeviceError.
        """
        parts = _parts(address)
        hosts = await _look_up(parts.hostname or "")
        allowed = [host for host in hosts if self.holds(host)]
        if not allowed:
            raise DeviceError(NOT_ALLOWED)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        path = (parts.path if parts.path not in ("", "/") else SERVICE) + (f"?{parts.query}" if parts.query else "")
        return Place(parts.scheme, allowed[0], port, path)

    def own(self) -> list[str]:
        """This machine's IPv4 addresses in these networks: where a search is sent from."""
        addresses = [each.address for one in psutil.net_if_addrs().values() for each in one
                     if each.family == socket.AF_INET]  # fmt: skip
        return [address for address in addresses if self.holds(address)]


def _parts(address: str) -> SplitResult:
    address = address.strip()
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise DeviceError(BAD_ADDRESS) from None
    strange = any(letter.isspace() or not letter.isprintable() for letter in address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine or strange:
        raise DeviceError(BAD_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise DeviceError(BAD_ADDRESS, "a login in the address")
    return parts


async def _look_up(host: str) -> Sequence[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    try:
        async with asyncio.timeout(3):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError):
        raise DeviceError(UNREACHABLE, "the name is not known") from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))
