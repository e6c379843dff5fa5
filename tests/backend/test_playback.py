"""Recorded pictures over HTTP: whole and decodable, a gap as a gap, for whoever may see them, a little at a time."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import httpx
import msgspec
import pytest

from backend.web import playback_ops
from backend.web.playback_ops import END, HEAD, KEY, UNIT, Told
from contract.cameras import Camera, CameraGroup, SaveCamera, SaveCameraGroup, Stream
from contract.recordings import RecordingPlan, SaveRecordingPlan
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from media.segments.model import SECOND
from tests.backend.rig import Rig, doors, populate

Unit = tuple[bool, float, bytes]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    clip = make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, 15, 2.0, seed=1)
    with ServerThread() as running:
        running.add("one", clip)
        yield running


@pytest.fixture
async def rig(tmp_path: Path, server: ServerThread) -> AsyncIterator[Rig]:
    """Two cameras that are recorded, one of them hidden; some seconds of each."""
    stream = Stream(profile="main", url=server.url("one", credentials=False), width=320, height=180)
    populate(tmp_path, [
        SaveCameraGroup(group=CameraGroup(id="g", name="Nội bộ")),
        SaveCamera(camera=Camera(id="one", number=1, name="Cầu", streams=(stream,))),
        SaveCamera(camera=Camera(id="hidden", number=2, name="Trụ sở", groups=("g",), restricted=True,
                                 streams=(stream,))),
    ])  # fmt: skip
    async with doors(
        tmp_path, recordings=str(tmp_path / "rec"), camera_networks="127.0.0.0/8", recordings_spare_gib=1
    ) as running:
        for id in ("one", "hidden"):
            plan = SaveRecordingPlan(plan=RecordingPlan(id=id, days=3))
            await running.backend.writer.ask("test", id, "dung", plan)
        end = time.monotonic() + 20
        while seconds(running, "one") < 4 or seconds(running, "hidden") < 2:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)
        yield running


def pieces(rig: Rig, camera: str) -> Any:
    now = time.time_ns() // 1000
    return rig.backend.shelf.recorder.pieces(camera, now - 3600 * SECOND, now + SECOND)


def seconds(rig: Rig, camera: str) -> float:
    return float(sum(piece.end - piece.start for piece in pieces(rig, camera))) / SECOND


async def get(rig: Rig, user: str, camera: str, at: float, seconds: object) -> httpx.Response:
    when = datetime.fromtimestamp(at, UTC).isoformat()
    params = {"camera": camera, "at": when, "seconds": str(seconds)}
    headers = {"Authorization": f"Bearer {await rig.token(user)}"}
    return await rig.http.get("/v1/recordings/pictures", params=params, headers=headers)


def read(body: bytes) -> tuple[Told, list[Unit], float]:
    (length,) = HEAD.unpack_from(body)
    at = HEAD.size + length
    told = msgspec.json.decode(body[HEAD.size : at], type=Told)
    units: list[Unit] = []
    while at < len(body):
        flags, stamp, size = UNIT.unpack_from(body, at)
        at += UNIT.size
        if flags & END:
            assert at == len(body)
            return told, units, stamp
        units.append((bool(flags & KEY), stamp, body[at : at + size]))
        at += size
    return told, units, 0.0


async def test_pictures_of_a_range_begin_with_a_key_picture_and_decode(rig: Rig) -> None:
    start = pieces(rig, "one")[0].start / SECOND
    answer = await get(rig, "an", "one", start + 1.5, 1.5)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told, units, end = read(answer.content)
    assert told.codec == "h264"
    assert told.run == pytest.approx(start)
    assert units[0][0], "a decoder can begin here"
    assert units[0][1] <= start + 1.5 < units[-1][1] < start + 3
    assert end == pytest.approx(start + 3, abs=0.1)
    context = av.CodecContext.create("h264", "r")
    shown = sum(len(context.decode(av.Packet(data))) for _key, _stamp, data in units)
    assert shown >= len(units) - 2


async def test_a_gap_is_told_as_one_with_its_ends_and_reason(rig: Rig) -> None:
    start = pieces(rig, "one")[0].start / SECOND
    told, units, _end = read((await get(rig, "an", "one", start - 60, 10)).content)
    assert not units
    assert told.codec == ""
    assert told.start == 0, "longer ago than it was looked for"
    assert told.gap_until == pytest.approx(start, abs=0.01)
    assert told.why == "started"


@pytest.mark.parametrize(("user", "camera", "status"), [
    ("chi", "one", 403), ("an", "hidden", 403), ("dung", "one", 200), ("an", "unknown", 403),
])  # fmt: skip
async def test_only_whoever_may_see_both(rig: Rig, user: str, camera: str, status: int) -> None:
    assert (await get(rig, user, camera, time.time() - 2, 1)).status_code == status


@pytest.mark.parametrize("wrong", [0, -1, 61, "nan", "x", "inf"])
async def test_no_absurd_range_is_answered(rig: Rig, wrong: object) -> None:
    assert (await get(rig, "an", "one", time.time() - 2, wrong)).status_code == 422
    assert (await get(rig, "an", "one", 1.0, 5)).status_code == 422, "1970 cannot be right"


async def test_one_answer_holds_no_more_than_its_bound_and_says_where_to_go_on(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback_ops, "MOST_BYTES", 2000)
    start = pieces(rig, "one")[0].start / SECOND
    told, units, end = read((await get(rig, "an", "one", start, 60)).content)
    assert sum(len(data) for _key, _stamp, data in units) < 100_000
    assert end < start + 3
    again, more, _later = read((await get(rig, "an", "one", end, 60)).content)
    assert again.run == told.run
    assert more[0][1] <= end
    assert more[-1][1] > units[-1][1]


async def test_whoever_goes_away_gives_the_place_back(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playback_ops, "WAIT_S", 0.3)
    at = (pieces(rig, "one")[0].start + SECOND) / SECOND
    for _ in range(playback_ops.AT_ONCE * 3):
        params = {"camera": "one", "at": datetime.fromtimestamp(at, UTC).isoformat(), "seconds": "3"}
        headers = {"Authorization": f"Bearer {await rig.token('an')}"}
        async with rig.http.stream("GET", "/v1/recordings/pictures", params=params, headers=headers) as answer:
            assert answer.status_code == 200
    assert (await get(rig, "an", "one", at, 1)).status_code == 200


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_the_ends_of_the_calendar_are_refused(rig: Rig, at: str) -> None:
    headers = {"Authorization": f"Bearer {await rig.token('an')}"}
    params = {"camera": "one", "at": at, "seconds": "60"}
    answer = await rig.http.get("/v1/recordings/pictures", params=params, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "evidence.time_implausible")


async def test_whoever_takes_nothing_does_not_keep_others_out(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playback_ops, "TAKEN_S", 1.0)
    at = (pieces(rig, "one")[0].start + SECOND) / SECOND
    when = datetime.fromtimestamp(at, UTC).isoformat().replace("+", "%2B")
    head = f"GET /v1/recordings/pictures?camera=one&at={when}&seconds=3 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
    asleep = [socket.create_connection(("127.0.0.1", rig.port)) for _ in range(playback_ops.AT_ONCE)]
    with monkeypatch.context() as large:
        large.setattr(playback_ops, "_body", lambda *_: (bytes(1_000_000) for _ in range(30)))
        for one in asleep:
            one.sendall(f"{head}{await rig.token('an')}\r\n\r\n".encode())
        await asyncio.sleep(0.5)
    assert (await get(rig, "binh", "one", at, 1)).status_code == 200
    for one in asleep:
        one.close()


async def test_what_was_altered_is_a_gap_and_never_shown(rig: Rig) -> None:
    await rig.backend.writer.ask("test", "off", "dung", SaveRecordingPlan(plan=RecordingPlan(id="one", on=False)))
    end = time.monotonic() + 20
    while not all(segment.sha256 for piece in pieces(rig, "one") for segment in piece.segments):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    piece = pieces(rig, "one")[0]
    path = piece.segments[0].path
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    told, units, _end = read((await get(rig, "an", "one", piece.start / SECOND + 1, 2)).content)
    assert told.why == "altered"
    assert not units
    path.unlink()
    told, units, _end = read((await get(rig, "an", "one", piece.start / SECOND + 1, 2)).content)
    assert told.why in ("deleted", "altered")
    assert not units
