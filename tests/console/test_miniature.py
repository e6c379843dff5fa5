"""The wall at the desk: what nodes report is what stands there, and hands reach every cell with the keyboard alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from backend_client.session import Line
from console.video.hand import CAMERA_MIME
from console.views.wall.view import WallView
from console.widgets.finder import Finder
from console.widgets.view import Notice
from contract.alerts import Raise, Severity
from contract.base import Gone
from contract.walls import CellReport, Content, LayerKind, NodeReport, PushLayer, Showing, top_layer
from tests.console.seat import Seat, city


class Room:
    """A duty officer's seat, the view, and a node that a test speaks for."""

    def __init__(self, bot: QtBot, name: str = "minh") -> None:
        self.bot, self.beat = bot, 0.0
        self.seat: Seat = city(name=name)
        self.view = WallView(self.seat.desk)
        self.view.nodes._beat = lambda: self.beat  # the one clock that nobody sets
        self.view.resize(1400, 800)
        bot.addWidget(self.view)
        self.view.show()
        self.view.miniature.setFocus()
        self.said: list[Notice] = []
        self.view.said.connect(self.said.append)

    def report(self, status: str = "live", age: int | None = 40, missing: tuple[str, ...] = (), **odd: Content) -> None:
        """The node shows all that it should, but for cells named in `odd`."""
        cells = [
            CellReport(zone=cell.zone, cell=cell.cell, kind=cell.kind, ref=cell.ref, status=status, frame_age_ms=age)
            for cell in self.view.miniature.cells().values()
            if cell.cell not in odd
        ]
        told = NodeReport(node="node-1", wall="wall-1", missing=missing, cells=tuple(cells), at=self.seat.now())
        self.seat.desk.heard.emit("node-1", told)

    def truth(self, number: str) -> str:
        return self.view.miniature.truth(self.view.miniature.cells()[number]).words

    def shown(self, zone: int, cell: str) -> Content | None:
        layer = top_layer(self.seat.replica.world[Showing, f"wall-1-zone-{zone}"], self.seat.now())
        return layer.cells.get(cell) if layer else None

    def alarm(self) -> None:
        self.seat.do(Raise(id="fire", title="Cháy chợ Hạ Long", severity=Severity.EMERGENCY))
        cells = {"A1": Content(kind="camera", ref="cam-20"), "A2": Content(kind="alert", ref="fire")}
        zone = "wall-1-zone-3"
        self.seat.do(PushLayer(zone=zone, layer="a", kind=LayerKind.ALARM, layout="alarm", cells=cells, alert="fire"))
        self.view.miniature.look_now()

    def finder(self) -> Finder:
        self.bot.waitUntil(lambda: self.view.findChild(Finder) is not None)
        found = self.view.findChild(Finder)
        assert isinstance(found, Finder)
        return found

    def button(self, words: str) -> QPushButton:
        return next(button for button in self.view.findChildren(QPushButton) if words in button.text())


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    return Room(qtbot)


def test_every_cell_lies_where_it_lies_on_the_wall(room: Room) -> None:
    boxes = room.view.miniature.boxes()
    assert len(boxes) == 9 + 8 + 5 + 16
    whole = boxes["1·V1"].width() * 3
    assert boxes["2·V1"].width() == pytest.approx(whole * 3 / 4, rel=0.01)
    assert boxes["4·V16"].right() == pytest.approx(boxes["1·V1"].left() + 2 * whole, rel=0.01)
    assert boxes["3·Q1"].height() / boxes["3·Q1"].width() == pytest.approx(1080 / 960, rel=0.01)


def test_reports_stand_in_the_cells_until_the_node_falls_silent(room: Room) -> None:
    screen = room.view.miniature.screens[0]
    assert room.view.nodes.away_words(screen) == "Đang chờ máy node-1 báo cáo"
    room.report()
    assert room.truth("1·V1") == "trực tiếp"
    room.report("stale", 4200)
    assert room.truth("1·V1") == "Hình cũ 4,2 s"
    at = room.seat.now()
    room.beat += 2.9
    assert room.truth("1·V1") == "Hình cũ 4,2 s"
    room.beat += 0.2
    assert room.truth("1·V1") == "Không rõ"
    words = room.view.nodes.away_words(screen)
    assert words.startswith("Máy node-1 vắng mặt từ ")
    assert (at + timedelta(hours=7)).strftime("%H:%M") in words


def test_a_node_that_falls_silent_is_noticed_without_news(room: Room) -> None:
    room.report()
    heard: list[bool] = []
    room.view.nodes.changed.connect(lambda: heard.append(True))
    room.beat += 4
    room.bot.waitUntil(lambda: bool(heard), timeout=5000)
    before = room.view.miniature.grab().toImage()
    room.report()
    room.bot.wait(300)
    assert room.view.miniature.grab().toImage() != before


def test_what_is_not_reported_as_expected_is_changing_over(room: Room) -> None:
    room.report()
    zone, content = "wall-1-zone-1", Content(kind="camera", ref="cam-20")
    showing = room.seat.replica.world[Showing, zone]
    layer = showing.layers[0]
    push = PushLayer(zone=zone, layer="base", kind=LayerKind.BASE, layout=layer.layout, cells={"V1": content})
    room.seat.do(push)
    room.view.miniature.look_now()
    assert room.truth("1·V1") == "Đang chuyển"
    assert room.truth("2·V1") == "trực tiếp"
    room.report()
    assert room.truth("1·V1") == "trực tiếp"


def test_our_own_lost_line_is_not_blamed_on_the_node(room: Room) -> None:
    room.report()
    room.seat.to(Line.DOWN)
    assert room.truth("1·V1") == "Không rõ"
    assert "máy chủ" in room.view.nodes.away_words(room.view.miniature.screens[0])


def test_a_missing_screen_is_named(room: Room) -> None:
    room.report(missing=("IOC-2",))
    screens = room.view.miniature.screens
    assert [room.view.nodes.missing(screen) for screen in screens] == [False, True, False, False]


def test_a_camera_is_put_into_a_cell_with_the_keyboard(room: Room) -> None:
    mini = room.view.miniature
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Down):
        room.bot.keyClick(mini, key)
    assert mini.current == "1·V5"
    room.bot.keyClick(mini, Qt.Key.Key_Return)
    finder = room.finder()
    room.bot.keyClicks(finder.input, "bai chay cau")
    room.bot.keyClick(finder.input, Qt.Key.Key_Return)
    assert room.shown(1, "V5") == Content(kind="camera", ref="cam-20")


def test_a_camera_is_dropped_on_a_cell(room: Room) -> None:
    mini = room.view.miniature
    mime = QMimeData()
    mime.setData(CAMERA_MIME, QByteArray(b"cam-20"))
    where = mini.boxes()["4·V2"].center()
    args = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    move = QDragMoveEvent(where.toPoint(), *args)
    mini.dragMoveEvent(move)
    assert move.isAccepted()
    aside = QDragMoveEvent(QPoint(1, 1), *args)
    mini.dragMoveEvent(aside)
    assert not aside.isAccepted()
    mini.dropEvent(QDropEvent(QPointF(where), *args))
    assert room.shown(4, "V2") == Content(kind="camera", ref="cam-20")
    assert mini.current == "4·V2"


def test_an_alarm_is_taken_down_and_covers_the_base_while_it_stands(room: Room) -> None:
    room.alarm()
    mini = room.view.miniature
    assert mini.choose("3·A1")
    assert not room.view.send("cam-01")
    assert "CẢNH BÁO" in room.said[-1].text
    assert room.button("Gỡ xuống").isEnabled()
    assert not room.button("Đưa camera").isEnabled()
    assert "CẢNH BÁO" in room.button("Đưa camera").toolTip()
    # Shortcuts need an active window, which offscreen gives only to one that was asked for.
    room.view.activateWindow()
    QTest.qWaitForWindowActive(room.view)
    room.bot.keyClick(mini, Qt.Key.Key_Delete)
    room.bot.waitUntil(lambda: "3·Q1" in mini.cells())
    assert not room.button("Gỡ xuống").isEnabled()


@pytest.mark.parametrize(("name", "words"), [("thuky", "Vai trò này"), ("minh", "máy chủ")])
def test_greyed_buttons_say_why(qtbot: QtBot, name: str, words: str) -> None:
    room = Room(qtbot, name)
    if name == "minh":
        room.seat.to(Line.DOWN)
    room.view.miniature.choose("1·V1")
    push = room.button("Đưa camera")
    assert not push.isEnabled()
    assert words in push.toolTip()
    assert not room.view.send("cam-20")
    assert room.shown(1, "V1") == Content(kind="camera", ref="cam-01")


def test_without_a_wall_there_is_a_sentence(qtbot: QtBot) -> None:
    seat = Seat("minh")
    view = WallView(seat.desk)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    assert view.miniature.cells() == {}
    image = view.miniature.grab().toImage()
    points = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    assert len({image.pixel(x, y) for x, y in points}) > 5, "words, not an empty panel"


def test_a_closed_view_hears_nothing_more(qtbot: QtBot) -> None:
    seat = city(name="minh")
    view = WallView(seat.desk)
    assert any(seat.replica._subscribers.values())
    view.deleteLater()
    qtbot.waitUntil(lambda: not any(seat.replica._subscribers.values()))
    seat.put(Gone("camera", "cam-01"))
    seat.desk.heard.emit("node-1", None)


def test_keys_look_closer_at_the_selected_cell_and_the_row_follows(qtbot: QtBot) -> None:
    room = Room(qtbot)
    number, cell = next((n, c) for n, c in room.view.miniature.cells().items() if c.kind == "camera")
    assert room.view.select(number)
    room.view.activateWindow()
    qtbot.waitUntil(room.view.isActiveWindow)
    for _ in range(3):
        QTest.keyClick(room.view.miniature, Qt.Key.Key_Plus)

    def size() -> float:
        return room.view.miniature.cells()[number].view.size

    def followed() -> bool:
        room.view.miniature.look_now()
        return size() == pytest.approx(1.25**-3)

    qtbot.waitUntil(followed, timeout=3000)
    QTest.keyClick(room.view.miniature, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: room.view.miniature.look_now() is None and size() == 1.0, timeout=3000)
    assert room.view.miniature.cells()[number].ref == cell.ref


def test_what_is_no_picture_cannot_be_looked_at_closely(qtbot: QtBot) -> None:
    room = Room(qtbot)
    number = next(n for n, c in room.view.miniature.cells().items() if c.kind not in ("camera", "alert"))
    assert room.view.select(number)
    room.view.activateWindow()
    qtbot.waitUntil(room.view.isActiveWindow)
    QTest.keyClick(room.view.miniature, Qt.Key.Key_Plus)
    assert [notice.tone for notice in room.said] == ["warning"]


def test_selecting_a_picture_sends_it_to_the_zones_hotspot(room: Room) -> None:
    room.view.miniature.choose("4·V1")
    room.view.hotspot.turn()
    room.view.miniature.look_now()
    assert room.shown(4, "V1") == Content(kind="hotspot")
    assert room.view.miniature.cells()["4·V1"].problem == "hotspot_empty"
    room.view.miniature.choose("4·V2")
    small = room.shown(4, "V2")
    assert small is not None
    room.bot.waitUntil(lambda: room.shown(4, "V1") == Content(kind="hotspot", ref=small.ref), timeout=2000)
    assert room.shown(4, "V2") == small
    room.view.miniature.look_now()
    room.view.miniature.choose("4·V1")
    room.view.hotspot.turn()
    assert room.shown(4, "V1") == Content(kind="blank")


def test_without_a_hotspot_selecting_changes_nothing_and_says_nothing(room: Room) -> None:
    before = room.seat.replica.world[Showing, "wall-1-zone-4"]
    room.view.miniature.choose("4·V2")
    room.bot.wait(500)
    assert room.seat.replica.world[Showing, "wall-1-zone-4"] == before
    assert room.said == []


def test_an_alarms_layer_takes_no_hotspot_from_the_desk(room: Room) -> None:
    room.alarm()
    room.view.miniature.choose("3·A1")
    room.view.hotspot.turn()
    assert [notice.tone for notice in room.said] == ["warning"]
