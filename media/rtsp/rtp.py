"""RTP packets in order, with what was lost between them (RFC 3550)."""

from typing import NamedTuple

_LATE = 0x8000
_REORDERED = 100


class Packet(NamedTuple):
    """One packet's payload; `lost` counts the packets missing just before it."""

    payload: bytes
    marker: bool
    stamp: int
    lost: int


class Receiver:
    """Reads packets of one payload type and one sender; a sender that changes is a gap."""

    def __init__(self, payload_type: int) -> None:
        self._type = payload_type
        self._next: int | None = None
        self._after_late: int | None = None
        self._ssrc: bytes = b""
        self.lost = 0

    def read(self, data: bytes) -> Packet | None:
        """Return the packet; None if it is not ours, malformed, or comes after its time."""
        if len(data) < 13 or data[0] >> 6 != 2 or data[1] & 0x7F != self._type:
            return None
        start, end = _payload(data)
        if start >= end:
            return None
        sequence, ssrc = data[2] << 8 | data[3], data[8:12]
        lost = 0
        if self._next is not None:
            lost = (sequence - self._next) & 0xFFFF
            if ssrc != self._ssrc:
                lost = 1
            elif lost >= _LATE:
                if not self._anew(sequence):
                    return None
                lost = 1
        self.lost += lost
        self._next, self._ssrc = (sequence + 1) & 0xFFFF, ssrc
        return Packet(data[start:end], data[1] >= 0x80, int.from_bytes(data[4:8], "big"), lost)

    def _anew(self, sequence: int) -> bool:
        """Say whether the camera counts anew: two in a row from far away are no latecomers (RFC 3550, A.1)."""
        expected, self._after_late = self._after_late, (sequence + 1) & 0xFFFF
        return sequence == expected and (self._next or 0) - sequence & 0xFFFF > _REORDERED


def _payload(data: bytes) -> tuple[int, int]:
    """Where the payload lies between contributing sources, extension and padding."""
    start, end = 12 + 4 * (data[0] & 0x0F), len(data)
    if data[0] & 0x10:
        words = data[start + 2 : start + 4]
        start += 4 + 4 * int.from_bytes(words, "big")
    if data[0] & 0x20:
        end -= data[-1]
    return start, end


class Clock:
    """The camera's 32-bit clock as seconds that go on over its wrap-around."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._last: int | None = None
        self._ticks = 0

    def seconds(self, stamp: int) -> float:
        """Return the moment of a packet; the first is at nought, an earlier one than the last may go back."""
        if self._last is not None:
            step = (stamp - self._last) & 0xFFFFFFFF
            self._ticks += step - (1 << 32 if step & 0x80000000 else 0)
        self._last = stamp
        return self._ticks / self._rate
