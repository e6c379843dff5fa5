"""The door at /v1/sync: what is let in, what is answered, and that nobody else notices the bad ones."""

import asyncio
import contextlib
import json
from pathlib import Path

import pytest
from msgspec import Raw
from websockets.exceptions import ConnectionClosed

from contract.alerts import Acknowledge, Raise, Severity
from contract.wire import PROTO, Ask, Facts, Hello, No, Ping, Pong, encode
from tests.backend.rig import Rig, doors

FLOOD = Raise(id="a", title="Ngập", severity=Severity.WARNING)

BAD_FRAMES: dict[str, str | bytes] = {
    "not JSON": "{",
    "not an object": "[]",
    "a number": "1",
    "empty": "",
    "an unknown kind": '{"frame":"nope"}',
    "no kind": "{}",
    "a missing field": '{"frame":"ask","id":"x"}',
    "a wrong type": '{"frame":"ping","c":"now"}',
    "a number that is none": '{"frame":"ping","c":1e999}',
    "binary": b'{"frame":"ping","c":1}',
    "a second hello": encode(Hello(proto=PROTO, client="pc-an", token="x")).decode(),
    "a thousand brackets": '{"frame":"ask","id":"x","command":' + "[" * 30_000,
    "an id that is too long": json.dumps({"frame": "ask", "id": "x" * 121, "command": {}}),
    "an empty id": json.dumps({"frame": "ask", "id": "", "command": {}}),
    "a server's frame": '{"frame":"pong","c":1,"s":1}',
}

BAD_COMMANDS = {
    "an unknown wish": b'{"wish":"alert.dance","id":"x"}',
    "no wish": b"{}",
    "not an object": b"7",
    "a missing field": b'{"wish":"alert.raise","id":"x"}',
    "an unknown field": b'{"wish":"alert.raise","id":"x","title":"t","severity":1,"colour":"red"}',
    "out of range": b'{"wish":"alert.raise","id":"x","title":"t","severity":9}',
}


async def test_a_wish_is_told_to_everybody_and_settled_for_its_asker(rig: Rig) -> None:
    an, binh, chi = await rig.seat("an"), await rig.seat("binh"), await rig.seat("chi")
    assert await an.done(FLOOD) == ""
    await binh.until(Facts)
    for seated in (an, binh):
        assert seated.row("alert", "a")
    assert not binh.settled
    await chi.send(Ping(c=1.0))
    assert isinstance(await chi.until(Pong), Pong)
    assert chi.row("alert", "a") is None


async def test_asking_twice_under_one_id_is_asking_once(rig: Rig) -> None:
    an = await rig.seat("an")
    for _ in range(3):
        await an.ask(FLOOD, "w")
        await an.until(Facts, lambda frame: "w" in frame.settled)
    assert an.row("alert", "a") == an.row("alert", "a") | {"count": 1}  # type: ignore[operator]


async def test_a_refusal_comes_after_the_truth_it_is_about(rig: Rig) -> None:
    an, binh = await rig.seat("an"), await rig.seat("binh")
    await an.done(FLOOD)
    await binh.done(Acknowledge(alert="a", seen=1))
    assert await an.done(Acknowledge(alert="a", seen=1)) == "alert.already_acknowledged"
    assert (an.row("alert", "a") or {})["acked_by"] == "binh"


@pytest.mark.parametrize("frame", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
async def test_a_bad_frame_ends_its_sender_and_nobody_else(rig: Rig, frame: str | bytes) -> None:
    bad, other = await rig.seat("an"), await rig.seat("binh")
    await bad.socket.send(frame)
    bye, code = await bad.farewell()
    assert (bye.code, code) == ("bad_frame", 4400)
    assert await other.done(FLOOD) == ""


@pytest.mark.parametrize("command", BAD_COMMANDS.values(), ids=BAD_COMMANDS.keys())
async def test_a_bad_wish_is_turned_away_unsettled_and_its_session_lives(rig: Rig, command: bytes) -> None:
    an = await rig.seat("an")
    head = rig.backend.engine.head
    await an.ask(command, "w")
    no = await an.until(No)
    assert (no.id, no.code) == ("w", "bad.command")
    assert no.facts["detail"]
    assert rig.backend.engine.head == head
    await an.ask(FLOOD, "w")
    await an.until(Facts, lambda frame: "w" in frame.settled)


async def test_a_frame_of_ten_megabytes_is_not_taken_in(rig: Rig) -> None:
    bad, other = await rig.seat("an"), await rig.seat("binh")
    with contextlib.suppress(ConnectionClosed):
        await bad.socket.send("x" * 10_000_000)
    assert await bad.closed() in (1009, 1006)
    assert await other.done(FLOOD) == ""


async def test_words_that_are_no_utf_8_end_the_line(rig: Rig) -> None:
    bad, other = await rig.seat("an"), await rig.seat("binh")
    await bad.socket.send(b"\xff\xfe", text=True)
    assert await bad.closed() == 1007
    assert await other.done(FLOOD) == ""


async def test_a_ping_is_answered_and_moves_the_mark(rig: Rig) -> None:
    chi, an = await rig.seat("chi"), await rig.seat("an")
    await an.done(FLOOD)
    await chi.send(Ping(c=7.5))
    assert (await chi.until(Pong)).c == 7.5
    facts = await chi.until(Facts)
    assert (facts.rows, facts.upto) == ([], rig.backend.engine.head)


async def test_whoever_asks_too_much_is_slowed_down_and_not_cut_off(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, asks_per_s=20, asks_burst=5) as rig:
        an = await rig.seat("an")
        began = asyncio.get_running_loop().time()
        for n in range(15):
            await an.send(Ask(id=f"w{n}", command=Raw(encode(FLOOD))))
        while len(an.settled) < 15:
            await an.receive()
        assert asyncio.get_running_loop().time() - began >= 0.4
