"""The door at /v1/sync: what is let in, what is answered, and that nobody else notices the bad ones."""

import asyncio
import contextlib
import json
import threading
from pathlib import Path

import pytest
from msgspec import Raw
from websockets.exceptions import ConnectionClosed

from contract.alerts import Acknowledge, Raise, Severity
from contract.people import Person, Role, SavePerson
from contract.wire import PROTO, Ask, Facts, Hello, Mark, No, Ping, Pong, Renew, Welcome, encode
from tests.backend.rig import Process, Rig, Seated, doors, populate

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


@pytest.mark.parametrize("proto", [0, 2, -1])
async def test_another_version_is_told_which_one_is_spoken(rig: Rig, proto: int) -> None:
    seated = Seated(await rig.socket(), "pc-an")
    await seated.hello(await rig.token("an"), proto=proto)
    bye, code = await seated.farewell()
    assert (bye.code, bye.detail, bye.retry_ms, code) == ("proto", "speaks 1", None, 4426)


async def test_without_the_subprotocol_one_is_told_which_one_is_spoken(rig: Rig) -> None:
    bye, code = await Seated(await rig.socket(subprotocols=None), "pc-an").farewell()
    assert (bye.code, code) == ("proto", 4426)


@pytest.mark.parametrize("token", ["", "forged", "ệ" * 40, "x" * 5000])
async def test_a_forged_token_is_turned_away(rig: Rig, token: str) -> None:
    seated = Seated(await rig.socket(), "pc-an")
    await seated.hello(token)
    bye, code = await seated.farewell()
    assert (bye.code, bye.retry_ms, code) == ("token", None, 4401)


async def test_a_token_works_only_on_the_device_it_was_given_to(rig: Rig) -> None:
    seated = Seated(await rig.socket(), "pc-thief")
    await seated.hello(await rig.token("an", "pc-an"))
    assert (await seated.farewell())[1] == 4401


async def test_the_first_frame_must_be_hello(rig: Rig) -> None:
    seated = Seated(await rig.socket(), "pc-an")
    await seated.send(Ping(c=1.0))
    assert (await seated.farewell())[1] == 4400


async def test_whoever_says_nothing_is_not_waited_for(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.socket.HELLO_S", 0.1)
    bye, code = await Seated(await rig.socket(), "pc-an").farewell()
    assert (bye.code, code) == ("hello", 4408)


async def test_a_session_ends_with_its_token_unless_a_newer_one_is_shown(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, token_minutes=1.2 / 60) as rig:
        binh, signed_in = await rig.seat("binh"), await rig.sign_in("an")
        an = Seated(await rig.socket(), "pc-an")
        await an.hello(signed_in["access"])
        renewing = asyncio.get_running_loop().time() + 2.5
        while asyncio.get_running_loop().time() < renewing:
            answer = await rig.http.post("/v1/refresh", json={"refresh": signed_in["refresh"], "client": "pc-an"})
            signed_in = answer.json()
            await an.send(Renew(token=signed_in["access"]))
            await asyncio.sleep(0.4)
        bye, code = await binh.farewell()
        assert (bye.code, bye.retry_ms, code) == ("token", None, 4401)
        assert await an.done(FLOOD) == ""


async def test_nobody_renews_with_anothers_token(rig: Rig) -> None:
    an = await rig.seat("an")
    await an.send(Renew(token=await rig.token("binh")))
    assert (await an.farewell())[1] == 4401


async def test_the_newer_session_of_a_device_supersedes_the_older_for_good(rig: Rig) -> None:
    old, new = Seated(await rig.socket(), "pc-an"), Seated(await rig.socket(), "pc-an")
    token = await rig.token("an")
    for seated in (old, new):
        await seated.hello(token)
        await seated.until(Welcome)
    bye, code = await old.farewell()
    assert (bye.code, bye.retry_ms, code) == ("superseded", None, 4409)
    assert await new.done(FLOOD) == ""


async def test_one_person_holds_only_so_many_sessions(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, sessions_per_person=2) as rig:
        first = await rig.seat("an", "pc-1")
        await rig.seat("an", "pc-2")
        third = Seated(await rig.socket(), "pc-3")
        await third.hello(await rig.token("an", "pc-3"))
        bye, code = await third.farewell()
        assert (bye.code, code) == ("sessions", 4429)
        assert bye.retry_ms
        await rig.seat("binh")
        assert await first.done(FLOOD) == ""
        await rig.seat("an", "pc-2")


async def test_a_mark_of_this_log_is_gone_on_from_and_any_other_begins_anew(rig: Rig) -> None:
    an = await rig.seat("an")
    mark = an.mark()
    await an.socket.close()
    await (await rig.seat("binh")).done(FLOOD)
    back = Seated(await rig.socket(), "pc-an")
    back.upto = mark.seq
    await back.hello(await rig.token("an"), mark)
    facts = await back.until(Facts)
    assert (facts.fresh, facts.after, len(facts.rows)) == (False, mark.seq, 1)
    for lie in (
        Mark(epoch="x", seq=mark.seq, chain=mark.chain, scope=mark.scope),
        Mark(epoch=mark.epoch, seq=mark.seq, chain="x", scope=mark.scope),
        Mark(epoch=mark.epoch, seq=10_000, chain=mark.chain, scope=mark.scope),
        Mark(epoch=mark.epoch, seq=-1, chain="", scope=mark.scope),
    ):
        told = Seated(await rig.socket(), "pc-an")
        await told.hello(await rig.token("an"), lie)
        assert (await told.until(Facts)).fresh
    assert rig.backend.counts.resets == 4


async def test_whoever_loses_a_right_loses_the_sight_of_what_went_with_it(rig: Rig) -> None:
    an, dung = await rig.seat("an"), await rig.seat("dung")
    await an.done(FLOOD)
    assert await dung.done(SavePerson(person=Person(id="an", name="An", role=Role.DELEGATE))) == ""
    bye, code = await an.farewell()
    assert (bye.code, bye.retry_ms, code) == ("rights", 0, 4403)
    again = await rig.seat("an", mark=an.mark())
    assert again.row("alert", "a") is None
    assert again.row("person", "dung")


async def test_a_new_name_takes_nobody_off_the_line(rig: Rig) -> None:
    an, dung = await rig.seat("an"), await rig.seat("dung")
    await dung.done(SavePerson(person=Person(id="an", name="Bà An", role=Role.DUTY_OFFICER)))
    assert await an.done(FLOOD) == ""


async def test_somebody_dismissed_is_out_and_stays_out(rig: Rig) -> None:
    an, dung = await rig.seat("an"), await rig.seat("dung")
    token = await rig.token("an", "pc-other")
    await dung.done(SavePerson(person=Person(id="an", name="An", role=Role.DUTY_OFFICER, active=False)))
    assert (await an.farewell())[1] == 4403
    back = Seated(await rig.socket(), "pc-other")
    await back.hello(token)
    bye, code = await back.farewell()
    assert (bye.code, bye.retry_ms, code) == ("token", None, 4401)
    await dung.done(SavePerson(person=Person(id="an", name="An", role=Role.DUTY_OFFICER)))
    later = Seated(await rig.socket(), "pc-other")
    await later.hello(token)
    assert (await later.farewell())[0].detail == "unknown or run out"


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


async def test_everything_that_was_answered_is_on_the_disk(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer leaves after the append, never before: while the disk hangs, nobody is told anything."""
    an, binh = await rig.seat("an"), await rig.seat("binh")
    disk = Gate(rig.backend.store.append)
    monkeypatch.setattr(rig.backend.store, "append", disk)
    await an.ask(FLOOD)
    await asyncio.to_thread(disk.reached.wait, 5)
    for seated in (an, binh):
        with pytest.raises(TimeoutError):
            await seated.receive(0.3)
    disk.open.set()
    for seated in (an, binh):
        assert isinstance(await seated.receive(), Facts)


async def test_when_the_disk_fails_everybody_is_sent_away_and_nothing_was_promised(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path) as rig:
        an = await rig.seat("an")
        rig.backend.store.append = _no_disk
        await an.ask(FLOOD, "w")
        assert rig.opened
        await asyncio.wait({rig.opened.writing}, timeout=5)
        assert isinstance(rig.opened.writing.exception(), OSError)
        closing = asyncio.get_running_loop().create_task(an.farewell())
        await rig.backend.stop()
        bye, code = await closing
        assert (bye.code, code) == ("store", 4503)
        assert "w" not in an.settled


async def test_going_down_says_when_to_come_back(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path) as rig:
        an = await rig.seat("an")
        await an.done(FLOOD)
    bye, code = await an.farewell()
    assert (bye.code, code) == ("draining", 4503)
    assert bye.retry_ms


async def test_tokens_and_answers_survive_a_kill(tmp_path: Path) -> None:
    populate(tmp_path)
    process = Process(tmp_path)
    try:
        process.start()
        async with Rig(process.port) as rig:
            token = await rig.token("an")
            seated = Seated(await rig.socket(), "pc-an")
            await seated.hello(token)
            await seated.ask(FLOOD, "w")
            await seated.until(Facts, lambda frame: "w" in frame.settled)
            process.end(9)
            process.start()
            again = Seated(await rig.socket(), "pc-an")
            await again.hello(token)
            await again.ask(FLOOD, "w")
            await again.until(Facts, lambda frame: "w" in frame.settled)
            assert (again.row("alert", "a") or {})["count"] == 1
            assert process.end(15) == 0
    finally:
        process.close()


class Gate:
    """A disk that hangs until it is let go."""

    def __init__(self, append: "object") -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        self._append = append

    def __call__(self, entries: object) -> None:
        self.reached.set()
        self.open.wait(5)
        self._append(entries)  # type: ignore[operator]


def _no_disk(_: object) -> None:
    raise OSError("the disk is gone")
