"""The bytes of a connection come out as the same things, however they were cut on the way."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.fault import Broken
from media.rtsp.wire import BODY_LIMIT, HEAD_LIMIT, Message, Reader, request

REPLY = b"RTSP/1.0 200 OK\r\nCSeq: 7\r\nWWW-Authenticate: a\r\nwww-authenticate: b\r\nContent-Length: 4\r\n\r\nbo$y"
ASKS = b"OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"
TALK = REPLY + b"$\0\0\3abc" + ASKS + b"\r\n\r\n$\1\0\0" + b"\r\n" + REPLY + b"\r\n$\x07\0\1x"
THINGS = [
    Message("RTSP/1.0 200 OK", (("cseq", "7"), ("www-authenticate", "a"), ("www-authenticate", "b"),
                                ("content-length", "4")), b"bo$y", 200),
    (0, b"abc"),
    Message("OPTIONS rtsp://h/ RTSP/1.0", (("cseq", "1"),)),
    (1, b""),
    (7, b"x"),
]  # fmt: skip
WHOLE = [*THINGS[:4], THINGS[0], THINGS[4]]


def read(*pieces: bytes) -> list[Message | tuple[int, bytes]]:
    reader = Reader()
    return [thing for piece in pieces for thing in reader.feed(piece)]


@pytest.mark.parametrize("at", range(len(TALK) + 1))
def test_it_may_be_cut_at_every_byte(at: int) -> None:
    assert read(TALK[:at], TALK[at:]) == WHOLE


@given(st.lists(st.integers(0, len(TALK))))
@settings(deadline=None)
def test_it_may_be_cut_anywhere(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(TALK)]
    assert read(*(TALK[a:b] for a, b in pairwise(places))) == WHOLE


def test_byte_by_byte_each_thing_comes_with_its_last_byte() -> None:
    reader, seen = Reader(), []
    for at in range(len(TALK)):
        seen += [at + 1 for _ in reader.feed(TALK[at : at + 1])]
    ends = [len(TALK.partition(b"bo$y")[0]) + 4, TALK.index(b"abc") + 3]
    assert seen[:2] == ends
    assert seen[-1] == len(TALK)
    assert len(seen) == len(WHOLE)


def test_headers_are_read_without_regard_to_case_and_kept_apart() -> None:
    message = read(REPLY)[0]
    assert isinstance(message, Message)
    assert message.all("www-authenticate") == ["a", "b"]
    assert message.get("cseq") == "7"
    assert message.get("nothing") == ""


@pytest.mark.parametrize(
    "noise",
    [
        b"GET\0" * 8000,
        b"\x80" * 8,
        b"<html>...",
        b"RTSP/1.0 abc\r\n\r\n",
        b"RTSP/1.0\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nno colon\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: \xc2\xb2\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % (BODY_LIMIT + 1),
        b"RTSP/1.0 200 OK\nCSeq: 1\n\n" + b"x" * HEAD_LIMIT,
        b"RTSP/1.0 200 OK\r\nX: " + b"y" * HEAD_LIMIT,
        b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 4000,
    ],
    ids=lambda noise: noise[:24].decode("latin-1"),
)
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(Broken) as caught:
        read(noise)
    assert caught.value.fault.reason == "bad_data"


@given(st.lists(st.binary(max_size=200) | st.sampled_from([b"$", b"\r\n", b"RTSP/1.0 200 OK\r\n", b"\r\n\r\n"])))
@settings(deadline=None)
def test_whatever_comes_it_is_read_or_refused_and_little_is_kept(pieces: list[bytes]) -> None:
    reader = Reader()
    try:
        for piece in pieces:
            list(reader.feed(piece))
    except Broken:
        return
    assert len(reader._buffer) < HEAD_LIMIT + 70_000


@pytest.mark.parametrize("filler", [b"\r\n", b"$\0\xff\xff" + b"\0" * 65535])
def test_endless_lines_and_packets_are_not_kept(filler: bytes) -> None:
    reader = Reader()
    for _ in range(200):
        list(reader.feed(filler * 10))
    assert len(reader._buffer) < 70_000


def test_a_large_body_in_crumbs_is_not_slow() -> None:
    """Else one camera could hold up the loop of all others."""
    reader = Reader()
    list(reader.feed(b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 2000 + b"Content-Length: %d\r\n\r\n" % BODY_LIMIT))
    begun = time.process_time()
    found = [thing for _ in range(BODY_LIMIT) for thing in reader.feed(b"b")]
    assert len(found) == 1
    assert time.process_time() - begun < 2


def test_what_a_camera_said_cannot_end_a_line_of_ours() -> None:
    sent = request("SETUP", "rtsp://h/\r\nEvil: 1", {"Session": "1\nEvil: 2"})
    assert sent == b"SETUP rtsp://h/Evil: 1 RTSP/1.0\r\nSession: 1Evil: 2\r\n\r\n"
