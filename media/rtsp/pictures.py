"""RTP payloads put together to coded pictures, each as soon as its marker bit says that it is whole.

H.264: RFC 6184; H.265: RFC 7798. FFmpeg's own parser gives a picture out only when the next one begins, which at 15
frames a second is 67 ms late.
"""

from abc import abstractmethod

from media.access import AccessUnit, Codec
from media.rtsp.rtp import Clock, Packet

START = b"\0\0\0\1"
LIMIT = 8 * 1024 * 1024
"""No picture is longer; what claims to be is dropped."""


class Pictures:
    """Takes packets, gives pictures; what a codec calls its units is told by the two below."""

    def __init__(self, clock: int, sets: bytes = b"") -> None:
        """`sets` are parameter sets known from the SDP."""
        self._clock = Clock(clock)
        self._sets = sets
        self._parts: list[bytes] = []
        self._size = 0
        self._stamp: int | None = None
        self._key = self._image = self._own_sets = self._torn = self._gap = False
        self._trust_marker = True
        self._ended_by_marker: int | None = None

    def push(self, packet: Packet, now: float) -> list[AccessUnit]:
        """Take a packet; return the pictures that it made whole (none, one, or rarely two)."""
        done: list[AccessUnit] = []
        if packet.lost:
            self._gap = True
            # What is half here cannot become whole.
            self._torn = self._torn or bool(self._parts)
        if self._stamp is not None and packet.stamp != self._stamp and self._parts:
            done += self._finish(now)
        elif self._image_again(packet.stamp):
            # A camera that sets the marker at the end of each slice: wait for the next picture from now on.
            self._trust_marker = False
        self._stamp = packet.stamp
        self._add(packet.payload)
        if packet.marker and self._trust_marker and self._image and not self._open():
            self._ended_by_marker = packet.stamp
            done += self._finish(now)
        return done

    def _image_again(self, stamp: int) -> bool:
        return self._ended_by_marker == stamp and self._trust_marker

    def _finish(self, now: float) -> list[AccessUnit]:
        stamp = self._clock.seconds(self._stamp or 0)
        parts, whole = self._parts, self._image and not self._torn and not self._open()
        unit = None
        if whole:
            if self._key and not self._own_sets and self._sets:
                parts = [self._sets, *parts]
            unit = AccessUnit(b"".join(parts), self._key, stamp, now, self._gap)
        # A torn picture is itself a gap before the next one.
        self._gap = not whole and (self._gap or self._image)
        self._parts, self._size = [], 0
        self._key = self._image = self._own_sets = self._torn = False
        self._close()
        return [unit] if unit else []

    def _unit(self, unit: bytes) -> None:
        """Add one whole NAL unit."""
        if not unit:
            return
        self._note(unit)
        if self._is_set(unit):
            self._keep(unit)
        self._part(START, unit)

    def _slice(self, key: bool, first: bool) -> None:
        """Note a piece of the image; one that does not begin with its first piece has lost it."""
        if not self._image and not first:
            self._tear()
        self._image = True
        self._key |= key

    def _part(self, *pieces: bytes) -> None:
        self._size += sum(map(len, pieces))
        if self._size > LIMIT:
            self._torn, self._parts = True, [b""]
            return
        self._parts.extend(pieces)

    def _keep(self, sets: bytes) -> None:
        """Parameter sets in the stream replace those known beforehand."""
        if not self._own_sets:
            self._sets = b""
        self._own_sets = True
        self._sets += START + sets

    def _tear(self) -> None:
        """Something in this picture makes no sense."""
        self._torn = True
        if not self._parts:
            self._parts = [b""]

    def _split(self, payload: bytes, at: int) -> None:
        """Add the units of an aggregation packet, each after its two bytes of length."""
        while at + 2 <= len(payload):
            size = payload[at] << 8 | payload[at + 1]
            if at + 2 + size > len(payload):
                self._tear()
                return
            self._unit(payload[at + 2 : at + 2 + size])
            at += 2 + size

    _fragment = False
    """Whether a fragmented unit has begun and not ended."""

    def _open(self) -> bool:
        return self._fragment

    def _close(self) -> None:
        self._fragment = False

    def _piece(self, head: bytes, first: bool, last: bool, payload: bytes) -> None:
        """Add a piece of a fragmented unit."""
        if first:
            if self._fragment:
                self._tear()
            self._note(head + payload[:1])
            self._part(START, head)
        elif not self._fragment:
            # Its beginning was lost.
            self._tear()
        self._part(payload)
        self._fragment = not last

    @abstractmethod
    def _add(self, payload: bytes) -> None: ...

    @abstractmethod
    def _note(self, unit: bytes) -> None:
        """Read the head of a unit."""

    @abstractmethod
    def _is_set(self, unit: bytes) -> bool:
        """Say whether it is a parameter set."""


class H264Pictures(Pictures):
    """RFC 6184, packetization modes 0 and 1."""

    def _add(self, payload: bytes) -> None:
        kind = payload[0] & 0x1F
        if 1 <= kind <= 23:
            self._unit(payload)
        elif kind == 24:
            self._split(payload, 1)
        elif kind == 28 and len(payload) > 2:
            head = bytes((payload[0] & 0xE0 | payload[1] & 0x1F,))
            self._piece(head, bool(payload[1] & 0x80), bool(payload[1] & 0x40), payload[2:])
        else:
            self._tear()

    def _note(self, unit: bytes) -> None:
        kind = unit[0] & 0x1F
        if 1 <= kind <= 5:
            # first_mb_in_slice is nought where the next bit is set; data partitions B and C have none.
            self._slice(kind == 5, kind in (3, 4) or (len(unit) > 1 and unit[1] >= 0x80))

    def _is_set(self, unit: bytes) -> bool:
        return unit[0] & 0x1F in (7, 8)


class HevcPictures(Pictures):
    """RFC 7798 without decoding order numbers, which cameras do not use."""

    def _add(self, payload: bytes) -> None:
        kind = payload[0] >> 1 & 0x3F
        if len(payload) < 3:
            self._tear()
        elif kind == 48:
            self._split(payload, 2)
        elif kind == 49:
            head = bytes((payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]))
            self._piece(head, bool(payload[2] & 0x80), bool(payload[2] & 0x40), payload[3:])
        elif kind < 48:
            self._unit(payload)
        else:
            self._tear()

    def _note(self, unit: bytes) -> None:
        kind = unit[0] >> 1 & 0x3F
        if kind < 32:
            # first_slice_segment_in_pic_flag
            self._slice(16 <= kind <= 23, len(unit) > 2 and unit[2] >= 0x80)

    def _is_set(self, unit: bytes) -> bool:
        return unit[0] >> 1 & 0x3F in (32, 33, 34)


def pictures(codec: Codec, clock: int, sets: bytes) -> Pictures:
    """Return what puts this codec's pictures together."""
    return (H264Pictures if codec is Codec.H264 else HevcPictures)(clock, sets)
