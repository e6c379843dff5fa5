"""A device is read over real HTTP: its clock, its services, its profiles, and its streams without any login in them."""

import pytest

from backend.services.onvif.device import read
from backend.services.onvif.errors import DeviceError
from backend.services.onvif.places import Place, Places
from backend.services.onvif.soap import Login
from contract.cameras.found import Device
from demo.onvif import SimCamera, SimProfile, Simulator, Trick, auth

LOOP = Places("127.0.0.0/8")
LOGIN = Login("onvif", "mat-khau")
MAIN = SimProfile("Profile_1", "main", "rtsp://127.0.0.1:8554/cam/01/main", 1920, 1080, 25, "H265")
SUB = SimProfile("Profile_2", "sub", "rtsp://127.0.0.1:8554/cam/01/sub", 640, 360, 12.5)


def _camera(**more: object) -> SimCamera:
    return SimCamera(profiles=(SUB, MAIN), **more)  # type: ignore[arg-type]


async def _read(camera: SimCamera, login: Login | None = LOGIN, whole_s: float = 10) -> Device:
    with Simulator(camera) as sim:
        return await read(await LOOP.place(sim.url), login, whole_s)


async def _code(camera: SimCamera, login: Login | None = LOGIN, whole_s: float = 10) -> str:
    with pytest.raises(DeviceError) as refused:
        await _read(camera, login, whole_s)
    assert LOGIN.password not in str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("auth", ["wsse", "digest", "none"])
@pytest.mark.parametrize("media2", [True, False])
async def test_a_device_is_read_however_it_wants_to_know_who_asks(auth: str, media2: bool) -> None:
    device = await _read(_camera(auth=auth, media2=media2), None if auth == "none" else LOGIN)
    assert (device.manufacturer, device.model, device.media) == ("IOC", "SIM-1", 2 if media2 else 1)
    main, sub = device.streams
    assert (main.token, main.width, main.height, main.fps, main.codec) == ("Profile_1", 1920, 1080, 25, "H265")
    assert (main.url, sub.url) == (MAIN.url, SUB.url)
    assert sub.fps == 12.5


@pytest.mark.parametrize("ahead_s", [-86_400.0, 3600.0, 0.0])
async def test_a_device_whose_clock_is_wrong_is_asked_by_its_own_clock(ahead_s: float) -> None:
    device = await _read(_camera(ahead_s=ahead_s))
    assert device.clock_s == pytest.approx(ahead_s, abs=2)


async def test_a_device_that_keeps_its_time_to_itself_is_taken_to_have_ours() -> None:
    device = await _read(_camera(trick=Trick.NO_CLOCK))
    assert device.clock_s is None
    assert len(device.streams) == 2


async def test_an_older_device_is_asked_for_its_capabilities() -> None:
    camera = _camera(services=False)
    assert (await _read(camera)).media == 1
    assert "GetCapabilities" in camera.asked


async def test_where_media2_is_promised_and_fails_media_is_asked() -> None:
    device = await _read(_camera(trick=Trick.MEDIA2_BROKEN))
    assert (device.media, len(device.streams)) == (1, 2)


@pytest.mark.parametrize("auth", ["wsse", "digest"])
@pytest.mark.parametrize("login", [Login("onvif", "sai"), Login("ai-do", "mat-khau"), None])
async def test_a_wrong_login_is_told_as_that(auth: str, login: Login | None) -> None:
    assert await _code(_camera(auth=auth), login) == "onvif.login"


@pytest.mark.parametrize("auth", ["wsse", "digest"])
async def test_the_password_itself_never_travels(auth: str) -> None:
    camera = _camera(auth=auth)
    await _read(camera)
    assert camera.seen
    assert not [request for request in camera.seen if LOGIN.password.encode() in request]
    assert not [request for request in camera.seen if b"authorization: basic" in request.lower()]


@pytest.mark.parametrize(
    ("trick", "code"),
    [
        (Trick.MALFORMED, "onvif.broken_answer"),
        (Trick.BOMB, "onvif.broken_answer"),
        (Trick.EXTERNAL, "onvif.broken_answer"),
        (Trick.DEEP, "onvif.broken_answer"),
        (Trick.HUGE, "onvif.broken_answer"),
        (Trick.GZIP, "onvif.broken_answer"),
        (Trick.STRANGE_ENCODING, "onvif.broken_answer"),
        (Trick.WRONG_NAMESPACE, "onvif.not_onvif"),
        (Trick.HTML, "onvif.not_onvif"),
        (Trick.EMPTY, "onvif.not_onvif"),
        (Trick.REDIRECT, "onvif.not_onvif"),
        (Trick.NO_PROFILES, "onvif.no_streams"),
    ],
)
async def test_an_answer_that_is_none_is_told_as_what_it_is(trick: Trick, code: str) -> None:
    assert await _code(_camera(trick=trick)) == code


@pytest.mark.parametrize("trick", [Trick.SLOW, Trick.DRIP])
async def test_nobody_waits_long_for_a_slow_device(trick: Trick) -> None:
    assert await _code(_camera(trick=trick), whole_s=0.7) == "onvif.slow"


async def test_nobody_there_is_told_as_that() -> None:
    with Simulator(_camera()) as sim:
        place = await LOOP.place(sim.url)
    with pytest.raises(DeviceError) as refused:
        await read(place, LOGIN, 5)
    assert refused.value.code == "onvif.unreachable"


async def test_a_device_cannot_send_us_to_another_host() -> None:
    """It names services at 192.0.2.77: they are asked where the device itself is."""
    device = await _read(_camera(trick=Trick.ELSEWHERE))
    assert len(device.streams) == 2


async def test_a_login_in_a_streams_address_is_taken_out() -> None:
    device = await _read(_camera(trick=Trick.LEAKS_LOGIN))
    assert device.streams[0].url == MAIN.url + "?channel=1"
    assert "mat-khau" not in repr(device)


async def test_a_device_that_names_itself_by_nowhere_gets_its_own_address() -> None:
    device = await _read(_camera(trick=Trick.NOWHERE))
    assert device.streams[0].url == "rtsp://127.0.0.1:554/live"


def test_a_service_is_where_the_device_is() -> None:
    place = Place("http", "10.0.0.5", 80, "/onvif/device_service")
    assert place.beside("http://10.0.0.5:8000/m?x=1").url == "http://10.0.0.5:8000/m?x=1"
    assert place.beside("http://10.0.0.9:8000/m").url == "http://10.0.0.5:80/m"
    assert place.beside("http://[bad").url == place.url
    for told in ("onvif/pull", "http:onvif/pull"):
        assert place.beside(told).url == "http://10.0.0.5:80/onvif/pull", "not a part of the port"


async def test_a_login_is_not_printed() -> None:
    assert "mat-khau" not in repr(LOGIN)


@pytest.mark.parametrize(
    "challenge", ["realm", 'realm="r", nonce="n", algorithm=FOO', 'realm="r", nonce="n", qop="auth-int"']
)
async def test_a_challenge_that_cannot_be_answered_is_an_error_like_any_other(
    challenge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "CHALLENGE", f"Digest {challenge}")
    assert await _code(_camera(auth="digest")) == "onvif.not_onvif"
