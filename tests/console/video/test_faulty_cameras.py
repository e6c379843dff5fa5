"""A camera that fails says so in its tile, in time and in words, its neighbours go on, and it comes back by itself."""

import pytest

from demo.rtsp.faults import Fault
from tests.console.video.conftest import Room, report

pytestmark = pytest.mark.alone

PLAY = {
    "stall": ((Fault.STALL,), "no_data"),
    "denied": ((Fault.UNAUTHORIZED, Fault.RESET), "unauthorized"),
    "missing": ((Fault.NOT_FOUND, Fault.RESET), "not_found"),
    "busy": ((Fault.UNAVAILABLE, Fault.RESET), "unavailable"),
    "noise": ((Fault.GARBAGE,), "bad_data"),
}


def test_each_fault_is_told_and_healed_and_the_neighbours_go_on(room: Room) -> None:
    """Break five cameras of six at once; then mend them."""
    mosaic = room.mosaic("good", *PLAY, columns=3)
    room.live(mosaic)
    gaps: list[int] = []
    for camera, (faults, _) in PLAY.items():
        room.fault(camera, *faults)

    def told() -> bool:
        gaps.append(report(mosaic, "good").age_ms or 0)
        found = {camera: report(mosaic, camera) for camera in PLAY}
        return all(
            found[camera].status in ("stale", "lost", "denied") and found[camera].reason == reason
            for camera, (_, reason) in PLAY.items()
        )

    assert room.until(told, 6) < 4.5
    before = report(mosaic, "good").frames_shown
    assert {report(mosaic, camera).status for camera in PLAY if camera != "denied"} == {"stale"}
    assert report(mosaic, "denied").status == "denied"
    room.until(lambda: gaps.append(report(mosaic, "good").age_ms or 0) or report(mosaic, "stall").status == "lost", 12)
    assert report(mosaic, "good").frames_shown > before + 40
    assert max(gaps) < 1000
    for camera in PLAY:
        room.server.heal(f"{camera}/sub")
    room.pool.refresh("denied")
    assert room.until(lambda: all(found.status == "live" for found in mosaic.reports().values()), 10) < 7


def test_a_server_that_dies_and_returns(room: Room) -> None:
    """Refuse everything, then come back: the picture is there within three seconds."""
    mosaic = room.mosaic("a", "b")
    room.live(mosaic)
    room.server.fault("*", Fault.REFUSE)
    room.server.fault("*", Fault.RESET)
    room.until(lambda: {report(mosaic, camera).reason for camera in "ab"} == {"refused"}, 4)
    room.bot.wait(1500)
    room.server.heal("*")
    assert room.until(lambda: all(found.status == "live" for found in mosaic.reports().values())) < 3.2


def test_a_camera_that_never_answers_is_told_within_six_seconds(room: Room) -> None:
    """Call cameras that take the call and are silent."""
    for camera, fault in (("silent", Fault.SILENT), ("hole", Fault.BLACK_HOLE)):
        room.camera(camera)
        room.fault(camera, fault)
    mosaic = room.mosaic("silent", "hole")
    assert {found.status for found in mosaic.reports().values()} == {"connecting"}
    room.until(lambda: {found.status for found in mosaic.reports().values()} == {"lost"}, 6.5)
    assert {found.reason for found in mosaic.reports().values()} == {"timeout"}


def test_another_picture_size_in_mid_stream_is_shown(room: Room) -> None:
    """Let the camera halve its picture."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    room.fault("a", Fault.RESIZE)
    room.until(lambda: room.pool.stats()[0].width == 320)
    shown = report(mosaic, "a").frames_shown
    room.until(lambda: report(mosaic, "a").frames_shown > shown + 10 and report(mosaic, "a").status == "live")
