"""How often is too often."""

from backend import throttle
from backend.throttle import Bucket, Tries


def test_a_bucket_gives_a_burst_and_then_a_steady_rate() -> None:
    now = [0.0]
    bucket = Bucket(10, 5, lambda: now[0])
    assert [bucket.take() for _ in range(5)] == [0] * 5
    assert round(bucket.take(), 6) == 0.1
    assert round(bucket.take(), 6) == 0.2
    now[0] += 100
    assert [bucket.try_take() for _ in range(6)] == [True] * 5 + [False]
    now[0] += 0.11
    assert bucket.try_take()


def test_failures_count_for_a_minute_and_successes_do_not() -> None:
    now = [0.0]
    tries = Tries(2, clock=lambda: now[0])
    for _ in range(10):
        assert tries.begin("an") == 0
        tries.succeeded("an")
    assert [tries.begin("an") for _ in range(3)] == [0, 0, 60]
    assert tries.begin("binh") == 0
    now[0] += 59
    assert tries.begin("an") == 1
    now[0] += 1
    assert tries.begin("an") == 0


def test_made_up_names_do_not_fill_the_memory() -> None:
    tries = Tries(5, clock=lambda: 0.0)
    for n in range(3 * throttle._MOST_KEYS):
        tries.begin(n)
    assert len(tries._tries) <= throttle._MOST_KEYS + 1
