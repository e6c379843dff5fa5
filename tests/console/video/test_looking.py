"""Coming nearer, moving along and turning never leave the picture, and what is under the pointer stays there."""

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.video.looking import CLOSEST, WHOLE, Look
from console.video.scaling import Box, Fit, Scaler

part = st.floats(0, 1)
step = st.one_of(
    st.tuples(st.just("zoom"), st.floats(0.05, 20), part, part),
    st.tuples(st.just("pan"), st.floats(-3, 3), st.floats(-3, 3), st.just(0.0)),
    st.tuples(st.just("turn"), st.just(1.0), st.just(0.0), st.just(0.0)),
)


@given(st.lists(step, max_size=30))
def test_no_walk_leads_out_of_the_picture(steps: list[tuple[str, float, float, float]]) -> None:
    look = WHOLE
    for kind, a, b, c in steps:
        look = look.zoomed(a, b, c) if kind == "zoom" else look.panned(a, b) if kind == "pan" else look.turned()
        assert CLOSEST <= look.size <= 1
        assert look.x >= 0
        assert look.y >= 0
        assert look.x + look.size <= 1 + 1e-9
        assert look.y + look.size <= 1 + 1e-9


@given(part, part, st.floats(1.1, 10))
def test_the_point_under_the_pointer_stays(x: float, y: float, factor: float) -> None:
    nearer = WHOLE.zoomed(factor, x, y)
    assert nearer.x + x * nearer.size == pytest.approx(x)
    assert nearer.y + y * nearer.size == pytest.approx(y)


def test_almost_the_whole_is_the_whole() -> None:
    assert Look(0.01, 0.01, 0.98).zoomed(1.0).whole
    assert not Look(turns=1).whole
    assert Look(turns=3).turned() == WHOLE


def _frame() -> av.VideoFrame:
    """Left half dark, right half light; the upper right corner lightest."""
    pixels = np.full((90, 160, 3), 30, np.uint8)
    pixels[:, 80:] = 180
    pixels[:45, 80:] = 250
    return av.VideoFrame.from_ndarray(pixels, "bgr24").reformat(format="yuv420p")


def _mean(look: Look, box: tuple[int, int] = (160, 90)) -> tuple[tuple[int, ...], float]:
    pixels = Scaler(Box(*box, look=look)).scale(_frame(), 160 / 90)
    return pixels.shape[:2], float(pixels[:, :, :3].mean())


def test_the_part_looked_at_fills_the_tile() -> None:
    assert _mean(Look(0.5, 0.0, 0.5)) == ((90, 160), pytest.approx(250, abs=4))
    assert _mean(Look(0.5, 0.5, 0.5)) == ((90, 160), pytest.approx(180, abs=4))
    assert _mean(Look(0.0, 0.25, 0.5)) == ((90, 160), pytest.approx(30, abs=4))


def test_a_quarter_turn_is_clockwise_and_stands_upright() -> None:
    shape, _mean_of_all = _mean(Look(turns=1))
    assert shape == (90, 51)
    # What was on the right is below now, and its upper half on the right.
    assert _mean(Look(0.5, 0.5, 0.5, turns=1))[1] == pytest.approx(250, abs=6)
    assert _mean(Look(0.0, 0.0, 0.5, turns=1))[1] == pytest.approx(30, abs=6)


def test_a_closer_look_wants_more_detail() -> None:
    assert Box(320, 180).detail == 180
    assert Box(320, 180, look=Look(0, 0, 0.25)).detail == 720


def test_covering_and_looking_closer_go_together() -> None:
    pixels = Scaler(Box(100, 100, Fit.COVER, Look(0.5, 0, 0.5))).scale(_frame(), 160 / 90)
    assert pixels.shape[:2] == (100, 100)
