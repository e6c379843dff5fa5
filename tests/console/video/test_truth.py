"""A tile's truth is the age of its picture, whatever the socket says."""

from datetime import UTC, datetime

import pytest

from console.video.health import Health, State
from console.video.truth import TileTruth, judge
from console.video.words import say

NOW = 1000.0
LIVE = Health(State.LIVE, 900.0)
STALLED = Health(State.STALLED, 990.0, "no_data")
AGAIN = Health(State.CONNECTING, 990.0, "refused")
GONE = Health(State.BACKOFF, 990.0, "refused", next_try=1003.0)
DENIED = Health(State.AUTH_FAILED, 990.0, "unauthorized")
DENIED_AGAIN = Health(State.CONNECTING, 990.0, "unauthorized")
NEW = Health(State.CONNECTING, 999.0)


@pytest.mark.parametrize(
    ("age", "health", "status", "reason"),
    [
        (None, None, "off", ""),
        (None, NEW, "connecting", ""),
        (None, AGAIN, "lost", "refused"),
        (None, GONE, "lost", "refused"),
        (None, DENIED, "denied", "unauthorized"),
        (None, DENIED_AGAIN, "denied", "unauthorized"),
        (0.05, LIVE, "live", ""),
        (0.99, LIVE, "live", ""),
        (1.0, LIVE, "late", ""),
        (1.99, LIVE, "late", ""),
        (2.0, LIVE, "stale", "no_data"),
        (3.0, STALLED, "stale", "no_data"),
        (3.0, GONE, "stale", "refused"),
        (9.9, GONE, "stale", "refused"),
        (10.0, GONE, "lost", "refused"),
        (10.0, LIVE, "lost", "no_data"),
        (0.5, GONE, "live", ""),
        (0.5, DENIED, "denied", "unauthorized"),
    ],
)
def test_status(age: float | None, health: Health | None, status: str, reason: str) -> None:
    """Say the status for each age and state."""
    truth = judge(NOW, None if age is None else NOW - age, health)
    assert (truth.status, truth.reason) == (status, reason)
    assert truth.age_ms == (None if age is None or health is None else round(age * 1000))


@pytest.mark.parametrize(("age", "status"), [(2.0, "live"), (3.0, "late"), (5.0, "stale"), (11.0, "lost")])
def test_a_slow_camera_is_not_late_at_each_of_its_frames(age: float, status: str) -> None:
    """Allow a camera of one frame a second its time."""
    assert judge(NOW, NOW - age, LIVE, period=1.0).status == status


def test_a_clock_that_steps_back_makes_no_negative_age() -> None:
    """Never call a picture younger than now."""
    assert judge(NOW, NOW + 1, LIVE).age_ms == 0


def test_a_replay_leaves_the_name_its_room() -> None:
    """A small tile's strip says only when, where saying more would leave no room for the camera's name."""
    said = say(TileTruth("replay", 7000, "paused"), None, 0.0, datetime(2026, 3, 1, 10, 50, 21, tzinfo=UTC))
    assert said.tight == "17:50:14 ‖"
    assert said.tight.removesuffix(" ‖") in said.short
