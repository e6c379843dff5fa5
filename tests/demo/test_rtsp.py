"""The RTSP server as its clients know it: over TCP and UDP, with and without passwords, sixteen at once."""

import asyncio
import itertools
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import pytest

from demo.rtsp.auth import Auth
from demo.rtsp.clip import Clip, ClipError
from demo.rtsp.faults import Fault
from demo.rtsp.server import RtspServer
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.demo.watching import FPS, FRAMES, Seen, watch


def numbers_follow(seen: list[Seen]) -> bool:
    """Whether each frame is the one after the last, the loop's seam included."""
    numbers = [frame.number for frame in seen if frame.number is not None]
    return len(numbers) == len(seen) and all((b - a) % FRAMES == 1 for a, b in itertools.pairwise(numbers))


@pytest.mark.alone
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_each_frame_arrives_once_and_in_order_over(server: ServerThread, transport: str) -> None:
    seen = watch(server.url("cam/sub"), frames=32, transport=transport, seconds=10)
    assert len(seen) == 32
    assert numbers_follow(seen)
    assert all(b.pts - a.pts == pytest.approx(1 / FPS, abs=0.002) for a, b in itertools.pairwise(seen))


@pytest.mark.alone
def test_the_picture_follows_the_clock(server: ServerThread) -> None:
    seen = watch(server.url("cam/sub"), frames=24)
    live = [frame for frame in seen if frame.at > seen[0].at + 0.5]
    shown = (live[-1].pts - live[0].pts) / (live[-1].at - live[0].at)
    assert shown == pytest.approx(1, abs=0.15)


@pytest.mark.alone
def test_a_new_watcher_gets_the_group_so_far_at_once(server: ServerThread) -> None:
    start = time.monotonic()
    seen = watch(server.url("cam/sub"), frames=1)
    assert seen[0].number is not None
    assert seen[0].number % FPS == 0
    assert seen[0].at - start < 0.9


def test_without_burst_a_new_watcher_waits_for_a_keyframe(clip: Path) -> None:
    with ServerThread(burst=False) as server:
        server.add("cam", clip)
        seen = watch(server.url("cam"), frames=20)
    assert seen[0].number is not None
    assert seen[0].number % FPS == 0
    assert seen[19].at - seen[0].at > 0.8


@pytest.mark.alone
def test_all_watchers_share_one_live_timeline(server: ServerThread) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: watch(server.url("cam/sub"), frames=30), range(2))
    ends = {frame.number: frame.at for frame in first[-10:]}
    both = [abs(ends[frame.number] - frame.at) for frame in second[-10:] if frame.number in ends]
    assert both
    assert sorted(both)[len(both) // 2] < 0.5


@pytest.mark.alone
def test_sixteen_watchers_get_every_frame(clip: Path) -> None:
    with ServerThread() as server, ThreadPoolExecutor(16) as pool:
        for index in range(16):
            server.add(f"cam{index}", clip)
        urls = [server.url(f"cam{index}") for index in range(16)]
        ways = ["tcp", "udp"] * 8
        all_seen = list(pool.map(lambda url, way: watch(url, 32, way, 10), urls, ways))
    assert [len(seen) for seen in all_seen] == [32] * 16
    assert all(numbers_follow(seen) for seen in all_seen)


@pytest.mark.parametrize("auth", list(Auth))
def test_the_right_password_opens_and_a_wrong_one_does_not(server: ServerThread, clip: Path, auth: Auth) -> None:
    server.add("locked", clip, "admin", "mật khẩu @/:1", auth=auth)
    assert watch(server.url("locked"), frames=2)
    for url in (server.url("locked", credentials=False), server.url("locked").replace("admin", "root")):
        with pytest.raises(av.error.HTTPUnauthorizedError):
            watch(url)
    old = server.url("locked")
    server.password("locked", "admin", "other")
    with pytest.raises(av.error.HTTPUnauthorizedError):
        watch(old)
    assert watch(server.url("locked"), frames=2)


def test_a_path_may_carry_a_query(server: ServerThread, clip: Path) -> None:
    server.add("cam/realmonitor?channel=1&subtype=0", clip)
    assert watch(server.url("cam/realmonitor?channel=1&subtype=0"), frames=2)


@pytest.mark.alone
def test_streams_of_one_camera_are_in_step(server: ServerThread, clip: Path) -> None:
    server.add("cam/main", clip)
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(lambda path: watch(server.url(path), frames=30), ("cam/sub", "cam/main"))
    ends = {frame.number: frame.at for frame in one[-12:]}
    apart = sorted(abs(ends[frame.number] - frame.at) for frame in two[-12:] if frame.number in ends)
    assert apart
    assert apart[len(apart) // 2] < 0.5


@pytest.mark.alone
def test_a_watcher_who_does_not_read_is_dropped_and_others_go_on(tmp_path: Path) -> None:
    rich = make_test_clip(tmp_path / "rich.mp4", 1280, 720, 30, 0.5)
    with ServerThread(write_limit=64 * 1024) as server:
        server.add("rich", rich)
        asyncio.run(_play_without_reading(server))
        assert server.stats()["rich"].watchers == 0
        assert len(watch(server.url("rich"), frames=30)) == 30


async def _play_without_reading(server: ServerThread) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
    url = server.url("rich")
    writer.write(f"SETUP {url} RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n".encode())
    writer.write(f"PLAY {url} RTSP/1.0\r\nCSeq: 2\r\n\r\n".encode())
    await reader.read(10)
    watched = time.monotonic()
    while time.monotonic() < watched + 10:
        await asyncio.sleep(0.1)
        if watched + 0.5 < time.monotonic() and server.stats()["rich"].watchers == 0:
            break
    writer.close()


async def test_close_ends_every_session_and_frees_the_port(clip: Path) -> None:
    server = RtspServer()
    server.add("cam", clip)
    await server.start()
    port = server.port
    seen = await asyncio.to_thread(watch, server.url("cam"), 3)
    assert seen
    await server.close()
    again = RtspServer(port=port)
    await again.start()
    await again.close()


def test_what_is_no_clip_is_refused(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "noise.mp4").write_bytes(b"no film" * 100)
    with pytest.raises(av.error.InvalidDataError):
        Clip.load(tmp_path / "noise.mp4")
    whole = Clip.load(clip)
    assert (len(whole.pictures), whole.keys) == (FRAMES, (0, 15))
    assert whole.duration == pytest.approx(FRAMES / FPS, abs=0.01)
    assert issubclass(ClipError, ValueError)


def test_the_program_obeys_its_control_port_and_a_signal(clip: Path) -> None:
    command = [sys.executable, "-m", "demo.rtsp", "--control", "127.0.0.1:0", "--mount", f"cam=admin:pw@{clip}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ports = json.loads(process.stdout.readline())
        url = f"rtsp://admin:pw@127.0.0.1:{ports['rtsp']}/cam"
        assert watch(url, frames=2)
        orders = [{"fault": "not-found", "path": "cam"}, {"fault": "nonsense"}, {"fault": "stall", "path": "x"}, "{"]
        assert asyncio.run(_order(ports["control"], orders)) == [True, False, False, False]
        with pytest.raises(av.error.HTTPNotFoundError):
            watch(url)
        assert asyncio.run(_order(ports["control"], [{"fault": "none", "path": "cam"}])) == [True]
        assert watch(url, frames=2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


async def _order(port: int, orders: Sequence[object]) -> list[bool]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(json.dumps(order).encode() + b"\n" for order in orders))
    answers = [json.loads(await reader.readline())["ok"] for _ in orders]
    writer.close()
    await writer.wait_closed()
    return answers


def test_a_fault_of_the_whole_server_is_no_fault_of_a_mount(server: ServerThread) -> None:
    with pytest.raises(ValueError, match="whole server"):
        server.fault("cam/sub", Fault.REFUSE)
    with pytest.raises(KeyError):
        server.fault("nowhere", Fault.STALL)
    with pytest.raises(ValueError, match="at least 1"):
        server.fault("cam/sub", Fault.DROP, 0)
