"""A timeline zooms, pans and chooses by mouse and by keys alone, and says in words what lies under its cursor."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.strings import set_language
from console.theme import theme, wear
from console.views.recordings.kept import Known, Span
from console.views.recordings.marks import Locked, Mark, marks
from console.views.recordings.painting import BAND, TIMES
from console.views.recordings.scale import LEAST, MOST, Scale
from console.views.recordings.timeline import Timeline
from contract.alerts import Severity
from contract.base import World
from contract.bookmarks import Bookmark, BookmarkKind

NOW = 1_800_000_000.0
KNOWN = Known(
    "c", NOW - 7200, NOW,
    pieces=(Span(NOW - 3000, NOW - 1800), Span(NOW - 1200, NOW)),
    gaps=(Span(NOW - 3600, NOW - 3000, "started"), Span(NOW - 1800, NOW - 1200, "timeout")),
)  # fmt: skip


@pytest.fixture
def line(qapp: QApplication, qtbot: QtBot) -> Timeline:
    set_language("en")
    wear(qapp, "dark")
    made = Timeline(NOW)
    qtbot.addWidget(made)
    made.resize(1000, made.height())
    made.show()
    made.see(Scale(NOW - 3600, NOW, 1000))
    locks = [Locked("l", NOW - 900, NOW - 600, "Va chạm")]
    made.tell(KNOWN, locks, [Mark("a", NOW - 100, "Khói", Severity.EMERGENCY)], NOW)
    made.oldest = NOW - 3000
    return made


def test_a_scale_keeps_what_lies_under_the_pointer_and_its_limits() -> None:
    scale = Scale(NOW - 100, NOW, 500)
    nearer = scale.zoomed(0.5, NOW - 20)
    assert nearer.x(NOW - 20) == pytest.approx(scale.x(NOW - 20))
    assert nearer.span == pytest.approx(50)
    assert scale.zoomed(1e-9, NOW).span == LEAST
    assert scale.zoomed(1e9, NOW).span == MOST


def test_round_times_are_the_citys_own() -> None:
    scale = Scale(NOW, NOW + 86_400, 1000)
    rounds = list(scale.rounds())
    assert 4 < len(rounds) < 12
    assert all((at + 7 * 3600) % 3600 == 0 for at in rounds)
    assert any(scale.words(at).count("/") == 1 for at in rounds), "midnight says its day"


def test_what_lies_under_the_cursor_is_said(line: Timeline) -> None:
    assert line.words(NOW - 2000).endswith("recorded")
    assert "gap of 10 min 0 s, The camera does not answer" in line.words(NOW - 1500)
    assert line.words(NOW - 700).endswith("locked: Va chạm")
    assert line.words(NOW - 100).endswith("Khói")
    assert line.words(NOW + 60).endswith("not yet")
    line.go(NOW - 1500)
    assert "gap" in line.accessibleDescription()


def test_keys_alone_go_from_edge_to_edge_and_choose(line: Timeline, qtbot: QtBot) -> None:
    line.go(NOW - 2500)
    line.next_edge(True)
    assert line.where == NOW - 1800
    line.choose(line.where, None)
    line.next_edge(True)
    line.choose(None, line.where)
    assert line.chosen == (NOW - 1800, NOW - 1200)
    qtbot.keyClick(line, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert line.chosen == (NOW - 1800, line.where)
    assert line.where > NOW - 1200
    line.drop()
    assert line.chosen is None
    qtbot.keyClick(line, Qt.Key.Key_Home)
    assert line.where == NOW - 3000
    qtbot.keyClick(line, Qt.Key.Key_End)
    assert line.where == NOW
    line.go(NOW + 999)
    assert line.where == NOW, "nothing has come of the future yet"


def test_the_wheel_comes_nearer_to_what_it_points_at(line: Timeline) -> None:
    at = QPointF(250, 40)
    before = line.scale.moment(250)
    line.wheelEvent(
        QWheelEvent(at, at, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                    Qt.ScrollPhase.NoScrollPhase, False)
    )  # fmt: skip
    assert line.scale.span < 3600 * 0.7
    assert line.scale.moment(250) == pytest.approx(before, abs=0.01)


def test_dragging_chooses_a_range_and_not_of_the_future(line: Timeline, qtbot: QtBot) -> None:
    line.see(Scale(NOW - 900, NOW + 100, 1000))
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(400, 40))
    qtbot.mouseMove(line, QPoint(700, 40))
    qtbot.mouseMove(line, QPoint(980, 40))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(980, 40))
    assert line.chosen is not None
    assert line.chosen[0] == pytest.approx(NOW - 500, abs=2)
    assert line.chosen[1] == NOW


def test_a_gap_never_looks_like_a_recording(line: Timeline) -> None:
    picture = line.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    middle = round(TIMES + BAND / 2)

    def share(begin: float, end: float) -> float:
        left, right = round(line.scale.x(begin)) + 4, round(line.scale.x(end)) - 4
        colours = [picture.pixelColor(x, middle).name() for x in range(left, right)]
        return colours.count(theme().accent) / len(colours)

    assert share(NOW - 2950, NOW - 1850) > 0.9
    assert share(NOW - 1750, NOW - 1250) == 0
    assert share(NOW - 3550, NOW - 3050) == 0


def test_whole_shows_from_the_oldest_on(line: Timeline) -> None:
    line.oldest = NOW - 40_000
    line.whole()
    assert line.scale.left < NOW - 40_000
    assert line.scale.right > NOW
    line.oldest = NOW - 90 * 86_400
    line.whole()
    assert line.scale.span == MOST, "the backend tells seven days at a time"
    assert line.scale.right > NOW


def test_bookmarks_of_the_camera_stand_between_its_alerts() -> None:
    """What somebody wrote down, and no saved picture's file name."""
    at = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)

    def mark(id: str, why: str, camera: str = "c", kind: BookmarkKind = BookmarkKind.MARK) -> Bookmark:
        return Bookmark(id=id, cameras=(camera,), start=at, why=why, kind=kind, by="an", at=at)

    rows = mark("b", "Xe tải vượt đèn đỏ"), mark("s", "x.png", kind=BookmarkKind.SNAPSHOT), mark("o", "Nơi khác", "d")
    found = marks(World(rows), "c")
    assert [(each.id, each.words, each.severity) for each in found] == [("b", "Xe tải vượt đèn đỏ", None)]
