"""The line itself: it can always be ended, and believes no clock that makes no sense."""

import asyncio
import time

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve

from backend_client.errors import BadFrame, LineLost, NoAnswer
from backend_client.link import Clock, Link
from contract.wire import Pong


async def test_a_child_that_fails_in_the_same_turn_as_the_cancellation_does_not_swallow_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def talk(ws: ServerConnection) -> None:
        await ws.wait_closed()

    async def fails_when_cancelled(self: Link) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise LineLost("at the worst moment") from None

    monkeypatch.setattr(Link, "_watch", fails_when_cancelled)
    async with serve(talk, "127.0.0.1", 0) as server:
        link = Link(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        task = asyncio.get_running_loop().create_task(link.run([], lambda _: None))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        await Link("http://127.0.0.1:9").run([], lambda _: None)


@pytest.mark.parametrize("pong", [Pong(c=1e308, s=-1e308), Pong(c=0.0, s=0.0), Pong(c=-1e9, s=1.0)])
def test_a_clock_that_makes_no_sense_is_not_believed(pong: Pong) -> None:
    clock = Clock()
    with pytest.raises(BadFrame):
        clock.heard(pong)
    assert clock.offset_s is None


def test_the_quickest_ping_sets_the_clock() -> None:
    clock = Clock()
    clock.heard(Pong(c=time.monotonic() - 0.5, s=time.time() + 40))
    clock.heard(Pong(c=time.monotonic() - 0.001, s=time.time() + 10))
    clock.heard(Pong(c=time.monotonic() - 0.5, s=time.time() - 40))
    assert clock.offset_s == pytest.approx(10, abs=0.1)
    assert msgspec.json.encode(clock.round_trip_ms)
