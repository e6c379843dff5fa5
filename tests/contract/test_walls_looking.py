"""Walls are looked at in another way without interrupting what they show."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from contract.base import Command, World
from contract.walls import (
    HOTSPOT,
    Cell,
    Content,
    Layer,
    LayerKind,
    Layout,
    Play,
    PushLayer,
    Rect,
    SetCell,
    SetPlay,
    SetView,
    Showing,
    ShowInHotspot,
    View,
    Zone,
)
from tests.contract.rules import BEFORE, NOW, codes, only, refused, who, world

PUSHER = who("walls.push", "walls.alarm", "walls.takeover")
ZONE = Zone(id="z", wall="w", number=1, name="Vùng 1", rect=Rect(0, 0, 100, 100), alarms_from=2)
TWO = Layout(
    id="l", name="Hai ô", columns=2, rows=1, cells=(Cell(id="A", column=0, row=0), Cell(id="B", column=1, row=0))
)
CLOCK, CAMERA = Content(kind="clock"), Content(kind="camera", ref="c")
BASE = Layer(id="base", kind=LayerKind.BASE, layout="l", cells={"A": CLOCK}, since=BEFORE)
ALARM = Layer(id="alarm", kind=LayerKind.ALARM, layout="l", since=BEFORE)


def _viewed(**more: Any) -> SetView:
    whole: dict[str, Any] = {"zone": "z", "layer": "base", "cell": "B", "view": View(x=0.25, y=0.5, size=0.5)}
    return SetView(**whole | more)


def test_a_cell_is_looked_at_in_another_way_and_all_else_stays() -> None:
    base = replace(BASE, cells={"A": CLOCK, "B": CAMERA})
    before = world(ZONE, TWO, Showing(id="z", layers=(base, ALARM), seq=7))
    showing = only(_viewed(), before, PUSHER, Showing)
    assert showing.layers[0] == replace(base, cells={"A": CLOCK, "B": replace(CAMERA, view=_viewed().view)})
    assert (showing.layers[1], showing.seq) == (ALARM, 8)


def test_only_a_picture_is_looked_at_and_only_within_its_edges() -> None:
    base = replace(BASE, cells={"A": CLOCK, "B": CAMERA})
    before = world(ZONE, TWO, Showing(id="z", layers=(base, ALARM), seq=7))
    assert refused(_viewed(), before, who()) == "needs.walls.push"
    assert refused(_viewed(layer="alarm", view=View()), before, who("walls.push")) == "needs.walls.alarm"
    assert refused(_viewed(), world(ZONE, TWO), PUSHER) == "zone.layer_gone"
    assert refused(_viewed(layer="gone"), before, PUSHER) == "zone.layer_gone"
    assert refused(_viewed(cell="A"), before, PUSHER) == "zone.nothing_to_view"
    assert refused(_viewed(cell="C"), before, PUSHER) == "zone.nothing_to_view"
    assert refused(_viewed(view=View()), before, PUSHER) == "zone.already_shown"
    assert refused(_viewed(view=View(x=0.6, size=0.5)), before, PUSHER) == "zone.view_outside"
    assert refused(_viewed(view=View(y=0.6, size=0.5)), before, PUSHER) == "zone.view_outside"
    assert refused(_viewed(view=View(x=0.3, y=0.3, size=0.7)), before, PUSHER) == ""


def test_all_pictures_of_a_layer_are_shown_again_on_one_clock_and_live_again() -> None:
    base = replace(BASE, cells={"A": CAMERA, "B": CAMERA, "C": CLOCK})
    before, play = world(ZONE, TWO, Showing(id="z", layers=(base, ALARM), seq=7)), Play(at=BEFORE, since=NOW, rate=0.5)
    wish = SetPlay(zone="z", layer="base", play=play)
    showing = only(wish, before, PUSHER, Showing)
    again = replace(CAMERA, view=View(play=play))
    assert showing.layers == (replace(base, cells={"A": again, "B": again, "C": CLOCK}), ALARM)
    live = only(SetPlay(zone="z", layer="base"), world(ZONE, TWO, showing), PUSHER, Showing)
    assert (live.layers, live.seq) == ((base, ALARM), 9)


def test_a_replay_needs_the_right_over_its_layer_a_picture_and_whole_times() -> None:
    base = replace(BASE, cells={"A": CAMERA})
    before, play = world(ZONE, TWO, Showing(id="z", layers=(base, ALARM), seq=7)), Play(at=BEFORE, since=NOW)
    assert refused(SetPlay(zone="z", layer="base", play=play), before, who()) == "needs.walls.push"
    assert refused(SetPlay(zone="z", layer="gone", play=play), before, PUSHER) == "zone.layer_gone"
    assert refused(SetPlay(zone="y", layer="base", play=play), before, PUSHER) == "gone.zone"
    assert refused(SetPlay(zone="z", layer="alarm", play=play), before, PUSHER) == "zone.already_shown"
    assert refused(SetPlay(zone="z", layer="base"), before, PUSHER) == "zone.already_shown"
    for bad in (Play(at=BEFORE.replace(tzinfo=None), since=NOW), Play(at=BEFORE, since=NOW.replace(tzinfo=None))):
        assert refused(SetPlay(zone="z", layer="base", play=bad), before, PUSHER) == "zone.play_without_zone"


EAST = timezone(timedelta(hours=14))
FIRST, LAST = datetime(1, 1, 1, tzinfo=EAST), datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12)))


@pytest.mark.parametrize("absurd", [FIRST, LAST, NOW + timedelta(minutes=6), NOW - timedelta(days=367)])
def test_no_command_shows_again_what_cannot_have_been_kept(absurd: datetime) -> None:
    """A wall that could not even reckon with such a time went blind, and stayed so after a restart."""
    base = replace(BASE, cells={"A": CAMERA, "B": CLOCK})
    before = world(ZONE, TWO, Showing(id="z", layers=(base, ALARM), seq=7))
    for play in (Play(at=absurd, since=NOW), Play(at=BEFORE, since=absurd)):
        view = View(play=play)
        content = replace(CAMERA, view=view)
        wishes: list[Command] = [
            SetPlay(zone="z", layer="base", play=play),
            SetView(zone="z", layer="base", cell="A", view=view),
            SetCell(zone="z", cell="A", content=content),
            PushLayer(zone="z", layer="x", kind=LayerKind.ALARM, layout="l", cells={"A": content}),
        ]
        assert codes(wishes, before, PUSHER) == ["zone.play_out_of_time"] * 4


def test_no_command_looks_beyond_the_picture() -> None:
    base = replace(BASE, cells={"A": CAMERA})
    before = world(ZONE, TWO, Showing(id="z", layers=(base, ALARM), seq=7))
    content = replace(CAMERA, view=View(x=1, y=1, size=0.0625))
    push = PushLayer(zone="z", layer="x", kind=LayerKind.ALARM, layout="l", cells={"A": content})
    assert codes([SetCell(zone="z", cell="A", content=content), push], before, PUSHER) == ["zone.view_outside"] * 2


HOT = Content(kind=HOTSPOT, view=View(x=0.5, y=0.5, size=0.5, fit="cover"))


def _hot(**cells: Content) -> World:
    base = replace(BASE, cells={"B": CAMERA, "C": CLOCK} | cells)
    return world(ZONE, TWO, Showing(id="z", layers=(base, replace(ALARM, cells={"B": CAMERA})), seq=7))


SHOW = ShowInHotspot(zone="z", layer="base", cell="B")


def test_the_hotspot_shows_what_is_chosen_and_nothing_else_changes() -> None:
    turned = replace(CAMERA, view=View(turns=1, size=0.5))
    showing = only(SHOW, _hot(A=HOT, D=HOT, B=turned), PUSHER, Showing)
    shown = Content(kind=HOTSPOT, ref="c", view=View(turns=1, fit="cover"))
    assert showing.layers[0].cells == {"A": shown, "D": shown, "B": turned, "C": CLOCK}
    assert (showing.layers[1].cells, showing.seq) == ({"B": CAMERA}, 8)


def test_a_hotspot_shows_again_what_is_shown_again_beside_it() -> None:
    play = Play(at=BEFORE, since=NOW)
    showing = only(SHOW, _hot(A=HOT, B=replace(CAMERA, view=View(play=play))), PUSHER, Showing)
    assert showing.layers[0].cells["A"].view.play == play, "the present would stand among pictures of the past"


def test_a_hotspot_needs_a_picture_and_a_place_and_the_right_over_its_layer() -> None:
    assert refused(SHOW, _hot(A=HOT), who()) == "needs.walls.push"
    assert refused(replace(SHOW, layer="alarm"), _hot(A=HOT), who("walls.push")) == "needs.walls.alarm"
    assert refused(SHOW, _hot(), PUSHER) == "zone.no_hotspot"
    assert refused(replace(SHOW, cell="C"), _hot(A=HOT), PUSHER) == "zone.nothing_to_view"
    assert refused(replace(SHOW, cell="A"), _hot(A=HOT), PUSHER) == "zone.nothing_to_view"
    assert refused(replace(SHOW, cell="Z"), _hot(A=HOT), PUSHER) == "zone.nothing_to_view"
    assert refused(SHOW, _hot(A=replace(HOT, ref="c")), PUSHER) == "zone.already_shown"
    assert refused(SHOW, _hot(A=replace(HOT, ref="c"), D=HOT), PUSHER) == ""
    assert refused(replace(SHOW, layer="gone"), _hot(A=HOT), PUSHER) == "zone.layer_gone"


def test_a_hotspot_is_put_into_a_cell_and_looked_at_like_any_picture() -> None:
    assert refused(SetCell(zone="z", cell="A", content=Content(kind=HOTSPOT)), _hot(), PUSHER) == ""
    assert refused(_viewed(cell="A"), _hot(A=HOT), PUSHER) == ""
