"""What is wrong with a picture is found after it has lasted; what only looks odd for a while is not."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest

from console.video.vision import FAULTS, SIZE, Eye, Grey, small
from console.video.vision.latch import Delays, Latch
from console.video.vision.reference import Reference
from console.video.vision.stillness import Stillness

WIDTH, HEIGHT = SIZE
LIVELY = 120.0
"""Mean saturation of a picture by day."""


class Street:
    """A place with houses, a tree that trembles, passers-by, a camera's noise, and a clock written into it."""

    def __init__(self, seed: int = 1) -> None:
        self.grain = np.random.default_rng(seed)
        self.ground = np.full((HEIGHT, WIDTH), 110, np.uint8)
        for _ in range(60):
            x, y, w, h = (int(self.grain.integers(0, most)) for most in (WIDTH, HEIGHT, 28, 18))
            cv2.rectangle(self.ground, (x, y), (x + w + 3, y + h + 3), int(self.grain.integers(20, 235)), cv2.FILLED)
        self.ticks = 0

    def live(self) -> Grey:
        self.ticks += 1
        picture = self.ground.astype(np.float32) + self.grain.normal(0, 2, self.ground.shape)
        x = self.ticks * 7 % WIDTH
        picture[50:66, x : x + 8] = 230
        return self.stamped(np.clip(picture, 0, 255).astype(np.uint8))

    def still(self) -> Grey:
        """As it was at the beginning; only the clock goes on."""
        self.ticks += 1
        return self.stamped(self.ground.copy())

    def stamped(self, picture: Grey) -> Grey:
        cv2.putText(picture, f"{self.ticks:06}", (4, 9), cv2.FONT_HERSHEY_PLAIN, 0.7, 255)
        return picture


class Looking:
    """An eye and its clock."""

    def __init__(self) -> None:
        self.eye, self.at = Eye(), 100.0

    def see(self, seconds: float, picture: Callable[[], Grey], colour: float = LIVELY) -> set[str]:
        """Look twice a second; all that was found meanwhile."""
        found: set[str] = set()
        for _ in range(round(seconds * 2)):
            self.at += 0.5
            found |= set(self.eye.look(picture(), self.at, colour).found)
        return found

    def now(self) -> set[str]:
        assert self.eye.seen
        return set(self.eye.seen.found)


@pytest.fixture
def street() -> Street:
    return Street()


@pytest.fixture
def looking(street: Street) -> Looking:
    """An eye that knows the street and has found nothing wrong with it."""
    made = Looking()
    assert made.see(120, street.live) == set()
    assert made.eye.seen
    assert made.eye.seen.known
    return made


def black(street: Street) -> Iterator[Grey]:
    while True:
        street.ticks += 1
        yield street.stamped(np.full((HEIGHT, WIDTH), 6, np.uint8))


def blurred(street: Street) -> Iterator[Grey]:
    while True:
        yield np.asarray(cv2.GaussianBlur(street.live(), (0, 0), 2.5), np.uint8)


def covered(street: Street) -> Iterator[Grey]:
    while True:
        street.ticks += 1
        cloth = 100 + street.grain.normal(0, 1, (HEIGHT, WIDTH))
        yield street.stamped(cloth.astype(np.uint8))


def white(street: Street) -> Iterator[Grey]:
    while True:
        yield np.asarray(np.clip(street.live().astype(np.int16) + 220, 0, 255), np.uint8)


def elsewhere(street: Street) -> Iterator[Grey]:
    other = Street(seed=9)
    while True:
        yield other.live()


def frozen(street: Street) -> Iterator[Grey]:
    while True:
        yield street.still()


SPOILT = {
    "black": black,
    "blurred": blurred,
    "covered": covered,
    "glare": white,
    "moved": elsewhere,
    "frozen": frozen,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_alone_after_its_delay_and_taken_back_when_it_is_gone(
    fault: str, street: Street, looking: Looking
) -> None:
    pictures = SPOILT[fault](street)
    delays = FAULTS[fault]
    assert looking.see(delays.on - 1, lambda: next(pictures)) == set()
    assert looking.see(6, lambda: next(pictures)) == {fault}
    looking.see(max(1.0, delays.off - 2), street.live)
    assert looking.now() == {fault}
    looking.see(5, street.live)
    assert looking.now() == set()


def test_a_still_picture_is_found_through_the_clock_that_goes_on_in_it(street: Street, looking: Looking) -> None:
    pictures = [street.still() for _ in range(2)]
    assert all(np.any(one[:12] != other[:12]) for one, other in pairwise(pictures))
    assert looking.see(40, street.still) == {"frozen"}


def test_a_living_street_on_which_nobody_walks_is_not_frozen(street: Street, looking: Looking) -> None:
    dawn = iter(range(1000))

    def brightening() -> Grey:
        return np.asarray(np.clip(street.still().astype(np.float32) + next(dawn) * 0.1, 0, 255), np.uint8)

    assert looking.see(300, brightening) == set()


def test_a_lorry_that_stands_before_the_lens_for_a_while_is_none_of_its_faults(
    street: Street, looking: Looking
) -> None:
    def passing() -> Grey:
        picture = street.live()
        picture[20:, :90] = 70
        return picture

    assert looking.see(7, passing) == set()
    assert looking.see(60, street.live) == set()


def test_night_with_infrared_is_another_view_and_no_fault(street: Street, looking: Looking) -> None:
    night = Street(seed=5)
    assert looking.see(120, night.live, colour=0.5) == set()
    assert looking.see(120, street.live) == set()


def test_dusk_is_followed(street: Street, looking: Looking) -> None:
    steps = iter(np.linspace(1.0, 0.25, 2000))
    assert looking.see(900, lambda: np.asarray(street.live() * next(steps), np.uint8)) == set()


def test_a_camera_that_was_turned_on_purpose_learns_its_new_view(street: Street, looking: Looking) -> None:
    other = Street(seed=9)
    assert looking.see(40, other.live) == {"moved"}
    looking.eye.reset()
    assert looking.see(120, other.live) == set()
    assert looking.see(40, street.live) == {"moved"}, "and knows the new one from the old"


def test_a_fault_is_not_learned_as_the_usual(street: Street, looking: Looking) -> None:
    pictures = blurred(street)
    looking.see(3600, lambda: next(pictures))
    assert looking.now() == {"blurred"}


def test_before_the_view_is_known_nothing_is_said_of_it_but_black_is_seen(street: Street) -> None:
    fresh = Looking()
    pictures = black(street)
    assert fresh.see(6, lambda: next(pictures)) == {"black"}
    assert fresh.eye.seen
    assert not fresh.eye.seen.known


def test_after_a_long_gap_nothing_is_said_to_have_lasted_through_it(street: Street, looking: Looking) -> None:
    looking.see(10, street.still)
    looking.at += 600
    assert looking.see(10, street.still) == set()


def test_a_suspicion_that_comes_and_goes_is_no_finding() -> None:
    latch = Latch(Delays(5, 5))
    assert not any(latch.look(second % 3 > 0, float(second)) for second in range(100))


def test_a_view_that_fits_itself_when_pushed_sideways_cannot_be_told_from_another() -> None:
    reference, horizon = Reference(), np.zeros((66, 160), np.bool_)
    horizon[30:32] = True
    for _ in range(30):
        reference.learn(horizon, 1.0, 0.5)
    assert reference.kept(horizon) is None


def test_a_clock_takes_no_more_than_a_strip() -> None:
    still, ground = Stillness(), np.full((HEIGHT, WIDTH), 90, np.uint8)
    assert still.look(ground, 0.0) == 0
    strip, middle = ground.copy(), ground.copy()
    strip[2:9, 4:60] = 200
    middle[40:48, 4:60] = 200
    assert still.look(strip, 10.0) == 10.0
    assert still.look(middle, 11.0) == 0.0


def test_a_coloured_picture_of_any_size_is_brought_to_a_small_grey_one() -> None:
    red = np.zeros((360, 640, 4), np.uint8)
    red[..., 2] = 200
    grey, colour = small(red)
    assert (grey.shape, colour) == ((HEIGHT, WIDTH), 200.0)
    assert small(np.full((90, 160, 4), 80, np.uint8))[1] == 0.0
