"""Signing in over HTTP: who gets in, who is kept guessing, and what the answers look like."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from backend import accounts
from contract.people import Person, Role, SavePerson
from tests.backend.rig import PASSWORD, Rig, doors


def _body(**more: Any) -> dict[str, Any]:
    return {"user": "an", "password": PASSWORD, "client": "pc-an"} | more


async def test_whoever_knows_the_password_is_told_who_he_is(rig: Rig) -> None:
    found = await rig.sign_in("an")
    assert found["person"] == {"id": "an", "name": "An", "role": "duty_officer"}
    assert set(found) == {"access", "access_expires", "refresh", "refresh_expires", "person"}


@pytest.mark.parametrize("wrong", [{"password": "sai-mat-khau"}, {"user": "khong-co"}, {"user": "system"}])
async def test_whoever_does_not_is_not_told_what_was_wrong(rig: Rig, wrong: dict[str, str]) -> None:
    answer = await rig.http.post("/v1/sign-in", json=_body(**wrong))
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {"title": "Sign in first", "status": 401, "code": "sign_in.refused"}


async def test_an_unknown_name_costs_as_much_as_a_known_one(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def verify(hashed: str, password: str) -> bool:
        checked.append(hashed[:30])
        return False

    monkeypatch.setattr(accounts, "_verify", verify)
    for user in ("an", "khong-co"):
        await rig.http.post("/v1/sign-in", json=_body(user=user))
    assert len(checked) == 2
    assert checked[0] == checked[1], "the same parameters, and so the same time"


async def test_five_wrong_guesses_a_minute_and_no_more(rig: Rig) -> None:
    for _ in range(5):
        assert (await rig.http.post("/v1/sign-in", json=_body(password="sai"))).status_code == 401
    answer = await rig.http.post("/v1/sign-in", json=_body())
    assert (answer.status_code, answer.json()["code"]) == (429, "sign_in.too_often")
    assert 0 < int(answer.headers["retry-after"]) <= 61
    await rig.sign_in("binh")


async def test_one_address_does_not_guess_its_way_through_all_names(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, sign_ins_per_address=8) as rig:
        codes = [(await rig.http.post("/v1/sign-in", json=_body(user=f"u{n}"))).status_code for n in range(10)]
    assert codes == [401] * 8 + [429] * 2


@pytest.mark.parametrize(
    ("body", "status", "places"),
    [
        (b"{", 400, []),
        (b"", 400, []),
        (b"[]", 422, ["$"]),
        (b"{}", 422, ["$.user", "$.password", "$.client"]),
        (b'{"user":7,"password":"","client":"c","x":1}', 422, ["$.x", "$.user", "$.password"]),
        (b'{"user":"' + b"a" * 100_000 + b'"}', 413, []),
        (b"[" * 60_000, 422, ["$"]),
        (b"\xff\xfe", 400, []),
    ],
)
async def test_a_bad_body_is_told_everything_that_is_wrong(
    rig: Rig, body: bytes, status: int, places: list[str]
) -> None:
    answer = await rig.http.post("/v1/sign-in", content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["at"] for error in answer.json().get("errors", [])] == places


async def test_tokens_are_renewed_on_the_device_and_nowhere_else(rig: Rig) -> None:
    first = await rig.sign_in("an")
    thief = await rig.http.post("/v1/refresh", json={"refresh": first["refresh"], "client": "pc-thief"})
    assert (thief.status_code, thief.json()["code"]) == (401, "token.refused")
    second = await rig.http.post("/v1/refresh", json={"refresh": first["refresh"], "client": "pc-an"})
    assert second.status_code == 200
    assert second.json()["refresh"] != first["refresh"]


async def test_signing_out_ends_the_session_and_the_tokens(rig: Rig) -> None:
    an = await rig.seat("an", "pc-1")
    signed_in = await rig.sign_in("an", "pc-2")
    headers = {"Authorization": f"Bearer {signed_in['access']}"}
    assert (await rig.http.post("/v1/sign-out", headers=headers)).status_code == 204
    assert (await rig.http.post("/v1/sign-out", headers=headers)).status_code == 401
    body = {"refresh": signed_in["refresh"], "client": "pc-2"}
    assert (await rig.http.post("/v1/refresh", json=body)).status_code == 401
    assert an.socket.state.name == "OPEN"


async def test_signing_out_closes_the_line(rig: Rig) -> None:
    an = await rig.seat("an")
    token = rig.backend.hub.seated("an", "pc-an").holder.family
    await rig.backend.tokens.revoke(token)
    bye, code = await an.farewell()
    assert (bye.code, bye.retry_ms, code) == ("token", None, 4401)


async def _set(rig: Rig, user: str, **body: str) -> Any:
    token = await rig.token(user, f"admin-{user}")
    return await rig.http.post("/v1/passwords", json=body, headers={"Authorization": f"Bearer {token}"})


async def test_an_administrator_sets_anybodys_password_and_signs_them_out(rig: Rig) -> None:
    an = await rig.seat("an")
    assert (await _set(rig, "dung", person="an", password="mat-khau-moi")).status_code == 204
    assert (await an.farewell())[1] == 4401
    assert (await rig.http.post("/v1/sign-in", json=_body())).status_code == 401
    assert (await rig.http.post("/v1/sign-in", json=_body(password="mat-khau-moi"))).status_code == 200


async def test_others_set_only_their_own_and_must_know_the_old_one(rig: Rig) -> None:
    assert (await _set(rig, "an", person="binh", password="mat-khau-moi")).status_code == 403
    assert (await _set(rig, "an", person="an", password="mat-khau-moi")).status_code == 403
    assert (await _set(rig, "an", person="an", password="mat-khau-moi", old="sai")).status_code == 401
    assert (await _set(rig, "an", person="an", password="mat-khau-moi", old=PASSWORD)).status_code == 204
    assert (await _set(rig, "dung", person="khong-co", password="mat-khau-moi")).status_code == 404
    weak = await _set(rig, "dung", person="an", password="ngan")
    assert (weak.status_code, weak.json()["errors"][0]["at"]) == (422, "$.password")


async def test_somebody_dismissed_cannot_sign_in(rig: Rig) -> None:
    dung = await rig.seat("dung")
    await dung.done(SavePerson(person=Person(id="an", name="An", role=Role.DUTY_OFFICER, active=False)))
    assert (await rig.http.post("/v1/sign-in", json=_body())).status_code == 401


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


async def test_no_password_and_no_token_stands_in_the_log(logged: list[Any], tmp_path: Path, key: str) -> None:
    async with doors(tmp_path) as rig:
        signed_in = await rig.sign_in("an")
        await rig.http.post("/v1/sign-in", json=_body(password="sai-mat-khau"))
        await rig.seat("an")
        await rig.http.post("/v1/alerts", json={}, headers={"Authorization": f"Bearer {key}"})
    text = repr(logged)
    assert "signed_in" in text
    for secret in (PASSWORD, "sai-mat-khau", signed_in["access"], signed_in["refresh"], key):
        assert secret not in text
