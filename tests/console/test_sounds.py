"""What is heard and what is not: decided from rows and time, and tried on a speaker that writes down."""

from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from backend_client.replica import Change
from console.sounds import Loudspeaker, Mute, Ringer, Sounds
from console.sounds.speaker import _backends
from console.sounds.tones import samples, seconds
from contract.alerts import Acknowledge, Alert, Severity
from tests.console.conftest import Seat

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
EMERGENCY, WARNING, NOTICE, INFO = Severity.EMERGENCY, Severity.WARNING, Severity.NOTICE, Severity.INFO


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


def test_a_machine_without_a_device_says_so_once_somebody_listens(qtbot: QtBot) -> None:
    speaker = Loudspeaker()
    with qtbot.waitSignal(speaker.works, timeout=5000) as told:
        pass
    assert told.args is not None
    speaker.play(NOTICE)
    speaker.close()
    assert not speaker.running


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_no_back_end_is_asked_that_may_take_the_desk_down(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """JACK without a server crashes in memory that is freed; seen wherever its library is installed."""
    monkeypatch.setattr("sys.platform", system)
    names = {backend.name for backend in _backends()}
    assert names
    assert not names & {"JACK", "NULL", "CUSTOM", "OSS", "SNDIO", "AUDIO4"}
