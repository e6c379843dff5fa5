"""The small parts: fuzzy finding, messages, chips, keys, sounds, tasks and the sign-in window."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from backend_client.errors import NoAnswer, SignInRefused, WrongVersion
from backend_client.replica import Change
from console.signin import SignIn, failure_words
from console.sounds import Mute, Ringer, Sounds
from console.sounds.tones import samples, seconds
from console.strings import N_, fold, set_language
from console.tasks import running, spawn
from console.widgets.facet_bar import FacetBar
from console.widgets.finder import Choice, Finder
from console.widgets.fuzzy import best, score
from console.widgets.labels import ElidedLabel
from console.widgets.shortcuts import Key, bind, listed
from console.widgets.toasts import Toasts
from console.widgets.view import Notice
from contract.alerts import Acknowledge, Alert, Severity
from tests.console.conftest import Seat

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
    qtbot.waitUntil(lambda: made.toolTip() == "Cửa khẩu quốc tế Móng Cái", timeout=500)


# Sounds.


def alert(id: str = "a", severity: Severity = EMERGENCY, acked: bool = False, worse: int = 1) -> Alert:
    at = NOW if acked else None
    return Alert(
        id=id, title="Ngập", severity=severity, peak=severity, source="x", first_at=NOW, last_at=NOW, worse_seq=worse,
        acked_at=at, acked_by="an" if acked else None,
    )  # fmt: skip


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def ringer() -> Ringer:
    made = Ringer()
    made.went(live=True, now=NOW)
    return made


def come(*alerts: Alert) -> list[Change]:
    return [(None, one) for one in alerts]


def test_a_new_alert_rings_once(ringer: Ringer) -> None:
    ringer.take(come(alert(severity=WARNING)), NOW)
    assert ringer.next(NOW) is WARNING
    assert ringer.next(later(60)) is None


def test_information_makes_no_sound(ringer: Ringer) -> None:
    ringer.take(come(alert(severity=INFO)), NOW)
    assert ringer.next(NOW) is None
    assert len(samples(INFO)) == 0


def test_an_emergency_rings_every_ten_seconds_until_it_is_acknowledged(ringer: Ringer) -> None:
    ringer.take(come(alert()), NOW)
    assert [ringer.next(later(at)) for at in (0, 5, 10, 15, 20)] == [EMERGENCY, None, EMERGENCY, None, EMERGENCY]
    ringer.take([(alert(), alert(acked=True))], later(21))
    assert ringer.next(later(40)) is None


def test_the_worst_of_many_wins_and_interrupts(ringer: Ringer) -> None:
    ringer.take(come(alert("a", NOTICE), alert("b", WARNING)), NOW)
    assert ringer.next(NOW) is WARNING
    ringer.plays(WARNING, later(2))
    ringer.take(come(alert("c", NOTICE)), later(0.5))
    assert ringer.next(later(0.5)) is None
    ringer.take(come(alert("d", EMERGENCY)), later(1))
    assert ringer.next(later(1)) is EMERGENCY


def test_a_repeat_is_not_news_but_getting_worse_is(ringer: Ringer) -> None:
    first = alert(severity=NOTICE)
    assert ringer.take(come(first), NOW)
    assert not ringer.take([(first, alert(severity=NOTICE))], NOW)
    assert ringer.take([(first, alert(severity=WARNING, worse=2))], NOW)


def test_the_first_load_does_not_ring_and_a_catch_up_rings_once_when_it_is_done() -> None:
    ringer = Ringer()
    assert not ringer.take(come(alert("old")), NOW)
    ringer.went(live=True, now=NOW)
    assert ringer.next(NOW) is None
    ringer.went(live=False, now=NOW)
    ringer.take(come(alert("a", WARNING), alert("b", NOTICE), alert("c")), NOW)
    ringer.take([(alert("c"), alert("c", acked=True))], NOW)
    assert ringer.next(NOW) is None
    ringer.went(live=True, now=later(1))
    assert ringer.next(later(1)) is WARNING


def test_silence_has_a_name_and_an_end(ringer: Ringer) -> None:
    ringer.take(come(alert()), NOW)
    ringer.silence(Mute("An", later(600)), NOW)
    assert ringer.next(later(300)) is None
    assert ringer.muted(later(300)) == Mute("An", later(600))
    assert ringer.next(later(620)) is EMERGENCY, "nobody has acknowledged it"
    assert ringer.muted(later(620)) is None


def test_nobody_silences_a_room_for_ever(ringer: Ringer) -> None:
    ringer.silence(Mute("An", later(1e6)), NOW)
    assert ringer.muted(later(9 * 3600)) is None


@pytest.mark.parametrize("severity", [NOTICE, WARNING, EMERGENCY])
def test_sounds_are_short_and_do_not_click(severity: Severity) -> None:
    sound = samples(severity)
    assert 0.1 < seconds(severity) < 2.5
    assert abs(int(sound[0])) < 300
    assert abs(int(sound[-1])) < 300
    assert int(abs(sound).max()) < 30_000


class Notebook:
    """A speaker that writes down."""

    def __init__(self) -> None:
        self.played: list[Severity] = []

    def play(self, severity: Severity) -> None:
        self.played.append(severity)

    def close(self) -> None: ...


def test_a_desk_hears_what_comes_and_says_when_it_cannot(qtbot: QtBot, seat: Seat) -> None:
    seat.happen("alt", EMERGENCY)
    notebook, alarms = Notebook(), list[object]()
    sounds = Sounds(seat.desk, notebook)
    seat.desk.alarm.connect(alarms.append)
    assert notebook.played == []
    seat.happen("neu", EMERGENCY)
    assert notebook.played == [EMERGENCY]
    assert [one.id for one in alarms if isinstance(one, Alert)] == ["neu"]
    seat.desk.ask(Acknowledge(alert="neu", seen=1))
    assert not sounds._timer.isActive()
    with qtbot.waitSignal(sounds.changed):
        sounds.heard(False)
    assert sounds.silent
    sounds.mute(10)
    assert sounds.muted is not None
    assert sounds.muted.by == "An"
    sounds.close()
    seat.happen("later", EMERGENCY)
    assert notebook.played == [EMERGENCY]


# Tasks and signing in.


async def test_a_task_is_kept_and_its_failure_heard_of() -> None:
    heard: list[str] = []

    async def fail() -> None:
        raise ValueError("x")

    task = spawn(fail(), "fails", lambda name, error: heard.append(f"{name} {type(error).__name__}"))
    assert task in running()
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert heard == ["fails ValueError"]
    assert task not in running()


class Door:
    """What is behind the sign-in window."""

    def __init__(self, answer: object = "client") -> None:
        self.answer, self.asked = answer, list[tuple[str, str, str]]()
        self.open = asyncio.Event()

    async def __call__(self, server: str, user: str, password: str) -> object:
        self.asked.append((server, user, password))
        await self.open.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _filled(qtbot: QtBot, door: Door) -> SignIn:
    set_language("vi")
    window = SignIn(door, "http://127.0.0.1:8470", "an")
    qtbot.addWidget(window)
    window.show()
    window.password.setText("bí mật")
    return window


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_signing_in_shows_progress_and_hands_over_what_it_got(qtbot: QtBot) -> None:
    door, got = Door(), list[object]()
    window = _filled(qtbot, door)
    window.signed_in.connect(got.append)
    window.begin()
    await _settled()
    assert window.busy
    assert window.progress.isVisible()
    assert not window.password.isEnabled()
    door.open.set()
    await _settled()
    assert got == ["client"]
    assert door.asked == [("http://127.0.0.1:8470", "an", "bí mật")]
    assert window.password.text() == ""


@pytest.mark.parametrize("error", [SignInRefused(), NoAnswer(), WrongVersion()])
async def test_a_failure_is_said_in_words_and_the_password_is_gone(qtbot: QtBot, error: Exception) -> None:
    door = Door(error)
    door.open.set()
    window = _filled(qtbot, door)
    window.begin()
    await _settled()
    assert window.reason.text() == failure_words(error)[0] != ""  # type: ignore[arg-type]
    assert window.password.text() == ""
    assert not window.busy
    assert window.user.isEnabled()


async def test_an_attempt_can_be_given_up_by_key(qtbot: QtBot) -> None:
    window = _filled(qtbot, Door())
    window.begin()
    await _settled()
    window.cancel()
    await _settled()
    assert not window.busy
    assert window.hint.text() == "Đã hủy đăng nhập."


def test_what_is_empty_is_named(qtbot: QtBot) -> None:
    set_language("vi")
    window = SignIn(Door(), "", "")
    qtbot.addWidget(window)
    assert not window.go.isEnabled()
    assert "Mật khẩu" in window.go.toolTip()
    assert QApplication.focusWidget() is None or window.server.focusPolicy() != Qt.FocusPolicy.NoFocus
