"""One thread looks at all cameras that are shown, finds what the RTSP server breaks, and keeps no stream alive."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.video.pool import SourcePool
from console.video.scaling import Box
from console.video.streams import Ladder, Stream
from console.video.vision.eye import Delays, Eye
from console.video.vision.report import camera_seen, reports
from console.video.vision.watch import Watch
from contract.health import CAMERAS_PER_REPORT, Status
from contract.wire import FRAME_IN, encode
from demo.rtsp.faults import Fault
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip

NOW = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
SOON = {fault: Delays(1, 1) for fault in ("black", "glare", "covered", "frozen", "blurred", "moved")}


class Room:
    """A camera server, a pool, and somebody who looks at one camera."""

    def __init__(self, bot: QtBot, server: ServerThread) -> None:
        self.bot, self.server = bot, server
        self.pool = SourcePool(self.ladder, linger=0.3)
        self.watch = Watch(self.pool.running)
        self.watch.start()
        self.tap = self.pool.tap("cam")
        self.tap.want(Box(320, 180), None)
        bot.waitUntil(self.sees, timeout=8000)
        self.watch._known["cam"].eye = Eye(SOON)

    def ladder(self, camera: str) -> Ladder:
        url = f"rtsp://127.0.0.1:{self.server.port}/cam"
        return Ladder(camera, (Stream("sub", url, 320, 180, 15),))

    def sees(self) -> bool:
        view = self.watch.views().get("cam")
        return view is not None and view.seen is not None

    def found(self) -> set[str]:
        seen = self.watch.views()["cam"].seen
        return set(seen.found) if seen else set()

    def until(self, *faults: str) -> None:
        self.bot.waitUntil(lambda: self.found() == set(faults), timeout=15_000)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, 15, 6)


@pytest.fixture
def room(qtbot: QtBot, clip: Path) -> Iterator[Room]:
    with ServerThread() as server:
        server.add("cam", clip)
        made = Room(qtbot, server)
        yield made
        made.tap.release()
        made.watch.stop()
        assert made.pool.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "vision"]


def test_a_stream_that_goes_black_is_found_and_so_is_its_return(room: Room) -> None:
    room.server.fault("cam", Fault.BLACK)
    room.until("black")
    view = room.watch.views()["cam"]
    assert view.truth.status == "live", "frames do arrive"
    room.server.heal("cam")
    room.until()


def test_a_stream_that_repeats_one_picture_is_found(room: Room) -> None:
    room.server.fault("cam", Fault.FREEZE)
    room.until("frozen")
    seen = camera_seen(room.watch.views()["cam"], NOW)
    assert [finding.fault for finding in seen.findings] == ["frozen"]
    assert seen.findings[0].since < NOW
    assert seen.measured
    assert seen.measured.still_s > 2


def test_a_lost_line_is_told_with_its_reason_and_no_stale_finding(room: Room) -> None:
    room.server.fault("cam", Fault.NOT_FOUND)
    room.server.fault("cam", Fault.RESET)
    room.bot.waitUntil(lambda: room.watch.views()["cam"].truth.status == "lost", timeout=20_000)
    seen = camera_seen(room.watch.views()["cam"], NOW)
    assert (seen.status, seen.reason, seen.findings, seen.measured) == (Status.LOST, "not_found", (), None)
    assert seen.last_reason == "not_found"
    room.server.heal("cam")
    room.bot.waitUntil(lambda: room.watch.views()["cam"].truth.status == "live", timeout=20_000)
    assert room.watch.views()["cam"].reconnects >= 1


def test_looking_keeps_no_stream_alive(room: Room) -> None:
    room.tap.release()
    room.bot.waitUntil(lambda: not room.pool.running(), timeout=5000)
    room.bot.waitUntil(lambda: not room.watch.views(), timeout=5000)


def test_two_small_pictures_a_second_are_asked_for(room: Room) -> None:
    (outlet,) = room.watch._outlets.values()
    before = outlet.count
    room.bot.wait(3000)
    assert 4 <= outlet.count - before <= 8


def test_what_confuses_one_look_does_not_end_the_watch(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = threading.Event()

    def confused(now: float) -> None:
        broken.set()
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(room.watch, "look", confused)
        room.bot.waitUntil(broken.is_set, timeout=3000)
    last = room.watch.views()["cam"].at
    room.bot.waitUntil(lambda: room.watch.views()["cam"].at > last, timeout=3000)


def test_a_report_is_split_by_who_may_know_and_fits_a_frame(room: Room) -> None:
    view = room.watch.views()["cam"]
    cameras = {f"c{index}": ("video:tram",) if index < 3 else ("video",) for index in range(150)}
    views = [type(view)(id, view.at, view.truth, view.stats, view.seen, 0, "") for id in [*cameras, "unknown"]]
    parts = reports(views, lambda id: cameras.get(id, ()), "an", "pc", "Bàn trực", NOW)
    assert [(part.part, part.parts) for part in parts] == [(index, len(parts)) for index in range(len(parts))]
    assert {part.audiences() for part in parts} == {("video:tram",), ("video",)}
    told = {seen.camera: part.audiences() for part in parts for seen in part.cameras}
    assert told == cameras, "a camera that is not known here is told to nobody"
    assert all(len(part.cameras) <= CAMERAS_PER_REPORT and len(encode(part)) < FRAME_IN for part in parts)


def test_an_outlet_of_the_watch_is_let_go_when_it_stops(room: Room) -> None:
    (source,) = room.pool.running()
    assert source.stats(0.0).viewers == 2
    room.watch.stop()
    assert source.stats(0.0).viewers == 1
