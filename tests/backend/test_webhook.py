"""POST /v1/alerts: another system's alerts, taken once, answered when they are on the disk."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.alerts import Alert, Severity
from contract.cameras import Camera, SaveCamera
from contract.geo import Point
from contract.ids import id_of
from contract.people import Person, Role, SavePerson
from tests.backend.rig import Rig, doors, populate

CAMERA = SaveCamera(camera=Camera(id="cam-07", number=7, name="Cầu Bãi Cháy"))
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def key(tmp_path: Path) -> str:
    return populate(tmp_path, [CAMERA])


async def _post(rig: Rig, api_key: str, **body: Any) -> httpx.Response:
    whole = {"key": "tram-1", "title": "Mực nước vượt báo động 2", "severity": "warning"} | body
    return await rig.http.post("/v1/alerts", json=whole, headers={"Authorization": f"Bearer {api_key}"})


def _alert(rig: Rig, key: str = "tram-1") -> Alert:
    alert: Alert = rig.backend.engine.world[Alert, id_of("cam-bien", key)]
    return alert


async def test_an_alert_stands_on_the_desk_once_it_is_answered(rig: Rig, key: str) -> None:
    an = await rig.seat("an")
    answer = await _post(rig, key, place="Cầu Bãi Cháy", lat=20.96, lon=107.05, camera="cam-07", detail="3,2 m")
    assert answer.status_code == 201
    found = answer.json()
    assert found == {"id": id_of("cam-bien", "tram-1"), "seq": found["seq"], "episode": 1, "warnings": []}
    assert rig.backend.store.head()[0] == found["seq"]
    alert = _alert(rig)
    assert (alert.severity, alert.point, alert.camera) == (Severity.WARNING, Point(20.96, 107.05), "cam-07")
    assert alert.source == "cam-bien"
    while an.row("alert", found["id"]) is None:
        await an.receive()


@pytest.mark.parametrize("camera", [7, "7", "cam-07"])
async def test_a_camera_is_known_by_its_number_or_its_id(rig: Rig, key: str, camera: Any) -> None:
    assert (await _post(rig, key, camera=camera)).json()["warnings"] == []
    assert _alert(rig).camera == "cam-07"


async def test_an_alert_is_not_turned_away_for_a_camera_or_an_image_that_is_not_there(rig: Rig, key: str) -> None:
    answer = await _post(rig, key, camera=99, image="0" * 64)
    assert answer.status_code == 201
    assert [warning.split(":")[0] for warning in answer.json()["warnings"]] == ["camera", "image"]
    assert (_alert(rig).camera, _alert(rig).image) == (None, None)


async def test_an_image_that_was_sent_before_hangs_on_the_alert(rig: Rig, key: str) -> None:
    sent = await rig.http.post("/v1/files", content=PNG, headers={"Authorization": f"Bearer {key}"})
    digest = sent.json()["sha256"]
    assert (await _post(rig, key, image=digest)).json()["warnings"] == []
    assert _alert(rig).image == digest


async def test_the_same_key_again_counts_up_and_makes_no_second_alert(rig: Rig, key: str) -> None:
    for _ in range(3):
        assert (await _post(rig, key)).status_code == 201
    assert _alert(rig).count == 3
    assert len(list(rig.backend.engine.world.all(Alert))) == 1


async def test_a_retry_under_an_idempotency_key_counts_once(rig: Rig, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "lan-1"}
    body = {"key": "tram-1", "title": "Ngập", "severity": "notice"}
    answers = [(await rig.http.post("/v1/alerts", json=body, headers=headers)).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert _alert(rig).count == 1
    await rig.http.post("/v1/alerts", json=body, headers=headers | {"Idempotency-Key": "lan-2"})
    assert _alert(rig).count == 2


@pytest.mark.parametrize(
    ("wrong", "places"),
    [
        ({"severity": "red"}, ["$.severity"]),
        ({"title": ""}, ["$.title"]),
        ({"title": "   "}, ["$.title"]),
        ({"title": None}, ["$.title"]),
        ({"key": "", "lat": 91, "colour": "red"}, ["$.colour", "$.key", "$.lat"]),
        ({"lat": 20.9}, ["$.lon"]),
        ({"lon": 107.0}, ["$.lat"]),
        ({"image": "abc"}, ["$.image"]),
        ({"camera": 7.5}, ["$.camera"]),
        ({"detail": "x" * 4001}, ["$.detail"]),
    ],
)
async def test_what_is_wrong_with_a_body_is_said_field_by_field(
    rig: Rig, key: str, wrong: dict[str, Any], places: list[str]
) -> None:
    head = rig.backend.engine.head
    answer = await _post(rig, key, **wrong)
    assert answer.status_code == 422
    assert [error["at"] for error in answer.json()["errors"]] == places
    assert all(error["expected"] for error in answer.json()["errors"])
    assert rig.backend.engine.head == head


async def test_a_body_that_is_too_large_is_not_read(rig: Rig, key: str) -> None:
    answer = await _post(rig, key, detail="x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "Bearer ioc_forged", "Bearer forged"])
async def test_without_a_key_nothing_is_taken(rig: Rig, header: str) -> None:
    answer = await rig.http.post("/v1/alerts", json={}, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_access_token_is_no_api_key(rig: Rig) -> None:
    assert (await _post(rig, await rig.token("an"))).status_code == 401


async def test_a_source_that_was_dismissed_or_may_not_raise_alerts_is_turned_away(rig: Rig, key: str) -> None:
    dung = await rig.seat("dung")
    await dung.done(SavePerson(person=Person(id="cam-bien", name="Cảm biến", role=Role.DELEGATE)))
    answer = await _post(rig, key)
    assert (answer.status_code, answer.json()["code"]) == (403, "needs.alerts.raise")
    await dung.done(SavePerson(person=Person(id="cam-bien", name="Cảm biến", role=Role.SOURCE, active=False)))
    assert (await _post(rig, key)).status_code == 401


async def test_a_key_that_is_used_too_often_is_told_when_to_come_back(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path, hooks_per_s=0.5, hooks_burst=3) as rig:
        answers = [await _post(rig, key) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 3 + [429] * 2
    assert answers[-1].headers["retry-after"]
