"""The queue at a desk: what is said of it, what can be done with the keyboard alone, and what is refused and why."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.video.pool import SourcePool
from console.views.alerts import AlertsView
from console.views.alerts.acting import Acting, acknowledge
from console.views.alerts.closing import Closing
from console.views.alerts.listing import TITLE
from console.views.alerts.rate import Rate
from console.widgets.finder import Finder
from console.widgets.view import Notice
from contract.alerts import Acknowledge, Alert, Close, Disposition, Severity, State
from tests.console.conftest import Seat

EMERGENCY, WARNING, NOTICE, INFO = Severity.EMERGENCY, Severity.WARNING, Severity.NOTICE, Severity.INFO


@pytest.fixture
def view(qtbot: QtBot, seat: Seat, pool: SourcePool) -> AlertsView:
    seat.happen("lut", WARNING, "Ngập cục bộ tại Móng Cái", "phường Móng Cái 1")
    seat.happen("chay", EMERGENCY, "Cháy rừng gần Yên Tử")
    seat.happen("tin", INFO, "Mất tín hiệu camera Cửa Ông")
    made = AlertsView(seat.desk, pool)
    qtbot.addWidget(made)
    made.resize(1600, 900)
    made.show()
    made.activateWindow()
    qtbot.wait(30)
    return made


def ids(view: AlertsView) -> list[str]:
    return [view.model.row(at).id for at in range(view.model.rowCount())]


def alert(seat: Seat, id: str) -> Alert:
    found = seat.desk.world.get(Alert, id)
    assert found is not None
    return found


def dialog(kind: type) -> object:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def test_the_worst_comes_first_and_what_is_taken_up_goes_down(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    assert ids(view) == ["chay", "lut", "tin"]
    view.table.pick("chay")
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ids(view) == ["lut", "tin", "chay"], timeout=5000)
    assert alert(seat, "chay").acked_by == "an"
    current = view.table.current()
    assert current is not None
    assert current.id == "chay", "the panel stays with the alert that was acknowledged"


def test_what_is_not_settled_yet_is_marked_so(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    view.table.pick("chay")
    view.deeds.acknowledge()
    assert "chưa xác nhận" in view.listing.state(alert(seat, "chay"))
    seat.deliver()
    assert "chưa xác nhận" not in view.listing.state(alert(seat, "chay"))


def test_the_header_counts_open_and_unacknowledged_and_the_rate(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    tally = view.header.tally
    assert tally.open == {EMERGENCY: 1, WARNING: 1, NOTICE: 0, INFO: 1}
    assert tally.rate == 3
    assert "3 cảnh báo / 10 phút" in tally.sentence()
    view.table.pick("lut")
    view.deeds.acknowledge()
    qtbot.waitUntil(lambda: view.header.tally.unacked[WARNING] == 0, timeout=5000)
    assert view.header.tally.open[WARNING] == 1


def test_the_rate_forgets_after_ten_minutes_and_counts_no_repeats(seat: Seat) -> None:
    seat.happen("a")
    rate = Rate(seat.desk.world.all(Alert))
    seat.desk.subscribe(Alert, rate.take)
    seat.later(300)
    seat.happen("a")
    seat.happen("b")
    assert rate.at(seat.now()) == 2
    seat.later(301)
    assert rate.at(seat.now()) == 1


def test_facets_narrow_and_none_means_all(qtbot: QtBot, view: AlertsView) -> None:
    view.filters.severities.want(WARNING, INFO)
    assert ids(view) == ["lut", "tin"]
    view.filters.states.want(State.CLOSED)
    assert ids(view) == []
    assert "không có cảnh báo nào khớp" in view._empty.text().lower()
    view.filters.clear()
    assert len(ids(view)) == 3


def test_a_search_needs_no_diacritics_and_no_mouse(qtbot: QtBot, view: AlertsView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.filters.search.hasFocus()
    qtbot.keyClicks(view.filters.search, "mong cai")
    qtbot.waitUntil(lambda: ids(view) == ["lut"], timeout=5000)
    qtbot.keyClick(view.filters.search, Qt.Key.Key_Down)
    assert view.table.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view.filters.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(ids(view)) == 3, timeout=5000)


def test_buttons_say_why_they_are_grey(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    view.table.pick("lut")
    qtbot.waitUntil(view.deeds.ack.isEnabled, timeout=5000)
    assert not view.deeds.end.isEnabled()
    assert "tiếp nhận" in view.deeds.end.toolTip()
    seat.city.ask(Acknowledge(alert="lut", seen=alert(seat, "lut").seq), actor="binh")
    seat.deliver()
    qtbot.waitUntil(lambda: not view.deeds.ack.isEnabled(), timeout=5000)
    assert "Binh" in view.deeds.ack.toolTip()


def test_several_at_once_with_partial_refusals_end_in_one_message(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    said: list[Notice] = []
    view.said.connect(said.append)
    seat.city.ask(Acknowledge(alert="lut", seen=alert(seat, "lut").seq), actor="binh")
    seat.deliver()
    view.table.selectAll()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert len(said) == 1
    assert said[0].tone == "warning"
    assert "Đã tiếp nhận: 2." in said[0].text
    assert "Binh" in said[0].detail


def test_a_colleague_who_was_first_is_no_error(seat: Seat) -> None:
    seat.happen("a")
    before = alert(seat, "a")
    seat.city.ask(Acknowledge(alert="a", seen=before.seq), actor="binh")
    seat.deliver()
    said: list[Notice] = []
    Acting(seat.desk, said.append).do([before], acknowledge, "{count}")
    assert [(one.tone, "Binh" in one.text) for one in said] == [("info", True)]


def test_taking_charge_and_giving_to_somebody_by_keys_alone(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    view.table.pick("lut")
    qtbot.keyClick(view.table, Qt.Key.Key_T)
    assert alert(seat, "lut").owner == "an"
    qtbot.keyClick(view.table, Qt.Key.Key_A)
    finder = dialog(Finder)
    assert isinstance(finder, Finder)
    finder.activateWindow()
    qtbot.waitUntil(finder.input.hasFocus, timeout=5000)
    qtbot.keyClicks(finder.input, "binh")
    qtbot.keyClick(finder.input, Qt.Key.Key_Return)
    assert alert(seat, "lut").owner == "binh"


def test_closing_says_what_is_missing_before_it_is_asked(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    view.table.pick("lut")
    view.deeds.acknowledge()
    qtbot.keyClick(view.table, Qt.Key.Key_D)
    closing = dialog(Closing)
    assert isinstance(closing, Closing)
    closing.choose(Disposition.PASSED_ON)
    assert not closing._ok.isEnabled()
    assert closing._reason.text()
    closing.choose(Disposition.PASSED_ON, "Công an phường")
    closing._decide()
    assert alert(seat, "lut").disposition is Disposition.PASSED_ON
    assert alert(seat, "lut").comment == "Công an phường"


def test_the_panel_tells_the_story_and_the_missing_camera(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    view.table.pick("chay")
    view.deeds.acknowledge()
    seat.deliver()
    seat.city.ask(Close(alert="chay", seen=9, disposition=Disposition.HANDLED, comment="Đã dập tắt"), actor="binh")
    seat.deliver()

    def words() -> str:
        return " ".join(one.text() for one in view.detail.findChildren(type(view._empty)))

    qtbot.waitUntil(lambda: "Đã dập tắt" in words())
    assert "Binh" in words()
    assert view.detail.picture._none.text()


def test_text_that_does_not_fit_is_in_the_tooltip(view: AlertsView) -> None:
    row = view.model.row(0)
    cells = view.table._cells
    assert cells.cut(TITLE, 60, row)
    assert not cells.cut(TITLE, 900, row)


def test_nothing_runs_while_nobody_looks(qtbot: QtBot, seat: Seat, view: AlertsView) -> None:
    view.hide()
    seat.happen("neu")
    qtbot.wait(30)
    assert [timer for timer in view.findChildren(QTimer) if timer.isActive()] == []
    view.show()
    assert "neu" in ids(view)


def test_an_empty_queue_says_so(qtbot: QtBot, seat: Seat) -> None:
    view = AlertsView(seat.desk)
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    assert "Không có cảnh báo nào" in view._empty.text()
    assert view._empty.isVisible()


def test_a_view_that_is_gone_hears_nothing_any_more(qtbot: QtBot, seat: Seat) -> None:
    before = len(seat.replica._subscribers.get("alert", []))
    view = AlertsView(seat.desk)
    view.deleteLater()
    qtbot.waitUntil(lambda: len(seat.replica._subscribers.get("alert", [])) == before, timeout=5000)
    seat.happen("a")
