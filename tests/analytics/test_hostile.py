"""What streams, models, clocks and other machines may do to a machine that watches: it never seems to, and goes on."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

from analytics.blobs import Blob, Box
from analytics.decoding import HEAP, MOST_HIGH, Decoding, Frame
from analytics.models import BadModel, Model
from analytics.roster import NOT_TAKEN_UP, TOO_MANY, Share, roster
from analytics.scene import Scene
from analytics.shelf import Shelf
from analytics.telling import Sights
from analytics.watching import PATIENCE_S, Patience
from analytics.zones import Line
from contract.analytics import AnalyticsState, RuleKind, SightsWanted, Watching
from contract.base import World
from media.access import AccessUnit, Format
from tests.analytics.onnx_file import constant
from tests.analytics.pictures import block, film, walk
from tests.analytics.test_models import RULE as OBJECTS
from tests.analytics.test_models import file
from tests.analytics.test_work import camera, rule
from tests.contract.rules import NOW


class _Nobody:
    """Hands that never come."""

    def ready(self, one: object) -> None:
        pass


def test_what_comes_after_the_end_is_not_looked_at_for_ever() -> None:
    hands: Any = _Nobody()
    decoding = Decoding("c", Scene(Shelf(()).of), hands, 0.25, lambda _: None)
    decoding.open(Format("h264"))
    decoding.close()
    decoding.push(AccessUnit(b"", True, 0.0, time.monotonic()))
    assert not decoding.turn()
    assert not decoding.behind


def test_huge_pictures_that_nobody_comes_to_look_at_are_bounded_too() -> None:
    hands: Any = _Nobody()
    decoding = Decoding("c", Scene(Shelf(()).of), hands, 0.25, lambda _: None)
    decoding.open(Format("h264"))
    for key in (True, False) * 20:
        decoding.push(AccessUnit(bytes(1024 * 1024), key, 0.0, time.monotonic()))
        assert sum(len(unit.data) for unit in decoding._waiting) <= HEAP + 2 * 1024 * 1024
    assert decoding._waiting[0].key


@pytest.mark.parametrize(("width", "height"), [(1, 1), (2, 4098), (16, 4096), (4098, 2), (17, 9), (7680, 4320)])
def test_a_picture_of_any_shape_is_small_when_it_is_looked_at(width: int, height: int) -> None:
    frame = Frame(av.VideoFrame(width, height, "yuv420p"), 0.0)
    assert frame.grey().shape[0] <= MOST_HIGH
    assert frame.colour().size <= 3 * 4098 * 720


def test_a_model_whose_output_is_no_number_is_no_model(tmp_path: Path) -> None:
    rows = np.array([[[0, 0, 32, 32, np.nan, 0]]], np.float32)
    with pytest.raises(BadModel, match="no number"):
        Model(file(constant(tmp_path / "m.onnx", rows)))


def test_a_model_that_fails_at_a_picture_is_not_said_to_watch() -> None:
    fails = [False]

    def look(*_: object) -> list[object]:
        if fails[0]:
            raise BadModel("bad_model", "another shape than before")
        return []

    model: Any = SimpleNamespace(name="m", classes=("a",), look=look)
    scene = Scene(lambda _: model, 0.5)
    scene.follow([OBJECTS])
    states = []
    for number, picture in enumerate(film(3)):
        fails[0] = 4 <= number < 8
        states.append(scene.look(picture).states["r"])
    assert states[3] == states[11] == (Watching.WATCHING, "")
    assert states[6] == (Watching.FAULTY, "bad_model")


def test_what_happens_before_a_rules_hour_does_not_silence_it_afterwards() -> None:
    begins = [0.0]
    moving = rule(kind=RuleKind.MOTION, rearm_s=3600.0, shape=((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98)))
    scene = Scene(Shelf(()).of, due=lambda _: begins[0] >= 30)
    scene.follow([moving])
    told = []
    there_and_back = block(walk(12, (0.05, 0.7), (0.95, 0.7), 10)), block(walk(34, (0.95, 0.7), (0.05, 0.7), 10))
    for picture in film(50, *there_and_back):
        begins[0] = picture.at
        if scene.look(picture).told:
            told.append(picture.at)
    assert len(told) == 1
    assert 34 < told[0] < 44


def test_a_machine_takes_back_that_it_watches_what_it_has_let_go() -> None:
    def left(node: str = "me", status: Watching = Watching.WATCHING, **share: Any) -> dict[str, str]:
        state = AnalyticsState(id="r", status=status, since=NOW, node=node)
        world = World([camera(), rule(), state])
        return dict(roster(world, Share("me", **share), NOW).left)

    assert left() == {}
    assert left(unassigned=False) == {"r": NOT_TAKEN_UP}
    assert left(most=0, others=frozenset({"other"})) == {"r": TOO_MANY}
    assert left(status=Watching.BLIND, unassigned=False) == {}, "it was said"
    assert left("other", unassigned=False) == {}
    state = AnalyticsState(id="r", status=Watching.BLIND, reason=NOT_TAKEN_UP, since=NOW, node="other")
    mine = roster(World([camera(), rule(), state]), Share("me", others=frozenset({"other"})), NOW).mine
    assert "r" in mine, "another takes it then"


def test_points_that_are_all_but_the_same_break_no_line() -> None:
    line = Line(((0.5, 0.0), (0.5, 5e-324), (0.5, 1.0)))
    assert line.away((0.7, 0.5)) == pytest.approx(0.2)


def test_whoever_wants_boxes_of_what_is_not_watched_leaves_room_for_others() -> None:
    sights = Sights("me")
    sights.hear("hostile", SightsWanted(by="hostile", machine="m", cameras=tuple(f"!{n}" for n in range(64))), 0.0)
    sights.hear("an", SightsWanted(by="an", machine="m", cameras=("c",)), 0.0)
    assert sights.wanted(1.0, {"c": None}) == {"c"}


@pytest.mark.parametrize("every", [1.0, 2.1, 3.0])
def test_a_machine_that_comes_to_look_seldom_still_sees_what_lasts(every: float) -> None:
    model: Any = SimpleNamespace(name="m", classes=("a",), look=lambda *_: [Blob(Box(0.4, 0.4, 0.2, 0.2), 255.0, "a")])
    whole = ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98))
    asked, seldom = Scene(lambda _: model, every), Scene(Shelf(()).of)
    asked.follow([rule(kind=RuleKind.OBJECTS, shape=whole)])
    seldom.follow([rule(kind=RuleKind.MOTION, shape=whole)])
    objects, moving, last = 0, 0, -every
    for picture in film(120, block(walk(40, (0.05, 0.7), (0.95, 0.7), 60))):
        objects += len(asked.look(picture).told)
        if picture.at - last >= every:
            last = picture.at
            moving += len(seldom.look(picture).told)
    assert objects == 1, "one thing that stays is one event"
    assert moving >= 1


def test_a_pause_is_a_pause_where_pictures_come_as_they_should() -> None:
    patience = Patience()
    for at in range(20):
        patience.look(at / 4)
    assert patience.seconds == PATIENCE_S
    patience.look(20.0)
    assert patience.seconds < 15.0
