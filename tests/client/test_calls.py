"""What a console asks over HTTP: the answer as its type, a no as the backend's code, and silence as no answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client.errors import BadFrame, NoAnswer
from backend_client.http import Http
from contract.base import Refused
from contract.cameras.found import Device, Look, Search, Searched
from demo.onvif import SimCamera, SimProfile, Simulator
from tests.backend.rig import Rig, doors, populate

URL = "rtsp://127.0.0.1:8554/cam/01/main"


@pytest.fixture
def camera() -> SimCamera:
    return SimCamera(password="mk", profiles=(SimProfile("p", "main", URL),))


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    populate(tmp_path)
    async with doors(tmp_path, camera_networks="127.0.0.0/8") as opened:
        yield opened


@pytest.fixture
async def http(rig: Rig) -> AsyncIterator[Http]:
    http = Http(f"http://127.0.0.1:{rig.port}")
    yield http
    await http.close()


async def test_a_device_is_read_from_the_console_through_the_backend(rig: Rig, http: Http, camera: SimCamera) -> None:
    with Simulator(camera) as sim:
        look = Look(address=sim.url, user="onvif", password="mk")
        device = await http.call("/v1/cameras/read", look, Device, await rig.token("dung"))
    assert [stream.url for stream in device.streams] == [URL]
    assert "mk" not in repr(look)


async def test_a_no_comes_as_the_code_that_the_console_has_words_for(rig: Rig, http: Http, camera: SimCamera) -> None:
    with Simulator(camera) as sim:
        look = Look(address=sim.url, user="onvif", password="sai")
        with pytest.raises(Refused) as no:
            await http.call("/v1/cameras/read", look, Device, await rig.token("dung"))
        assert no.value.code == "onvif.login"
    with pytest.raises(Refused) as no:
        await http.call("/v1/cameras/find", Search(seconds=0.1), Searched, await rig.token("an"))
    assert no.value.code == "needs.cameras.manage"


async def test_an_answer_of_another_shape_and_no_answer_at_all(rig: Rig, http: Http) -> None:
    with pytest.raises(BadFrame):
        await http.call("/v1/cameras/find", Search(seconds=0.1), Device, await rig.token("dung"))
    nobody = Http("http://127.0.0.1:9")
    with pytest.raises(NoAnswer):
        await nobody.call("/v1/cameras/find", Search(), Searched, "x")
    await nobody.close()
