"""What each screen is to show, for every kind of layer, span and mishap; and what a change leaves alone."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.views.wall.plan import Area, area_of, plan
from console.wall.stage import ScreenPlan, changes, next_end, stage
from contract.base import Gone
from contract.cameras import Camera, RemoveCamera
from contract.walls import (
    Cell,
    Content,
    LayerKind,
    Layout,
    PushLayer,
    Rect,
    Screen,
    SetCell,
    Showing,
    Zone,
)
from tests.console.seat import Seat, city

WALL, NODE = "wall-1", "node-1"
ALARM = {"A1": Content(kind="camera", ref="cam-25"), "A2": Content(kind="alert", ref="nobody")}


@pytest.fixture
def seat() -> Seat:
    return city()


def screens(seat: Seat, node: str = NODE) -> list[ScreenPlan]:
    return stage(seat.replica.world, WALL, node, seat.now())


def alarm(seat: Seat, seconds: float | None = None) -> None:
    until = seat.now() + timedelta(seconds=seconds) if seconds else None
    seat.do(PushLayer(zone=f"{WALL}-zone-3", layer="a", kind=LayerKind.ALARM, layout="alarm", cells=ALARM, until=until))


def test_every_screen_of_the_node_is_filled_without_gap_or_overlap(seat: Seat) -> None:
    plans = screens(seat)
    assert [len(one.cells) for one in plans] == [9, 8, 5, 16]
    for one in plans:
        areas = [on.area for on in one.cells.values()]
        assert sum(area.w * area.h for area in areas) == 1920 * 1080
        assert not any(a.shared(b) for at, a in enumerate(areas) for b in areas[:at])
    assert screens(seat, "another") == []


def test_letters_follow_from_pitch_and_distance(seat: Seat) -> None:
    assert {one.letter for one in screens(seat)} == {46}


def test_an_alarm_covers_its_zone_under_a_banner_until_it_runs_out(seat: Seat) -> None:
    alarm(seat, seconds=60)
    covered = screens(seat)[2]
    assert [on.cell.number for on in covered.cells.values()] == ["3·A1", "3·A2"]
    frame = covered.frames[0]
    top = min(on.area.y for on in covered.cells.values())
    assert top == frame.plan.banner > 46
    assert all(on.area.x >= frame.plan.border > 0 for on in covered.cells.values())
    end = next_end(seat.replica.world, WALL, seat.now())
    assert end is not None
    before, after = (stage(seat.replica.world, WALL, NODE, end + timedelta(seconds=late))[2] for late in (-0.01, 0))
    assert (len(before.cells), len(after.cells)) == (2, 5)
    assert after.frames == ()


def test_a_camera_that_two_layers_show_is_moved_and_not_interrupted(seat: Seat) -> None:
    before = screens(seat)[2].cells
    alarm(seat)
    done = changes(before, screens(seat)[2].cells)
    assert done.move == {"camera:cam-25#1"}
    assert {key.split(":")[0] for key in done.open} == {"alert_gone"}
    assert "camera:cam-28#1" in done.close
    assert changes(before, before).keep == set(before)


def test_the_same_camera_twice_on_a_screen_is_two_cells(seat: Seat) -> None:
    seat.do(SetCell(zone=f"{WALL}-zone-1", cell="V2", content=Content(kind="camera", ref="cam-01")))
    cells = screens(seat)[0].cells
    assert [on.cell.cell for key, on in cells.items() if key.startswith("camera:cam-01#")] == ["V1", "V2"]
    assert len(cells) == 9


def test_a_zone_over_four_screens_gives_each_its_part(seat: Seat) -> None:
    one = Layout(id="one", name="Một", columns=1, rows=1, cells=(Cell(id="X", column=0, row=0),))
    wide = Zone(id="wide", wall=WALL, number=9, name="Toàn bộ", rect=Rect(0, 0, 3840, 2160))
    others = [Gone.of(zone) for zone in seat.replica.world.all(Zone)]
    seat.put(*others, one, wide)
    shown = {"X": Content(kind="camera", ref="cam-01")}
    seat.do(PushLayer(zone="wide", layer="base", kind=LayerKind.BASE, layout="one", cells=shown))
    areas = [[on.area for on in plan_.cells.values()] for plan_ in screens(seat)]
    whole = (3840, 2160)
    assert areas == [
        [Area(0, 0, *whole)],
        [Area(-1920, 0, *whole)],
        [Area(0, -1080, *whole)],
        [Area(-1920, -1080, *whole)],
    ]
    assert {key for plan_ in screens(seat) for key in plan_.cells} == {"camera:cam-01#1"}


def test_what_cannot_be_shown_says_which_and_the_rest_stays(seat: Seat) -> None:
    before = screens(seat)[0].cells
    seat.do(RemoveCamera(camera="cam-05"))
    showing = seat.replica.world[Showing, f"{WALL}-zone-1"]
    base = showing.layers[0]
    odd = {**base.cells, "V6": Content(kind="hologram", ref="x"), "V7": Content(kind="blank")}
    del odd["V8"]
    seat.put(replace(showing, layers=(replace(base, cells=odd),)))
    now = screens(seat)[0].cells
    assert {on.cell.cell: on.cell.problem for on in now.values() if on.cell.problem} == {
        "V5": "camera_gone",
        "V6": "unknown_kind",
    }
    assert [on.cell.cell for on in now.values() if on.cell.content is None] == ["V7", "V8"]
    assert len(changes(before, now).keep) == 5


@pytest.mark.parametrize(("gone", "problem"), [(Layout, "layout_gone"), (Showing, "nothing_shown")])
def test_a_zone_without_a_layout_is_one_cell_that_says_so(seat: Seat, gone: type, problem: str) -> None:
    row = seat.replica.world.get(gone, "grid-3x3" if gone is Layout else f"{WALL}-zone-1")
    assert row is not None
    seat.put(Gone.of(row))
    (only,) = screens(seat)[0].cells.values()
    assert (only.cell.problem, only.area) == (problem, Area(0, 0, 1920, 1080))


def test_a_wall_of_nothing_is_nothing(seat: Seat) -> None:
    assert stage(seat.replica.world, "no such wall", NODE, seat.now()) == []
    assert plan(seat.replica.world, "no such wall", seat.now()) == []
    seat.put(*[Gone.of(camera) for camera in seat.replica.world.all(Camera)])
    assert {on.cell.problem for on in screens(seat)[0].cells.values()} == {"camera_gone"}
    assert [area_of(row.rect).shared(Area(0, 0, 10, 10)) for row in seat.replica.world.all(Screen)] == [100, 0, 0, 0]
