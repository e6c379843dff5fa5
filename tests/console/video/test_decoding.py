"""Damaged pictures are not shown, nor is what follows from them, and no junk harms the decoders."""

import random
import time
from collections.abc import Iterator

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.video.decoders import Decoders
from console.video.decoding import HEAP, QUEUE, Decoding
from console.video.health import Meter
from media.access import AccessUnit, Format
from tests.media.packets import annexb, coded, decoded

START = b"\0\0\0\1"
SIZE = {"width": 320, "height": 192}


@pytest.fixture(scope="module")
def decoders() -> Iterator[Decoders]:
    made = Decoders(2)
    yield made
    assert made.close()


class Stream:
    """A decoding whose frames are kept."""

    def __init__(self, decoders: Decoders, format: Format) -> None:
        self.meter, self.failed, self.shown = Meter(), 0, list[bytes]()
        self.decoding = Decoding(decoders, self.meter, self._show, self._fail)
        self.decoding.open(format)

    def _show(self, frame: av.VideoFrame, aspect: float, arrived: float) -> None:
        self.shown.append(frame.to_ndarray().tobytes())

    def _fail(self) -> None:
        self.failed += 1

    def feed(self, units: list[bytes], keys: set[int]) -> None:
        """Push all, and wait until all are done."""
        for number, data in enumerate(units):
            # A picture apart, as on a line, and never late, however loaded the machine is.
            now = time.monotonic() + number / 15
            self.decoding.push(AccessUnit(data, number in keys, now, now), now)
        end = time.monotonic() + 5
        while (self.decoding._waiting or self.decoding._queued) and time.monotonic() < end:
            time.sleep(0.002)
        assert not self.decoding._queued


def damaged(nals: list[bytes], how: str, chance: random.Random) -> bytes:
    last = bytearray(nals[-1])
    if how == "noise":
        last[3:] = chance.randbytes(len(last) - 3)
    else:
        del last[len(last) // 3 :]
    return annexb([*nals[:-1], bytes(last)])


@pytest.mark.parametrize("how", ["noise", "cut"])
@pytest.mark.parametrize("which", [0, 1, 3, 6])
def test_a_damaged_picture_is_not_shown_and_nothing_that_follows_from_it(
    decoders: Decoders, how: str, which: int
) -> None:
    source = coded("libx264", **SIZE)
    whole = decoded("libx264", map(annexb, source))
    units = [damaged(nals, how, random.Random(7)) if n == which else annexb(nals) for n, nals in enumerate(source)]
    stream = Stream(decoders, Format("h264"))
    stream.feed(units, {0, 8, 16})
    numbers = [whole.index(pixels) if pixels in whole else "damaged" for pixels in stream.shown]
    assert numbers == [*range(which), *range(8, 24)]
    assert stream.meter.broken == 1


HEADS = st.sampled_from([b"\x65\x88", b"\x41\x9a", b"\x67\x64", b"\x68\xee", b"\x06\5", b"\x09", b"\x26\1", b"\x42\1",
                         b"\x40\1", b"\x44\1", b"\x02\1", b"\x4e\1"])  # fmt: skip
JUNK = st.lists(
    st.builds(lambda head, rest: START + head + rest, HEADS | st.binary(max_size=3), st.binary(max_size=80))
)


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@given(st.lists(JUNK, max_size=12), st.binary(max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_junk_alone_makes_no_picture(decoders: Decoders, codec: str, units: list[list[bytes]], extra: bytes) -> None:
    """Whatever units of whatever type, beginning as if it were a key picture."""
    stream = Stream(decoders, Format(codec, extra))
    stream.feed([START + b"".join(unit) for unit in units], {0})
    assert len(stream.shown) == 0
    assert all(thread.is_alive() for thread in decoders._threads)


@given(st.lists(JUNK, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_junk_the_next_key_picture_is_shown(decoders: Decoders, junk: list[list[bytes]]) -> None:
    source = [annexb(nals) for nals in coded("libx264", **SIZE)[:8]]
    stream = Stream(decoders, Format("h264"))
    stream.feed([*source[:3], *(START + b"".join(unit) for unit in junk), *source], {0, 3 + len(junk)})
    assert hash(tuple(stream.shown[-8:])) == hash(tuple(decoded("libx264", source)))
    assert stream.failed == 0


def test_a_queue_has_an_end() -> None:
    """Let nobody decode, and no key picture come."""
    idle = Decoders(0)
    decoding = Decoding(idle, meter := Meter(), lambda *_: None, lambda: None)
    decoding.open(Format("h264"))
    for size in (100_000, 0):
        for _ in range(3000):
            decoding.push(AccessUnit(b"x" * size, False, 0, 0), 0)
            assert len(decoding._waiting) <= QUEUE + 1
            assert sum(len(unit.data) for unit, _ in decoding._waiting) == decoding._size <= HEAP + 100_000
    assert meter.skipped > 4000
    assert decoding._needs_key


def test_what_comes_after_the_end_keeps_no_thread_busy() -> None:
    """A reader in another thread may be late with its last picture."""
    decoders = Decoders(1)
    decoding = Decoding(decoders, Meter(), lambda *_: None, lambda: None)
    decoding.open(Format("h264"))
    decoding.close()
    decoding.push(AccessUnit(b"x", True, 0, 0), 0)
    time.sleep(0.05)
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.15
    assert not decoding._queued
    assert decoders.close()


def test_a_thread_outlives_whoever_stumbles_in_it() -> None:
    class Stumbling:
        turns = 0

        urgent = False

        def turn(self) -> None:
            self.turns += 1
            raise MemoryError("rtsp://somebody:secret@camera")

    one, decoders = Stumbling(), Decoders(1)
    for _ in range(3):
        decoders.ready(one)
    end = time.monotonic() + 5
    while one.turns < 3 and time.monotonic() < end:
        time.sleep(0.002)
    assert one.turns == 3
    assert decoders._threads[0].is_alive()
    assert decoders.close()
