"""One connection per camera and stream, none for what nobody sees, and the stream that fits the tile."""

import logging

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from console.video.mosaic import Mosaic
from console.video.tiles import Tile, grid_rect
from media.login import Login
from tests.console.video.conftest import PASSWORD, Room, report, tiles


def test_two_tiles_of_a_camera_share_one_connection(room: Room) -> None:
    """Show a camera twice, in two sizes."""
    room.camera("a")
    mosaic = room.mosaic("a")
    mosaic.set_tiles([Tile("x", "a", "A", grid_rect(2, 2, 0, 0)), Tile("y", "a", "A", grid_rect(4, 4, 3, 3))])
    room.live(mosaic)
    assert room.watchers("a/sub") == 1
    assert len(room.pool.stats()) == 1
    shown = {key: found.frames_shown for key, found in mosaic.reports().items()}
    room.until(lambda: all(found.frames_shown > shown[key] + 5 for key, found in mosaic.reports().items()))


def test_a_hidden_mosaic_lets_its_cameras_go_and_takes_them_up_again(room: Room) -> None:
    """Hide, wait, show."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    mosaic.hide()
    assert not mosaic._timer.isActive()
    room.until(lambda: room.watchers("a/sub") == 0, 4)
    mosaic.show()
    room.live(mosaic)
    assert room.watchers("a/sub") == 1


def test_a_minimised_window_lets_its_cameras_go(room: Room) -> None:
    """Minimise and restore."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    mosaic.showMinimized()
    room.until(lambda: room.watchers("a/sub") == 0, 4)
    mosaic.showNormal()
    room.live(mosaic)


def test_where_minimising_hides_no_widget_the_window_state_is_heeded(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Send only the change of the window's state."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    monkeypatch.setattr(Mosaic, "isMinimized", lambda _: True)
    QApplication.sendEvent(mosaic, QEvent(QEvent.Type.WindowStateChange))
    assert mosaic.isVisible()
    room.until(lambda: room.watchers("a/sub") == 0, 4)


@pytest.mark.alone
def test_a_quick_look_elsewhere_does_not_hang_up(room: Room) -> None:
    """Hide and show within the linger."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    before = room.pool.stats()[0].received
    mosaic.hide()
    mosaic.show()
    room.live(mosaic)
    assert [stats.reconnects for stats in room.pool.stats()] == [0]
    assert room.pool.stats()[0].received >= before


@pytest.mark.alone
def test_set_tiles_keeps_what_stays(room: Room) -> None:
    """Move one tile, drop one, add one."""
    room.camera("c")
    mosaic = room.mosaic("a", "b")
    room.live(mosaic)
    kept = report(mosaic, "a").frames_shown
    source = mosaic.board.slots["a#0"].tap
    mosaic.set_tiles([Tile("a#0", "a", "A", grid_rect(3, 3, 2, 2)), tiles("b", "c")[1]])
    assert mosaic.board.slots["a#0"].tap is source
    assert report(mosaic, "a").frames_shown >= kept
    room.live(mosaic)
    room.until(lambda: room.watchers("b/sub") == 0, 4)
    assert room.watchers("a/sub") == room.watchers("c/sub") == 1
    assert all(stats.reconnects == 0 for stats in room.pool.stats())


@pytest.mark.alone
def test_a_tile_that_grows_keeps_its_picture_until_the_large_stream_has_one(room: Room) -> None:
    """Blow a tile up over 480 pixels: it is live all the time."""
    mosaic = room.mosaic("a", size=(1000, 640))
    room.live(mosaic)
    assert report(mosaic, "a").profile == "sub"
    statuses = set()

    def large() -> bool:
        statuses.add(report(mosaic, "a").status)
        return report(mosaic, "a").profile == "main"

    mosaic.set_tiles(tiles("a", columns=1, rows=1))
    room.until(large)
    assert statuses == {"live"}
    room.until(lambda: room.watchers("a/sub") == 0, 4)
    assert room.watchers("a/main") == 1


def test_an_unknown_camera_is_off_until_it_is_known(room: Room) -> None:
    """Show a camera that is hung up later."""
    mosaic = room.mosaic()
    mosaic.set_tiles(tiles("later"))
    assert report(mosaic, "later").status == "off"
    room.camera("later")
    room.pool.refresh("later")
    room.live(mosaic)


@pytest.mark.alone
def test_a_corrected_password_is_tried_at_once(room: Room) -> None:
    """Begin with the wrong one."""
    room.logins["a"] = Login("operator", "wrong")
    mosaic = room.mosaic("a")
    room.until(lambda: report(mosaic, "a").status == "denied", 3)
    assert report(mosaic, "a").reason == "unauthorized"
    del room.logins["a"]
    room.pool.refresh("a")
    room.until(lambda: report(mosaic, "a").status == "live", 3)


def test_passwords_are_in_no_log_and_no_report(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    """Fail in several ways with everything logged."""
    caplog.set_level(logging.DEBUG)
    room.logins["b"] = Login("operator", "wr@ng secret")
    mosaic = room.mosaic("a", "b")
    room.until(lambda: report(mosaic, "a").status == "live" and report(mosaic, "b").status == "denied")
    said = caplog.text + repr(mosaic.reports()) + repr(room.pool.stats()) + repr([room.resolve("a"), room.resolve("b")])
    assert "auth_failed" in said
    for secret in (PASSWORD, "wr@ng", "wr%40ng", "M%E1"):
        assert secret not in said
