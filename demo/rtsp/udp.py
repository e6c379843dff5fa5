"""The pair of UDP sockets every session sends from."""

import contextlib
import socket

SEND_BUFFER = 1 << 20
TRIES = 50


class UdpPair:
    """An even port for RTP and the odd one after it for RTCP (RFC 3550 section 11). What clients send is not read."""

    def __init__(self, host: str) -> None:
        """Raises OSError where no such pair is free."""
        self._rtp, self._rtcp = _bind_pair(host)
        self._rtp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.ports: tuple[int, int] = (self._rtp.getsockname()[1], self._rtcp.getsockname()[1])

    def send(self, packet: bytes, to: tuple[str, int]) -> None:
        """Send RTP. What the kernel will not take now is lost, as UDP is."""
        with contextlib.suppress(OSError):
            self._rtp.sendto(packet, to)

    def report(self, packet: bytes, to: tuple[str, int]) -> None:
        """Send RTCP."""
        with contextlib.suppress(OSError):
            self._rtcp.sendto(packet, to)

    def close(self) -> None:
        self._rtp.close()
        self._rtcp.close()


def _bind_pair(host: str) -> tuple[socket.socket, socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(TRIES):
        sockets = [socket.socket(family, socket.SOCK_DGRAM) for _ in range(2)]
        try:
            sockets[0].bind((host, 0))
            port = sockets[0].getsockname()[1]
            if port % 2 == 0:
                sockets[1].bind((host, port + 1))
                for each in sockets:
                    each.setblocking(False)
                return sockets[0], sockets[1]
        except OSError:
            pass
        for each in sockets:
            each.close()
    raise OSError(f"no even and odd pair of UDP ports is free on {host}")
