"""What no well-behaved client sends: each is answered as it should be, and nobody else notices."""

import socket
import threading
from itertools import pairwise

import pytest

from demo.rtsp.thread import ServerThread
from demo.rtsp.wire import Bad, Parser, Request
from tests.demo.watching import FRAMES, watch

URL = "rtsp://127.0.0.1/cam/sub"
TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"


def ask(server: ServerThread, *requests: bytes | str) -> list[int]:
    """The status codes of the answers to all that is sent on one connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        try:
            for request in requests:
                line.sendall(request if isinstance(request, bytes) else request.encode())
            line.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
    return [int(part[:3]) for part in answer.split(b"RTSP/1.0 ")[1:]]


def request(method: str, more: str = "", cseq: str = "1", url: str = URL) -> str:
    return f"{method} {url} RTSP/1.0\r\nCSeq: {cseq}\r\n{more}\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("nonsense\r\n\r\n", 400),
        ("\x00\xff\xfe binary \r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nCSeq: 1\r\n\r\n", 400),
        (f"OPTIONS {URL} RTSP/2.0\r\nCSeq: 1\r\n\r\n", 505),
        (f"OPTIONS {URL} RTSP/1.0\r\n\r\n", 400),
        (request("OPTIONS", cseq="abc"), 400),
        (request("OPTIONS", "no colon here\r\n"), 400),
        (request("OPTIONS", "Content-Length: many\r\n"), 400),
        (request("OPTIONS", "Content-Length: 99999999\r\n"), 413),
        (request("EXPLODE"), 405),
        (request("ANNOUNCE"), 405),
        (request("DESCRIBE", url="rtsp://127.0.0.1/nowhere"), 404),
        (request("DESCRIBE", url="rtsp://[bad/cam/sub"), 404),
        (request("SETUP"), 400),
        (request("SETUP", "Transport: RTP/AVP;multicast\r\n"), 461),
        (request("SETUP", "Transport: RTP/AVP/TCP;interleaved=700-701\r\n"), 461),
        (request("SETUP", "Transport: RTP/AVP;unicast;client_port=x-y\r\n"), 461),
        (request("PLAY"), 455),
        (request("PAUSE"), 455),
        (request("GET_PARAMETER", "Session: other\r\n"), 454),
        (request("GET_PARAMETER", "Content-Length: 5\r\n") + "speed", 451),
        (b"OPTIONS " + b"x" * 20000, 431),
        (request("OPTIONS", "X: " + "y" * 10_000_000 + "\r\n"), 431),
    ],
)
def test_is_answered(server: ServerThread, sent: str | bytes, status: int) -> None:
    assert ask(server, sent)[:1] == [status]


def test_the_connection_lives_on_after_a_bad_request(server: ServerThread) -> None:
    assert ask(server, "nonsense\r\n\r\n", request("OPTIONS"), request("DESCRIBE", cseq="7")) == [400, 200, 200]


def test_requests_may_come_in_pieces_and_in_heaps(server: ServerThread) -> None:
    whole = (request("OPTIONS") + request("GET_PARAMETER") + "$\x00\x00\x02ab" + request("DESCRIBE")).encode()
    assert ask(server, *(whole[at : at + 3] for at in range(0, len(whole), 3))) == [200, 200, 200]


def test_a_session_goes_through_its_states(server: ServerThread) -> None:
    steps = [request("SETUP", TCP), request("PAUSE"), request("TEARDOWN"), request("PLAY")]
    assert ask(server, *steps) == [200, 200, 200, 455]
    assert ask(server, request("SETUP", TCP), request("PLAY"), request("SETUP", TCP))[-1] == 455


def test_noise_on_one_line_does_not_disturb_another(server: ServerThread) -> None:
    stop = threading.Event()

    def shout() -> None:
        while not stop.is_set():
            ask(server, b"\r\n".join([b"$junk", bytes(range(256)) * 50, b"\r\n\r\n"]))

    shouting = threading.Thread(target=shout)
    shouting.start()
    seen = watch(server.url("cam/sub"), frames=30)
    stop.set()
    shouting.join()
    assert len(seen) == 30
    assert all(
        (b.number - a.number) % FRAMES == 1 for a, b in pairwise(seen) if a.number is not None and b.number is not None
    )


def test_the_parser_keeps_no_more_than_its_limit() -> None:
    parser = Parser()
    things = [thing for _ in range(1000) for thing in parser.feed(b"x" * 1000)]
    assert things == [Bad(431, fatal=True)]
    assert list(parser.feed(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")) == []


def test_the_parser_reads_a_body() -> None:
    [thing] = Parser().feed(b"SET_PARAMETER * RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 2\r\n\r\nhi")
    assert thing == Request("SET_PARAMETER", "*", {"cseq": "3", "content-length": "2"}, b"hi")
