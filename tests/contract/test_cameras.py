"""Cameras: numbers are unique, addresses can be opened and hold no password."""

import pytest

from contract.cameras import Camera, CameraLogin, RemoveCamera, SaveCamera, SetCameraLogin, Stream
from tests.contract.rules import codes, facts_of, gone, granted, only, refused, who, world

MANAGER = who("cameras.manage")
MAIN = Stream(profile="main", url="rtsp://10.0.0.1:554/main", width=1280, height=720)
BRIDGE = Camera(id="c", number=1, name="Cầu Bãi Cháy", streams=(MAIN,))


def _at(url: str) -> SaveCamera:
    stream = Stream(profile="main", url=url, width=640, height=360)
    return SaveCamera(camera=Camera(id="d", number=2, name="Chợ", streams=(stream,)))


def test_only_whoever_manages_cameras_changes_them() -> None:
    commands = [SaveCamera(camera=BRIDGE), SetCameraLogin(camera="c", user="u", password="p"), RemoveCamera(camera="c")]
    assert codes(commands, world(BRIDGE), who()) == ["needs.cameras.manage"] * 3
    assert codes(commands, world(BRIDGE), MANAGER) == [""] * 3


def test_a_number_calls_one_camera() -> None:
    other = Camera(id="d", number=1, name="Chợ")
    assert refused(SaveCamera(camera=other), world(BRIDGE), MANAGER) == "camera.number_taken"
    assert facts_of(SaveCamera(camera=other), world(BRIDGE), MANAGER) == {"number": "1", "name": "Cầu Bãi Cháy"}
    assert only(SaveCamera(camera=BRIDGE), world(BRIDGE), MANAGER, Camera) == BRIDGE


def test_a_camera_offers_each_profile_once() -> None:
    twice = Camera(id="c", number=1, name="Cầu", streams=(MAIN, MAIN))
    assert refused(SaveCamera(camera=twice), world(), MANAGER) == "camera.profile_twice"


@pytest.mark.parametrize("url", ["rtsp://u:p@h/x", "rtsp://h/?user=a&password=b", "http://h/x?PWD=b"])
def test_an_address_never_holds_a_password_wherever_it_hides(url: str) -> None:
    assert refused(_at(url), world(), MANAGER) == "camera.address_holds_password"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "rtsp:///nowhere",
        "rtsp://host:99999/x",
        "rtsp://host:0/x",
        "rtsp://[bad/x",
        "rtsp://a b/",
        "rtsp://h/\n",
    ],
)
def test_an_address_that_cannot_be_opened_is_refused(url: str) -> None:
    assert refused(_at(url), world(), MANAGER) == "camera.bad_address"


@pytest.mark.parametrize("url", ["rtsp://host/x", "rtsps://host:322/x", "http://[2001:db8::1]/x", "https://host/x?y=z"])
def test_an_address_that_can_be_opened_is_taken(url: str) -> None:
    assert refused(_at(url), world(), MANAGER) == ""


@pytest.mark.parametrize("url", ["rtsp://admin:secret@host/x", "rtsp://admin@host/x"])
def test_an_address_never_holds_a_password(url: str) -> None:
    assert refused(_at(url), world(), MANAGER) == "camera.address_holds_password"


def test_a_login_belongs_to_a_camera_and_an_empty_user_takes_it_away() -> None:
    assert refused(SetCameraLogin(camera="c", user="u", password="p"), world(), MANAGER) == "gone.camera"
    login = CameraLogin(id="c", user="u", password="p")
    assert only(SetCameraLogin(camera="c", user="u", password="p"), world(BRIDGE), MANAGER, CameraLogin) == login
    taken = gone(SetCameraLogin(camera="c", user="", password=""), world(BRIDGE, login), MANAGER)
    assert taken == {("camera_login", "c")}


def test_a_camera_goes_with_its_login() -> None:
    assert refused(RemoveCamera(camera="c"), world(), MANAGER) == "gone.camera"
    login = CameraLogin(id="c", user="u", password="p")
    assert not list(granted(RemoveCamera(camera="c"), world(BRIDGE, login), MANAGER).everything())
    assert gone(RemoveCamera(camera="c"), world(BRIDGE), MANAGER) == {("camera", "c")}


def test_a_password_is_never_printed() -> None:
    assert "bi-mat" not in repr(CameraLogin(id="c", user="u", password="bi-mat"))
    assert "bi-mat" not in repr(SetCameraLogin(camera="c", user="u", password="bi-mat"))


def test_a_camera_needs_a_name_and_a_unit_that_exists() -> None:
    assert refused(SaveCamera(camera=Camera(id="d", number=2, name="  ")), world(), MANAGER) == "camera.no_name"
    nowhere = SaveCamera(camera=Camera(id="d", number=2, name="Chợ", unit="u"))
    assert refused(nowhere, world(), MANAGER) == "unit.unknown"
    assert facts_of(nowhere, world(), MANAGER) == {"unit": "u"}
