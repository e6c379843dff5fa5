"""A tape holds whole groups that can be decoded from their beginning, within its limits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from media.access import AccessUnit
from media.tape import Tape


def unit(at: float, key: bool = False, gap: bool = False, size: int = 100) -> AccessUnit:
    return AccessUnit(b"x" * size, key, at, at, gap)


def fill(tape: Tape, seconds: int, gop: int = 2, fps: int = 10, size: int = 100) -> None:
    for n in range(seconds * fps):
        tape.put(unit(n / fps, n % (gop * fps) == 0, size=size))


def test_it_forgets_from_its_beginning_by_whole_groups() -> None:
    tape = Tape(seconds=10)
    fill(tape, 60)
    span = tape.span
    assert span is not None
    assert 10 <= span[1] - span[0] <= 12.1
    assert tape.units()[0].key
    assert len(tape.units()) == round((span[1] - span[0]) * 10) + 1


def test_it_has_a_limit_in_bytes() -> None:
    tape = Tape(seconds=1000, limit=1_000_000)
    fill(tape, 60, size=10_000)
    assert sum(len(each.data) for each in tape.units()) <= tape.size <= 1_000_000
    assert len(tape.units()) > 60
    assert tape.units()[0].key


def test_a_group_without_end_is_given_up_and_the_next_is_kept() -> None:
    tape = Tape(limit=100_000)
    tape.put(unit(0, True))
    for n in range(100_000):
        tape.put(unit(n / 10))
        assert tape.size <= 100_000
    assert tape.units() == []
    assert tape.span is None
    fill(tape, 4)
    assert len(tape.units()) == 40


def test_a_flood_of_tiny_pictures_is_counted_with_what_they_cost() -> None:
    tape = Tape(limit=1_000_000)
    for _ in range(50_000):
        tape.put(unit(0, True, size=1))
    assert len(tape.units()) < 5000


def test_units_begin_with_the_last_key_picture_before_the_asked_moment() -> None:
    tape = Tape()
    fill(tape, 10)
    assert [tape.units(since)[0].arrived for since in (-5, 0, 1.9, 2.0, 7.3, 99)] == [0, 0, 0, 2.0, 6.0, 8.0]
    assert Tape().units() == []


def test_after_a_gap_nothing_is_kept_until_the_next_key_picture() -> None:
    tape = Tape()
    for each in (unit(0), unit(1, True), unit(2), unit(3, gap=True), unit(4), unit(5, True, gap=True), unit(6)):
        tape.put(each)
    assert [each.arrived for each in tape.units()] == [1, 2, 5, 6]


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 3000), st.floats(0, 3)), max_size=200))
@settings(deadline=None)
def test_every_kept_picture_can_be_decoded(put: list[tuple[bool, bool, int, float]]) -> None:
    tape, now, follows = Tape(seconds=8, limit=20_000), 0.0, dict[int, bool]()
    whole = False
    for key, gap, size, step in put:
        now += step
        one = unit(now, key, gap, size)
        whole = key or (whole and not gap)
        follows[id(one)] = whole
        tape.put(one)
        kept = tape.units()
        assert not kept or kept[0].key
        assert all(follows.get(id(each), True) for each in kept)
        assert tape.size <= 20_000
