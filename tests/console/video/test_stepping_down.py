"""Over budget a tile takes its camera's smaller stream before it loses pictures, says so, and goes back."""

from dataclasses import replace

from console.video.budget import Pace
from console.video.mosaic import Mosaic
from console.video.source import Source
from demo.rtsp.faults import Fault
from tests.console.video.conftest import Room, report


def large(room: Room) -> Mosaic:
    """Show a camera so large that it deserves its large stream, while somebody looks at another."""
    mosaic = room.mosaic("b", "a", columns=2, rows=1, size=(1600, 700))
    room.until(lambda: report(mosaic, "a").profile == "main" and report(mosaic, "a").status == "live")
    return mosaic


def running(room: Room, profile: str) -> Source:
    return next(source for source in room.pool.running() if (source.camera_id, source.stream.profile) == ("a", profile))


def test_down_to_the_small_stream_and_up_again(room: Room) -> None:
    mosaic = large(room)
    running(room, "main").pace = Pace.SMALLER
    room.until(lambda: report(mosaic, "a").profile == "sub")
    found = report(mosaic, "a")
    assert (found.status, found.reason) == ("live", "smaller")
    assert running(room, "sub").modest
    # Not a picture of it is decoded any more.
    room.until(lambda: room.watchers("a/main") == 0)
    running(room, "sub").modest = False
    room.until(lambda: report(mosaic, "a").profile == "main")
    room.until(lambda: report(mosaic, "a").reason == "")


def test_whoever_looks_closely_gets_the_large_one_at_once(room: Room) -> None:
    mosaic = large(room)
    running(room, "main").pace = Pace.SMALLER
    room.until(lambda: report(mosaic, "a").profile == "sub")
    mosaic.board.slots["a#1"].tile = replace(mosaic.board.slots["a#1"].tile, first=True)
    room.until(lambda: report(mosaic, "a").profile == "main")
    assert report(mosaic, "a").reason == ""


def test_a_small_stream_that_never_comes_costs_nobody_the_large_one(room: Room) -> None:
    room.camera("a")
    room.fault("a", Fault.SILENT)
    mosaic = large(room)
    source = running(room, "main")
    source.pace = Pace.SMALLER
    room.until(lambda: any(each.stream.profile == "sub" for each in room.pool.kept()))
    assert report(mosaic, "a").profile == "main"
    assert report(mosaic, "a").status == "live"
    source.pace = Pace.FULL
    room.until(lambda: all(each.stream.profile == "main" for each in room.pool.running()))
    assert report(mosaic, "a").reason == ""
