"""What a machine sees of its cameras is told every few seconds, to those who may know, by those who may watch."""

from pytestqt.qtbot import QtBot

from console.app.camera_reports import CameraReports
from console.video.health import SourceStats, State
from console.video.truth import TileTruth
from console.video.vision.watch import CameraView, Watch
from contract.cameras import Camera
from contract.health import CameraReport, LearnView
from tests.console.seat import Seat, city


class Watched(Watch):
    """A watch that has seen what a test says."""

    def __init__(self, *cameras: str) -> None:
        super().__init__(list)
        stats = SourceStats("c", "sub", State.LIVE, "", 640, 360, 15.0, 500.0, 1.0, 0, 9, 9, 0, 2)
        self._views = {id: CameraView(id, 5.0, TileTruth("live", 10), stats, None, 2, "reset") for id in cameras}


def told(seat: Seat) -> list[CameraReport]:
    return [signal for signal in seat.told if isinstance(signal, CameraReport)]


def test_cameras_are_told_under_the_seats_own_name(qtbot: QtBot) -> None:
    seat = city(name="minh")
    camera = next(iter(seat.replica.world.all(Camera)))
    reports = CameraReports(seat.desk, Watched(camera.id, "unknown"), "pc-1")
    reports.tell()
    (report,) = told(seat)
    assert (report.author(), report.machine) == ("minh", "pc-1")
    assert [(seen.camera, seen.reconnects, seen.last_reason) for seen in report.cameras] == [(camera.id, 2, "reset")]
    assert report.audiences() == camera.audiences()
    reports.stop()


def test_a_machine_that_shows_nothing_any_more_says_so_once(qtbot: QtBot) -> None:
    seat = city(name="minh")
    watch = Watched(next(iter(seat.replica.world.all(Camera))).id)
    reports = CameraReports(seat.desk, watch, "pc-1")
    reports.tell()
    watch._views = {}
    reports.tell()
    reports.tell()
    assert [len(report.cameras) for report in told(seat)] == [1, 0]
    reports.stop()


def test_who_may_not_watch_tells_nothing(qtbot: QtBot) -> None:
    seat = city(name="nobody")
    reports = CameraReports(seat.desk, Watched(next(iter(seat.replica.world.all(Camera))).id), "pc-1")
    reports.tell()
    assert seat.told == []
    reports.stop()


def test_an_order_to_learn_a_view_anew_reaches_the_eyes(qtbot: QtBot) -> None:
    seat = city(name="minh")
    watch = Watched()
    reports = CameraReports(seat.desk, watch, "pc-1")
    seat.desk.heard.emit("lan", LearnView(camera="cam-01"))
    assert watch._resets == {"cam-01"}
    reports.stop()
