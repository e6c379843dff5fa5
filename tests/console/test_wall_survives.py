"""A row that cannot be drawn blinds neither the wall nor itself, and the node never claims to show it."""

from datetime import datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from contract.walls import Play, Showing, View
from tests.console.test_wall_window import ZONE, Room, clip, room

__all__ = ["clip", "room"]
FIRST = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
ABSURD = Play(at=FIRST.replace(tzinfo=None), since=FIRST)


def _store(room: Room, view: View) -> Showing:
    """Put a view where no command would let it: the row is from before the rules."""
    showing = room.seat.replica.world[Showing, ZONE]
    base = showing.layers[0]
    cells = {id: replace(content, view=view) if id == "V1" else content for id, content in base.cells.items()}
    bad = replace(showing, layers=(replace(base, cells=cells), *showing.layers[1:]), seq=showing.seq + 1)
    room.seat.put(bad)
    return bad


@pytest.mark.parametrize("view", [View(play=ABSURD), View(x=1, y=1, size=1 / 16)], ids=["time", "place"])
def test_an_absurd_view_shows_the_picture_as_it_comes(room: Room, view: View) -> None:
    room.until(lambda: room.status("V1") == "live")
    bad = _store(room, view)
    room.until(lambda: room.node.report().seqs.get(ZONE) == bad.seq)
    room.bot.wait(300)
    room.until(lambda: all(room.status(cell) == "live" for cell in ("V1", "V2", "V3")))


def test_a_screen_that_cannot_be_drawn_is_not_told_as_drawn(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    before = room.node.report().seqs[ZONE]

    def fail(_plan: object) -> None:
        raise RuntimeError("cannot be drawn")

    monkeypatch.setattr(room.window, "show_plan", fail)
    bad = _store(room, View(size=0.5))
    room.until(lambda: ZONE not in room.node.report().seqs)
    monkeypatch.undo()
    room.node.refresh()
    assert room.node.report().seqs[ZONE] == bad.seq > before
