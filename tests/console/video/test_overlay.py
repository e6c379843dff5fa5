"""Boxes lie where the thing is however the tile looks at it, and vanish when they are old; none cost nothing."""

import time
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter

from console.video import overlay as over
from console.video.looking import WHOLE, Look
from console.video.overlay import Lens, Outline, Seen
from console.video.scaling import Box, Fit, Scaler
from console.video.tiles import Tile
from tests.console.video.conftest import Room

WIDE, HIGH = 320, 180
part = st.floats(0.1, 0.9)


def _slot(box: tuple[int, int], fit: Fit, look: Look, aspect: float) -> Any:
    tile = Tile("a", "a", "A", QRect(0, 0, 1, 1), fit, look)  # type: ignore[arg-type]
    return SimpleNamespace(tile=tile, tap=SimpleNamespace(shown=SimpleNamespace(aspect=aspect)))


@settings(max_examples=150, deadline=None)
@given(
    part, part, st.sampled_from(Fit), st.integers(0, 3), st.floats(1, 4), part, part,
    st.sampled_from([(320, 180), (200, 300), (400, 150), (333, 181)]),
)  # fmt: skip
def test_a_place_of_the_picture_is_where_the_scaler_puts_it(
    x: float, y: float, fit: Fit, turns: int, nearer: float, ax: float, ay: float, size: tuple[int, int]
) -> None:
    look = Look(turns=turns).zoomed(nearer, ax, ay)
    pixels = np.zeros((HIGH, WIDE, 3), np.uint8)
    row, column = round(y * HIGH), round(x * WIDE)
    pixels[row - 6 : row + 6, column - 6 : column + 6] = 255
    frame = av.VideoFrame.from_ndarray(pixels, "bgr24").reformat(format="yuv420p")
    aspect = WIDE / HIGH
    lens = Lens(QRect(0, 0, *size), _slot(size, fit, look, aspect))
    spot = lens.spot(column / WIDE, row / HIGH)
    inside = lens.picture.adjusted(12, 12, -12, -12)
    if not inside.contains(spot.toPoint()):
        return
    box = Box(*size, fit, look)
    left, top, width, height = box.place(aspect)
    assert (lens.picture.width(), lens.picture.height()) == (width, height)
    light = Scaler(box).scale(frame, aspect)[:, :, 1]
    rows, columns = np.nonzero(light > 150)
    if columns.min() == 0 or rows.min() == 0 or columns.max() == width - 1 or rows.max() == height - 1:
        return
    # The scaler begins at a pixel that suits the processor, a few before the one that was asked for.
    across, down = lens.spot(1, 0) - lens.spot(0, 0), lens.spot(0, 1) - lens.spot(0, 0)
    most = 1 + 4 * max(across.manhattanLength() / WIDE, down.manhattanLength() / HIGH)
    assert abs(columns.mean() + left - spot.x()) < most
    assert abs(rows.mean() + top - spot.y()) < most
    assert light[round(spot.y()) - top, round(spot.x()) - left] > 150


def test_a_box_that_is_turned_is_still_a_box() -> None:
    lens = Lens(QRect(10, 20, 320, 180), _slot((320, 180), Fit.STRETCH, Look(turns=1), 16 / 9))
    rect = lens.rect(Seen(0.0, 0.0, 0.5, 0.25, "x"))
    assert (rect.right(), rect.top()) == (pytest.approx(330), pytest.approx(20))
    assert (rect.width(), rect.height()) == (pytest.approx(80), pytest.approx(90))


@pytest.fixture
def mosaic(room: Room) -> Any:
    """Two living cameras side by side."""
    made = room.mosaic("north", "south")
    room.live(made)
    # On a busy machine a picture may be late for a moment, and then no box stands over it.
    made._timer.stop()
    return made


def _painted(mosaic: Any) -> QImage:
    """What the overlay alone paints."""
    image = QImage(mosaic.width(), mosaic.height(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    mosaic.overlay.paint(painter, QRect(0, 0, mosaic.width(), mosaic.height()))
    painter.end()
    return image


def _touched(mosaic: Any, camera: str) -> bool:
    image, video = _painted(mosaic), mosaic.board.slots[f"{camera}#{int(camera != 'north')}"].place.video
    return any(
        image.pixelColor(QPoint(x, y)).alpha() > 0
        for x in range(video.left(), video.right() + 1)
        for y in range(video.top(), video.bottom() + 1, 2)
    )


@pytest.mark.alone
def test_boxes_stand_over_their_camera_and_vanish_when_they_are_old(mosaic: Any, room: Room) -> None:
    assert not _touched(mosaic, "north")
    mosaic.overlay.see("north", [Seen(0.2, 0.2, 0.4, 0.4, "người", alarm=True)])
    assert _touched(mosaic, "north")
    assert not _touched(mosaic, "south")
    started = time.monotonic()
    room.until(lambda: not mosaic.overlay._over["north"].seen)
    assert 1.2 < time.monotonic() - started < 3.0
    # It says that the data are old, until there are others or nobody wants any.
    assert _touched(mosaic, "north")
    mosaic.overlay.see("north", [])
    assert not _touched(mosaic, "north")
    assert mosaic.overlay._over == {}


def test_what_comes_late_is_not_shown_at_all(mosaic: Any) -> None:
    mosaic.overlay.see("north", [Seen(0.2, 0.2, 0.4, 0.4, "người")], age_s=1.6)
    assert not mosaic.overlay._over["north"].seen
    mosaic.overlay.see("north", [Seen(0.2, 0.2, 0.4, 0.4, "người")], age_s=1.0)
    assert mosaic.overlay._over["north"].until < time.monotonic() + 0.6
    mosaic.overlay.see("north", [Seen(0.2, 0.2, 0.4, 0.4, "người")], age_s=-5.0)
    assert mosaic.overlay._over["north"].until < time.monotonic() + 1.6


@pytest.mark.parametrize("status", ["late", "stale", "replay", "lost", "connecting"])
def test_no_box_stands_over_a_picture_that_is_not_of_now(mosaic: Any, status: str) -> None:
    mosaic.overlay.see("north", [Seen(0.2, 0.2, 0.4, 0.4, "người")])
    slot = mosaic.board.slots["north#0"]
    slot.truth = type(slot.truth)(status)
    assert not _touched(mosaic, "north")


def test_shapes_stay_within_the_picture_and_go_with_their_rule(mosaic: Any) -> None:
    zone = Outline(((0.1, 0.1), (0.9, 0.1), (0.5, 0.9)), "Vùng cấm")
    line = Outline(((0.1, 0.5), (0.9, 0.5)), "Vạch", closed=False, side=1, watched=False)
    mosaic.overlay.outline({"north": [zone, line]}, {"south": "Không nhìn được"})
    assert _touched(mosaic, "north")
    assert _touched(mosaic, "south")
    image, strip = _painted(mosaic), mosaic.board.slots["north#0"].place.strip
    assert all(image.pixelColor(x, strip.center().y()).alpha() == 0 for x in range(strip.left(), strip.right()))
    mosaic.overlay.outline({}, {})
    assert mosaic.overlay._over == {}
    mosaic.overlay.see("north", [Seen(0, 0, 1, 1, "x")])
    mosaic.overlay.clear()
    assert not _touched(mosaic, "north")


def test_without_boxes_painting_looks_at_no_tile(monkeypatch: pytest.MonkeyPatch, mosaic: Any) -> None:
    def never(*_: object) -> None:
        raise AssertionError("looked at")

    monkeypatch.setattr(over, "Lens", never)
    assert not _touched(mosaic, "north")


def test_the_whole_is_where_it_was() -> None:
    lens = Lens(QRect(0, 0, 320, 180), _slot((320, 180), Fit.CONTAIN, WHOLE, 16 / 9))
    assert lens.spot(0.5, 0.5).toPoint() == QPoint(160, 90)


def test_a_rule_is_not_said_to_fire_when_nobody_knows_any_more(mosaic: Any, room: Room) -> None:
    drawn: list[bool] = []
    zone = Outline(((0.1, 0.1), (0.9, 0.1), (0.5, 0.9)), "Vùng cấm", hot=True)
    mosaic.overlay.outline({"north": [zone]}, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(over.Pencil, "outline", lambda _self, _lens, _outline, hot: drawn.append(hot))
        _painted(mosaic)
        mosaic.overlay.see("north", [])
        _painted(mosaic)
        room.until(lambda: time.monotonic() > mosaic.overlay._over["north"].until)
        _painted(mosaic)
    assert (drawn[0], drawn[1], drawn[-1]) == (False, True, False)


def test_what_lies_outside_of_the_part_that_is_seen_has_no_word_either(mosaic: Any) -> None:
    mosaic.look("north#0", Look(0.0, 0.0, 0.25))
    mosaic.overlay.see("north", [Seen(0.6, 0.6, 0.2, 0.2, "người")])
    mosaic.overlay.outline({"north": [Outline(((0.6, 0.6), (0.9, 0.6), (0.9, 0.9)), "Vùng")]}, {})
    assert not _touched(mosaic, "north")
    mosaic.look("north#0", Look(0.6, 0.6, 0.25))
    assert _touched(mosaic, "north")
