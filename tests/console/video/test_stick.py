"""What is pressed, drawn and turned adds up to speeds that never run on."""

import pytest
from PySide6.QtCore import Qt

from console.video.stick import FAST, LONGEST_S, SLOW, STILL, Speeds, Stick

KEY = Qt.Key


@pytest.mark.parametrize(
    ("turns", "speeds"),
    [(0, (SLOW, 0.0, 0.0)), (1, (0.0, SLOW, 0.0)), (2, (-SLOW, 0.0, 0.0)), (3, (0.0, -SLOW, 0.0))],
)
def test_a_turned_picture_is_steered_as_it_is_seen(turns: int, speeds: Speeds) -> None:
    """A quarter turn clockwise has what was above on the right."""
    stick = Stick()
    stick.press(KEY.Key_Right, False)
    assert stick.speeds(0.0, turns) == speeds


def test_a_stick_is_fine_near_the_middle_full_at_the_rim_and_never_more() -> None:
    stick = Stick()
    pans = []
    for x in (0.0, 0.03, 0.1, 0.2, 0.35, 5.0):
        stick.drag(x, 0.0)
        pans.append(stick.speeds(0.0)[0])
    assert pans == sorted(pans)
    assert (pans[0], pans[1], pans[-2], pans[-1]) == (0, 0, 1, 1)
    stick.drag(0.0, 0.35)
    assert stick.speeds(0.0) == (0, -1, 0)


def test_many_notches_of_the_wheel_do_not_run_on_for_long_and_turning_back_turns_at_once() -> None:
    stick = Stick()
    for _ in range(50):
        stick.turn(1, 10.0)
    assert stick.speeds(10.0 + LONGEST_S * 0.9)[2] == FAST
    assert stick.speeds(10.0 + LONGEST_S * 1.1) == STILL
    stick.turn(-1, 10.1)
    assert stick.speeds(10.11)[2] == -FAST
