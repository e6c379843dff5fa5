"""Where a mount's packets go: into a client's TCP connection, or to its UDP ports."""

import asyncio
import logging
import socket
import struct
from typing import Protocol

from demo.rtsp.rtp import Flight, frame_head
from demo.rtsp.udp import UdpPair

log = logging.getLogger(__name__)

LINGER_NOT = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
UDP_BURST = 96 * 1024
"""Bytes a UDP client can be handed at once: more overflows the usual receive buffer, and the burst is lost."""


class Sink(Protocol):
    """One who watches."""

    burst_limit: int

    def send(self, flight: Flight) -> None: ...

    def send_half(self, flight: Flight) -> None: ...

    def report(self, packet: bytes) -> None: ...

    def reset(self) -> None: ...


class TcpSink:
    """RTP interleaved with the RTSP connection; dropped when the client does not read."""

    def __init__(self, transport: asyncio.Transport, channel: int, report_channel: int, limit: int) -> None:
        self._transport = transport
        self._channel = channel
        self._report_channel = report_channel
        self._limit = limit
        self.burst_limit = limit

    def send(self, flight: Flight) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(flight.interleaved(self._channel))
        if self._transport.get_write_buffer_size() > self._limit:
            log.info("a client does not read: dropped with %d bytes unsent", self._transport.get_write_buffer_size())
            self._transport.abort()

    def send_half(self, flight: Flight) -> None:
        whole = flight.interleaved(self._channel)
        if not self._transport.is_closing():
            self._transport.write(whole[: len(whole) // 2])

    def report(self, packet: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(frame_head(self._report_channel, len(packet)) + packet)

    def reset(self) -> None:
        reset(self._transport)


class UdpSink:
    """RTP to one port and RTCP to another of the client's host; lives as long as the RTSP connection."""

    def __init__(self, pair: UdpPair, to: tuple[str, int], report_to: tuple[str, int], line: asyncio.Transport) -> None:
        self._pair = pair
        self._to = to
        self._report_to = report_to
        self._line = line
        self.burst_limit = UDP_BURST

    def send(self, flight: Flight) -> None:
        for packet in flight.packets:
            self._pair.send(packet, self._to)

    def send_half(self, flight: Flight) -> None:
        for packet in flight.packets[: len(flight.packets) // 2]:
            self._pair.send(packet, self._to)

    def report(self, packet: bytes) -> None:
        self._pair.report(packet, self._report_to)

    def reset(self) -> None:
        reset(self._line)


def reset(transport: asyncio.Transport) -> None:
    """Close a TCP connection by RST, not by FIN."""
    raw = transport.get_extra_info("socket")
    if raw is not None and not transport.is_closing():
        raw.setsockopt(*LINGER_NOT)
    transport.abort()
