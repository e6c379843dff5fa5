"""The desk window: it says when it may be wrong, finds everything by keys, and speaks either language."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec import Raw
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from backend_client.errors import ClientError, LineError
from backend_client.keep import NotApplied
from backend_client.line import LineState
from backend_client.session import Line
from console.desk import Desk
from console.strings import N_
from console.theme import theme
from console.video.pool import SourcePool
from console.views import VIEWS, ViewSpec
from console.views.alerts import AlertsView
from console.widgets.finder import Finder
from console.widgets.shortcuts import Key, listed
from console.widgets.view import View
from console.window import Calls, DeskWindow
from console.window.line_words import TruthTeller, why
from console.window.sheets import Sheet
from contract.alerts import Acknowledge, Alert, Close, Disposition
from contract.base import Refused
from contract.cameras import Camera
from contract.wire import encode
from tests.city import NOON
from tests.console.conftest import Seat


class Cameras(View):
    """Stands where the camera view stands."""

    asked: list[str]

    def __init__(self, _desk: Desk, _pool: SourcePool) -> None:
        super().__init__()
        self.asked = []

    def select(self, id: str) -> bool:
        self.asked.append(id)
        return True


TWO = (VIEWS[0], ViewSpec("cameras", N_("Cameras"), "cameras", "Ctrl+2", Cameras))


@pytest.fixture
def chosen() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot, seat: Seat, pool: SourcePool, chosen: list[str]) -> Iterator[DeskWindow]:
    calls = Calls(lambda: chosen.append("out"), chosen.append, chosen.append)
    made = DeskWindow(seat.desk, TWO, pool, None, calls)
    made.resize(1600, 900)
    made.show()
    made.activateWindow()
    qtbot.wait(20)
    yield made
    made.wear_theme("dark")
    made.speak("vi")
    made.leave()


def words(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def dialog(kind: type) -> QWidget:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


# The truth.


@pytest.mark.alone
def test_the_bar_says_within_two_seconds_that_the_line_is_lost_and_that_it_is_back(
    qtbot: QtBot, seat: Seat, window: DeskWindow
) -> None:
    truth = window.chrome.truth
    seat.happen("a")
    assert not truth.isVisible()
    seat.cut()
    seat.desk.ask(Acknowledge(alert="a", seen=1))
    seat.later(1.5)
    qtbot.waitUntil(truth.isVisible, timeout=1000)
    assert "MẤT KẾT NỐI máy chủ" in truth.words.text()
    assert "(1)" in truth.words.text()
    seat.connect()
    assert "Đã kết nối lại" in truth.words.text()
    seat.later(10)
    qtbot.waitUntil(lambda: not truth.isVisible(), timeout=1000)
    assert not truth._timer.isActive()


def test_attempts_to_connect_do_not_make_the_loss_any_younger() -> None:
    teller = TruthTeller()
    teller.tell(LineState(line=Line.LIVE, since=NOON), NOON)
    for second, line in enumerate([Line.DOWN, Line.GREETING, Line.DOWN, Line.SYNCING], start=1):
        at = NOON + timedelta(seconds=second)
        told = teller.tell(LineState(line=line, since=at), at)
    assert told is not None
    assert "19:00:01" in told.text, "on the city's clock"


def test_a_cut_of_half_a_second_alarms_nobody() -> None:
    teller = TruthTeller()
    assert teller.tell(LineState(line=Line.DOWN, since=NOON), NOON + timedelta(seconds=0.5)) is None
    assert teller.tell(LineState(line=Line.LIVE, since=NOON), NOON + timedelta(seconds=0.9)) is None


def test_every_error_of_the_client_has_its_words(seat: Seat) -> None:
    def below(kind: type) -> set[type]:
        return {kind, *(deeper for one in kind.__subclasses__() for deeper in below(one))}

    for kind in below(ClientError) - {ClientError, LineError}:
        assert kind.__name__ not in why(kind.__name__), kind


def test_the_status_bar_says_line_wishes_and_who(qtbot: QtBot, seat: Seat, window: DeskWindow) -> None:
    status = window.chrome.status
    assert status.line.text() == "Đã kết nối"
    assert "An · Cán bộ trực" in status.who.text()
    assert status.time.text() == "19:00:00", "on the city's clock, whatever the machine's"
    seat.happen("a")
    seat.cut()
    seat.desk.ask(Acknowledge(alert="a", seen=1))
    status.tell_line()
    assert "Mất kết nối" in status.line.text()
    assert "1 thao tác chờ gửi" in status.waiting.text()
    assert "CPU" in status.load.text()


# Who was first.


def test_a_colleague_who_was_first_is_a_calm_message_with_the_name(seat: Seat, window: DeskWindow) -> None:
    window.toasts.history.clear()
    facts = {"name": "Bình", "at": NOON.isoformat()}
    seat.desk.turned_down.emit(Refused("alert.already_acknowledged", **facts))
    assert window.toasts.toasts()[-1].notice.tone == "info"
    assert "Bình" in window.toasts.toasts()[-1].notice.text


def test_offline_and_too_late_is_told_calmly_and_noted(qtbot: QtBot, seat: Seat, window: DeskWindow) -> None:
    seat.happen("a")
    seat.cut()
    seat.desk.ask(Acknowledge(alert="a", seen=1))
    seat.city.ask(Acknowledge(alert="a", seen=1), actor="binh")
    seat.connect()
    assert [toast.notice.tone for toast in window.toasts.toasts()] == ["info"]
    assert "Binh" in window.toasts.toasts()[0].notice.text
    assert seat.kept == []


def test_what_was_not_applied_stays_until_somebody_takes_note(qtbot: QtBot, seat: Seat, window: DeskWindow) -> None:
    seat.happen("a", title="Ngập tại Móng Cái")
    close = Close(alert="a", seen=1, disposition=Disposition.TEST)
    refused = NotApplied(
        id="w", command=Raw(encode(close)), code="alert.closed", facts={"name": "Bình", "at": NOON.isoformat()}, at=NOON
    )
    seat._refused(refused)
    assert window.toasts.toasts()[-1].notice.stays
    assert window.chrome.status.refused.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    sheet = dialog(Sheet)
    assert "Ngập tại Móng Cái" in words(sheet)
    assert "Bình" in words(sheet)
    next(button for button in sheet.findChildren(QWidget) if getattr(button, "text", str)() == "Đã rõ").click()  # type: ignore[attr-defined]
    assert seat.kept == []
    assert not window.chrome.status.refused.isVisible()
    sheet.close()


# Going somewhere.


def test_views_are_built_when_first_shown_and_by_their_keys(qtbot: QtBot, window: DeskWindow) -> None:
    assert list(window.chrome.built) == ["alerts"]
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.chrome.shown == "cameras"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.chrome.shown == "alerts"


def test_the_palette_finds_views_cameras_alerts_and_deeds(
    qtbot: QtBot, seat: Seat, window: DeskWindow, chosen: list[str]
) -> None:
    seat.replica.settle([Camera(id="c1", number=7, name="Cửa khẩu Móng Cái")])
    seat.happen("a", title="Ngập tại Bãi Cháy")
    qtbot.waitUntil(lambda: window.chrome.built["alerts"].model.rowCount() == 1, timeout=5000)  # type: ignore[attr-defined]
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    finder = dialog(Finder)
    assert isinstance(finder, Finder)
    for needle, id in (("mong cai", "camera:c1"), ("bai chay", "alert:a"), ("dang xuat", "deed:out")):
        finder._find(needle)
        assert finder.list.item(0).data(Qt.ItemDataRole.UserRole).id == id
    finder.close()
    window.run("camera:c1")
    cameras = window.chrome.built["cameras"]
    assert isinstance(cameras, Cameras)
    assert cameras.asked == ["c1"]
    window.run("alert:a")
    queue = window.chrome.built["alerts"]
    assert isinstance(queue, AlertsView)
    current = queue.table.current()
    assert current is not None
    assert current.id == "a"
    window.run("deed:ack")
    assert seat.desk.world[Alert, "a"].acked_by == "an"
    window.run("deed:out")
    assert chosen == ["out"]


def test_the_badge_counts_what_waits(qtbot: QtBot, seat: Seat, window: DeskWindow) -> None:
    button = window.chrome.rail.buttons["alerts"]
    seat.happen("a")
    seat.happen("b")
    qtbot.waitUntil(lambda: button.count == 2, timeout=5000)
    seat.desk.ask(Acknowledge(alert="a", seen=1))
    qtbot.waitUntil(lambda: button.count == 1, timeout=5000)


def test_every_key_in_the_window_stands_on_the_sheet(qtbot: QtBot, window: DeskWindow) -> None:
    shortcuts = window.findChildren(QShortcut)
    assert shortcuts
    assert all(isinstance(one, Key) for one in shortcuts)
    assert not [one.text() for one in window.findChildren(QAction) if not one.shortcut().isEmpty()]
    written = {key for line in listed(window) for key in line.keys}
    assert {"Ctrl+K", "F1", "F11", "Space", "A", "D", "Ctrl+F", "Ctrl+1", "Ctrl+2"} <= written
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = dialog(Sheet)
    assert "Tiếp nhận các cảnh báo đang chọn" in words(sheet)
    sheet.close()


def test_no_key_is_bound_twice_where_both_could_be_meant(window: DeskWindow) -> None:
    seen: dict[tuple[QWidget, str], str] = {}
    for key in window.findChildren(Key):
        place = (key.parent(), key.written)
        assert place not in seen, f"{key.written}: {key.title} and {seen[place]}"
        seen[place] = key.title


# Another face.


def test_the_language_changes_while_it_runs(qtbot: QtBot, window: DeskWindow, chosen: list[str]) -> None:
    assert window.chrome.rail.buttons["alerts"].text() == "Cảnh báo"
    window.next_language()
    assert window.chrome.rail.buttons["alerts"].text() == "Alerts"
    assert window.chrome.shown == "alerts"
    assert chosen[-1] == "en"
    window.next_language()
    assert window.chrome.rail.buttons["alerts"].text() == "Cảnh báo"


def test_the_theme_changes_while_it_runs(qtbot: QtBot, seat: Seat, window: DeskWindow, chosen: list[str]) -> None:
    window.next_theme()
    assert theme().name == "contrast"
    assert chosen[-1] == "contrast"
    qtbot.wait(20)
    seat.cut()
    seat.connect()
    assert window.grab().toImage().pixelColor(2, 500).lightness() < 5


def test_it_fits_on_a_small_screen(window: DeskWindow) -> None:
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 720


def test_without_sound_the_button_says_so(window: DeskWindow) -> None:
    assert window._sound.text() == "Đã tắt tiếng"


def test_nothing_runs_in_a_hidden_window(qtbot: QtBot, seat: Seat, window: DeskWindow) -> None:
    window.hide()
    qtbot.wait(400)
    assert [timer for timer in window.findChildren(QTimer) if timer.isActive()] == []


def test_a_window_that_is_gone_hears_nothing(qtbot: QtBot, seat: Seat, pool: SourcePool) -> None:
    window = DeskWindow(seat.desk, TWO, pool)
    window.show()
    window.leave()
    qtbot.wait(20)
    seat.happen("a")
    seat.cut()
    seat.desk.turned_down.emit(Refused("alert.changed"))
    assert seat.replica._subscribers.get("alert") == []
