"""One camera's eye through what happens to lines: it says that it is blind, and sees again by itself."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from analytics.eye import Eye, Tools
from analytics.hands import Hands
from analytics.line import Address
from analytics.roster import Post
from analytics.scene import Look
from analytics.shelf import Shelf
from contract.analytics import AnalyticsRule, RuleKind, Watching
from contract.cameras import Camera
from demo.rtsp.manifest import MountSpec, write
from media.login import Login
from tests.analytics.pictures import make_clip
from tests.processes import ROOT, free_port

pytestmark = pytest.mark.slow
ZONE = ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98))
RULE = AnalyticsRule(id="r", camera="c", name="R", kind=RuleKind.MOTION, shape=ZONE)
LOGIN = Login("xem", "mau")


@contextmanager
def camera(folder: Path, port: int) -> Iterator[None]:
    write(folder / "cameras.json", [MountSpec("/c", "c.mp4", LOGIN.user, LOGIN.password)])
    command = [sys.executable, "-m", "demo.rtsp", "--listen", f"127.0.0.1:{port}"]
    manifest = ["--manifest", str(folder / "cameras.json")]
    process = subprocess.Popen([*command, *manifest], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["rtsp"] == port
        yield
    finally:
        process.kill()
        process.communicate(timeout=10)


@asynccontextmanager
async def watching(port: int, login: Login | None = LOGIN) -> AsyncIterator[tuple[Eye, list[Look]]]:
    looks: list[Look] = []
    hands, readers = Hands(1), ThreadPoolExecutor(2)
    tools = Tools(hands, Shelf(()), asyncio.Semaphore(8), readers, 0.25, 1.0)
    post = Post(Camera(id="c", number=1, name="C"), Address(f"rtsp://127.0.0.1:{port}/c", login), (RULE,))
    eye = Eye(post, tools, lambda _, look: looks.append(look))
    try:
        yield eye, looks
    finally:
        await eye.end()
        assert hands.close()
        readers.shutdown()


async def until(what: Callable[[], object], within_s: float = 25.0) -> None:
    async with asyncio.timeout(within_s):
        while not what():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.05)


def state(eye: Eye) -> tuple[Watching, str]:
    return eye.state("r", time.monotonic())


async def test_a_camera_that_goes_is_said_and_watched_again_once_it_is_back(tmp_path: Path) -> None:
    make_clip(tmp_path / "c.mp4")
    port = free_port()
    async with watching(port) as (eye, looks):
        assert state(eye) == (Watching.BLIND, "connecting")
        await until(lambda: state(eye) == (Watching.BLIND, "refused"))
        with camera(tmp_path, port):
            await until(lambda: state(eye) == (Watching.LEARNING, "warming"))
            await until(lambda: state(eye) == (Watching.WATCHING, ""))
            await until(lambda: any(look.told for look in looks))
            times = [look.at for look in looks]
            assert 3.0 <= len(times) / (times[-1] - times[0]) <= 5.0, "four pictures a second, whatever the stream"
        await until(lambda: state(eye)[0] is Watching.BLIND)
        with camera(tmp_path, port):
            await until(lambda: state(eye)[0] is not Watching.BLIND, 40.0)


async def test_a_wrong_password_is_said_and_not_tried_at_once_again(tmp_path: Path) -> None:
    make_clip(tmp_path / "c.mp4")
    port = free_port()
    with camera(tmp_path, port):
        async with watching(port, Login("xem", "falsch")) as (eye, looks):
            await until(lambda: state(eye) == (Watching.BLIND, "unauthorized"))
            await asyncio.sleep(2.0)
            assert state(eye) == (Watching.BLIND, "unauthorized")
            assert not looks
            other = Post(eye.post.camera, Address(eye.post.address.url, LOGIN), (RULE,))
            assert not eye.follow(other), "a new password needs a new line at once"


async def test_changed_rules_are_taken_up_without_a_new_line(tmp_path: Path) -> None:
    make_clip(tmp_path / "c.mp4")
    port = free_port()
    second = AnalyticsRule(id="s", camera="c", name="S", kind=RuleKind.MOTION, shape=ZONE)
    with camera(tmp_path, port):
        async with watching(port) as (eye, looks):
            await until(lambda: looks)
            assert eye.follow(Post(eye.post.camera, eye.post.address, (RULE, second)))
            await until(lambda: "s" in looks[-1].states)
            assert eye.state("s", time.monotonic())[0] is Watching.LEARNING
