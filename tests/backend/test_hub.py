"""Many sessions on one beat: slow ones cost nothing and catch up, dead ones are noticed, signals pass through."""

import asyncio
import socket
from pathlib import Path

import psutil
import pytest
from msgspec import Raw

from backend.relay import Relay
from contract.alerts import Raise, Severity
from contract.base import Actor
from contract.ids import new_id
from contract.people import Role
from contract.walls import CellReport, NodeReport
from contract.wire import Ask, Facts, Heard, Ping, Pong, Tell, decode_signal, encode
from tests.backend.rig import Process, Rig, Seated, doors, eventually, populate
from tests.contract.rules import NOW

SLOW = 20
RATE = 2000
SECONDS = 3


async def _narrow(rig: Rig, user: str, client: str) -> Seated:
    """A client whose kernel holds little, and which has stopped reading."""
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    wire.setblocking(False)
    await asyncio.get_running_loop().sock_connect(wire, ("127.0.0.1", rig.port))
    seated = Seated(await rig.socket(sock=wire, max_queue=1, ping_interval=None), client)
    await seated.hello(await rig.token(user, client))
    while not seated.upto:
        await seated.receive()
    seated.socket.transport.pause_reading()
    return seated


async def _flood(source: Seated, count: int) -> None:
    """So many wishes, at an even pace, on 200 alerts; the detail makes each 1 KB."""
    loop = asyncio.get_running_loop()
    began, detail = loop.time(), "x" * 800
    for n in range(count):
        if n % 50 == 0:
            await asyncio.sleep(max(0.0, began + n / RATE - loop.time()))
        wish = Raise(id=f"a{n % 200}", title=f"Ngập {n}", severity=Severity.WARNING, detail=f"{n} {detail}")
        await source.send(Ask(id=new_id(), command=Raw(encode(wish))))


@pytest.mark.alone
async def test_whoever_never_reads_costs_nothing_disturbs_nobody_and_ends_up_equal(tmp_path: Path) -> None:
    populate(tmp_path, people={"an": Role.DUTY_OFFICER, "binh": Role.SUPERVISOR, "cam-bien": Role.SOURCE})
    process = Process(tmp_path, asks_per_s="100000", asks_burst="100000", sessions_per_person="100", in_flight="2000")
    process.start()
    try:
        async with Rig(process.port) as rig, asyncio.timeout(60):
            source, reader = await rig.seat("cam-bien"), await rig.seat("binh")
            slow = [await _narrow(rig, "an", f"slow-{n}") for n in range(SLOW)]
            before = psutil.Process(process.pid).memory_info().rss
            async with asyncio.TaskGroup() as work:
                work.create_task(_flood(source, RATE * SECONDS))
                work.create_task(_drain(source, RATE * SECONDS))
                read = work.create_task(_read(reader, RATE * SECONDS))
            grown = psutil.Process(process.pid).memory_info().rss - before
            told = [await _catch_up(each, reader) for each in slow]
    finally:
        process.close()
    assert read.result() > SECONDS * 3, "the others are told all along"
    assert all(each.rows == reader.rows for each in slow)
    assert max(told) < read.result(), "bigger steps, not a queue"
    # What the readers are told is 6 MB, for each of the slow ones; the pages that all share are kept too.
    assert grown < 64_000_000


async def _read(reader: Seated, count: int) -> int:
    frames = 0
    while sum(row["count"] for (kind, _), row in reader.rows.items() if kind == "alert") < count:
        frames += isinstance(await reader.receive(), Facts)
    return frames


async def _drain(source: Seated, count: int) -> None:
    while len(source.settled) < count:
        await source.receive()


async def _catch_up(seated: Seated, reader: Seated) -> int:
    seated.socket.transport.resume_reading()
    frames = 0
    while seated.upto < reader.upto:
        frames += isinstance(await seated.receive(), Facts)
    return frames


@pytest.mark.alone
async def test_whoever_leaves_a_frame_unread_is_cut_and_may_come_back(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, drain_s=0.5, in_flight=2000, asks_per_s=100_000, asks_burst=100_000) as rig:
        source, slow = await rig.seat("cam-bien"), await _narrow(rig, "an", "slow")
        line = rig.backend.hub.seated("an", "slow").line
        async with asyncio.TaskGroup() as work:
            work.create_task(_flood(source, 2000))
            work.create_task(_drain(source, 2000))
        await eventually(lambda: rig.backend.hub.seated("an", "slow") is None)
        await eventually(lambda: line.disconnected)
        assert rig.backend.counts.cut_slow == 1
        slow.socket.transport.abort()
        again = await rig.seat("an", "slow")
        assert again.upto == rig.backend.engine.head


@pytest.mark.alone
async def test_whoever_falls_silent_is_taken_for_dead(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, silence_s=1) as rig:
        an, binh = await rig.seat("an"), await rig.seat("binh")
        for _ in range(6):
            await binh.send(Ping(c=0.0))
            await asyncio.sleep(0.4)
        bye, code = await an.farewell()
        assert (bye.code, code) == ("silent", 4408)
        assert bye.retry_ms
        await binh.send(Ping(c=1.0))
        await binh.until(Pong, lambda pong: pong.c == 1.0)


async def test_what_others_do_comes_at_most_once_a_tick_and_the_first_at_once(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, tick_ms=400, asks_per_s=1000, asks_burst=1000) as rig:
        an, source = await rig.seat("an"), await rig.seat("cam-bien")
        await asyncio.sleep(0.5)
        began = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as work:
            frames = work.create_task(_read(an, 40))
            for n in range(40):
                await source.done(Raise(id=f"a{n}", title="Ngập", severity=Severity.INFO))
                await asyncio.sleep(0.02)
        # At an end in 1 s, but a busy machine may take longer, and then there are more ticks.
        ticks = (asyncio.get_running_loop().time() - began) / 0.4
        assert 2 <= frames.result() <= ticks + 2


def _report(node: str = "node-1", status: str = "live") -> NodeReport:
    cells = (CellReport(zone="z", cell="A", kind="camera", status=status),)
    return NodeReport(node=node, wall="w", cells=cells, at=NOW)


async def _tell(seated: Seated, signal: NodeReport) -> None:
    await seated.send(Tell(signal=Raw(encode(signal))))


async def test_a_signal_is_heard_by_those_it_is_for_with_the_name_of_whoever_sent_it(rig: Rig) -> None:
    node, an, chi = await rig.seat("node-1"), await rig.seat("an"), await rig.seat("chi")
    await _tell(node, _report())
    heard = await an.until(Heard)
    assert (heard.by, decode_signal(heard.signal)) == ("node-1", _report())
    await chi.send(Ping(c=1.0))
    await chi.until(Pong)
    with pytest.raises(TimeoutError):
        await chi.receive(0.2)
    assert not chi.heard


async def test_a_newcomer_is_told_the_latest_signal_and_only_that(rig: Rig) -> None:
    node, an = await rig.seat("node-1"), await rig.seat("an")
    for status in ("connecting", "stale", "live"):
        await _tell(node, _report(status=status))
        await an.until(Heard)
    binh = await rig.seat("binh")
    heard = await binh.until(Heard)
    assert decode_signal(heard.signal) == _report(status="live")
    with pytest.raises(TimeoutError):
        await binh.receive(0.2)


async def test_nobody_speaks_without_the_right_to_and_nobody_speaks_over_another(rig: Rig) -> None:
    node, an, binh = await rig.seat("node-1"), await rig.seat("an"), await rig.seat("binh")
    await _tell(an, _report(status="lost"))
    await node.send(Tell(signal=Raw(b'{"signal":"nope"}')))
    await node.send(Tell(signal=Raw(b"7")))
    await _tell(node, _report("node-2"))
    await _tell(node, _report())
    assert (await binh.until(Heard)).by == "node-1"
    assert rig.backend.counts.signals_dropped == 4
    assert await an.done(Raise(id="a", title="Ngập", severity=Severity.INFO)) == ""


async def test_one_sender_cannot_fill_the_memory_with_keys(rig: Rig) -> None:
    node, an = await rig.seat("node-1"), await rig.seat("an")
    for n in range(70):
        await _tell(node, NodeReport(node="node-1", wall=f"w{n}", at=NOW))
    while len(an.heard) < 64:
        await an.receive()
    await node.send(Ping(c=0.0))
    await node.until(Pong)
    assert rig.backend.counts.signals_dropped == 6


def test_signals_that_are_too_old_are_told_to_nobody() -> None:
    now = [0.0]
    relay = Relay(lambda: now[0])
    eyes = Actor(id="an", now=NOW, audiences=frozenset({"walls"}))
    assert relay.take("n", _report())
    assert len(relay.fresh()) == 1
    assert relay.fresh() == []
    assert len(list(relay.latest(eyes))) == 1
    now[0] = 10.1
    assert list(relay.latest(eyes)) == []
