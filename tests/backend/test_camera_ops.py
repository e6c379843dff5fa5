"""What administrators ask about cameras over HTTP: who may, what comes back, and what is written nowhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from contract.base import Command
from contract.cameras import Camera, CameraGroup, ImportCameras, Login, SaveCamera, SaveCameraGroup, SetCameraLogin
from contract.cameras.found import TakeIn
from contract.people import Person, Role, SavePerson
from contract.wire import encode
from demo.onvif import SimCamera, SimProfile, Simulator, Trick
from tests.backend.rig import Rig, doors, populate

SECRET = "mat-khau-camera-7731"
PROFILE = SimProfile("p1", "main", "rtsp://127.0.0.1:8554/cam/01/main")
GROUP = CameraGroup(id="g", name="Nhà tạm giữ")
SHUT = Camera(id="s", number=2, name="Hành lang", groups=("g",), restricted=True)


@pytest.fixture
def sim() -> Any:
    with Simulator(SimCamera(password=SECRET, profiles=(PROFILE,))) as simulator:
        yield simulator


@pytest.fixture
async def near(tmp_path: Path, key: str, sim: Simulator) -> AsyncIterator[Rig]:
    """A backend that may call this machine, where the make-believe camera is."""
    host, port = sim.search_at
    async with doors(tmp_path, camera_networks="127.0.0.0/8", camera_search=f"{host}:{port}") as rig:
        yield rig


async def _post(rig: Rig, path: str, body: object, user: str = "dung") -> httpx.Response:
    headers = {"Authorization": f"Bearer {await rig.token(user)}"}
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return await rig.http.post(f"/v1/cameras/{path}", content=content, headers=headers)


def _look(sim: Simulator, password: str = SECRET) -> dict[str, str]:
    return {"address": sim.url, "user": "onvif", "password": password}


def _files_with(folder: Path, words: bytes) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and words in file.read_bytes()]


@pytest.mark.parametrize("path", ["find", "read", "import"])
async def test_only_whoever_manages_cameras_asks(near: Rig, sim: Simulator, path: str) -> None:
    assert (await near.http.post(f"/v1/cameras/{path}", content=b"{}")).status_code == 401
    for user in ("an", "binh", "chi", "node-1"):
        answer = await _post(near, path, {}, user)
        assert (answer.status_code, answer.json()["code"]) == (403, "needs.cameras.manage")
    assert sim.camera.asked == []


async def test_a_search_finds_the_camera_and_reading_gives_its_streams(near: Rig, sim: Simulator) -> None:
    found = (await _post(near, "find", {"seconds": 0.3})).json()
    assert [one["address"] for one in found["found"]] == [sim.url]
    device = (await _post(near, "read", _look(sim))).json()
    assert [stream["url"] for stream in device["streams"]] == [PROFILE.url]


async def test_what_is_wrong_with_a_device_is_said_in_a_code(near: Rig, sim: Simulator) -> None:
    answer = await _post(near, "read", _look(sim, "sai"))
    assert (answer.status_code, answer.json()["code"]) == (502, "onvif.login")
    answer = await _post(near, "read", {"address": "http://8.8.8.8/"})
    assert (answer.status_code, answer.json()["code"]) == (502, "onvif.address_not_allowed")
    sim.camera.trick = Trick.BOMB
    assert (await _post(near, "read", _look(sim))).json()["code"] == "onvif.broken_answer"


async def test_by_default_the_backends_own_machine_is_not_called(rig: Rig, sim: Simulator) -> None:
    answer = await _post(rig, "read", _look(sim))
    assert answer.json()["code"] == "onvif.address_not_allowed"
    assert sim.camera.asked == []


async def test_no_password_of_a_device_is_logged_or_kept(
    near: Rig, sim: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await _post(near, "read", _look(sim))
    await _post(near, "read", _look(sim, SECRET + "x"))
    body = b'{"address": 1, "user": "onvif", "password": "' + SECRET.encode() + b'"}'
    assert SECRET not in (await _post(near, "read", body)).text
    assert SECRET not in "".join(capsys.readouterr())
    assert not _files_with(tmp_path, SECRET.encode())


async def test_devices_are_not_tried_faster_than_a_person_types(near: Rig) -> None:
    answers = [await _post(near, "read", {"address": "http://8.8.8.8/"}) for _ in range(24)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "onvif.too_often"
    assert "Retry-After" in answers[-1].headers


async def test_one_search_at_a_time(near: Rig) -> None:
    both = await asyncio.gather(*[_post(near, "find", {"seconds": 0.6}) for _ in range(2)])
    assert sorted(answer.status_code for answer in both) == [200, 429]


async def test_a_long_list_is_taken_in_as_a_whole_and_once(near: Rig) -> None:
    cameras = tuple(Camera(id=f"c{n}", number=n, name=f"Camera số {n}", groups=("g",)) for n in range(1, 601))
    logins = (Login(camera="c1", user="xem", password=SECRET),)
    body = encode(TakeIn(id="w1", wish=ImportCameras(cameras=cameras, groups=(GROUP,)), logins=logins))
    assert len(body) > 64 * 1024, "more than the line takes in one frame"
    for _ in range(2):
        assert (await _post(near, "import", body)).json() == {"code": None, "facts": {}}
    seat = await near.seat("an")
    assert sum(kind == "camera" for kind, _ in seat.rows) == 600
    assert seat.row("camera_login", "c1")
    head = near.backend.engine.head
    wrong = (*cameras[:10], msgspec.structs.replace(cameras[10], number=1))
    refused = (await _post(near, "import", encode(TakeIn(id="w2", wish=ImportCameras(cameras=wrong))))).json()
    assert refused["code"] == "camera.import_refused"
    assert near.backend.engine.head == head, "nothing of a refused list is so"


async def test_a_list_that_is_too_long_for_one_wish_is_refused_in_words(near: Rig) -> None:
    cameras = tuple(Camera(id=f"c{n}", number=n, name="C" * 190, place="P" * 190) for n in range(1, 1700))
    answer = await _post(near, "import", encode(TakeIn(id="w", wish=ImportCameras(cameras=cameras))))
    assert answer.json()["code"] == "too_large"


async def test_a_restricted_camera_and_its_login_reach_its_watchers_alone(tmp_path: Path) -> None:
    people = {"dung": Role.ADMIN, "an": Role.DUTY_OFFICER, "binh": Role.SUPERVISOR, "cam-bien": Role.SOURCE}
    watcher = Person(id="an", name="An", role=Role.DUTY_OFFICER, watches=("g",))
    wishes: list[Command] = [
        SaveCameraGroup(group=GROUP),
        SaveCamera(camera=SHUT),
        SetCameraLogin(camera="s", user="xem", password=SECRET),
        SavePerson(person=watcher),
    ]
    populate(tmp_path, wishes, people)
    async with doors(tmp_path) as rig:
        an, binh, dung = [await rig.seat(user) for user in ("an", "binh", "dung")]
        assert an.row("camera", "s")
        assert an.row("camera_login", "s")
        assert not binh.row("camera", "s")
        assert not binh.row("camera_login", "s")
        assert dung.row("camera", "s")
        assert not dung.row("camera_login", "s"), "who keeps the list need not watch"


async def test_a_login_leaves_the_machines_of_those_who_may_watch_no_longer(tmp_path: Path) -> None:
    free = msgspec.structs.replace(SHUT, restricted=False)
    login = SetCameraLogin(camera="s", user="xem", password=SECRET)
    populate(tmp_path, [SaveCameraGroup(group=GROUP), SaveCamera(camera=free), login])
    async with doors(tmp_path) as rig:
        an, dung = await rig.seat("an"), await rig.seat("dung")
        assert an.row("camera_login", "s")
        assert await dung.done(SaveCamera(camera=SHUT)) == ""
        while an.row("camera", "s") or an.row("camera_login", "s"):
            await an.receive()
