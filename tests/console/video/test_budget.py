"""Who gives way when a machine cannot decode everything, and who gets it back."""

import math
from dataclasses import dataclass
from itertools import pairwise

import pytest

from console.video.budget import LONGEST, PATIENCE, SURE, Budget, Pace
from console.video.truth import TileTruth, reduced


@dataclass
class Stream:
    """A stream that waits as long as the test says."""

    size: float
    wait: float = 0.0
    pace: Pace = Pace.FULL
    steps: bool = False
    modest: bool = False

    def weight(self) -> float:
        return self.size

    def waiting(self, now: float) -> float:
        return self.wait


def _looks(budget: Budget, streams: list[Stream], count: int, wait: float, load: float) -> None:
    for number in range(count):
        for stream in streams:
            stream.wait = wait
        budget.look(float(number), load, streams)


def test_the_smallest_give_way_first_and_in_small_steps() -> None:
    streams = [Stream(float(size)) for size in range(1, 17)]
    budget = Budget()
    _looks(budget, streams, SURE - 1, wait=1.0, load=1.0)
    assert {stream.pace for stream in streams} == {Pace.FULL}
    _looks(budget, streams, 1, wait=1.0, load=1.0)
    assert [stream.size for stream in streams if stream.pace is Pace.SPARSE] == [1, 2]


def test_all_are_sparse_before_any_falls_to_key_pictures() -> None:
    streams = [Stream(float(size)) for size in range(1, 9)]
    _looks(Budget(), streams, SURE + 8, wait=1.0, load=1.0)
    assert [stream.pace for stream in streams] == [Pace.KEYS] + [Pace.SPARSE] * 7


def test_what_somebody_looks_at_closely_never_gives_way() -> None:
    streams = [Stream(1.0), Stream(math.inf)]
    _looks(Budget(), streams, 50, wait=5.0, load=1.0)
    assert [stream.pace for stream in streams] == [Pace.KEYS, Pace.FULL]


@pytest.mark.parametrize(("wait", "load"), [(0.2, 0.5), (0.0, 0.95)])
def test_nothing_changes_between_overload_and_ease(wait: float, load: float) -> None:
    streams = [Stream(1.0, pace=Pace.KEYS), Stream(2.0)]
    _looks(Budget(), streams, 200, wait, load)
    assert [stream.pace for stream in streams] == [Pace.KEYS, Pace.FULL]


def test_the_largest_gets_back_first_after_a_quiet_while() -> None:
    streams = [Stream(1.0, pace=Pace.KEYS), Stream(2.0, pace=Pace.KEYS)]
    budget = Budget()
    _looks(budget, streams, PATIENCE - 1, wait=0.0, load=0.2)
    assert [stream.pace for stream in streams] == [Pace.KEYS, Pace.KEYS]
    _looks(budget, streams, 1, wait=0.0, load=0.2)
    assert [stream.pace for stream in streams] == [Pace.KEYS, Pace.SPARSE]
    _looks(budget, streams, 3 * PATIENCE, wait=0.0, load=0.2)
    assert [stream.pace for stream in streams] == [Pace.FULL, Pace.FULL]


def test_a_promotion_that_proves_too_much_is_tried_less_and_less_often() -> None:
    """Without that a machine at its limit would swing for ever."""
    streams, budget, raised = [Stream(1.0, pace=Pace.KEYS)], Budget(), list[int]()
    for number in range(600):
        before = streams[0].pace
        streams[0].wait = 1.0 if before is not Pace.KEYS else 0.0
        budget.look(float(number), 0.2, streams)
        if streams[0].pace < before:
            raised.append(number)
    gaps = [after - before for before, after in pairwise(raised)]
    assert gaps[0] >= PATIENCE
    assert max(gaps) >= LONGEST
    assert gaps == sorted(gaps)


def test_a_reduced_tile_says_so() -> None:
    live = TileTruth("live", 40)
    assert reduced(live, Pace.FULL) is live
    assert (reduced(live, Pace.SPARSE).status, reduced(live, Pace.SPARSE).reason) == ("live", "sparse")
    assert (reduced(live, Pace.KEYS).status, reduced(live, Pace.KEYS).reason) == ("late", "keys")
    lost = TileTruth("lost", None, "refused")
    assert reduced(lost, Pace.KEYS) is lost


def test_a_smaller_stream_is_taken_before_anything_jumps() -> None:
    streams = [Stream(1.0), Stream(4.0, steps=True), Stream(9.0, steps=True), Stream(math.inf, steps=True)]
    budget = Budget()
    _looks(budget, streams, SURE + 1, wait=1.0, load=1.0)
    assert [stream.pace for stream in streams] == [Pace.FULL, Pace.SMALLER, Pace.SMALLER, Pace.FULL]
    _looks(budget, streams, 3, wait=1.0, load=1.0)
    assert [stream.pace for stream in streams] == [Pace.SPARSE, Pace.SPARSE, Pace.SPARSE, Pace.FULL]


def test_the_larger_stream_comes_back_last() -> None:
    """First what stands in moves again in full, then it makes way."""
    streams, budget = [Stream(4.0, pace=Pace.SPARSE, modest=True)], Budget()
    _looks(budget, streams, PATIENCE, wait=0.0, load=0.2)
    assert (streams[0].pace, streams[0].modest) == (Pace.FULL, True)
    _looks(budget, streams, PATIENCE, wait=0.0, load=0.2)
    assert (streams[0].pace, streams[0].modest) == (Pace.FULL, False)


def test_a_tile_on_a_smaller_stream_says_so() -> None:
    assert reduced(TileTruth("live", 40), Pace.FULL, smaller=True).reason == "smaller"
    assert reduced(TileTruth("stale", 4000), Pace.FULL, smaller=True).reason == ""
