"""Waiting grows, but not for a camera that was well a moment ago, and never spreads less than chance."""

from console.video.backoff import AUTH_FIRST, AUTH_QUICK, FRESH_FOR, Backoff


def delays(backoff: Backoff, count: int, now: float, unauthorized: bool = False) -> list[float]:
    """Fail so many times."""
    return [backoff.delay(now, unauthorized) for _ in range(count)]


def test_a_camera_that_never_was_there_is_asked_ever_more_rarely() -> None:
    """Grow from one second to thirty."""
    waits = delays(Backoff(), 8, 100.0)
    assert 0.8 <= waits[0] <= 1.0
    assert 24 <= waits[-1] <= 30


def test_a_camera_that_was_live_is_asked_often() -> None:
    """Stay at two seconds for some minutes; then grow."""
    backoff = Backoff()
    backoff.lived(100.0)
    assert max(delays(backoff, 20, 110.0)) <= 2.0
    assert backoff.delay(100.0 + FRESH_FOR + 1) > 20


def test_a_wrong_password_is_not_hammered() -> None:
    """Try three times soon for a camera that was live, then begin at five seconds."""
    backoff = Backoff()
    backoff.lived(100.0)
    waits = delays(backoff, 8, 110.0, unauthorized=True)
    assert max(waits[:AUTH_QUICK]) <= 2.0
    assert waits[AUTH_QUICK] >= AUTH_FIRST * 0.8
    assert waits[-1] >= 24
    assert Backoff().delay(1.0, unauthorized=True) >= AUTH_FIRST * 0.8


def test_success_begins_again() -> None:
    """Forget the failures."""
    backoff = Backoff()
    delays(backoff, 6, 100.0)
    backoff.lived(200.0)
    assert backoff.delay(201.0) <= 0.3


def test_neighbours_do_not_knock_together() -> None:
    """Spread the same failure."""
    assert len({round(Backoff().delay(1.0), 6) for _ in range(20)}) > 10
