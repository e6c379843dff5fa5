"""Bookmarks at the desk: a key and a reason keep a moment; ticks, lists and other views lead back to it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from console.strings import set_language
from console.video.ticks import Mark, Ticks
from console.views.alerts.marks import AlertMarks
from console.views.cameras.jumping import APART
from console.views.cameras.marks import Marks
from console.widgets.shortcuts import listed
from contract.alerts import Alert, Raise, Severity
from contract.bookmarks import AddBookmark, Bookmark, BookmarkKind
from demo.city import CAMERAS
from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.console.cameras.room import Room as Dark
from tests.console.cameras.test_snapping import Room


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 640, 360, 15, 3)


@pytest.fixture
def living(qtbot: QtBot, clip: Path, tmp_path: Path) -> Iterator[Room]:
    with ServerThread() as server:
        for camera in CAMERAS:
            for profile in ("sub", "main"):
                server.add(camera.path(profile), clip)
        made = Room(qtbot, server.port, tmp_path / "IOC")
        yield made
        made.view.close()
        assert made.pool.close()


def kept(room: Room | Dark) -> list[Bookmark]:
    return sorted(room.seat.desk.world.all(Bookmark), key=lambda one: one.start)


def keep(room: Room | Dark, id: str, seconds_ago: float, camera: str = "cam-20", by: str = "minh") -> None:
    start = room.seat.now() - timedelta(seconds=seconds_ago)
    room.seat.do(AddBookmark(id=id, cameras=(camera,), start=start, why=f"Xe {id}"), by)


def test_a_key_asks_why_and_enter_keeps_it(living: Room) -> None:
    living.bot.keyClick(living.view.table, Qt.Key.Key_B)
    dialog = living.view.pictures.bookmarking.dialog
    assert dialog is not None
    living.bot.waitUntil(dialog.isActiveWindow)
    assert not dialog.ok.isEnabled()
    assert dialog.focusWidget() is dialog.why
    living.bot.keyClicks(dialog.why, "Xe do")
    living.bot.keyClick(dialog.why, Qt.Key.Key_Return)
    (one,) = kept(living)
    assert (one.why, one.cameras, one.by, one.end) == ("Xe do", ("cam-20",), "minh", None)
    assert abs((one.start - living.seat.now()).total_seconds()) < 3
    assert {"B"} <= {key for line in listed(living.view) for key in line.keys}


def test_in_a_replay_the_moment_shown_is_kept_and_a_range_reaches_back(living: Room) -> None:
    living.bot.wait(1500)
    mosaic = living.view.pictures.mosaic
    mosaic.rewinding.back(1.0)
    mosaic.rewinding.toggle()
    living.bot.waitUntil(lambda: (mosaic.reports()["cam-20"].age_ms or 0) > 700, timeout=5000)
    slot = mosaic.board.slots["cam-20"]
    assert slot.tap is not None
    living.view.pictures.bookmarking.mark()
    dialog = living.view.pictures.bookmarking.dialog
    assert dialog is not None
    dialog.why.setText("Va chạm")
    dialog.reach.setCurrentIndex(1)
    dialog.do()
    (one,) = kept(living)
    assert one.end is not None
    assert one.end - one.start == timedelta(seconds=30)
    assert (living.seat.now() - one.end).total_seconds() > 0.7


def test_a_saved_picture_is_kept_with_the_name_of_its_file(living: Room, tmp_path: Path) -> None:
    living.bot.keyClick(living.view.table, Qt.Key.Key_S)
    living.bot.waitUntil(lambda: bool(kept(living)), timeout=5000)
    (one,) = kept(living)
    assert one.kind is BookmarkKind.SNAPSHOT
    assert [path.name for path in (tmp_path / "IOC").iterdir()] == [one.why]


def test_the_bar_shows_what_is_kept_and_the_list_leads_there(living: Room) -> None:
    living.bot.wait(1500)
    keep(living, "một", 1.0)
    keep(living, "xưa", 500.0)
    bar, mosaic = living.view.pictures.bar, living.view.pictures.mosaic
    living.bot.waitUntil(lambda: len(bar.ticks.marks) == 1, timeout=3000)
    assert "Xe một" in bar.ticks.marks[0].words
    marks = living.view.findChild(Marks)
    assert isinstance(marks, Marks)
    living.bot.waitUntil(marks.isVisible, timeout=2000)
    assert marks.list.count() == 2
    marks.list.setFocus()
    marks.list.setCurrentRow(0)
    living.bot.keyClick(marks.list, Qt.Key.Key_Return)
    living.bot.waitUntil(lambda: mosaic.reports()["cam-20"].status == "replay", timeout=3000)
    mosaic.rewinding.live()
    marks.list.setCurrentRow(1)
    living.bot.keyClick(marks.list, Qt.Key.Key_Return)
    assert [notice.tone for notice in living.said] == ["warning"], "what is too old is said"
    asked: list[str] = []
    living.view.pictures.jumping.older = lambda camera, _moment: not asked.append(camera)  # type: ignore[func-returns-value]
    living.bot.keyClick(marks.list, Qt.Key.Key_Return)
    assert asked == ["cam-20"]
    assert len(living.said) == 1


def test_another_view_can_ask_for_a_moment(living: Room) -> None:
    living.view.select("cam-21")
    living.bot.waitUntil(lambda: "cam-21" in living.view.pictures.reports(), timeout=3000)
    asked: list[str] = []
    living.view.pictures.jumping.older = lambda camera, _moment: not asked.append(camera)  # type: ignore[func-returns-value]
    long_ago = living.seat.now() - timedelta(hours=1)
    assert living.view.select(f"cam-20{APART}{long_ago.isoformat()}")
    living.bot.waitUntil(lambda: asked == ["cam-20"], timeout=3000)


def test_ones_own_is_changed_and_removed_and_others_are_not(officer: Dark) -> None:
    keep(officer, "của tôi", 5)
    keep(officer, "của Lan", 9, by="system")
    marks = officer.view.findChild(Marks)
    assert isinstance(marks, Marks)
    officer.bot.waitUntil(marks.isVisible, timeout=3000)
    marks.list.setFocus()
    officer.bot.keyClick(marks.list, Qt.Key.Key_F2)
    assert marks.dialog is not None
    marks.dialog.why.setText("Khác")
    marks.dialog.do()
    assert "Khác" in marks.list.item(0).text()
    marks.list.setCurrentRow(1)
    officer.bot.keyClick(marks.list, Qt.Key.Key_Delete)
    assert len(kept(officer)) == 2
    assert officer.said[-1].tone == "warning"
    marks.list.setCurrentRow(0)
    officer.bot.keyClick(marks.list, Qt.Key.Key_Delete)
    assert [one.why for one in kept(officer)] == ["Xe của Lan"]


def test_a_camera_without_bookmarks_shows_no_list(officer: Dark) -> None:
    marks = officer.view.findChild(Marks)
    assert isinstance(marks, Marks)
    assert not marks.isVisible()


def test_an_alerts_bookmarks_lead_to_the_camera_at_its_moment(officer: Dark, qtbot: QtBot) -> None:
    set_language("vi")
    officer.seat.do(Raise(id="a", title="Cháy", severity=Severity.WARNING, camera="cam-20"))
    start = officer.seat.now()
    officer.seat.do(AddBookmark(id="b", cameras=("cam-20",), start=start, why="Khói", alert="a"), "minh")
    marks = AlertMarks(officer.seat.desk)
    qtbot.addWidget(marks)
    wanted: list[tuple[str, str]] = []
    marks.wanted.connect(lambda camera, moment: wanted.append((camera, moment)))
    marks.tell(officer.seat.desk.world[Alert, "a"])
    (button,) = marks.buttons
    assert "20 · Khói" in button.text()
    button.click()
    assert wanted == [("cam-20", start.isoformat())]


def test_a_click_on_a_tick_goes_there_and_beside_it_moves_the_slider(qtbot: QtBot) -> None:
    slider = QSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(slider)
    slider.resize(214, 24)
    slider.show()
    ticks = Ticks(slider)
    ticks.resize(214, ticks.height())
    ticks.tell((1000.0, 1100.0), [Mark(1050.0, 1050.0, "giữa"), Mark(900.0, 950.0, "trước")])
    assert [mark.words for mark in ticks.marks] == ["giữa"]
    gone: list[float] = []
    ticks.wanted.connect(gone.append)
    assert ticks.at(107) is ticks.marks[0]
    assert ticks.at(90) is None
    qtbot.mouseClick(ticks, Qt.MouseButton.LeftButton, pos=ticks.rect().center())
    assert gone == [1050.0]
    ticks.tell(None, [])
    assert not ticks.isVisible()
