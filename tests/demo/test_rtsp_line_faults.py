"""Faults of the line and of the camera's clock: each is there, and passes when it is lifted."""

import time
from itertools import pairwise

import av
import pytest

from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from tests.demo.test_rtsp_faults import later
from tests.demo.watching import FPS, watch

PATH = "cam/sub"


def test_a_camera_that_sends_over_udp_only(server: ServerThread) -> None:
    server.fault(PATH, Fault.UDP_ONLY)
    with pytest.raises(av.error.FFmpegError):
        watch(server.url(PATH), frames=2, timeout=1)
    assert len(watch(server.url(PATH), frames=5, transport="udp")) == 5
    server.heal(PATH)
    assert len(watch(server.url(PATH), frames=5)) == 5


def test_half_a_picture_and_then_silence(server: ServerThread) -> None:
    with later(server, 0.6, Fault.HALF), pytest.raises(av.error.ExitError):
        watch(server.url(PATH), frames=1000, timeout=0.5)
    server.heal(PATH)
    assert len(watch(server.url(PATH), frames=5)) == 5


def test_the_clock_leaps_and_leaps_back(server: ServerThread) -> None:
    with later(server, 0.5, Fault.LEAP, 600):
        seen = watch(server.url(PATH), frames=30)
    leaps = [b.pts - a.pts for a, b in pairwise(seen) if abs(b.pts - a.pts) > 1]
    assert leaps == [pytest.approx(600, abs=0.2)]
    assert max(b.at - a.at for a, b in pairwise(seen)) < 0.5


@pytest.mark.alone
def test_pictures_come_later_and_later(server: ServerThread) -> None:
    server.fault(PATH, Fault.CREEP, 400)
    seen = watch(server.url(PATH), frames=30)
    live = seen[-15:]
    grown = (live[-1].at - live[0].at) - (live[-1].pts - live[0].pts)
    assert grown == pytest.approx(0.4 * (live[-1].at - live[0].at), rel=0.3)


def test_packets_are_lost_by_chance(server: ServerThread) -> None:
    server.fault(PATH, Fault.LOSS, 50)
    seen = watch(server.url(PATH), frames=60, transport="udp", seconds=1.5)
    assert len([frame for frame in seen if frame.number is not None]) < 1.5 * FPS
    server.heal(PATH)
    assert len(watch(server.url(PATH), frames=20)) == 20


def test_a_sluggish_camera_takes_its_time(server: ServerThread) -> None:
    server.fault(PATH, Fault.SLUGGISH, 200)
    begun = time.monotonic()
    assert len(watch(server.url(PATH), frames=2)) == 2
    assert time.monotonic() - begun > 0.6
