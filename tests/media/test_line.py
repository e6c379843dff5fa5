"""One line to a camera that lies: it ends with a reason, in time, and leaves nothing behind."""

import asyncio
import gc
import os
import ssl
import subprocess
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from media.access import AccessUnit, Format
from media.fault import Broken, NotForUs
from media.login import Login
from media.rtsp import line
from media.rtsp.line import Viewer, broken, watch
from tests.media.camera import Answer, Camera, Say, h26x, sdp

SECRET = "p@ss wörd/%"
LOGIN = Login("operator", SECRET)
DIGEST = {"WWW-Authenticate": 'Digest realm="r", nonce="n"'}
ME = psutil.Process()


async def look(url: str, login: Login | None = LOGIN, seconds: float = 6, enough: int = 10,
               tls: ssl.SSLContext | None = None) -> list[Format | AccessUnit]:  # fmt: skip
    """Watch for so long, or until so many pictures came; raise what watch raises."""
    seen: list[Format | AccessUnit] = []
    full = asyncio.Event()

    def picture(unit: AccessUnit) -> None:
        seen.append(unit)
        if len(seen) > enough:
            full.set()

    watching = asyncio.get_running_loop().create_task(
        watch(url, login, Viewer(seen.append, picture), asyncio.Semaphore(8), tls)
    )
    waiting = asyncio.get_running_loop().create_task(full.wait())
    await asyncio.wait([watching, waiting], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    watching.cancel()
    await asyncio.wait([watching])
    if not watching.cancelled():
        watching.result()
    return seen


async def fails(camera: Camera, *, within: float = 1.5) -> Broken:
    begun = time.monotonic()
    with pytest.raises(Broken) as caught:
        await look(camera.url)
    assert time.monotonic() - begun < within
    text = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert SECRET not in text
    assert "p%40ss" not in text
    return caught.value


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Count sockets before and after."""
    gc.collect()
    before = ME.num_fds()
    yield
    gc.collect()
    assert ME.num_fds() <= before


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
async def test_an_honest_camera_is_watched(codec: str) -> None:
    with Camera(*h26x(codec)) as camera:
        [opened, *units] = await look(camera.url)
        assert isinstance(opened, Format)
        assert all(isinstance(unit, AccessUnit) for unit in units)
        assert units[0].key  # type: ignore[union-attr]
        await asyncio.sleep(0.1)
        assert [method for method, _, _ in camera.asked] == ["DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]
        assert camera.lines == 0


def always(status: int, **headers: str) -> Say:
    return lambda *_: (status, {name.replace("_", "-"): text for name, text in headers.items()}, b"")


def describing(body: bytes, **headers: str) -> Say:
    return lambda method, *_: (200, headers, body if method == "DESCRIBE" else b"")


HEAD = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n"
EVIL: dict[str, tuple[Say, str]] = {
    "endless header": (lambda *_: HEAD + b"X: " + b"y" * 1_000_000, "bad_data"),
    "endless headers": (lambda *_: HEAD + b"X: y\r\n" * 100_000, "bad_data"),
    "huge body": (lambda *_: HEAD + b"Content-Length: 999999999\r\n\r\n", "bad_data"),
    "HTTP": (lambda *_: b"HTTP/1.1 400 Bad Request\r\n\r\n<html>", "bad_data"),
    "a web page": (lambda *_: b"<html>" * 10, "bad_data"),
    "SDP bomb": (describing(b"m=audio 0\n" * 25_000), "bad_data"),
    "deep SDP": (describing(b"\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/" + b"9" * 9000 + b"\na=control:rtsp://[x"),
                 "bad_data"),
    "redirect in circles": (lambda _, url, __: (302, {"Location": url}, b""), "not_found"),
    "redirect to nowhere": (always(301, Location=""), "not_found"),
    "redirect to no port": (always(302, Location="rtsp://127.0.0.1:99999/"), "bad_data"),
    "redirect to no address": (always(302, Location="rtsp://[::1/"), "bad_data"),
    "401 for ever": (always(401, **DIGEST), "unauthorized"),
    "403": (always(403), "unauthorized"),
    "454": (always(454), "ended"),
    "453": (always(453), "unavailable"),
    "500": (always(500), "unavailable"),
    "unanswered numbers": (lambda *_: b"RTSP/1.0 200 OK\r\nCSeq: 999\r\n\r\n", "timeout"),
    "a number without end": (lambda *_: b"RTSP/1.0 200 OK\r\nCSeq: " + b"9" * 9000 + b"\r\n\r\n", "timeout"),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
async def test_an_evil_camera_is_left_with_a_reason(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "OPEN_PATIENCE", 0.6)
    say, reason = EVIL[name]
    with Camera(say=say) as camera:
        assert (await fails(camera)).fault.reason == reason
        assert len(camera.asked) <= 5


async def test_a_wrong_password_is_shown_once_a_dial_even_where_each_refusal_has_a_new_nonce() -> None:
    """Cameras lock accounts after a few."""

    def say(method: str, url: str, headers: dict[str, str]) -> Answer:
        return 401, {"WWW-Authenticate": f'Digest realm="r", nonce="{os.urandom(4).hex()}"'}, b""

    with Camera(say=say) as camera:
        assert (await fails(camera)).fault.reason == "unauthorized"
        assert ["authorization" in headers for _, _, headers in camera.asked] == [False, True]


async def test_a_nonce_that_gets_stale_in_between_is_answered_anew() -> None:
    def say(method: str, url: str, headers: dict[str, str]) -> Answer:
        nonce = f"for {method}"
        if f'nonce="{nonce}"' in headers.get("authorization", ""):
            return camera.honest(method, url, headers)
        return 401, {"WWW-Authenticate": f'Digest realm="r", nonce="{nonce}", stale=true'}, b""

    with Camera(*h26x("libx264"), say=say) as camera:
        assert len(await look(camera.url)) > 10


async def test_a_redirect_on_the_same_line_is_followed_and_to_another_host_is_not() -> None:
    """The login goes nowhere else, not even when the other host is asked for by a camera that knows it."""

    def say(method: str, url: str, headers: dict[str, str]) -> Answer:
        if url.endswith("/cam"):
            return 302, {"Location": url.removesuffix("/cam") + "/other"}, b""
        if "authorization" not in headers:
            return 401, DIGEST, b""
        return camera.honest(method, url, headers)

    with Camera(*h26x("libx264"), say=say) as camera:
        assert len(await look(camera.url)) > 10
    for where in ("127.0.0.1:{}", "localhost:{}", "operator:x@127.0.0.2:{}"):
        with Camera() as other, Camera() as camera:
            camera.say = always(302, Location=f"rtsp://{where.format(other.port)}/x")
            assert (await fails(camera)).fault.reason == "not_found"
            assert other.asked == []


async def test_addresses_of_other_hosts_in_the_description_stay_on_this_line() -> None:
    text, pictures = h26x("libx264")
    with Camera() as other:
        there = f"rtsp://127.0.0.1:{other.port}/"
        with Camera(text.replace("a=control:t", f"a=control:{there}t"), pictures) as camera:
            assert len(await look(camera.url)) > 10
        assert other.asked == []


@pytest.mark.parametrize("words", ["OPTIONS * RTSP/1.0", "RTSP/1.0 200 OK"])
async def test_a_camera_that_talks_without_end_is_left_at_once(words: str) -> None:
    """Else it takes our memory with answers that it does not read, and the other cameras' time."""
    with Camera(greeting=f"{words}\r\nCSeq: 12345678901234567890\r\n\r\n".encode() * 100_000) as camera:
        found = await fails(camera)
        assert (found.fault.reason, found.fault.detail) == ("bad_data", "talks without end")


@pytest.mark.parametrize(
    "packets",
    [
        [b"\x80\x60" + b"\0" * 10 + b"\x65" + b"x" * 65_000],
        [b"$" * 65_535],
        [b""],
        [bytes((0x80, 0x60, n >> 8, n & 255)) + b"\0" * 8 + b"\x1c\x05" + b"y" * 60_000 for n in range(200)],
        [bytes((0x80, 0xE0, 0, n)) + b"\0\0\0" + bytes((n,)) + b"\0\0\0\1\x65\x88" + b"z" * 99 for n in range(200)],
    ],
    ids=["64 kB", "dollars", "empty", "without end", "without sets"],
)
async def test_packets_that_lie(packets: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SILENCE", 0.7)
    with Camera(sdp("H264"), [packets], fps=60) as camera:
        assert (await fails(camera, within=3)).fault.reason == "no_data"


async def test_packets_on_another_channel_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SILENCE", 0.7)

    def say(method: str, url: str, headers: dict[str, str]) -> Answer:
        status, more, body = camera.honest(method, url, headers)
        return status, more | ({"Transport": "RTP/AVP/TCP;interleaved=8-9"} if method == "SETUP" else {}), body

    with Camera(*h26x("libx264"), say=say) as camera:
        assert (await fails(camera, within=3)).fault.reason == "no_data"


async def test_461_and_mjpeg_are_for_ffmpeg() -> None:
    with Camera(sdp("JPEG", number=26)) as camera, pytest.raises(NotForUs, match="JPEG"):
        await look(camera.url)
    with Camera(sdp("H264")) as camera:
        camera.say = lambda m, u, h: camera.honest(m, u, h) if m != "SETUP" else (461, {}, b"")
        with pytest.raises(NotForUs, match="transport"):
            await look(camera.url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("rtsp://127.0.0.1:99999/", "bad_address"),
        ("rtsp://127.0.0.1:x/", "bad_address"),
        (f"rtsp://{'a' * 70}.vn/", "bad_address"),
        ("rtsp://[::1/", "bad_address"),
        ("rtsp://127.0.0.1:1/", "refused"),
        ("rtsp://localhost:1/", "refused"),
    ],
)
async def test_bad_addresses(url: str, reason: str) -> None:
    with pytest.raises(Broken) as caught:
        await look(url)
    assert caught.value.fault.reason == reason


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem",
                    "-out", folder / "cert.pem"],
                   check=True, capture_output=True)  # fmt: skip
    return folder


async def test_tls_with_a_certificate_that_nobody_vouches_for(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Say so before a word is said; with one that is known, watch, and part in time from one that says no goodbye."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with Camera(*h26x("libx264"), tls=served) as camera:
        found = await fails(camera)
        assert found.fault.reason == "bad_address"
        assert "certificate" in found.fault.detail
        assert camera.asked == []
        known = ssl.create_default_context(cafile=certificate / "cert.pem")
        assert len(await look(camera.url, tls=known)) > 10
        await asyncio.sleep(0.6)
    monkeypatch.setattr(line, "OPEN_PATIENCE", 0.6)
    with Camera() as plain:
        with pytest.raises(Broken) as caught:
            await look(plain.url.replace("rtsp:", "rtsps:"), tls=known)
        assert caught.value.fault.reason in ("bad_address", "reset", "timeout")


def test_errors_of_the_system_have_names() -> None:
    several = OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 1, 0, 0), [Errno 111] Connect ...")
    named: list[tuple[OSError, str]] = [
        (several, "refused"), (OSError(113, "No route"), "unreachable"), (TimeoutError(), "timeout"),
        (ConnectionResetError(104, "x"), "reset"), (BrokenPipeError(32, "x"), "reset"),
        (ssl.SSLError(1, "x"), "bad_address"),
    ]  # fmt: skip
    assert [broken(error).fault.reason for error, _ in named] == [reason for _, reason in named]


async def test_cancelled_at_any_moment_nothing_is_left() -> None:
    with Camera(*h26x("libx264")) as camera:
        before, tasks = ME.num_fds(), len(asyncio.all_tasks())
        for turn in range(150):
            watching = asyncio.get_running_loop().create_task(
                watch(camera.url, LOGIN, Viewer(lambda _: None, lambda _: None), asyncio.Semaphore(1))
            )
            for _ in range(turn % 30):
                await asyncio.sleep(0)
            await asyncio.sleep((turn % 7) * 0.0007)
            watching.cancel()
            await asyncio.wait([watching])
            assert watching.cancelled()
        await asyncio.sleep(0.3)
        assert camera.lines == 0
        assert len(asyncio.all_tasks()) == tasks
        assert ME.num_fds() <= before
