"""The control port: one JSON order per line, one JSON answer per line."""

import asyncio
from typing import Any

import msgspec

from demo.rtsp.faults import Fault
from demo.rtsp.server import RtspServer

MAX_LINE = 64 * 1024
NONE = "none"
"""The fault that lifts all others."""


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """What can be asked; exactly one of fault, heal, password, list or stats.

    {"fault": "drop", "path": "cam01", "number": 5}   put in force ("none" lifts all, path "*" is the whole server)
    {"heal": "drop", "path": "cam01"}                 lift one
    {"password": "new", "user": "admin", "path": "cam01"}
    {"list": true}  {"stats": true}
    """

    path: str = "*"
    fault: str | None = None
    number: int | None = None
    heal: Fault | None = None
    user: str = "admin"
    password: str | None = None
    list: bool = False
    stats: bool = False


class Control(asyncio.Protocol):
    """One connection to the control port."""

    def __init__(self, server: RtspServer) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            if line.strip() and self._transport:
                self._transport.write(msgspec.json.encode(obey(self._server, line)) + b"\n")
        if len(self._buffer) > MAX_LINE and self._transport:
            self._transport.abort()


def obey(server: RtspServer, line: bytes) -> dict[str, Any]:
    """Carry one order out; {"ok": false, "error": ...} says what was wrong with it."""
    try:
        order = msgspec.json.decode(line, type=Order)
        return {"ok": True, **_carry_out(server, order)}
    except KeyError as error:
        return {"ok": False, "error": f"unknown path {error}"}
    except (ValueError, OSError) as error:
        return {"ok": False, "error": str(error)}


def _carry_out(server: RtspServer, order: Order) -> dict[str, Any]:
    if order.fault == NONE:
        server.heal(order.path)
    elif order.fault is not None:
        server.fault(order.path, Fault(order.fault), order.number)
    elif order.heal is not None:
        server.heal(order.path, order.heal)
    elif order.password is not None:
        server.password(order.path, order.user, order.password)
    elif order.list:
        return {"faults": [fault.value for fault in Fault], "paths": list(server.stats())}
    elif order.stats:
        return {"stats": server.stats()}
    else:
        raise ValueError("nothing asked: give fault, heal, password, list or stats")
    return {}
