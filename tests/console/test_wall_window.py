"""Wall windows on real pictures: on the right screen, loud in an alarm, and true about the line to the backend."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from backend_client.session import Line
from console.ladders import follow, resolver
from console.video.pool import SourcePool
from console.wall.node import WallNode
from console.wall.outputs import Outputs, Spot
from console.wall.window import WallWindow
from contract.alerts import Acknowledge, Raise, Severity
from contract.base import Gone
from contract.cameras import Camera, SetCameraLogin
from contract.walls import (
    Cell,
    Content,
    LayerKind,
    Layout,
    PopLayer,
    PushLayer,
    Rect,
    Screen,
    SetCell,
    Zone,
)
from demo.city import CAMERAS
from demo.rtsp.thread import ServerThread
from demo.scenes.barcode import read_frame_number
from demo.scenes.testclip import make_test_clip
from tests.console.seat import Seat, city

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.alone
ZONE = "wall-1-zone-3"


class Plugs(Outputs):
    """Screens that a test pulls out and puts back."""

    def __init__(self, size: tuple[int, int] = (960, 540)) -> None:
        super().__init__()
        self.size, self.out = size, set[str]()

    def spots(self, screens: list[Screen]) -> dict[str, Spot]:  # type: ignore[override]
        box = QRect(0, 0, *self.size)
        return {row.id: Spot(row.output, box, full=False) for row in screens if row.output not in self.out}

    def present(self) -> tuple[str, ...]:
        return tuple(f"IOC-{number}" for number in range(1, 5) if f"IOC-{number}" not in self.out)

    def pull(self, *outputs: str) -> None:
        self.out = set(outputs)
        self.changed.emit()


class Room:
    """A node that drives screen 3 alone, on a real RTSP server."""

    def __init__(self, server: ServerThread, bot: QtBot) -> None:
        self.server, self.bot = server, bot
        self.seat: Seat = city(server.port, "node-1")
        for number in (1, 2, 4):
            self.seat.put(Gone("screen", f"wall-1-screen-{number}"))
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.3)
        self.unfollow = follow(self.seat.desk, self.pool)
        self.plugs = Plugs()
        self.node = WallNode(self.seat.desk, self.pool, "Màn hình ghép trung tâm", "node-1", self.plugs)
        self.node.start()

    @property
    def window(self) -> WallWindow:
        return self.node.windows["wall-1-screen-3"]

    def status(self, cell: str) -> str:
        return next((one.status for one in self.node.report().cells if one.cell == cell), "")

    def until(self, check: Callable[[], object], seconds: float = 8) -> None:
        self.bot.waitUntil(lambda: bool(check()), timeout=round(seconds * 1000))

    def watchers(self, number: int) -> int:
        stats = self.server.stats()
        return sum(stats[CAMERAS[number - 1].path(profile).strip("/")].watchers for profile in ("sub", "main"))

    def alarm(self, camera: str = "cam-25") -> None:
        self.seat.do(Raise(id="fire", title="Cháy chợ Hạ Long", severity=Severity.EMERGENCY, place="Hồng Gai"))
        cells = {"A1": Content(kind="camera", ref=camera), "A2": Content(kind="alert", ref="fire")}
        self.seat.do(
            PushLayer(
                zone=ZONE, layer="a", kind=LayerKind.ALARM, layout="alarm", cells=cells, why="Cháy chợ", alert="fire"
            )
        )


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "sub.mp4", 640, 360, 15, 6)


@pytest.fixture
def room(qtbot: QtBot, clip: Path) -> Iterator[Room]:
    with ServerThread() as server:
        for camera in CAMERAS:
            for profile in ("sub", "main"):
                server.add(camera.path(profile), clip)
        made = Room(server, qtbot)
        yield made
        made.node.stop()
        made.unfollow()
        assert made.pool.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("video-")]


def pixels(window: WallWindow, key: str) -> NDArray[np.uint8]:
    """What is painted of one camera's picture, bars left out."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    place = window.mosaic.board.slots[key].place
    assert place is not None
    at = window.mosaic.mapTo(window, QPoint(place.video.left(), place.video.top()))
    part = rows[at.y() : at.y() + place.video.height(), at.x() : at.x() + place.video.width()]
    inside = np.argwhere((part[:, :, :3] != (16, 12, 10)).any(axis=2))
    (top, left), (bottom, right) = inside.min(axis=0), inside.max(axis=0)
    return part[top : bottom + 1, left : right + 1].copy()


def test_a_camera_row_becomes_pixels_on_the_wall(room: Room) -> None:
    key = "camera:cam-25#1"
    room.until(lambda: room.status("V1") == "live")
    room.until(lambda: read_frame_number(pixels(room.window, key)) is not None)
    first = read_frame_number(pixels(room.window, key))
    room.bot.wait(800)
    second = read_frame_number(pixels(room.window, key))
    assert first is not None
    assert second is not None
    assert 5 <= (second - first) % 90 <= 20


def test_an_alarm_keeps_its_cameras_connection_and_takes_it_back_down(room: Room) -> None:
    room.until(lambda: all(room.status(cell) == "live" for cell in ("V1", "V2", "V3")))
    slot = room.window.mosaic.board.slots["camera:cam-25#1"]
    tap, shown = slot.tap, slot.tap.frames_shown if slot.tap else 0
    room.alarm()
    room.until(lambda: "A1" in {one.cell for one in room.node.report().cells})
    assert room.status("A1") == "live", "its picture stays while it moves"
    assert room.window.mosaic.board.slots["camera:cam-25#1"].tap is tap
    room.until(lambda: room.watchers(28) == 0)
    assert room.watchers(25) == 1
    assert [tile.camera_id for tile in room.window._tiles if tile.first] == ["cam-25"], "the last to give way"
    (frame,) = room.window.frames
    assert "Cháy chợ" in frame.accessibleName()
    assert not frame.mask().contains(QPoint(frame.width() // 2, frame.height() // 2)), "the picture is uncovered"
    assert frame.mask().contains(QPoint(2, frame.height() // 2))
    room.seat.do(PopLayer(zone=ZONE, layer="a"))
    room.until(lambda: room.status("V2") == "live")
    assert room.window.frames == []
    assert room.window.mosaic.board.slots["camera:cam-25#1"].tap is tap
    assert tap is not None
    assert tap.frames_shown > shown


def test_a_layer_runs_out_by_itself(room: Room) -> None:
    until = room.seat.now() + timedelta(seconds=1)
    cells = {"A1": Content(kind="camera", ref="cam-25")}
    layer = PushLayer(zone=ZONE, layer="a", kind=LayerKind.ALARM, layout="alarm", cells=cells, until=until)
    room.seat.do(layer)
    room.until(lambda: room.window.frames, 1)
    room.until(lambda: not room.window.frames, 2)


def test_the_alert_tile_follows_its_alert(room: Room) -> None:
    room.alarm()
    room.until(lambda: "A2" in {one.cell for one in room.node.report().cells})
    tile = room.window.cells["alert:fire#1"]
    room.bot.wait(100)
    before = tile.grab().toImage()
    alert_seq = 1
    room.seat.do(Acknowledge(alert="fire", seen=alert_seq), by="lan")
    room.bot.wait(100)
    after = tile.grab().toImage()
    assert before != after
    room.seat.put(Gone("alert", "fire"))
    room.until(lambda: room.status("A2") == "unknown")


def test_a_pulled_screen_is_parked_and_comes_back(room: Room) -> None:
    room.until(lambda: room.status("V1") == "live")
    room.plugs.pull("IOC-3")
    assert not room.window.isVisible(), "at once: a window manager would lay it over the operator's desk"
    report = room.node.report()
    assert report.missing == ("IOC-3",)
    assert {(one.status, one.reason) for one in report.cells} == {("off", "screen_missing")}
    room.until(lambda: room.watchers(25) == 0)
    room.plugs.pull()
    room.until(room.window.isVisible)
    room.until(lambda: room.status("V1") == "live")


def test_the_bar_says_since_when_nobody_answers_and_only_what_is_true(room: Room) -> None:
    room.until(lambda: room.status("V1") == "live")
    told = room.seat.now() - timedelta(seconds=2)
    room.seat.to(Line.DOWN, told)
    assert room.window.truth == "", "a short gap is not worth a bar"
    room.until(lambda: room.window.truth, 2)
    since = told.astimezone().strftime("%M:%S")
    assert since in room.window.truth
    assert "trực tiếp" in room.window.truth
    room.seat.to(Line.GREETING, room.seat.now())
    room.server.close()
    room.until(lambda: "trực tiếp" not in room.window.truth, 5)
    assert since in room.window.truth, "attempts to come back do not change since when"
    assert {one.cell for one in room.node.report().cells} == {"Q1", "T1", "V1", "V2", "V3"}, "the layout stays"
    room.seat.to(Line.LIVE)
    assert room.window.truth == ""


def test_a_changed_password_is_taken_up(room: Room) -> None:
    for profile in ("sub", "main"):
        room.server.password(CAMERAS[6].path(profile), "ioc", "mới")
    room.seat.do(SetCameraLogin(camera="cam-07", user="ioc", password="cũ"))
    room.seat.do(SetCell(zone=ZONE, cell="V3", content=Content(kind="camera", ref="cam-07")))
    room.until(lambda: room.status("V3") == "denied")
    room.seat.do(SetCameraLogin(camera="cam-07", user="ioc", password="mới"))
    room.until(lambda: room.status("V3") == "live", 4)


def test_cells_change_without_touching_the_others(room: Room) -> None:
    room.until(lambda: room.status("V2") == "live")
    tap = room.window.mosaic.board.slots["camera:cam-28#1"].tap
    clock = room.window.cells["clock:#1"]
    room.seat.do(SetCell(zone=ZONE, cell="V3", content=Content(kind="camera", ref="cam-07")))
    camera = room.seat.replica.world[Camera, "cam-28"]
    room.seat.put(replace(camera, name="Tên mới"))
    room.until(lambda: "camera:cam-07#1" in room.window.mosaic.board.slots)
    slot = room.window.mosaic.board.slots["camera:cam-28#1"]
    assert slot.tap is tap
    assert slot.tile.label == "28 · Tên mới"
    assert room.window.cells["clock:#1"] is clock


def test_a_cell_over_two_screens_is_clipped_and_not_squeezed(room: Room) -> None:
    world = room.seat.replica.world
    one = Layout(id="one", name="Một", columns=1, rows=1, cells=(Cell(id="X", column=0, row=0),))
    room.seat.put(one, replace(world[Zone, ZONE], rect=Rect(0, 1080, 3840, 1080)))
    shown = {"X": Content(kind="camera", ref="cam-25")}
    room.seat.do(PushLayer(zone=ZONE, layer="base", kind=LayerKind.BASE, layout="one", cells=shown))
    room.until(lambda: room.status("X") == "live")
    window, mosaic = room.window, room.window.mosaic
    assert mosaic.geometry() == QRect(0, 0, 2 * window.width(), window.height())
    mosaic.board.sleep()
    left = mosaic.grab(QRect(0, 0, window.width(), window.height())).toImage()
    assert window.grab().toImage() == left


def test_a_flood_of_alerts_that_the_wall_does_not_show_moves_nothing(room: Room) -> None:
    room.alarm()
    room.until(lambda: room.window.frames)
    looks: list[bool] = []
    look = room.window.show_plan
    room.window.show_plan = lambda plan: looks.append(True) or look(plan)  # type: ignore[func-returns-value]
    for number in range(50):
        room.seat.do(Raise(id=f"other-{number}", title="Ùn tắc", severity=Severity.NOTICE))
    room.bot.wait(100)
    assert not looks
    room.seat.do(Acknowledge(alert="fire", seen=1), by="lan")
    room.until(lambda: looks)


def test_only_ctrl_q_closes(room: Room) -> None:
    closed: list[bool] = []
    room.node.closed.connect(lambda: closed.append(True))
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Q):
        room.bot.keyClick(room.window, key)
    assert room.window.isVisible()
    assert not closed
    room.bot.keyClick(room.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert closed


def test_nothing_is_subscribed_after_the_end(room: Room) -> None:
    room.alarm()
    room.bot.wait(50)
    room.node.stop()
    room.bot.wait(50)
    room.unfollow()
    left = {kind: heard for kind, heard in room.seat.replica._subscribers.items() if heard}
    room.node.start()
    assert left == {}
