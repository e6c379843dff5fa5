"""Cameras are found by their answers to a real datagram; what else comes back is not believed."""

import socket
import threading
import uuid

import pytest

from backend.services.onvif.discovery import search
from backend.services.onvif.errors import DeviceError
from backend.services.onvif.places import Places
from backend.services.onvif.probe import matches, probe
from demo.onvif import SimCamera, Simulator
from demo.onvif.finding import answer_search

LOOP = Places("127.0.0.0/8")


async def test_a_camera_that_answers_is_found_once() -> None:
    with Simulator(SimCamera(name="Cổng Móng Cái")) as sim:
        searched = await search(LOOP, 0.4, sim.search_at)
        (found,) = searched.found
        assert found.address == sim.url
    assert (found.name, found.hardware, found.location) == ("Cổng Móng Cái", "SIM-1", "vietnam")
    assert found.profiles == ("Streaming", "T")
    assert searched.interfaces == 1


async def test_where_no_address_of_ours_is_among_cameras_nothing_is_sent() -> None:
    with Simulator(SimCamera()) as sim:
        assert (await search(Places("198.51.100.0/24"), 0.2, sim.search_at)).interfaces == 0


async def test_silence_is_no_error() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        assert (await search(LOOP, 0.2, deaf.getsockname())).found == ()


async def test_rubbish_from_the_network_is_left_aside() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as liar:
        liar.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_lie, args=(liar,))
        thread.start()
        searched = await search(LOOP, 0.4, liar.getsockname())
        thread.join(5)
    assert searched.found == ()


def _lie(liar: socket.socket) -> None:
    _question, sender = liar.recvfrom(65_535)
    for words in (b"", b"\xff\xfe", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a/>" * 3, b"x" * 60_000):
        liar.sendto(words, sender)


def _answered(url: str, message: str = "", places: Places = LOOP) -> list[str]:
    """The addresses taken from an answer that names this one."""
    asked = str(uuid.uuid4())
    (answer,) = answer_search(SimCamera(), probe(message or asked).decode(), url)
    return [one.address for one in matches(answer, frozenset({asked}), places)]


def test_an_answer_to_somebody_elses_question_is_left_aside() -> None:
    assert _answered("http://127.0.0.1/x") == ["http://127.0.0.1/x"]
    assert _answered("http://127.0.0.1/x", str(uuid.uuid4())) == []


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8/x", "file:///etc/passwd", "http://[x", "ftp://127.0.0.1/", "http://evil/"]
)
def test_an_address_where_no_camera_may_be_is_not_listed(url: str) -> None:
    assert _answered(url) == []


def test_of_several_addresses_the_first_that_may_be_called_is_taken() -> None:
    assert _answered("http://[fe80::1]/x http://169.254.3.4/x http://127.0.0.2/x") == ["http://127.0.0.2/x"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://8.8.8.8/", "onvif.address_not_allowed"),
        ("169.254.169.254", "onvif.address_not_allowed"),
        ("http://localhost:80", "onvif.address_not_allowed"),
        ("http://[::ffff:127.0.0.1]/", "onvif.address_not_allowed"),
        ("ftp://10.0.0.1/", "onvif.bad_address"),
        ("http://10.0.0.1:0/", "onvif.bad_address"),
        ("http://u:p@10.0.0.1/", "onvif.bad_address"),
        ("http://10.0.0.1/a b", "onvif.bad_address"),
        ("http://[x", "onvif.bad_address"),
        ("", "onvif.bad_address"),
        ("http://no-such-name.invalid/", "onvif.unreachable"),
    ],
)
async def test_only_addresses_where_cameras_may_be_are_called(address: str, code: str) -> None:
    with pytest.raises(DeviceError) as refused:
        await Places("10.0.0.0/8").place(address)
    assert refused.value.code == code


async def test_an_address_is_completed_as_the_standard_has_it() -> None:
    assert (await LOOP.place("127.0.0.1")).url == "http://127.0.0.1:80/onvif/device_service"
    assert (await LOOP.place("https://127.0.0.1:8443/x?y=1")).url == "https://127.0.0.1:8443/x?y=1"
