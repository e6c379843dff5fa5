"""Every fault, seen from the client's side, and that it passes when it is lifted."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise

import av
import pytest

from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from tests.demo.watching import FPS, FRAMES, Seen, watch

PATH = "cam/sub"


@contextmanager
def later(server: ServerThread, seconds: float, fault: Fault, number: int | None = None) -> Iterator[None]:
    """Put a fault in force while the test already watches."""
    timer = threading.Timer(seconds, server.fault, (PATH, fault, number))
    timer.start()
    yield
    timer.join()


def gaps(seen: list[Seen]) -> list[float]:
    return [b.at - a.at for a, b in pairwise(seen)]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNAUTHORIZED, av.error.HTTPUnauthorizedError),
        (Fault.NOT_FOUND, av.error.HTTPNotFoundError),
        (Fault.UNAVAILABLE, av.error.HTTPServerError),
        (Fault.SILENT, (av.error.InvalidDataError, av.error.ExitError)),
        (Fault.BLACK_HOLE, (av.error.InvalidDataError, av.error.ExitError)),
        (Fault.STALL, av.error.ExitError),
    ],
)
def test_opening_fails_under(server: ServerThread, fault: Fault, error: type[Exception]) -> None:
    server.fault(PATH, fault)
    with pytest.raises(error):
        watch(server.url(PATH), timeout=0.4)
    server.heal(PATH)
    assert watch(server.url(PATH), frames=2)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault.REFUSE, av.error.ConnectionRefusedError), (Fault.BLACK_HOLE, (av.error.ExitError, av.error.TimeoutError))],
)
def test_the_whole_server_can_be_gone(server: ServerThread, fault: Fault, error: type[Exception]) -> None:
    server.fault("*", fault)
    with pytest.raises(error):
        watch(server.url(PATH), timeout=0.6)
    server.heal("*")
    assert watch(server.url(PATH), frames=2)


def test_a_stall_ends_with_a_jump(server: ServerThread) -> None:
    threading.Timer(1.2, server.heal, (PATH,)).start()
    with later(server, 0.6, Fault.STALL):
        seen = watch(server.url(PATH), frames=30)
    assert len(seen) == 30
    assert max(gaps(seen)) > 0.4
    assert all(frame.number is not None for frame in seen)


def test_a_reset_ends_the_session_at_once_but_not_the_next(server: ServerThread) -> None:
    with later(server, 0.6, Fault.RESET):
        start = time.monotonic()
        try:
            seen = watch(server.url(PATH), frames=1000)
        except (av.error.ConnectionResetError, av.error.EOFError):
            seen = []
        assert time.monotonic() - start < 5
    assert len(seen) < 60
    assert len(watch(server.url(PATH), frames=20)) == 20


def test_a_flapping_camera_ends_each_session(server: ServerThread) -> None:
    server.fault(PATH, Fault.FLAP, 300)
    for _ in range(2):
        start = time.monotonic()
        with suppress(av.error.ConnectionResetError, av.error.EOFError):
            watch(server.url(PATH), frames=1000)
        assert time.monotonic() - start < 5


@pytest.mark.alone
def test_a_frozen_picture_keeps_coming(server: ServerThread) -> None:
    with later(server, 0.3, Fault.FREEZE):
        seen = watch(server.url(PATH), frames=35)
    assert len({frame.number for frame in seen[-10:]}) == 1
    assert seen[-1].pts - seen[-10].pts == pytest.approx(9 / FPS, abs=0.05)


@pytest.mark.alone
def test_a_black_picture_is_black(server: ServerThread) -> None:
    with later(server, 0.3, Fault.BLACK):
        seen = watch(server.url(PATH), frames=35)
    assert seen[0].mean > 40
    assert all(frame.mean < 20 and frame.size == (320, 180) for frame in seen[-5:])
    server.heal(PATH)
    assert watch(server.url(PATH), frames=1)[0].mean > 40


@pytest.mark.alone
def test_the_size_changes_in_mid_stream(server: ServerThread) -> None:
    with later(server, 0.3, Fault.RESIZE):
        seen = watch(server.url(PATH), frames=32)
    assert seen[0].size == (320, 180)
    assert seen[-1].size == (160, 90)
    assert seen[-1].number is not None


@pytest.mark.alone
def test_half_the_rate(server: ServerThread) -> None:
    server.fault(PATH, Fault.SLOW)
    seen = watch(server.url(PATH), frames=12)
    assert seen[-1].pts - seen[-6].pts == pytest.approx(10 / FPS, abs=0.05)
    assert seen[-1].at - seen[-6].at > 0.8 * 10 / FPS


@pytest.mark.alone
def test_packets_can_be_late(server: ServerThread) -> None:
    prompt = watch(server.url(PATH), frames=16)
    server.fault(PATH, Fault.LATE, 700)
    late = watch(server.url(PATH), frames=16)
    server.heal(PATH)
    again = watch(server.url(PATH), frames=16)
    period = FRAMES / FPS

    def phase(frame: Seen) -> float:
        assert frame.number is not None
        return (frame.at - frame.number / FPS) % period

    delay = (phase(late[-1]) - phase(prompt[-1])) % period
    assert 0.4 < delay < 1.5
    back = (phase(again[-1]) - phase(prompt[-1]) + period / 2) % period - period / 2
    assert abs(back) < 0.4


@pytest.mark.alone
def test_lost_packets_are_missed(server: ServerThread) -> None:
    server.fault(PATH, Fault.DROP, 3)
    packets = watch(server.url(PATH), frames=60, transport="udp", seconds=1.2)
    whole = [frame for frame in packets if frame.number is not None]
    assert len(whole) < 20
    server.heal(PATH)
    assert len(watch(server.url(PATH), frames=5)) == 5


def test_garbage_does_not_decode_to_the_picture(server: ServerThread) -> None:
    server.fault(PATH, Fault.GARBAGE)
    try:
        seen = watch(server.url(PATH), frames=20, seconds=0.8, timeout=0.5)
    except av.error.FFmpegError:
        seen = []
    assert not [frame for frame in seen if frame.number is not None]
    server.heal(PATH)
    assert watch(server.url(PATH), frames=2)
