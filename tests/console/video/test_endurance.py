"""Stopped, kicked, cut and dialled again at any moment, from any thread: nothing is left, and nothing grows."""

import gc
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from console.video.engine import Engine
from console.video.outlet import Outlet
from console.video.pool import SourcePool
from console.video.source import Source
from console.video.streams import Ladder, Stream
from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from media.login import Login
from tests.media.camera import Camera, h26x, mjpeg

ME = psutil.Process()
SECRET = "p@ss wörd/%"
LOGIN = Login("operator", SECRET)
CAMERAS, ROUNDS = 16, 13


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, 15, 4)


def stream(url: str) -> Stream:
    return Stream("sub", url, 320, 180, 15)


def state() -> tuple[int, int, int]:
    gc.collect()
    return threading.active_count(), ME.num_fds(), ME.memory_info().rss


def until(check: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "too late"
        time.sleep(0.02)


@pytest.mark.alone
def test_two_hundred_reconnects_leave_nothing(clip: Path, request: pytest.FixtureRequest) -> None:
    """Sixteen cameras, reset thirteen times each."""
    with ServerThread() as server:
        for number in range(CAMERAS):
            server.add(f"c{number}", clip, "operator", SECRET)
        engine = Engine(60.0)
        request.addfinalizer(lambda: engine.close(3))
        sources = [
            Source(f"c{n}", stream(server.url(f"c{n}", credentials=False)), LOGIN, engine) for n in range(CAMERAS)
        ]
        outlets = [Outlet(None) for _ in sources]
        assert all(source.attach(outlet) for source, outlet in zip(sources, outlets, strict=True))
        marks = []
        for turn in range(ROUNDS):
            counts = [outlet.count for outlet in outlets]
            until(lambda counts=counts: all(o.count > n for o, n in zip(outlets, counts, strict=True)))
            if turn in (4, ROUNDS - 1):
                marks.append(state())
            server.fault("*", Fault.RESET)
        until(lambda: all(source.meter.reconnects == ROUNDS for source in sources))
        reconnects = CAMERAS * ROUNDS
        (threads, fds, rss), (threads_after, fds_after, rss_after) = marks
        print(
            f"{reconnects} reconnects: threads {threads} {threads_after}, fds {fds} {fds_after}, "
            f"MB {rss >> 20} {rss_after >> 20}"
        )
        assert threads_after <= threads
        assert fds_after <= fds + 2
        # Tapes fill by a camera's rate; nothing else may.
        taped = sum(source.tape.size for source in sources)
        assert rss_after - rss < 30_000_000 + taped
        for source in sources:
            source.stop()
        assert all(source.join(3) for source in sources)
        assert engine.close(3)


@pytest.mark.parametrize("kind", ["h264", "mjpeg", "silent", "nobody"])
def test_stopped_at_any_moment_nothing_is_left(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Stop while it dials, talks, reads, rests; kick from other threads meanwhile."""
    caplog.set_level(logging.DEBUG)
    chance = random.Random(3)
    made = {"h264": lambda: h26x("libx264"), "mjpeg": mjpeg}.get(kind, lambda: ("", []))()
    with Camera(*made, say=(lambda *_: None) if kind == "silent" else None) as camera:
        url = camera.url if kind != "nobody" else "rtsp://127.0.0.1:1/x"
        before = state()
        for _ in range(15 if kind == "mjpeg" else 20):
            pool_of_five(url, chance)
        until(lambda: camera.lines == 0)
        until(lambda: not [each.name for each in threading.enumerate() if each.name.startswith(("video-", "decode-"))])
        after = state()
        assert after[1] <= before[1] + (2 if kind == "mjpeg" else 0)
    assert SECRET not in caplog.text
    assert "p%40ss" not in caplog.text
    assert "never retrieved" not in caplog.text
    assert "destroyed" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR], caplog.text


def pool_of_five(url: str, chance: random.Random) -> None:
    engine = Engine(0.01 if chance.random() < 0.3 else 60)
    sources = [Source(f"c{n}", stream(url), LOGIN, engine) for n in range(5)]
    for source in sources:
        source.attach(Outlet(None))
    others = [threading.Thread(target=kick, args=(source, chance.random() * 0.05)) for source in sources]
    for other in others:
        other.start()
    for source in sources:
        time.sleep(chance.random() ** 3 * 0.08)
        source.stop()
    assert all(source.join(3) for source in sources)
    for other in others:
        other.join()
    assert engine.close(2)


def kick(source: Source, delay: float) -> None:
    for _ in range(5):
        time.sleep(delay / 5)
        source.kick()
    source.stop()


def test_a_pool_closes_in_time_whatever_its_sources_do(clip: Path) -> None:
    """Also those that have been replaced, or have just gone by themselves."""
    with ServerThread() as server, Camera(say=lambda *_: None) as silent, Camera(*mjpeg()) as jpeg:
        server.add("a", clip)
        for turn in range(12):
            urls = {"a": server.url("a"), "silent": silent.url, "jpeg": jpeg.url, "none": "rtsp://127.0.0.1:1/"}
            logins = {"a": LOGIN}
            pool = SourcePool(lambda name: Ladder(name, (stream(urls[name]),), logins.get("a")), linger=0.05)  # noqa: B023
            for name in urls:
                ladder = pool.ladder(name)
                assert ladder is not None
                pool.source(ladder, ladder.streams[0]).attach(Outlet(None))
            time.sleep(turn * 0.03)
            logins["a"] = Login("operator", f"{turn}")
            ladder = pool.ladder("a")
            assert ladder is not None
            pool.source(ladder, ladder.streams[0])
            time.sleep(turn * 0.01)
            begun = time.monotonic()
            assert pool.close(3.0)
            assert time.monotonic() - begun < 3.0
        until(lambda: not [each.name for each in threading.enumerate() if each.name.startswith(("video-", "decode-"))])


@pytest.fixture(autouse=True)
def _no_task_is_dropped(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    gc.collect()
    assert "was destroyed but it is pending" not in caplog.text


def test_the_password_is_in_no_reason_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """Fail within, where a traceback is logged, and by every refusal."""
    caplog.set_level(logging.DEBUG)
    engine = Engine(60)
    said = []

    def boom(*_: object) -> None:
        raise ValueError(f"rtsp://operator:{SECRET}@camera/")

    for status in (401, 403, 404, 461, 500, 302):
        with Camera(
            say=lambda _, u, __, status=status: (status, {"Location": u, "WWW-Authenticate": "Basic"}, SECRET.encode())
        ) as camera:
            source = Source("c", stream(camera.url), LOGIN, engine)
            if status == 500:
                source.opened = source.resting = boom  # type: ignore[method-assign, assignment]
            until(lambda source=source: source.health(0).reason or source._fetching.gone.is_set(), 4)
            said.append(repr((source.health(0), source.stats(0), source.stream, source.login)))
            source.stop()
            assert source.join(3)
    assert engine.close(3)
    text = caplog.text + "".join(said)
    assert "unauthorized" in text
    for secret in (SECRET, "p@ss", "p%40ss"):
        assert secret not in text


@pytest.mark.parametrize("make", [lambda: h26x("libx264"), mjpeg], ids=["ours", "FFmpeg's"])
def test_a_camera_that_moves_takes_the_login_to_no_other_host(
    make: Callable[[], tuple[str, list[list[bytes]]]],
) -> None:
    """Let it play, then send its viewers elsewhere. FFmpeg alone would follow, and answer there in the clear."""
    with (
        Camera(say=lambda *_: (401, {"WWW-Authenticate": 'Basic realm="evil"'}, b"")) as other,
        Camera(*make()) as camera,
    ):
        engine = Engine(60)
        source, outlet = Source("c", stream(camera.url), LOGIN, engine), Outlet(None)
        source.attach(outlet)
        until(lambda: outlet.count > 3)
        camera.say = lambda *_: (302, {"Location": f"rtsp://127.0.0.1:{other.port}/x"}, b"")
        camera.reset()
        until(lambda: source.health(0).reason == "not_found")
        until(lambda: source.meter.reconnects > 2)
        source.stop()
        assert source.join(3)
        assert engine.close(3)
        assert other.asked == []


def test_the_living_do_not_wait_for_the_dead() -> None:
    """Dial sixty cameras that take the call and say nothing, then a good one."""
    with Camera(say=lambda *_: None) as silent, Camera(*h26x("libx264")) as good:
        engine = Engine(60)
        sources = [Source(f"c{number}", stream(silent.url), LOGIN, engine) for number in range(60)]
        until(lambda: silent.lines >= 50)
        sources.append(Source("good", stream(good.url), LOGIN, engine))
        outlet = Outlet(None)
        sources[-1].attach(outlet)
        until(lambda: outlet.count, 3)
        for source in sources:
            source.stop()
        assert all(source.join(3) for source in sources)
        assert engine.close(3)
