"""A read that hangs can be cut short from outside, and its thread comes home."""

import socket
import threading
import time

import av
import pytest

from media.leash import Leash, proven


@pytest.mark.alone
@pytest.mark.skipif(not proven(), reason="this PyAV cannot be cut short; its own time-outs remain")
@pytest.mark.parametrize("how", ["cut", "give"])
def test_a_silent_camera_is_left_at_once(how: str) -> None:
    """Call a camera that takes the call and says nothing."""
    leash, spent = Leash(), []

    def call(port: int) -> None:
        begun = time.monotonic()
        if how == "give":
            leash.give(0.3)
        with leash, pytest.raises((av.error.FFmpegError, RuntimeError)):
            av.open(f"rtsp://127.0.0.1:{port}/", timeout=(20, 20), options={"rtsp_transport": "tcp"})
        spent.append(time.monotonic() - begun)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        thread = threading.Thread(target=call, args=(silent.getsockname()[1],))
        thread.start()
        time.sleep(0.3)
        if how == "cut":
            leash.cut()
        thread.join(5)
    assert not thread.is_alive()
    assert 0.2 < spent[0] < 2.0


def test_other_threads_keep_the_true_time() -> None:
    """End one leash and ask the clock without it."""
    leash = Leash()
    leash.cut()
    assert leash.clock() > time.monotonic() + 1e5
    assert leash.clock() > leash.clock() - 2e6
    assert abs(Leash().clock() - time.monotonic()) < 1
