"""Health, metrics, the document of all endpoints, and what every answer carries."""

from typing import Any

import pytest

from backend.web.openapi import document
from contract.alerts import Raise, Severity
from tests.backend.rig import Rig


async def test_health_says_how_it_is(rig: Rig) -> None:
    answer = await rig.http.get("/v1/health")
    assert answer.status_code == 200
    assert answer.json().keys() == {"status", "head", "depth", "sessions", "loop_lag_ms"}
    rig.backend.hub.draining = True
    assert (await rig.http.get("/v1/health")).status_code == 503


async def test_metrics_count_what_happens(rig: Rig) -> None:
    an, _ = await rig.seat("an"), await rig.seat("binh")
    await an.done(Raise(id="a", title="Ngập", severity=Severity.WARNING))
    await an.done(Raise(id="a", title=" ", severity=Severity.WARNING))
    lines = (await rig.http.get("/metrics")).text.splitlines()
    values = {line.split()[0]: float(line.split()[1]) for line in lines if not line.startswith("#")}
    assert values["ioc_head"] == rig.backend.engine.head
    assert values["ioc_refusals_total"] == 1
    assert values["ioc_frames_total"] >= 4
    assert values["ioc_bytes_total"] > 500
    assert values["ioc_commit_seconds_count"] == values["ioc_commits_total"] > 0
    for name in ("sessions", "lag_max", "loop_lag_s", "depth", "resets_total", "signals_total", "batch_wishes_sum"):
        assert f"ioc_{name}" in values


async def test_metrics_are_for_this_machine_or_for_whoever_manages_people(rig: Rig, key: str) -> None:
    away = {"X-Forwarded-For": "192.0.2.7"}
    assert (await rig.http.get("/metrics", headers=away)).status_code == 401
    for user, status in (("an", 403), ("dung", 200)):
        token = await rig.token(user)
        answer = await rig.http.get("/metrics", headers=away | {"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", "/v1/alerts", 405), ("PUT", "/v1/health", 405)]
)
async def test_what_is_not_there_is_a_problem_too(rig: Rig, method: str, path: str, status: int) -> None:
    answer = await rig.http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_every_answer_carries_its_headers_and_lets_no_other_page_in(rig: Rig) -> None:
    for path in ("/v1/health", "/nowhere"):
        headers = (await rig.http.get(path, headers={"Origin": "https://evil.example"})).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "server" not in headers
        assert not [name for name in headers if name.startswith("access-control")]


async def test_a_request_that_breaks_is_not_shown_from_inside(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(rig.backend.tokens, "holder", broken)
    transport = rig.http
    answer = await transport.post("/v1/sign-out", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret detail" not in answer.text


async def test_the_document_describes_every_endpoint_with_its_types(rig: Rig) -> None:
    found = (await rig.http.get("/v1/openapi.json")).json()
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) == {
        "/v1/sign-in",
        "/v1/refresh",
        "/v1/recordings",
        "/v1/recordings/pictures",
        "/v1/evidence/key",
        "/v1/evidence/exports",
        "/v1/evidence/exports/{id}",
        "/v1/evidence/exports/{id}/file",
        "/v1/sign-out",
        "/v1/passwords",
        "/v1/files",
        "/v1/files/{sha256}",
        "/v1/alerts",
        "/v1/cameras/find",
        "/v1/cameras/read",
        "/v1/cameras/import",
        "/v1/health",
        "/metrics",
        "/v1/openapi.json",
        "/v1/sync",
    }
    hook = found["components"]["schemas"]["Hook"]
    assert hook["additionalProperties"] is False
    assert set(hook["required"]) == {"key", "title", "severity"}
    assert found["paths"]["/v1/alerts"]["post"]["security"] == [{"key": []}]
    assert set(found["paths"]["/v1/alerts"]["post"]["responses"]) >= {"201", "401", "403", "413", "422", "429"}


async def test_tagged_unions_keep_their_discriminators_and_every_reference_leads_somewhere(rig: Rig) -> None:
    found = (await rig.http.get("/v1/openapi.json")).json()
    schemas = found["components"]["schemas"]
    for name, tag in {"FromClient": "frame", "FromServer": "frame", "Wish": "wish", "Row": "row"}.items():
        assert schemas[name]["discriminator"]["propertyName"] == tag
    missing = [ref for ref in _refs(found) if ref.removeprefix("#/components/schemas/") not in schemas]
    assert missing == []


def _refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for each in value.values() for ref in _refs(each)]
    return [ref for each in value for ref in _refs(each)] if isinstance(value, list) else []


def test_a_public_url_stands_in_the_document() -> None:
    assert document([], "1", "https://ioc.example")["servers"] == [{"url": "https://ioc.example"}]
