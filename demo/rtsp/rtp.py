"""RTP packets and RTCP sender reports (RFC 3550), shared by all who watch a mount."""

import struct
from collections.abc import Sequence

CLOCK = 90_000
"""Ticks per second of the RTP clock of video."""

PAYLOAD_TYPE = 96
NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970."""

HEAD = struct.Struct(">BBHII")


class Flight:
    """The RTP packets of one picture, framed for each interleaved channel once, however many watch."""

    def __init__(self, packets: Sequence[bytes]) -> None:
        self.packets = packets
        self.size = sum(map(len, packets))
        self._framed: dict[int, bytes] = {}

    def interleaved(self, channel: int) -> bytes:
        """All packets as one piece of a TCP stream (RFC 2326 section 10.12)."""
        framed = self._framed.get(channel)
        if framed is None:
            framed = self._framed[channel] = b"".join(
                part for packet in self.packets for part in (frame_head(channel, len(packet)), packet)
            )
        return framed


def frame_head(channel: int, size: int) -> bytes:
    return struct.pack(">BBH", 0x24, channel, size)


class Sender:
    """Numbers packets and counts them for the sender reports."""

    def __init__(self, ssrc: int, first_sequence: int, first_timestamp: int) -> None:
        self.ssrc = ssrc
        self.sequence = first_sequence & 0xFFFF
        self._first_timestamp = first_timestamp
        self.packets = 0
        self.octets = 0

    def timestamp(self, seconds: float) -> int:
        """The RTP time of a moment, given in seconds since the mount's epoch."""
        return (self._first_timestamp + round(seconds * CLOCK)) & 0xFFFFFFFF

    def packet(self, payload: bytes, timestamp: int, marker: bool) -> bytes:
        second = PAYLOAD_TYPE | (0x80 if marker else 0)
        head = HEAD.pack(0x80, second, self.sequence, timestamp, self.ssrc)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.packets += 1
        self.octets += len(payload)
        return head + payload

    def report(self, unix_time: float, timestamp: int) -> bytes:
        """A compound of sender report and CNAME (RFC 3550 sections 6.4.1 and 6.5)."""
        seconds, fraction = divmod(unix_time + NTP_EPOCH, 1)
        counts = (self.packets & 0xFFFFFFFF, self.octets & 0xFFFFFFFF)
        ntp = (int(seconds) & 0xFFFFFFFF, int(fraction * 2**32))
        name = b"ioc-demo"
        chunk = struct.pack(">I", self.ssrc) + bytes((1, len(name))) + name
        chunk += bytes(4 - len(chunk) % 4)
        report = struct.pack(">BBHIIIIII", 0x80, 200, 6, self.ssrc, *ntp, timestamp, *counts)
        return report + struct.pack(">BBH", 0x81, 202, len(chunk) // 4) + chunk
