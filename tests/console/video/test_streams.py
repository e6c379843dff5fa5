"""Which stream a tile gets, and where a password may be seen: nowhere."""

import av.error
import pytest

from console.video.scaling import Box, Fit
from console.video.streams import Ladder, Stream, choose
from console.video.words import reason_words
from media.fault import REASONS
from media.ffmpeg_faults import fault_of
from media.login import Login, scrub, with_login

SECRET = "mật/@:%25 khẩu"
LOGIN = Login("vận hành", SECRET)
SUB = Stream("sub", "rtsp://10.0.0.1/2", 640, 360, 15)
MAIN = Stream("main", "rtsp://10.0.0.1/1", 1920, 1080, 25)
HUGE = Stream("huge", "rtsp://10.0.0.1/0", 3840, 2160, 25)


@pytest.mark.parametrize(
    ("height", "current", "profile"),
    [
        (270, None, "sub"),
        (449, None, "sub"),
        (450, None, "main"),
        (479, "sub", "sub"),
        (480, "sub", "main"),
        (420, "main", "main"),
        (419, "main", "sub"),
        (450, "gone", "main"),
    ],
)
def test_the_height_chooses_and_is_slow_to_change_its_mind(height: int, current: str | None, profile: str) -> None:
    """Go up at 480, come down at 420."""
    assert choose(Ladder("c", (MAIN, SUB)), height, current).profile == profile


@pytest.mark.parametrize(
    ("height", "profile"), [(300, "sub"), (700, "main"), (1080, "main"), (1081, "huge"), (9000, "huge")]
)
def test_of_several_large_streams_the_smallest_that_suffices(height: int, profile: str) -> None:
    """Do not decode 4K for a tile of 700 pixels."""
    assert choose(Ladder("c", (HUGE, SUB, MAIN)), height).profile == profile


def test_a_camera_with_one_stream_has_no_choice() -> None:
    """Take what there is."""
    assert choose(Ladder("c", (SUB,)), 2000) == SUB


def test_a_password_shows_in_no_repr() -> None:
    """Print everything that holds the login."""
    shown = repr(LOGIN) + repr(Ladder("c", (SUB,), LOGIN)) + str(LOGIN)
    assert SECRET not in shown
    assert "vận hành" in shown


def test_a_url_with_a_login_in_it_is_refused() -> None:
    """Keep logins apart from addresses."""
    with pytest.raises(ValueError, match="login"):
        Stream("sub", "rtsp://user:pw@10.0.0.1/2", 640, 360, 15)


def test_the_login_is_encoded_into_the_url_and_can_be_scrubbed_out_again() -> None:
    """Build the opener's URL; then clean a text that quotes it."""
    url = with_login("rtsp://10.0.0.1:554/2?x=1", LOGIN)
    assert url == "rtsp://v%E1%BA%ADn%20h%C3%A0nh:m%E1%BA%ADt%2F%40%3A%2525%20kh%E1%BA%A9u@10.0.0.1:554/2?x=1"
    clean = scrub(f"cannot open {url} ({SECRET})", LOGIN)
    assert clean == "cannot open rtsp://v%E1%BA%ADn%20h%C3%A0nh:***@10.0.0.1:554/2?x=1 (***)"


@pytest.mark.parametrize(
    ("error", "expired", "opened", "reason"),
    [
        (av.error.HTTPUnauthorizedError(1, "x"), False, False, "unauthorized"),
        (av.error.HTTPForbiddenError(1, "x"), False, False, "unauthorized"),
        (av.error.HTTPNotFoundError(1, "x"), False, False, "not_found"),
        (av.error.HTTPServerError(1, "x"), False, False, "unavailable"),
        (av.error.ConnectionRefusedError(111, "x"), False, False, "refused"),
        (av.error.ConnectionResetError(104, "x"), False, True, "reset"),
        (av.error.ExitError(1, "x"), True, False, "timeout"),
        (av.error.ExitError(1, "x"), True, True, "no_data"),
        (av.error.TimeoutError(110, "x"), False, True, "no_data"),
        (av.error.InvalidDataError(1, "x"), True, False, "timeout"),
        (av.error.InvalidDataError(1, "x"), False, False, "bad_data"),
        (av.error.EOFError(1, "x"), False, True, "ended"),
        (OSError(113, "No route to host"), False, False, "unreachable"),
        (OSError(5, "Input/output error"), False, False, "bad_address"),
    ],
)
def test_each_failure_has_its_code(error: BaseException, expired: bool, opened: bool, reason: str) -> None:
    """Tell the codes from what FFmpeg raises."""
    assert fault_of(error, None, expired, opened).reason == reason
    assert reason in REASONS


def test_each_code_has_words() -> None:
    """Leave no code bare."""
    assert [code for code in REASONS if reason_words(code) == code] == []


def test_a_failure_tells_no_secret() -> None:
    """Let FFmpeg quote the URL."""
    error = av.error.HTTPUnauthorizedError(1, f"401 for {with_login(SUB.url, LOGIN)}", with_login(SUB.url, LOGIN))
    detail = fault_of(error, LOGIN, False, False).detail
    assert "401" in detail
    assert "m%E1" not in detail


@pytest.mark.parametrize(
    ("fit", "placed", "seen"),
    [
        (Fit.CONTAIN, (0, 23, 400, 224), (0, 0, 1600, 900)),
        (Fit.COVER, (0, 0, 400, 270), (133, 0, 1333, 900)),
        (Fit.STRETCH, (0, 0, 400, 270), (0, 0, 1600, 900)),
    ],
)
def test_fits(fit: Fit, placed: tuple[int, ...], seen: tuple[int, ...]) -> None:
    """Place a wide picture in a tile that is less wide."""
    box = Box(400, 270, fit)
    assert (box.place(16 / 9), box.window(1600, 900, 16 / 9)) == (placed, seen)
