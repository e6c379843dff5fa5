"""What a source lets through to a tile, and what it says when nothing comes."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import av.error
import pytest

from console.video.gate import Gate
from console.video.health import Health, Meter, State
from console.video.outlet import Outlet
from console.video.source import STALLED_AFTER, Shares, Source
from console.video.streams import Stream


@dataclass
class Packet:
    """A packet with a prepared outcome."""

    outcome: list[Any] | Exception
    size: int = 100
    is_keyframe: bool = True

    def decode(self) -> list[Any]:
        """Give the frames, or fail."""
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@dataclass
class Frame:
    """A frame that only knows whether it is whole."""

    is_corrupt: bool
    parts: list[int] = field(default_factory=list)


@pytest.fixture
def source() -> Iterator[Source]:
    """A source of a camera that is not there."""
    shares = Shares(threading.BoundedSemaphore(1), Gate(1), 0.2)
    made = Source("a", Stream("sub", "rtsp://127.0.0.1:1/a", 640, 360, 15), None, shares)
    yield made
    made.stop()
    assert made.join(3)


def test_a_damaged_frame_is_not_shown(source: Source) -> None:
    """Decode noise: the decoder makes a grey picture of it and says that it is corrupt."""
    source._packet(cast(Any, Packet([Frame(is_corrupt=True)])))
    assert (source.meter.broken, source.meter.decoded, source.last_frame) == (1, 0, None)


def test_a_packet_that_cannot_be_decoded_ends_nothing(source: Source) -> None:
    """Go on after an error of the decoder."""
    source._packet(cast(Any, Packet(av.error.InvalidDataError(1, "x"))))
    assert source.meter.broken == 1


@pytest.mark.parametrize(("packets", "reason"), [(False, "no_data"), (True, "bad_data")])
def test_a_live_source_without_frames_is_stalled(source: Source, packets: bool, reason: str) -> None:
    """Say stalled from the frames' age, and why from the packets'."""
    now = time.monotonic()
    source._health = Health(State.LIVE, now - 60)
    source.last_frame = now - STALLED_AFTER - 0.1
    source.meter.last_packet = now - (0.1 if packets else 10)
    found = source.health(now)
    assert (found.state, found.reason, found.since) == (State.STALLED, reason, source.last_frame)


def test_an_unwatched_source_ends_by_itself_and_takes_nobody_then(source: Source) -> None:
    """Let the linger pass."""
    assert source.alive
    assert source.join(4)
    assert not source.alive
    assert source.attach(Outlet(None)) is False


def test_rates_fall_when_nothing_comes() -> None:
    """Count up to now, not up to the last packet."""
    meter = Meter()
    for index in range(31):
        meter.packet(100 + index / 15, 1000, index % 15 == 0)
    assert meter.rates(102.0)[0] == pytest.approx(15, rel=0.05)
    assert meter.rates(102.0)[1] == pytest.approx(120, rel=0.05)
    assert meter.key_interval == pytest.approx(1.0)
    assert meter.rates(104.0)[0] < 8
    assert meter.rates(110.0) == (0.0, 0.0)
