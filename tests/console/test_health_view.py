"""The health of all cameras: found without diacritics, sorted, narrowed, exported safely; the keyboard is enough."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.views.health import HealthView
from console.views.health.columns import COLUMNS
from console.views.health.export import safe
from contract.base import Gone
from contract.cameras import Camera
from contract.health import (
    BEAT,
    SILENT_S,
    CameraBeat,
    CameraDay,
    CameraReport,
    CameraSeen,
    Finding,
    LearnView,
    Life,
    Measured,
    Status,
    slot,
)
from contract.people import Person, Role
from tests.console.seat import Seat, city

STATE, NUMBER, NAME, FINDINGS, TODAY, WEEK, RECONNECTS = range(7)
MEASURED = Measured(light=3, contrast=1.2, sharp=0.5, kept=0.1, still_s=42, known=True)


class Room:
    """A duty officer's seat with cameras in all conditions, and the view, shown."""

    def __init__(self, bot: QtBot, name: str = "minh") -> None:
        self.bot = bot
        self.seat: Seat = city(1, name)
        self.now = self.seat.now()
        self.beat = 100.0
        self.cameras = sorted(self.seat.replica.world.all(Camera), key=lambda camera: camera.number)
        self.view = HealthView(self.seat.desk)
        self.view.board._beat = lambda: self.beat
        self.view.board._born = 0.0
        self.view.refresh()
        bot.addWidget(self.view)
        self.view.resize(1920, 1080)
        self.view.show()
        self.view.activateWindow()
        bot.waitActive(self.view).__enter__()

    def hear(self, place: str, *seen: CameraSeen, part: int = 0, parts: int = 1) -> None:
        report = CameraReport(
            by=place, machine=place, place=place, part=part, parts=parts, cameras=seen, at=self.seat.now()
        )
        self.seat.desk.heard.emit(place, report)
        self.view.refresh()

    def day(self, camera: Camera, back: int = 0, **more: object) -> None:
        day = (self.now + timedelta(hours=7)).date() - timedelta(days=back)
        facts = {"since": self.now - timedelta(days=back)} | more
        self.seat.put(CameraDay(id=slot(camera.id, day), camera=camera.id, day=day, **facts))  # type: ignore[arg-type]
        self.seat.put(CameraBeat(id=BEAT, at=self.now))
        self.view.refresh()

    def cell(self, camera: Camera, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        at = self.view.model.find(camera.id)
        assert at is not None
        return str(self.view.model.index(at, column).data(role))

    def ids(self) -> list[str]:
        return [line.camera.id for line in self.view.model.shown]

    def words(self) -> str:
        return "\n".join(label.text() for label in self.view.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot)
    yield made
    made.view.close()


def seen(camera: Camera, status: Status = Status.LIVE, *faults: str, **more: object) -> CameraSeen:
    found = tuple(Finding(fault, NOON) for fault in faults)
    facts = {"fps": 14.9, "kbps": 512.0, "width": 640, "height": 360, "measured": MEASURED} | more
    return CameraSeen(camera=camera.id, status=status, findings=found, **facts)  # type: ignore[arg-type]


NOON = city().now()


def test_every_camera_has_a_line_and_what_nobody_watches_says_so(room: Room) -> None:
    assert len(room.ids()) == len(room.cameras)
    first = room.cameras[0]
    assert room.cell(first, STATE) == "Không ai xem"
    assert "nên chưa rõ tình trạng" in room.words()


def test_before_machines_can_have_spoken_their_silence_says_nothing(room: Room) -> None:
    room.view.board._born = room.beat
    room.view.refresh()
    first, second = room.cameras[:2]
    room.hear("node-1", seen(first))
    assert room.cell(first, STATE) == "trực tiếp"
    assert room.cell(second, STATE) == "Đang chờ…"
    room.beat += 11
    room.view.refresh()
    assert room.cell(second, STATE) == "Không ai xem"


def test_a_line_says_who_sees_it_how_fast_and_how_old_that_is(room: Room) -> None:
    first = room.cameras[0]
    room.hear("node-1", seen(first))
    room.hear("Bàn trực", seen(first, Status.LOST, reason="timeout"))
    room.beat += 3
    room.view.refresh()
    texts = [room.cell(first, column) for column in range(len(COLUMNS))]
    assert texts[STATE] == "trực tiếp"
    assert {"14,9", "512", "640×360"} <= set(texts)
    assert texts[-1] == "1/2  Bàn trực, node-1"
    assert "node-1 báo, 3,0 s trước" in room.cell(first, STATE, Qt.ItemDataRole.ToolTipRole)


def test_a_silent_machine_has_no_word(room: Room) -> None:
    first = room.cameras[0]
    room.hear("node-1", seen(first))
    room.beat += SILENT_S + 1
    room.view.refresh()
    assert room.cell(first, STATE) == "Không ai xem"


def test_a_part_that_is_not_sent_any_more_is_forgotten(room: Room) -> None:
    first, second = room.cameras[:2]
    room.hear("node-1", seen(first), part=0, parts=2)
    room.hear("node-1", seen(second), part=1, parts=2)
    room.hear("node-1", seen(first))
    assert room.cell(second, STATE) == "Không ai xem"


def test_uptime_is_told_with_the_time_it_was_counted_over(room: Room) -> None:
    first, second = room.cameras[:2]
    room.day(first, up_s=5940.0, down_s=60.0)
    room.day(first, back=3, up_s=0.0, down_s=6000.0)
    room.day(first, back=20, up_s=9e5)
    room.day(second, up_s=3600.0)
    assert room.cell(first, TODAY) == "99,00 %"
    assert room.cell(first, WEEK) == "49,50 %"
    assert room.cell(second, TODAY) == "100 %"
    assert "có hình 1 giờ 39 phút, không có hình 1 phút" in room.cell(first, TODAY, Qt.ItemDataRole.ToolTipRole)
    assert room.cell(room.cameras[2], TODAY) == "–"


def test_the_last_fault_is_told_with_reason_and_age_and_reconnects_with_their_reasons(room: Room) -> None:
    first = room.cameras[0]
    ago = room.now - timedelta(minutes=5)
    room.day(
        first, last_fault="lost", last_reason="timeout", last_at=ago, reconnects=3, reasons={"reset": 2, "other": 1}
    )
    assert room.cell(first, RECONNECTS) == "3"
    tip = room.cell(first, RECONNECTS, Qt.ItemDataRole.ToolTipRole)
    assert "Kết nối bị ngắt ×2" in tip
    texts = [room.cell(first, column) for column in range(len(COLUMNS))]
    assert any("Camera không trả lời" in text and "5 phút" in text for text in texts)


def test_findings_stand_in_words_with_the_numbers_that_show_why(room: Room) -> None:
    first = room.cameras[0]
    room.hear("node-1", seen(first, Status.LIVE, "covered", "frozen"))
    room.view.select(first.id)
    assert room.cell(first, FINDINGS) == "bị che hoặc phun sơn, hình bị đứng"
    assert "còn 10 % đường nét quen thuộc" in room.words()
    assert "không đổi trong 42 giây" in room.words()


def test_only_troubled_leaves_whatever_any_machine_sees_or_an_alert_stands_for(room: Room) -> None:
    well, lost, odd, standing = room.cameras[:4]
    room.hear("node-1", seen(well), seen(lost, Status.LOST), seen(odd, Status.LIVE, "black"))
    room.day(standing, standing=("moved",))
    room.bot.keyClick(room.view.table, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert set(room.ids()) == {lost.id, odd.id, standing.id}
    room.bot.keyClick(room.view.table, Qt.Key.Key_Escape)
    assert len(room.ids()) == len(room.cameras)


def test_the_worst_stand_first_and_every_column_sorts_both_ways(room: Room) -> None:
    well, lost, odd = room.cameras[5:8]
    room.hear("node-1", seen(well), seen(lost, Status.LOST), seen(odd, Status.LIVE, "black"))
    assert room.ids()[:2] == [lost.id, odd.id]
    for column in range(len(COLUMNS)):
        room.view.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        down = room.ids()
        room.view.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        assert sorted(down) == sorted(room.ids())
    room.view.table.sortByColumn(NUMBER, Qt.SortOrder.DescendingOrder)
    assert room.ids() == [camera.id for camera in reversed(room.cameras)]


def test_keys_sort_by_the_next_column_and_turn_the_order(room: Room) -> None:
    room.view.table.setFocus()
    room.bot.keyClick(room.view.table, Qt.Key.Key_S)
    assert room.ids()[0] == room.cameras[0].id
    room.bot.keyClick(room.view.table, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert room.ids()[0] == room.cameras[-1].id


def test_a_search_finds_without_diacritics_by_name_and_by_machine(room: Room) -> None:
    room.view.search.setText("bai chay")
    assert room.ids()
    assert all("Bãi Cháy" in line.camera.name + line.camera.place for line in room.view.model.shown)
    room.hear("Phòng họp", seen(room.cameras[0]))
    room.view.search.setText("phong hop")
    assert room.ids() == [room.cameras[0].id]
    room.view.search.setText("zzz")
    assert "Không có camera phù hợp" in room.words()


def test_the_selection_stays_with_its_camera_when_others_get_worse(room: Room) -> None:
    mine, other = room.cameras[3], room.cameras[9]
    assert room.view.select(mine.id)
    room.hear("node-1", seen(other, Status.DENIED, reason="unauthorized"))
    line = room.view.current()
    assert line
    assert line.camera.id == mine.id
    assert room.ids()[0] == other.id


def test_a_camera_that_is_taken_away_leaves_the_table(room: Room) -> None:
    first = room.cameras[0]
    room.view.select(first.id)
    room.seat.put(Gone.of(first))
    room.view.refresh()
    assert first.id not in room.ids()
    assert room.view.current() is None or room.view.current().camera.id != first.id  # type: ignore[union-attr]


def test_learning_anew_is_told_to_all_machines_by_those_who_may(room: Room) -> None:
    first = room.cameras[0]
    room.hear("node-1", seen(first, Status.LIVE, "moved"))
    room.view.select(first.id)
    room.view.table.setFocus()
    room.bot.keyClick(room.view.table, Qt.Key.Key_L)
    (signal,) = room.seat.told
    assert signal == LearnView(camera=first.id, seen_by=first.audiences())


def test_who_only_looks_learns_nothing_anew(qtbot: QtBot) -> None:
    room = Room(qtbot, "khach")
    room.seat.put(Person(id="khach", name="Khách", role=Role.LEADER))
    first = room.cameras[0]
    room.hear("node-1", seen(first))
    room.view.select(first.id)
    room.view.table.setFocus()
    room.bot.keyClick(room.view.table, Qt.Key.Key_L)
    assert room.seat.told == []
    room.view.close()


def test_the_export_holds_what_is_shown_and_no_formula(room: Room, tmp_path: Path) -> None:
    evil = Camera(id="evil", number=9999, name='=HYPERLINK("http://x")', place="@SUM(A1)")
    room.seat.put(evil)
    room.hear("+node", seen(evil), seen(room.cameras[0]))
    room.day(room.cameras[0], up_s=60.0, life=Life.UP)
    room.view.write(tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by this"
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == len(room.ids()) + 1
    assert all(len(row) == len(COLUMNS) + 2 for row in rows)
    assert not [cell for row in rows for cell in row if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t"))]
    assert "'=HYPERLINK" in text.decode("utf-8-sig")


def test_a_file_that_cannot_be_written_is_said(room: Room, tmp_path: Path) -> None:
    with room.bot.waitSignal(room.view.said) as said:
        room.view.write(tmp_path / "no" / "such" / "folder.csv")
    assert said.args[0].tone == "error"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\r=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_calculate_is_marked(text: str) -> None:
    assert safe(text).startswith("'")


def test_plain_words_stay_as_they_are() -> None:
    assert [safe(text) for text in ("Cầu Bãi Cháy", "12", "99,5 %", "–")] == ["Cầu Bãi Cháy", "12", "99,5 %", "–"]
