"""Packets come in order, and what was lost between them is counted."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.rtsp.rtp import Clock, Receiver


def packet(sequence: int, payload: bytes = b"data", *, kind: int = 96, stamp: int = 0, ssrc: int = 1, first: int = 0x80,
           marker: bool = False, middle: bytes = b"") -> bytes:  # fmt: skip
    return struct.pack(">BBHII", first, kind | marker << 7, sequence & 0xFFFF, stamp, ssrc) + middle + payload


def losses(receiver: Receiver, *sequences: int) -> list[int | None]:
    found = [receiver.read(packet(sequence)) for sequence in sequences]
    return [each.lost if each else None for each in found]


def test_the_numbers_wrap_around() -> None:
    receiver = Receiver(96)
    assert losses(receiver, 65534, 65535, 0, 1, 4) == [0, 0, 0, 0, 2]
    assert losses(receiver, 65534 + 65536) == [None]
    assert receiver.lost == 2


def test_late_ones_and_duplicates_are_left_out() -> None:
    assert losses(Receiver(96), 10, 12, 11, 12, 13, 13, 14) == [0, 1, None, None, 0, None, 0]


def test_another_sender_is_a_gap() -> None:
    receiver = Receiver(96)
    losses(receiver, 10, 11)
    found = receiver.read(packet(12, ssrc=2))
    assert found is not None
    assert found.lost == 1
    found = receiver.read(packet(13, ssrc=2))
    assert found is not None
    assert found.lost == 0


def test_a_sender_that_begins_anew_is_heard_again_soon() -> None:
    receiver = Receiver(96)
    assert losses(receiver, 40_000, 40_001, 10_000, 10_001, 10_002) == [0, 0, None, 1, 0]


@pytest.mark.parametrize(
    ("data", "payload"),
    [
        (packet(1, marker=True), b"data"),
        (packet(1, first=0x83, middle=b"c" * 12), b"data"),
        (packet(1, first=0x90, middle=b"\xbe\xde\0\2" + b"x" * 8), b"data"),
        (packet(1, first=0x93, middle=b"c" * 12 + b"\xbe\xde\0\1" + b"x" * 4), b"data"),
        (packet(1, b"data\0\0\3", first=0xA0), b"data"),
        (packet(1, b"data\1", first=0xA0), b"data"),
    ],
    ids=["plain", "contributors", "extension", "both", "padding", "one byte of padding"],
)
def test_the_payload_lies_between(data: bytes, payload: bytes) -> None:
    found = Receiver(96).read(data)
    assert found is not None
    assert found.payload == payload


@pytest.mark.parametrize(
    "data",
    [
        b"",
        packet(1, b""),
        packet(1, first=0x40),
        packet(1, kind=97),
        packet(1, first=0x8F),
        packet(1, first=0x90, middle=b"\0\0\xff\xff"),
        packet(1, b"abc", first=0x90),
        packet(1, b"data\xff", first=0xA0),
        packet(1, b"\5\0\0\0\5", first=0xA0),
    ],
    ids=["nothing", "empty", "version", "type", "contributors", "extension", "half", "padding", "all padding"],
)
def test_lies_are_left_out_and_leave_a_gap(data: bytes) -> None:
    receiver = Receiver(96)
    assert losses(receiver, 0) == [0]
    assert receiver.read(data) is None
    assert losses(receiver, 2) == [1]


@given(st.lists(st.binary(max_size=64) | st.builds(packet, st.integers(0, 99), st.binary())))
@settings(deadline=None)
def test_whatever_comes_it_is_a_part_of_it_or_nothing(packets: list[bytes]) -> None:
    receiver = Receiver(96)
    for data in packets:
        found = receiver.read(data)
        assert found is None or (found.payload and found.payload in data[12:])


def test_the_clock_goes_on_over_its_end() -> None:
    clock = Clock(90_000)
    stamps = [2**32 - 90_000, 0, 45_000, 0, 90_000]
    assert [clock.seconds(stamp) for stamp in stamps] == [0.0, 1.0, 1.5, 1.0, 2.0]
