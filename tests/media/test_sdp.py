"""What cameras say of themselves is understood as they mean it, or handed to FFmpeg, or refused."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.access import Codec
from media.fault import Broken, NotForUs
from media.rtsp.sdp import video

BASE = "rtsp://h/cam/realmonitor?channel=1&subtype=1"
HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\na=control:*\r\n"
AUDIO = "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=control:trackID=9\r\n"


def track(codec: str = "H264/90000", number: int = 96, more: str = "") -> str:
    return f"m=video 0 RTP/AVP {number}\r\na=rtpmap:{number} {codec}\r\n{more}"


@pytest.mark.parametrize(
    ("base", "control", "address"),
    [
        (BASE, "trackID=0", BASE + "/trackID=0"),
        (BASE + "/", "trackID=0", BASE + "/trackID=0"),
        ("rtsp://h/Streaming/Channels/101/", "trackID=1", "rtsp://h/Streaming/Channels/101/trackID=1"),
        ("rtsp://h:8554/x", "track1", "rtsp://h:8554/x/track1"),
        (BASE, "rtsp://10.0.0.1:554/x/trackID=1?a=b", "rtsp://10.0.0.1:554/x/trackID=1?a=b"),
        ("rtsp://h:8554/x/", "/other/track1", "rtsp://h:8554/other/track1"),
        ("rtsps://[::1]:322/x/", "/other/track1", "rtsps://[::1]:322/other/track1"),
        (BASE, "*", BASE),
        (BASE, "", BASE),
    ],
)
def test_controls(base: str, control: str, address: str) -> None:
    assert video(HEAD + AUDIO + track(more=f"a=control:{control}\r\n"), base).control == address


def test_without_a_control_the_address_is_the_camera_s() -> None:
    assert video(HEAD + track(), BASE).control == BASE


def test_payload_clock_and_sets() -> None:
    sps, pps = base64.b64encode(b"sps").decode(), base64.b64encode(b"pps").decode()
    more = f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={sps},{pps}; profile-level-id=42\r\n"
    found = video(HEAD + track("h264/48000/1", more=more), BASE)
    assert (found.codec, found.payload, found.clock) == (Codec.H264, 96, 48_000)
    assert found.sets == b"\0\0\0\1sps\0\0\0\1pps"
    more = f"a=fmtp:98 sprop-sps={sps};sprop-vps={pps};sprop-pps=!!!\r\n"
    found = video(HEAD + track("H265/90000", 98, more), BASE)
    assert (found.codec, found.sets) == (Codec.HEVC, b"\0\0\0\1pps\0\0\0\1sps")


def test_of_several_tracks_the_first_we_can_cut_is_taken() -> None:
    found = video(HEAD + track("JPEG/90000", 26) + AUDIO + track("H265/90000", 97) + track(), BASE)
    assert (found.codec, found.payload) == (Codec.HEVC, 97)


@pytest.mark.parametrize(
    ("tracks", "named"),
    [
        (track("JPEG/90000", 26), "JPEG"),
        ("m=video 0 RTP/AVP 26\r\n", "26"),
        (track("MP4V-ES/90000"), "MP4V-ES"),
        ("m=video 0 RTP/AVP 96\r\n", "96"),
        (track(number=200), "H264"),
        ("m=video 0 RTP/AVP \u00b2\r\na=rtpmap:\u00b2 H264/90000\r\n", "H264"),
        (f"m=video 0 RTP/AVP {'9' * 5000}\r\na=rtpmap:{'9' * 5000} H264/90000\r\n", "H264"),
    ],
    ids=["MJPEG", "MJPEG without rtpmap", "MPEG-4", "no rtpmap", "large", "not a digit", "huge"],
)
def test_what_only_ffmpeg_reads(tracks: str, named: str) -> None:
    with pytest.raises(NotForUs, match=named):
        video(HEAD + tracks, BASE)


@pytest.mark.parametrize("text", ["", HEAD, HEAD + AUDIO, "m=video", HEAD + "m=video 0\r\n", "\n" * 9])
def test_no_video(text: str) -> None:
    with pytest.raises(Broken) as caught:
        video(text, BASE)
    assert caught.value.fault.reason == "bad_data"


@given(st.lists(st.sampled_from(HEAD.splitlines() + track().splitlines()) | st.text(max_size=30), max_size=30))
@settings(deadline=None)
def test_a_bomb_is_read_handed_on_or_refused(lines: list[str]) -> None:
    try:
        found = video("\r\n".join(lines), BASE)
    except (Broken, NotForUs, ValueError):
        return
    assert found.clock > 0
    assert 0 <= found.payload < 128


def test_a_large_bomb_is_not_slow() -> None:
    with pytest.raises(NotForUs) as caught:
        video("\nm=video 0 RTP/AVP 26" * 12_000, BASE)
    assert len(str(caught.value)) <= 80
