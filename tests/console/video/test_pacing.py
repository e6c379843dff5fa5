"""Coded pictures in, frames out: in order, from a key picture on, and never more than the machine can do."""

import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from av.bitstream import BitStreamFilterContext

from console.video.budget import Pace
from console.video.decoders import Decoders, Turning
from console.video.decoding import GIVE_UP, HURRY, Decoding
from console.video.health import Meter
from demo.scenes.barcode import read_frame_number
from demo.scenes.testclip import make_test_clip
from media.access import AccessUnit, Format

H264 = Format("h264")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[AccessUnit]:
    """Forty-five coded pictures, each fifteenth a key picture."""
    return list(coded(make(tmp_path_factory.mktemp("clip"))))


def make(folder: Path) -> Path:
    """Make the clip."""
    path = folder / "a.mp4"
    make_test_clip(path, 320, 180, 15, 3, 1)
    return path


def coded(path: Path) -> Iterator[AccessUnit]:
    with av.open(str(path)) as container:
        annexb = BitStreamFilterContext("h264_mp4toannexb", container.streams.video[0])
        for number, packet in enumerate(packet for packet in container.demux(video=0) if packet.size):
            key = packet.is_keyframe  # The filter takes the packet away.
            for whole in annexb.filter(packet):
                yield AccessUnit(bytes(whole), key, number / 15, time.monotonic())


class Idle(Decoders):
    """Decoders whose work is done when the test says."""

    def __init__(self) -> None:
        super().__init__(0)
        self.queue: list[Turning] = []

    def ready(self, stream: Turning) -> None:
        self.queue.append(stream)

    def work(self) -> None:
        while self.queue:
            self.queue.pop(0).turn()


class Rig:
    """One stream, and what it showed."""

    def __init__(self) -> None:
        self.decoders, self.meter = Idle(), Meter()
        self.shown: list[int | None] = []
        self.frames: list[av.VideoFrame] = []
        self.failures = 0
        self.decoding = Decoding(self.decoders, self.meter, self._show, self._failed)
        self.decoding.open(H264)

    def _show(self, frame: av.VideoFrame, aspect: float, arrived: float) -> None:
        assert aspect == 1.0
        self.frames.append(frame)
        self.shown.append(read_frame_number(frame.to_ndarray(format="gray")))

    def _failed(self) -> None:
        self.failures += 1

    def push(self, units: list[AccessUnit], age: float = -60.0) -> None:
        """Without an age they never become late, however loaded the machine is."""
        for number, unit in enumerate(units):
            then = time.monotonic() - age + number / 15
            self.decoding.push(AccessUnit(unit.data, unit.key, unit.stamp, then, unit.gap), then)


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_every_picture_is_shown_once_and_in_order(rig: Rig, units: list[AccessUnit]) -> None:
    rig.push(units)
    rig.decoders.work()
    assert rig.shown == list(range(45))
    assert (rig.meter.decoded, rig.meter.broken, rig.meter.skipped) == (45, 0, 0)


def test_decoding_begins_with_a_key_picture(rig: Rig, units: list[AccessUnit]) -> None:
    rig.push(units[5:])
    rig.decoders.work()
    assert rig.shown == list(range(15, 45))


def test_after_a_gap_nothing_is_shown_before_the_next_key_picture(rig: Rig, units: list[AccessUnit]) -> None:
    """What a decoder makes of half its references looks like a live picture."""
    torn = units[12]
    rig.push([*units[:10], AccessUnit(torn.data, torn.key, torn.stamp, torn.arrived, gap=True), *units[13:]])
    rig.decoders.work()
    assert rig.shown == [*range(10), *range(15, 45)]


def test_key_pictures_alone_and_back(rig: Rig, units: list[AccessUnit]) -> None:
    rig.decoding.pace = Pace.KEYS
    rig.push(units[:20])
    rig.decoders.work()
    assert rig.shown == [0, 15]
    rig.decoding.pace = Pace.FULL
    rig.push(units[20:])
    rig.decoders.work()
    assert rig.shown == [0, 15, *range(30, 45)]


def test_sparse_draws_every_other_and_decodes_all(rig: Rig, units: list[AccessUnit]) -> None:
    rig.decoding.pace = Pace.SPARSE
    rig.push(units[:20])
    rig.decoders.work()
    assert rig.shown == list(range(0, 20, 2))
    assert rig.meter.decoded == 20


def test_in_a_hurry_every_other_picture_is_drawn(rig: Rig, units: list[AccessUnit]) -> None:
    rig.push(units[:20], age=HURRY + 20 / 15)
    rig.decoders.work()
    assert rig.shown[0] == 0
    assert 10 <= len(rig.shown) <= 11
    assert rig.meter.decoded == 20


def test_what_is_drawn_small_is_decoded_lighter_from_the_next_key_picture_on_and_looks_the_same(
    rig: Rig, units: list[AccessUnit]
) -> None:
    full = Rig()
    full.push(units)
    full.decoders.work()
    rig.push(units[:5])
    rig.decoders.work()
    rig.decoding.light = True
    rig.push(units[5:])
    rig.decoders.work()
    assert rig.shown == full.shown
    small = [[frame.reformat(160, 90, "gray8", interpolation="AREA") for frame in each.frames] for each in (full, rig)]
    whole, light = [[frame.to_ndarray().astype(float) for frame in each] for each in small]
    distances = [float(((a - b) ** 2).mean()) for a, b in zip(whole, light, strict=True)]
    assert max(distances[:15]) == 0
    # 38 dB: no eye sees it. And it is really another way of decoding.
    assert 0 < max(distances[15:]) < 255**2 / 10**3.8


def test_of_what_arrives_in_one_go_only_the_first_and_the_last_are_drawn(rig: Rig, units: list[AccessUnit]) -> None:
    """A camera that is dialled sends what it has seen since its last key picture."""
    for unit in units[:12]:
        rig.decoding.push(AccessUnit(unit.data, unit.key, unit.stamp, 1e9), 1e9)
    assert len(rig.decoders.queue) == 1
    rig.decoders.queue.pop().turn()
    assert (rig.shown, rig.meter.decoded) == ([0, 11], 12)


def test_what_waited_too_long_is_left_out_up_to_the_last_key_picture(rig: Rig, units: list[AccessUnit]) -> None:
    rig.push(units, age=GIVE_UP + 1)
    rig.decoders.work()
    assert rig.shown[0] == 30
    assert rig.shown[-1] == 44
    assert rig.meter.skipped >= 30


def test_noise_is_counted_and_never_shown(rig: Rig, units: list[AccessUnit]) -> None:
    noise = units[0].data[:60] + bytes(range(256)) * 40
    rig.push([AccessUnit(noise, True, 0.0, time.monotonic())])
    rig.decoders.work()
    assert rig.shown == []
    assert rig.meter.broken >= 1
    assert rig.failures == 0


def test_an_unknown_codec_fails_and_takes_no_thread_along(units: list[AccessUnit]) -> None:
    decoders = Decoders(1)
    try:
        failed, shown = list[int](), list[int]()
        bad = Decoding(decoders, Meter(), lambda *_: None, lambda: failed.append(1))
        bad.open(Format("no-such-codec"))
        good = Decoding(decoders, Meter(), lambda *_: shown.append(1), lambda: None)
        good.open(H264)
        bad.push(units[0], 0.0)
        good.push(units[0], 0.0)
        deadline = time.monotonic() + 5
        while not (failed and shown) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (failed, shown) == ([1], [1])
    finally:
        assert decoders.close()


def test_the_waiting_time_and_the_load_are_told(rig: Rig, units: list[AccessUnit]) -> None:
    assert rig.decoding.waiting(time.monotonic()) == 0.0
    rig.push(units[:1], age=1.0)
    assert 1.0 <= rig.decoding.waiting(time.monotonic()) < 3.0
    rig.decoders.work()
    assert rig.decoding.waiting(time.monotonic()) == 0.0


def test_at_home_no_more_than_one_picture_is_decoded_at_a_time(units: list[AccessUnit]) -> None:
    """A burst in the reading thread would let all other cameras wait."""
    rig = Rig()
    now = time.monotonic()
    for unit in units[:5]:
        rig.decoding.push(unit._replace(arrived=now), now)
    rig.decoding.turn(1)
    assert rig.meter.decoded == 1
    assert rig.decoders.queue == [rig.decoding, rig.decoding]
    rig.decoders.work()
    assert rig.meter.decoded == 5
