"""Walls: drawn without contradiction, and stacks of layers that never lose their base."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from contract.base import Command
from contract.walls import (
    Cell,
    CellReport,
    Clear,
    Content,
    Layer,
    LayerKind,
    Layout,
    NodeReport,
    PopLayer,
    PushLayer,
    Rect,
    RemoveZone,
    SaveLayout,
    SaveScreen,
    SaveWall,
    SaveZone,
    Screen,
    SetCell,
    Showing,
    Wall,
    Zone,
    top_layer,
)
from contract.walls.commands import MOST_LAYERS
from tests.contract.rules import BEFORE, LATER, NOW, codes, facts_of, gone, granted, only, refused, who, world

MANAGER = who("walls.manage")
PUSHER = who("walls.push", "walls.alarm", "walls.takeover")
WALL = Wall(id="w", name="Màn hình ghép")
LEFT, RIGHT = Rect(0, 0, 100, 100), Rect(100, 0, 100, 100)
SCREEN = Screen(id="s", wall="w", number=1, node="n", output="DP-1", rect=LEFT)
ZONE = Zone(id="z", wall="w", number=1, name="Vùng 1", rect=LEFT, alarms_from=2)
TWO = Layout(
    id="l", name="Hai ô", columns=2, rows=1, cells=(Cell(id="A", column=0, row=0), Cell(id="B", column=1, row=0))
)
CLOCK, CAMERA = Content(kind="clock"), Content(kind="camera", ref="c")
BASE = Layer(id="base", kind=LayerKind.BASE, layout="l", cells={"A": CLOCK}, since=BEFORE)
ALARM = Layer(id="alarm", kind=LayerKind.ALARM, layout="l", since=BEFORE)
SHOWING = Showing(id="z", layers=(BASE, ALARM), seq=7)


def _push(**more: Any) -> PushLayer:
    whole: dict[str, Any] = {"zone": "z", "layer": "x", "kind": LayerKind.ALARM, "layout": "l", "cells": {"A": CAMERA}}
    return PushLayer(**whole | more)


def _layers(*layers: Layer) -> Showing:
    return Showing(id="z", layers=layers)


def test_drawing_a_wall_needs_the_right_to_manage_walls() -> None:
    commands: list[Command] = [
        SaveWall(wall=WALL),
        SaveScreen(screen=SCREEN),
        SaveZone(zone=ZONE),
        RemoveZone(zone="z"),
        SaveLayout(layout=TWO),
    ]
    assert codes(commands, world(WALL, ZONE), who("walls.push")) == ["needs.walls.manage"] * 5
    assert codes(commands, world(WALL, ZONE), MANAGER) == [""] * 5


def test_screens_and_zones_stand_on_a_wall_that_exists() -> None:
    commands = [SaveScreen(screen=SCREEN), SaveZone(zone=ZONE)]
    assert codes(commands, world(), MANAGER) == ["gone.wall"] * 2


def test_screens_of_a_wall_do_not_contradict_each_other() -> None:
    other = Screen(id="t", wall="w", number=2, node="n", output="DP-2", rect=RIGHT)
    wrong = {
        "wall.number_taken": replace(other, number=1),
        "wall.output_taken": replace(other, output="DP-1"),
        "wall.overlaps": replace(other, rect=Rect(99, 99, 10, 10)),
        "": other,
    }
    assert codes([SaveScreen(screen=screen) for screen in wrong.values()], world(WALL, SCREEN), MANAGER) == list(wrong)
    elsewhere = replace(SCREEN, id="t", wall="v")
    assert refused(SaveScreen(screen=elsewhere), world(WALL, Wall(id="v", name="V"), SCREEN), MANAGER) == ""
    assert refused(SaveScreen(screen=SCREEN), world(WALL, SCREEN), MANAGER) == ""
    assert refused(SaveScreen(screen=replace(other, node="m", output="DP-1")), world(WALL, SCREEN), MANAGER) == ""


def test_a_number_calls_one_zone_of_a_wall() -> None:
    other = replace(ZONE, id="y")
    assert refused(SaveZone(zone=other), world(WALL, ZONE), MANAGER) == "wall.number_taken"
    assert facts_of(SaveZone(zone=other), world(WALL, ZONE), MANAGER) == {"number": "1"}
    assert refused(SaveZone(zone=replace(other, number=2)), world(WALL, ZONE), MANAGER) == ""
    assert refused(SaveZone(zone=replace(other, wall="v")), world(Wall(id="v", name="V"), ZONE), MANAGER) == ""


def test_a_zone_goes_with_all_that_it_shows() -> None:
    assert gone(RemoveZone(zone="z"), world(ZONE, SHOWING), MANAGER) == {("zone", "z"), ("showing", "z")}
    assert gone(RemoveZone(zone="z"), world(ZONE), MANAGER) == {("zone", "z")}
    assert refused(RemoveZone(zone="z"), world(), MANAGER) == "gone.zone"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ((), "layout.empty"),
        ((Cell(id="A", column=0, row=0), Cell(id="A", column=1, row=0)), "layout.cell_twice"),
        ((Cell(id="A", column=1, row=0, columns=2),), "layout.cell_outside"),
        ((Cell(id="A", column=0, row=1, rows=2),), "layout.cell_outside"),
        ((Cell(id="A", column=0, row=0, columns=2), Cell(id="B", column=1, row=0)), "layout.cells_overlap"),
        ((Cell(id="A", column=0, row=0, rows=2), Cell(id="B", column=1, row=1)), ""),
    ],
)
def test_a_layout_is_a_grid_without_contradiction(cells: tuple[Cell, ...], code: str) -> None:
    layout = Layout(id="l", name="L", columns=2, rows=2, cells=cells)
    assert refused(SaveLayout(layout=layout), world(), MANAGER) == code


@pytest.mark.parametrize(
    ("kind", "right"),
    [(LayerKind.ALARM, "walls.alarm"), (LayerKind.TAKEOVER, "walls.takeover"), (LayerKind.TOUR, "walls.push")],
)
def test_laying_over_and_taking_down_need_the_right_of_the_kind(kind: LayerKind, right: str) -> None:
    standing = world(ZONE, TWO, _layers(replace(ALARM, kind=kind)))
    commands = [_push(kind=kind), PopLayer(zone="z", layer="alarm"), Clear(zone="z", kind=kind)]
    others = PUSHER.rights - {right}
    assert codes(commands, standing, who(*others)) == [f"needs.{right}"] * 3
    assert codes(commands, standing, who(right)) == [""] * 3


def test_a_layer_needs_a_zone_and_a_layout_that_exist() -> None:
    commands: list[Command] = [_push(), PopLayer(zone="z", layer="x"), Clear(zone="z", kind=LayerKind.ALARM)]
    assert codes(commands, world(TWO), PUSHER) == ["gone.zone"] * 3
    assert refused(SetCell(zone="z", cell="A", content=CAMERA), world(TWO), PUSHER) == "gone.zone"
    assert refused(_push(), world(ZONE), PUSHER) == "gone.layout"


def test_a_zone_that_takes_no_alarms_is_not_covered_by_one() -> None:
    quiet = replace(ZONE, alarms_from=None)
    assert refused(_push(), world(quiet, TWO), PUSHER) == "zone.takes_no_alarms"
    assert refused(_push(kind=LayerKind.TAKEOVER), world(quiet, TWO), PUSHER) == ""


@pytest.mark.parametrize("until", [BEFORE, NOW, LATER.replace(tzinfo=None)])
def test_a_layer_that_is_already_over_is_not_laid(until: datetime) -> None:
    assert refused(_push(until=until), world(ZONE, TWO), PUSHER) == "zone.already_over"
    assert refused(_push(until=LATER), world(ZONE, TWO), PUSHER) == ""


def test_the_end_of_a_layer_lies_within_a_year() -> None:
    for_ever = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert refused(_push(until=for_ever), world(ZONE, TWO), PUSHER) == "zone.too_long"
    assert refused(_push(until=NOW + timedelta(days=365)), world(ZONE, TWO), PUSHER) == ""


def test_what_fills_a_cell_must_have_a_place_and_be_known() -> None:
    base = world(ZONE, TWO, SHOWING)
    for wish in (_push(cells={"C": CAMERA}), SetCell(zone="z", cell="C", content=CAMERA)):
        assert refused(wish, base, PUSHER) == "layout.no_such_cell"
    strange = Content(kind="hologram")
    for other in (_push(cells={"A": strange}), SetCell(zone="z", cell="A", content=strange)):
        assert refused(other, base, PUSHER) == "wall.unknown_content"


def test_a_layer_says_who_laid_it_and_why() -> None:
    showing = only(_push(why="Cháy", priority=30, alert="a"), world(ZONE, TWO, SHOWING), PUSHER, Showing)
    assert showing.seq == 8
    assert [layer.id for layer in showing.layers] == ["base", "alarm", "x"]
    top = showing.layers[-1]
    assert (top.by, top.why, top.since, top.priority, top.alert) == ("an", "Cháy", NOW, 30, "a")


def test_a_zone_has_one_base_and_a_layer_of_the_same_id_is_replaced() -> None:
    other = _push(kind=LayerKind.BASE, layer="b2")
    assert [layer.id for layer in only(other, world(ZONE, TWO, SHOWING), PUSHER, Showing).layers] == ["b2", "alarm"]
    again = only(_push(layer="alarm", why="2"), world(ZONE, TWO, SHOWING), PUSHER, Showing)
    assert [layer.why for layer in again.layers] == ["", "2"]


def _many(kind: LayerKind) -> Iterator[Layer]:
    return (Layer(id=f"{n}", kind=kind, priority=5, layout="l", since=BEFORE) for n in range(MOST_LAYERS - 1))


def test_a_flood_of_alarms_drops_the_lowest_and_never_the_base() -> None:
    full = world(ZONE, TWO, _layers(BASE, *_many(LayerKind.ALARM)))
    layers = only(_push(priority=9), full, PUSHER, Showing).layers
    assert len(layers) == MOST_LAYERS
    assert layers[0].id == "base"
    assert layers[-1].id == "x"
    assert "0" not in {layer.id for layer in layers}


def test_a_zone_that_is_full_of_other_things_takes_no_more() -> None:
    full = world(ZONE, TWO, _layers(BASE, *_many(LayerKind.SCHEDULE)))
    assert refused(_push(kind=LayerKind.TOUR), full, PUSHER) == "zone.full"
    assert refused(_push(), full, PUSHER) == ""


def test_taking_down_shows_what_lay_under_it() -> None:
    after = granted(PopLayer(zone="z", layer="alarm"), world(ZONE, SHOWING), PUSHER)
    assert after[Showing, "z"].layers == (BASE,)
    assert after[Showing, "z"].seq == 8


def test_a_layer_that_is_gone_cannot_be_taken_down() -> None:
    assert refused(PopLayer(zone="z", layer="x"), world(ZONE, SHOWING), PUSHER) == "zone.layer_gone"
    assert refused(PopLayer(zone="z", layer="x"), world(ZONE), PUSHER) == "zone.layer_gone"
    assert refused(Clear(zone="z", kind=LayerKind.TOUR), world(ZONE, SHOWING), PUSHER) == "zone.layer_gone"


def test_the_base_stays() -> None:
    assert refused(PopLayer(zone="z", layer="base"), world(ZONE, SHOWING), PUSHER) == "zone.base_stays"
    assert refused(Clear(zone="z", kind=LayerKind.BASE), world(ZONE, SHOWING), PUSHER) == "zone.base_stays"


def test_clearing_takes_down_one_kind_and_leaves_the_others() -> None:
    tour = replace(ALARM, id="tour", kind=LayerKind.TOUR)
    showing = only(Clear(zone="z", kind=LayerKind.ALARM), world(ZONE, _layers(BASE, tour, ALARM)), PUSHER, Showing)
    assert showing.layers == (BASE, tour)
    assert showing.seq == 1


def test_a_cell_of_the_base_is_filled_and_nothing_else_changes() -> None:
    showing = only(SetCell(zone="z", cell="B", content=CAMERA), world(ZONE, TWO, SHOWING), PUSHER, Showing)
    assert showing.layers[0].cells == {"A": CLOCK, "B": CAMERA}
    assert showing.layers[1] == ALARM


def test_a_cell_is_filled_only_where_there_is_a_base_and_something_new() -> None:
    wish = SetCell(zone="z", cell="A", content=CLOCK)
    assert refused(wish, world(ZONE, TWO, SHOWING), who()) == "needs.walls.push"
    assert refused(wish, world(ZONE, TWO), PUSHER) == "zone.no_base"
    assert refused(wish, world(ZONE, SHOWING), PUSHER) == "gone.layout"
    assert refused(wish, world(ZONE, TWO, SHOWING), PUSHER) == "zone.already_shown"


def test_a_zone_shows_its_highest_layer_that_has_not_run_out() -> None:
    over = replace(ALARM, id="over", priority=9, until=NOW)
    tour = replace(ALARM, id="tour", kind=LayerKind.TOUR, priority=99)
    assert top_layer(_layers(BASE, tour, ALARM, over), NOW) == ALARM
    assert top_layer(_layers(BASE, tour, ALARM, over), BEFORE) == over
    newer = replace(ALARM, id="newer", since=NOW)
    assert top_layer(_layers(ALARM, newer), NOW) == newer
    assert top_layer(None, NOW) is None


def test_rectangles_that_only_touch_do_not_overlap() -> None:
    assert not LEFT.overlaps(RIGHT)
    assert not RIGHT.overlaps(LEFT)
    assert LEFT.overlaps(Rect(99, 99, 1, 1))
    assert not LEFT.overlaps(Rect(0, 100, 100, 1))


def test_a_report_of_a_node_replaces_the_one_before() -> None:
    report = NodeReport(node="n", wall="w", cells=(CellReport(zone="z", cell="A", kind="camera"),), at=NOW)
    assert report.key() == "w/n"
    assert report.author() == "n"
    assert report.audiences() == ("walls",)
