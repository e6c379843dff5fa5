"""Who is let in at /v1/sync, for how long, and with which eyes."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from backend.accounts import account
from backend.services import SERVICES
from contract.alerts import Raise, Severity
from contract.people import Person, Role, SavePerson
from contract.wire import Facts, Mark, Ping, Renew, Welcome
from tests.backend.rig import PASSWORD, Rig, Seated, doors

FLOOD = Raise(id="a", title="Ngập", severity=Severity.WARNING)


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


@pytest.mark.alone
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


async def test_nobody_is_thrown_out_by_another_who_takes_his_client_id(rig: Rig) -> None:
    an, binh = await rig.seat("an", "desk"), await rig.seat("binh", "desk")
    assert await an.done(FLOOD) == ""
    await binh.until(Facts)
    assert rig.backend.hub.held_by("an") == rig.backend.hub.held_by("binh") == 1


@pytest.mark.parametrize("client", [*SERVICES, "offline", "backend", "service", "hook:cam-bien"])
async def test_no_console_speaks_under_the_name_of_a_service(rig: Rig, client: str) -> None:
    answer = await rig.http.post("/v1/sign-in", json={"user": "an", "password": PASSWORD, "client": client})
    assert (answer.status_code, answer.json()["code"]) == (422, "client.reserved")
    seated = Seated(await rig.socket(), client)
    await seated.hello((await rig.backend.tokens.issue("an", client)).access)
    assert (await seated.farewell())[1] == 4400


async def test_nobody_is_the_backend_itself(rig: Rig) -> None:
    """Not even with a password or a token from before this was refused."""
    await rig.backend.writer.keep_secrets([account("system", PASSWORD)])
    answer = await rig.http.post("/v1/sign-in", json={"user": "system", "password": PASSWORD, "client": "pc"})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.refused")
    issued = await rig.backend.tokens.issue("system", "pc")
    seated = Seated(await rig.socket(), "pc")
    await seated.hello(issued.access)
    assert (await seated.farewell())[1] == 4401
    body = {"person": "an", "password": "mat-khau-moi"}
    theirs = await rig.http.post("/v1/passwords", json=body, headers={"Authorization": f"Bearer {issued.access}"})
    assert (theirs.status_code, theirs.json()["code"]) == (401, "person.not_active")
    admin = {"Authorization": f"Bearer {await rig.token('dung')}"}
    answer = await rig.http.post("/v1/passwords", json=body | {"person": "system"}, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (403, "person.built_in")


@pytest.mark.alone
@pytest.mark.parametrize("said", [b"", b"GET /v1/health HTTP/1.1\r\nX-Slow: "])
async def test_a_line_on_which_nothing_is_asked_is_closed(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr("backend.serve.FIRST_S", 0.2)
    an = await rig.seat("an")
    reader, writer = await asyncio.open_connection("127.0.0.1", rig.port)
    writer.write(said)
    async with asyncio.timeout(2):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()
    assert await an.done(FLOOD) == "", "whoever did ask stays"


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
