"""Recording and evidence through the whole backend: planned, recorded, locked, taken out, fetched, verified."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.base import Command
from contract.cameras import Camera, CameraGroup, RemoveCamera, SaveCamera, SaveCameraGroup, SetCameraLogin, Stream
from contract.recordings import (
    CancelExport,
    Custody,
    EvidenceExport,
    ExportEvidence,
    LockEvidence,
    Making,
    Recording,
    RecordingPlan,
    RecordingState,
    ReleaseEvidence,
    ReportExport,
    SaveRecordingPlan,
)
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from media.segments.model import SECOND
from tests.backend.rig import Rig, doors, eventually, populate
from verify.check import Verdict, verify

HERE = "127.0.0.0/8"
PATIENCE = 20.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    clip = make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, 15, 2.0, seed=1)
    with ServerThread() as running:
        running.add("one", clip, "xem", "mau")
        running.add("two", clip)
        yield running


def city_of(server: ServerThread) -> list[Command]:
    cameras = [
        Camera(id="one", number=1, name="Cầu Bãi Cháy", streams=_streams(server, "one")),
        Camera(id="hidden", number=2, name="Trụ sở", groups=("g",), restricted=True, streams=_streams(server, "two")),
    ]
    return [
        SaveCameraGroup(group=CameraGroup(id="g", name="Nội bộ")),
        *(SaveCamera(camera=camera) for camera in cameras),
        SetCameraLogin(camera="one", user="xem", password="mau"),
    ]


def _streams(server: ServerThread, path: str) -> tuple[Stream, ...]:
    return (Stream(profile="main", url=server.url(path, credentials=False), width=320, height=180),)


@pytest.fixture
async def recording(tmp_path: Path, server: ServerThread) -> AsyncIterator[Rig]:
    """A backend that records both cameras, and has some seconds of each."""
    populate(tmp_path, city_of(server))
    async with doors(tmp_path, recordings=str(tmp_path / "rec"), camera_networks=HERE, recordings_spare_gib=1) as rig:
        for id in ("one", "hidden"):
            assert await _ask(rig, "dung", SaveRecordingPlan(plan=RecordingPlan(id=id, days=3))) == ""
        await _until(lambda: min(_seconds(rig, id) for id in ("one", "hidden")) > 2.5)
        yield rig


async def _ask(rig: Rig, who: str, wish: Command) -> str:
    settled = await rig.backend.writer.ask("test", os.urandom(8).hex(), who, wish)
    return settled.code or ""


async def _until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.05)


def _seconds(rig: Rig, camera: str) -> float:
    now = time.time_ns() // 1000
    pieces = rig.backend.shelf.recorder.pieces(camera, now - 3600 * SECOND, now + SECOND)
    return float(sum(piece.end - piece.start for piece in pieces)) / SECOND


def _world(rig: Rig) -> Any:
    return rig.backend.engine.world


async def _auth(rig: Rig, user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {await rig.token(user)}"}


async def _begin(rig: Rig, user: str, *cameras: str, **more: Any) -> httpx.Response:
    now = datetime.now(UTC)
    body = {"cameras": cameras, "start": (now - timedelta(minutes=1)).isoformat(), "end": now.isoformat(),
            "why": "Công an phường yêu cầu"} | more  # fmt: skip
    return await rig.http.post("/v1/evidence/exports", json=body, headers=await _auth(rig, user))


async def _made(rig: Rig, id: str) -> EvidenceExport:
    row: EvidenceExport
    await _until(lambda: _world(rig).get(EvidenceExport, id).state not in (Making.QUEUED, Making.RUNNING))
    row = _world(rig).get(EvidenceExport, id)
    return row


async def test_cameras_are_recorded_as_planned_and_rows_say_so(recording: Rig) -> None:
    await _until(lambda: _world(recording).get(RecordingState, "one").status is Recording.RECORDING)
    assert await _ask(recording, "dung", SaveRecordingPlan(plan=RecordingPlan(id="one", on=False))) == ""
    await _until(lambda: _world(recording).get(RecordingState, "one").status is Recording.OFF)
    state = _world(recording).get(RecordingState, "one")
    assert state.bytes > 10_000
    assert state.oldest is not None
    assert abs((datetime.now(UTC) - state.oldest).total_seconds()) < 60
    assert _world(recording).get(RecordingState, "hidden").status is Recording.RECORDING


async def test_an_export_is_made_fetched_in_parts_noted_and_verified(recording: Rig, tmp_path: Path) -> None:
    assert await _ask(recording, "an", lock_now("l", "one")) == ""
    begun = await _begin(recording, "binh", "one", watermark=True, id="e1")
    assert begun.status_code == 202, begun.text
    row = await _made(recording, "e1")
    assert (row.state, row.done) == (Making.READY, 100)
    auth = await _auth(recording, "binh")
    head = await recording.http.get("/v1/evidence/exports/e1/file", headers=auth | {"Range": "bytes=0-99"})
    rest = await recording.http.get("/v1/evidence/exports/e1/file", headers=auth | {"Range": "bytes=100-"})
    assert (head.status_code, rest.status_code) == (206, 206)
    path = tmp_path / "fetched.zip"
    path.write_bytes(head.content + rest.content)
    assert path.stat().st_size == row.size
    key = (await recording.http.get("/v1/evidence/key", headers=await _auth(recording, "dung"))).json()
    report = verify(path, key["fingerprint"])
    assert report.verdict is Verdict.VERIFIED
    (camera,) = report.manifest["cameras"]
    assert (camera["number"], camera["name"], report.manifest["by"]["name"]) == (1, "Cầu Bãi Cháy", "Binh")
    assert [(link["act"], link["name"]) for link in report.manifest["custody"]] == [("lock", "An"), ("export", "Binh")]
    links = {(link.act, link.by) for link in _world(recording).all(Custody)}
    assert links == {("lock", "an"), ("export", "binh"), ("fetch", "binh")}
    assert sum(link.act == "fetch" for link in _world(recording).all(Custody)) == 1


async def test_rights_are_checked_at_every_door(recording: Rig) -> None:
    assert (await _begin(recording, "an", "one")).status_code == 403
    assert (await _begin(recording, "dung", "one")).status_code == 403
    hidden = await _begin(recording, "binh", "hidden")
    assert (hidden.status_code, hidden.json()["code"]) == (409, "evidence.camera_not_yours")
    assert (await _begin(recording, "binh", "one", id="e")).status_code == 202
    await _made(recording, "e")
    for user, status in (("an", 403), ("dung", 403), ("chi", 403), ("binh", 200)):
        got = await recording.http.get("/v1/evidence/exports/e/file", headers=await _auth(recording, user))
        assert got.status_code == status, user
    assert (await recording.http.get("/v1/evidence/exports/e/file")).status_code == 401
    assert (await recording.http.get("/v1/evidence/key", headers=await _auth(recording, "chi"))).status_code == 403
    nobody = await recording.http.get("/v1/evidence/exports/x/file", headers=await _auth(recording, "binh"))
    assert nobody.status_code == 404
    assert await _ask(recording, "an", ReleaseEvidence(lock="l", why="x")) == "needs.evidence.release"


async def test_what_is_kept_is_told_to_those_who_may_watch(recording: Rig) -> None:
    now = datetime.now(UTC)
    asked = {"camera": "one", "start": (now - timedelta(minutes=5)).isoformat(), "end": now.isoformat()}
    auth = await _auth(recording, "an")
    kept = (await recording.http.get("/v1/recordings", params=asked, headers=auth)).json()
    assert len(kept["pieces"]) == 1
    assert kept["gaps"][0]["why"] == "started"
    no = await recording.http.get("/v1/recordings", params=asked | {"camera": "hidden"}, headers=auth)
    assert no.json()["code"] == "evidence.camera_not_yours"
    for strange in ({"start": "0001-01-01T00:00:00+14:00"}, {"end": "9999-12-31T23:59:59-12:00"}):
        answer = await recording.http.get("/v1/recordings", params=asked | strange, headers=auth)
        assert (answer.status_code, answer.json()["code"]) == (422, "evidence.time_implausible")
        refused = await _begin(recording, "binh", "one", **strange)
        assert (refused.status_code, refused.json()["code"]) == (422, "evidence.time_implausible")
    for bad in ({"start": "x"}, {"start": "2026-01-01T00:00:00"}, {"end": asked["start"]}):
        answer = await recording.http.get("/v1/recordings", params=asked | bad, headers=auth)
        assert answer.status_code in (409, 422)


async def test_what_is_recorded_of_a_camera_stays_as_restricted_when_the_camera_is_gone(recording: Rig) -> None:
    now = datetime.now(UTC)
    asked = {"start": (now - timedelta(minutes=5)).isoformat(), "end": now.isoformat()}
    await _until(lambda: "video:g" in _world(recording).get(RecordingState, "hidden").viewers)
    for id in ("one", "hidden"):
        assert await _ask(recording, "dung", RemoveCamera(camera=id)) == ""
    await _until(lambda: _world(recording).get(RecordingState, "hidden").reason == "no_stream")
    no = await recording.http.get(
        "/v1/recordings", params=asked | {"camera": "hidden"}, headers=await _auth(recording, "an")
    )
    assert (no.status_code, no.json().get("code")) == (409, "evidence.camera_not_yours")
    assert (await _begin(recording, "binh", "hidden")).json().get("code") == "evidence.camera_not_yours"
    assert await _ask(recording, "an", lock_now("l", "hidden")) == "evidence.camera_not_yours"
    assert (await _begin(recording, "binh", "one", id="e")).status_code == 202, "what anybody could watch"
    assert (await _made(recording, "e")).state is Making.READY


async def test_a_locked_range_is_locked_in_the_recorder_until_it_is_released(recording: Rig) -> None:
    recorder = recording.backend.shelf.recorder
    assert await _ask(recording, "an", lock_now("l", "one")) == ""
    await _until(lambda: recorder.locks() == {"lock/l"})
    recorder.sweep(time.time_ns() // 1000 + 9 * 86_400 * SECOND)
    assert _seconds(recording, "one") > 2
    assert await _ask(recording, "binh", ReleaseEvidence(lock="l", why="Đã bàn giao")) == ""
    await _until(lambda: recorder.locks() == set())


async def test_a_cancelled_export_leaves_no_file_and_nothing_is_handed_out(recording: Rig, tmp_path: Path) -> None:
    assert (await _begin(recording, "binh", "one", id="e")).status_code == 202
    assert await _ask(recording, "binh", CancelExport(export="e")) == ""
    await _until(lambda: not list((tmp_path / "rec" / "exports").iterdir()))
    assert (await _made(recording, "e")).state is Making.CANCELLED
    got = await recording.http.get("/v1/evidence/exports/e/file", headers=await _auth(recording, "binh"))
    assert got.status_code == 409
    assert (await _begin(recording, "binh", "one", id="f")).status_code == 202
    assert (await _made(recording, "f")).state is Making.READY
    gone = await recording.http.delete("/v1/evidence/exports/f", headers=await _auth(recording, "binh"))
    assert gone.json()["state"] == "cancelled"
    await _until(lambda: not list((tmp_path / "rec" / "exports").iterdir()))


async def test_an_export_of_nothing_says_so(recording: Rig) -> None:
    before = datetime.now(UTC) - timedelta(hours=9)
    asked = {"start": (before - timedelta(minutes=1)).isoformat(), "end": before.isoformat()}
    assert (await _begin(recording, "binh", "one", id="e", **asked)).status_code == 202
    row = await _made(recording, "e")
    assert (row.state, row.reason) == (Making.FAILED, "nothing_there")


async def test_an_export_whose_file_is_gone_has_expired(recording: Rig, tmp_path: Path) -> None:
    assert (await _begin(recording, "binh", "one", id="e")).status_code == 202
    assert (await _made(recording, "e")).state is Making.READY
    (file,) = (tmp_path / "rec" / "exports").iterdir()
    file.unlink()
    auth = await _auth(recording, "binh")
    assert (await recording.http.get("/v1/evidence/exports/e/file", headers=auth)).status_code == 404
    assert (await _begin(recording, "binh", "one", id="f")).status_code == 202
    await _until(lambda: _world(recording).get(EvidenceExport, "e").state is Making.EXPIRED)
    auth = await _auth(recording, "binh")
    assert (await recording.http.get("/v1/evidence/exports/e/file", headers=auth)).status_code == 409
    assert _world(recording).get(Custody, "export/e") is not None


async def test_what_is_asked_over_http_is_checked_as_on_the_wire(recording: Rig) -> None:
    for wrong in ({"id": "x" * 111}, {"id": "a\nb"}, {"id": ""}, {"alert": "x" * 121}, {"why": ""}, {"cameras": []},
                  {"cameras": [""]}, {"strange": 1}):  # fmt: skip
        answer = await _begin(recording, "binh", "one", **wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "body.invalid"), wrong
    late = await _begin(recording, "binh", "one", end=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert (late.status_code, late.json()["code"]) == (409, "evidence.not_over_yet")
    assert not list(_world(recording).all(EvidenceExport))


async def test_an_export_that_was_under_way_is_made_after_a_restart(tmp_path: Path, server: ServerThread) -> None:
    now = datetime.now(UTC)
    asked = ExportEvidence(id="e", cameras=("one",), start=now - timedelta(hours=1), end=now, why="Va chạm")
    populate(tmp_path, [*city_of(server), asked, ReportExport(export="e", state=Making.RUNNING, done=50)])
    exports = tmp_path / "rec" / "exports"
    exports.mkdir(parents=True)
    (exports / "left.zip").write_bytes(b"half")
    (exports / "half.zip.part").mkdir()
    (exports / "half.zip.part" / "cam.mp4").write_bytes(b"half")
    async with doors(tmp_path, recordings=str(tmp_path / "rec"), recordings_spare_gib=1) as rig:
        row = await _made(rig, "e")
        assert (row.state, row.reason) == (Making.FAILED, "nothing_there")
        assert not list(exports.iterdir())


async def test_a_camera_outside_of_the_cameras_networks_is_not_called(tmp_path: Path, server: ServerThread) -> None:
    populate(tmp_path, [*city_of(server), SaveRecordingPlan(plan=RecordingPlan(id="one"))])
    async with doors(tmp_path, recordings=str(tmp_path / "rec"), recordings_spare_gib=1) as rig:
        await eventually(lambda: _world(rig).get(RecordingState, "one"))
        state = _world(rig).get(RecordingState, "one")
        assert (state.status, state.reason) == (Recording.FAULT, "not_allowed")


async def test_without_a_folder_nothing_is_recorded_and_everything_else_goes_on(rig: Rig) -> None:
    answer = await rig.http.get("/v1/evidence/key", headers=await _auth(rig, "dung"))
    assert (answer.status_code, answer.json()["code"]) == (503, "recordings.off")
    assert (await rig.http.get("/v1/health")).status_code == 200


def lock_now(id: str, *cameras: str) -> LockEvidence:
    now = datetime.now(UTC)
    start, end = now - timedelta(minutes=5), now + timedelta(minutes=5)
    return LockEvidence(id=id, cameras=cameras, start=start, end=end, why="Va chạm")
