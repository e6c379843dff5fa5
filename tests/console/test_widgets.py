"""The small parts: fuzzy finding, messages, chips, keys, sounds, tasks and the sign-in window."""

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.strings import N_, fold
from console.widgets.facet_bar import FacetBar
from console.widgets.finder import Choice, Finder
from console.widgets.fuzzy import best, score
from console.widgets.labels import ElidedLabel
from console.widgets.shortcuts import Key, bind, listed
from console.widgets.toasts import Toasts
from console.widgets.view import Notice
from contract.alerts import Severity

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
EMERGENCY, WARNING, NOTICE, INFO = Severity.EMERGENCY, Severity.WARNING, Severity.NOTICE, Severity.INFO


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("mong cai", "Cửa khẩu Móng Cái", True),
        ("cai mong", "Cửa khẩu Móng Cái", True),
        ("ckmc", "Cửa khẩu Móng Cái", True),
        ("dong trieu", "Đông Triều", True),
        ("", "Đông Triều", True),
        ("hạ long", "Bãi Cháy", False),
        ("zz", "Bãi Cháy", False),
    ],
)
def test_a_few_letters_find_a_thing(needle: str, text: str, found: bool) -> None:
    assert (score(fold(needle), fold(text)) is not None) is found


def test_what_begins_with_the_letters_comes_first() -> None:
    names = ["Nút giao Minh Khai", "Khai thác mỏ", "Bãi Cháy"]
    assert best("khai", names, fold) == ["Khai thác mỏ", "Nút giao Minh Khai"]


def test_the_finder_hands_back_what_was_chosen_and_nothing_that_is_grey(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    choices = [Choice("a", "Móng Cái", reason="Không còn"), Choice("b", "Hạ Long"), Choice("c", "Móng Dương")]
    finder = Finder("Tìm", choices, window)
    finder.open()
    chosen: list[str] = []
    finder.chosen.connect(chosen.append)
    finder._find("mong")
    assert finder.list.count() == 2
    finder._take()
    assert chosen == ["c"]


def test_messages_go_by_themselves_but_errors_stay(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(window)
    window.resize(800, 600)
    window.show()
    window.activateWindow()
    field.setFocus()
    toasts = Toasts(window)
    for notice in (Notice("một", "good"), Notice("hai", "error"), Notice("hai", "error")):
        toasts.say(notice, NOW)
    assert [toast.notice.text for toast in toasts.toasts()] == ["một", "hai"]
    assert [toast._clock.isActive() for toast in toasts.toasts()] == [True, False]
    toasts.toasts()[0]._clock.timeout.emit()
    assert [toast.notice.text for toast in toasts.toasts()] == ["hai"]
    assert len(toasts.history) == 3
    assert field.hasFocus() or not window.isActiveWindow()
    toasts.dismiss()
    assert not toasts.isVisible()


def test_only_four_messages_stand_at_once_and_none_is_lost(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    toasts = Toasts(window)
    for number in range(9):
        toasts.say(Notice(str(number)), NOW)
    assert [toast.notice.text for toast in toasts.toasts()] == ["5", "6", "7", "8"]
    assert len(toasts.history) == 9


def test_chips_count_and_tell_what_is_wanted(qtbot: QtBot) -> None:
    bar: FacetBar[int] = FacetBar("Trạng thái", [(1, "Mới"), (2, "Đã đóng")])
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.changed):
        bar.want(2)
    assert bar.wanted() == {2}
    bar.count({1: 1234})
    assert "1.234" in bar._chips[1][0].text()


def test_every_key_is_on_the_sheet(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pressed: list[str] = []
    bind(window, ("Space", "Return"), N_("Acknowledge"), N_("Alert queue"), lambda: pressed.append("ack"))
    bind(window, "F1", N_("Keyboard shortcuts"), N_("Window"), lambda: None)
    assert [(line.title, line.keys) for line in listed(window)] == [
        ("Acknowledge", ("Space", "Return")),
        ("Keyboard shortcuts", ("F1",)),
    ]
    assert all(isinstance(one, Key) for one in window.findChildren(QShortcut))


def test_a_label_that_does_not_fit_keeps_its_words_in_the_tooltip(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = ElidedLabel("Cửa khẩu quốc tế Móng Cái")
    QVBoxLayout(window).addWidget(made)
    made.setFixedWidth(60)
    window.show()
    qtbot.waitUntil(lambda: made.toolTip() == "Cửa khẩu quốc tế Móng Cái", timeout=5000)
