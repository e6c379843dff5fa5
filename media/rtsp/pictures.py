"""RTP payloads put together to coded pictures, each as soon as its marker bit says that it is whole.

H.264: RFC 6184; H.265: RFC 7798. FFmpeg's own parser gives a picture out only when the next one begins, which at 15
frames a second is 67 ms late.
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from media.access import AccessUnit, Codec
from media.rtsp.rtp import Clock, Packet

START = b"\0\0\0\1"
LIMIT = 8 * 1024 * 1024
"""No picture is longer; what claims to be is dropped."""
_EACH = 128
"""Bytes that a piece costs besides its data."""
_MOST_SETS = 16
"""Parameter sets of one kind; a camera has one or two."""


class Pictures:
    """Takes packets, gives pictures; what a codec calls its units is told by the two below."""

    SETS: ClassVar[frozenset[int]]
    """The types of parameter sets, in the order in which a decoder wants them."""

    def __init__(self, clock: int, sets: bytes = b"") -> None:
        """`sets` are parameter sets known from the SDP."""
        self._clock = Clock(clock)
        self._sets: dict[int, list[bytes]] = {}
        self._own: set[int] = set()
        for unit in filter(None, sets.split(START)):
            if self._kind(unit) in self.SETS:
                self._sets.setdefault(self._kind(unit), []).append(unit)
        self._parts: list[bytes] = []
        self._size = 0
        self._stamp: int | None = None
        self._key = self._image = self._torn = self._gap = False
        self._marked = 0
        self._trusted: dict[bool, bool | None] = {True: None, False: None}
        """Whether a marker ends a picture, key pictures and others apart; None until one has been seen whole."""
        self._ended_by_marker: int | None = None

    def push(self, packet: Packet, now: float) -> list[AccessUnit]:
        """Take a packet; return the pictures that it made whole (none, one, or rarely two)."""
        done: list[AccessUnit] = []
        if packet.lost:
            self._gap = True
            # What is half here cannot become whole.
            self._torn = self._torn or bool(self._parts)
        if self._stamp is not None and packet.stamp != self._stamp and self._parts:
            self._learn()
            done += self._finish(now)
        elif self._marked or packet.stamp == self._ended_by_marker:
            # A camera that sets the marker at the end of each slice: from now on only the next picture ends one.
            self._trusted = {True: False, False: False}
        self._stamp = packet.stamp
        self._add(packet.payload)
        if packet.marker and self._image and not self._open():
            if self._trusted[self._key]:
                self._ended_by_marker = packet.stamp
                done += self._finish(now)
            else:
                self._marked += 1
        return done

    def _learn(self) -> None:
        """Trust markers from now on if this picture had just one, at its end: else a slice would pass for a picture."""
        if self._marked == 1 and self._trusted[self._key] is None and not self._torn:
            self._trusted[self._key] = True

    def _finish(self, now: float) -> list[AccessUnit]:
        stamp = self._clock.seconds(self._stamp or 0)
        parts, whole = self._parts, self._image and not self._torn and not self._open()
        # A key picture whose parameter sets were lost is none.
        whole = whole and not (self._key and self.SETS - self._sets.keys())
        unit = None
        if whole:
            if self._key and self._sets.keys() - self._own:
                parts = [*self._known_sets(), *parts]
            unit = AccessUnit(b"".join(parts), self._key, stamp, now, self._gap)
        # A torn picture is itself a gap before the next one.
        self._gap = not whole and (self._gap or self._image)
        self._parts, self._size, self._marked = [], 0, 0
        self._own.clear()
        self._key = self._image = self._torn = False
        self._close()
        return [unit] if unit else []

    def _known_sets(self) -> Iterator[bytes]:
        for _, units in sorted(self._sets.items()):
            for unit in units:
                yield from (START, unit)

    def _unit(self, unit: bytes) -> None:
        """Add one whole NAL unit."""
        if not unit:
            return
        self._note(unit)
        if self._kind(unit) in self.SETS:
            self._keep(unit)
        self._part(START, unit)

    def _slice(self, key: bool, first: bool) -> None:
        """Note a piece of the image; one that does not begin with its first piece has lost it."""
        if not self._image and not first:
            self._tear()
        self._image = True
        self._key |= key

    def _part(self, *pieces: bytes) -> None:
        self._size += sum(map(len, pieces)) + _EACH
        if self._size > LIMIT:
            self._torn, self._parts = True, [b""]
            return
        self._parts.extend(pieces)

    def _keep(self, unit: bytes) -> None:
        """Parameter sets in the stream replace those of their kind that were known before."""
        kind = self._kind(unit)
        if kind not in self._own:
            self._sets[kind] = []
        self._own.add(kind)
        if len(self._sets[kind]) < _MOST_SETS:
            self._sets[kind].append(unit)

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
    def _kind(self, unit: bytes) -> int:
        """Return the type of a unit."""


class H264Pictures(Pictures):
    """RFC 6184, packetization modes 0 and 1."""

    SETS = frozenset({7, 8})

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

    def _kind(self, unit: bytes) -> int:
        return unit[0] & 0x1F


class HevcPictures(Pictures):
    """RFC 7798 without decoding order numbers, which cameras do not use."""

    SETS = frozenset({32, 33, 34})

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

    def _kind(self, unit: bytes) -> int:
        return unit[0] >> 1 & 0x3F


def pictures(codec: Codec, clock: int, sets: bytes) -> Pictures:
    """Return what puts this codec's pictures together."""
    return (H264Pictures if codec is Codec.H264 else HevcPictures)(clock, sets)
