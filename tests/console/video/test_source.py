"""What a source lets through to a tile, and what it says when nothing comes."""

import time
from collections.abc import Iterator

import pytest

from console.video.engine import Engine
from console.video.health import Health, Meter, State
from console.video.outlet import Outlet
from console.video.source import STALLED_AFTER, Source
from console.video.streams import Stream


@pytest.fixture
def source() -> Iterator[Source]:
    """A source of a camera that is not there."""
    engine = Engine(0.2)
    made = Source("a", Stream("sub", "rtsp://127.0.0.1:1/a", 640, 360, 15), None, engine)
    yield made
    made.stop()
    assert made.join(3)
    assert engine.close(3)


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


def test_what_a_camera_sends_at_once_when_it_is_dialled_is_no_higher_rate() -> None:
    """A group of pictures from before comes in one burst; the camera's own times tell."""
    meter = Meter()
    for index in range(30):
        meter.packet(100.0 + max(0, index - 15) / 15, 1000, index == 0, stamp=index / 15)
    assert meter.rates(101.0)[0] == pytest.approx(15, rel=0.1)
