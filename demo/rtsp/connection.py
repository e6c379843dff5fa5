"""One client's TCP connection: a thin shell around the parser and the session."""

import asyncio
import logging
import socket
import time
from typing import Protocol

from demo.rtsp.faults import Fault
from demo.rtsp.session import TIMEOUT, House, Session, State
from demo.rtsp.sinks import Sink, TcpSink, UdpSink, reset
from demo.rtsp.transport import Choice
from demo.rtsp.udp import UdpPair
from demo.rtsp.wire import Bad, Parser, Reply, Request

log = logging.getLogger(__name__)

LINGER = 2.0
"""Seconds for a client to read our last word: closing at once would send a RST, and the word would be lost."""


KERNEL_BUFFER = 256 * 1024
"""Bytes the kernel may hold for a client; left to itself it hides one who does not read behind megabytes."""


class Host(House, Protocol):
    """What a connection sees of the server."""

    connections: "set[Connection]"
    max_connections: int
    write_limit: int

    @property
    def udp(self) -> UdpPair: ...


class Connection(asyncio.Protocol):
    """Reads requests, writes replies, and ends with its session."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._parser = Parser()
        self._heard = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._ending = False
        self.session = Session(host, self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        if len(self._host.connections) >= self._host.max_connections:
            log.warning("more than %d connections: one turned away", self._host.max_connections)
            transport.abort()
            return
        self._host.connections.add(self)
        self._timer = asyncio.get_running_loop().call_later(TIMEOUT, self._look)

    def connection_lost(self, error: Exception | None) -> None:
        self._host.connections.discard(self)
        self.session.close()
        if self._timer:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        self._heard = time.monotonic()
        if self._ending:
            return
        for thing in self._parser.feed(data):
            self._answer(thing)

    def _answer(self, thing: Request | Bad) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if isinstance(thing, Bad):
            transport.write(Reply(thing.status).encode(thing.cseq))
            if thing.fatal:
                self._end(transport)
            return
        reply = self.session.answer(thing)
        if reply is None:
            return
        mount = self._host.find(thing.url)
        faults = mount.faults if mount else self._host.faults
        if delay := faults.number(Fault.SLUGGISH) / 1000:
            asyncio.get_running_loop().call_later(delay, self._reply, transport, reply, thing.cseq)
        else:
            self._reply(transport, reply, thing.cseq)

    def _reply(self, transport: asyncio.Transport, reply: Reply, cseq: str) -> None:
        if transport.is_closing():
            return
        transport.write(reply.encode(cseq))
        if reply.then:
            reply.then()

    def _end(self, transport: asyncio.Transport) -> None:
        self._ending = True
        self.session.close()
        transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER, transport.abort)

    def _look(self) -> None:
        """Close the connection of one who neither plays nor asks."""
        idle = time.monotonic() - self._heard
        if idle >= TIMEOUT and self.session.state is not State.PLAYING and self._transport:
            self._transport.close()
        else:
            self._timer = asyncio.get_running_loop().call_later(TIMEOUT, self._look)

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def reset(self) -> None:
        """Close by RST."""
        if self._transport:
            reset(self._transport)

    def sink(self, choice: Choice) -> Sink:
        assert self._transport is not None
        if choice.tcp:
            return TcpSink(self._transport, choice.first, choice.second, self._host.write_limit)
        peer = self._transport.get_extra_info("peername")[0]
        return UdpSink(self._host.udp, (peer, choice.first), (peer, choice.second), self._transport)

    def server_ports(self) -> tuple[int, int]:
        return self._host.udp.ports

    def host(self) -> str:
        assert self._transport is not None
        return str(self._transport.get_extra_info("sockname")[0])
