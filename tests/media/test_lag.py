"""Delay that creeps in is told from clocks that drift, leap, and from bursts."""

import random
from collections.abc import Iterable

import pytest

from media.lag import BEHIND, LEAP, SUSTAINED, Lag


def run(lag: Lag, pictures: Iterable[tuple[float, float]]) -> list[float]:
    return [lag.behind(stamp, arrived) for stamp, arrived in pictures]


def steady(seconds: float, start: float = 0.0, offset: float = 1000.0, rate: float = 1.0) -> list[tuple[float, float]]:
    return [(n / 15 * rate, start + n / 15 + offset) for n in range(round(seconds * 15))]


def test_a_prompt_stream_is_never_behind() -> None:
    chance = random.Random(1)
    lag = Lag()
    found = run(lag, ((stamp, arrived + chance.uniform(0, 0.05)) for stamp, arrived in steady(3600)))
    assert 0 <= min(found) <= max(found) < 0.06
    assert not lag.hopeless


@pytest.mark.parametrize("drift", [-150e-6, 150e-6])
def test_a_clock_that_drifts_is_no_delay(drift: float) -> None:
    lag = Lag()
    found = run(lag, steady(24 * 3600 / 10, rate=1 + drift))
    assert max(found) < 0.01
    assert not lag.hopeless


def test_delay_that_creeps_in_is_seen_and_hopeless_in_the_end() -> None:
    lag = Lag()
    run(lag, steady(60))
    when = None
    for n in range(900):
        arrived = 1060 + n / 15
        behind = lag.behind(60 + n / 15 * 0.8, arrived)
        assert behind == pytest.approx(n / 15 * 0.2, abs=0.1)
        if lag.hopeless and when is None:
            when = arrived - 1060
    assert when == pytest.approx(BEHIND / 0.2 + SUSTAINED, abs=0.3)


@pytest.mark.parametrize("leap", [3600.0, -3600.0, LEAP + 1, -LEAP - 1])
def test_a_clock_that_leaps_begins_anew(leap: float) -> None:
    lag = Lag()
    run(lag, steady(10))
    found = run(lag, [(stamp + 10 + leap, arrived + 10) for stamp, arrived in steady(10)])
    assert max(found) < 0.01
    assert not lag.hopeless


def test_a_burst_after_a_pause_is_not_hopeless() -> None:
    """Let all of five seconds come at once, then go on promptly."""
    lag = Lag()
    run(lag, steady(10))
    found = run(lag, ((10 + n / 15, 1015.0 + n / 1000) for n in range(75)))
    assert found[0] == pytest.approx(5, abs=0.1)
    assert found[-1] < 0.2
    assert not lag.hopeless
    assert max(run(lag, ((15 + n / 15, 1015.1 + n / 15) for n in range(300)))) < 0.2
    assert not lag.hopeless


def test_pictures_that_come_ahead_at_first_are_what_the_rest_is_compared_with() -> None:
    """A camera sends its last group of pictures at once: the newest of them is the prompt one."""
    lag = Lag()
    run(lag, ((n / 15, 1001.0) for n in range(15)))
    assert max(run(lag, ((1 + n / 15, 1001.07 + n / 15) for n in range(100)))) < 0.15
