"""In the room of cameras: P steers, others are told who does, a reason takes over; the words are whole."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from backend_client.session import Line
from console.ladders import resolver
from console.video.pool import SourcePool
from console.video.tiles import Badge
from console.views.cameras import CamerasView
from console.views.cameras.steering import DeskSteer, TakeOver
from contract.base import Gone, Refused
from contract.ids import new_id
from contract.ptz import KeepPtzState, Preset, PtzGo, PtzLease, PtzMove, SavePtzDevice, TakePtz
from contract.signals import Signal
from tests.console.seat import Seat, city

KEY = Qt.Key
ADDRESS = "http://192.0.2.9/onvif/device_service"
PRESETS = (Preset(token="t1", name="Cổng chính"), Preset(token="t2"))


class Room:
    """A desk, the view, and the first camera shown and able to turn."""

    def __init__(self, bot: QtBot, who: str) -> None:
        self.seat: Seat = city(1, who)
        self.pool = SourcePool(resolver(self.seat.desk), linger=0.1)
        self.view = CamerasView(self.seat.desk, self.pool)
        bot.addWidget(self.view)
        self.noes: list[Refused] = []
        self.seat.desk.turned_down.connect(self.noes.append)
        self.view.resize(1600, 900)
        self.view.show()
        self.view.activateWindow()
        bot.waitActive(self.view).__enter__()
        bot.waitUntil(lambda: bool(self.view.pictures.mosaic.board.slots))
        self.mosaic = self.view.pictures.mosaic
        self.camera = next(iter(self.mosaic.board.slots))
        self.seat.do(SavePtzDevice(camera=self.camera, address=ADDRESS))
        self.seat.do(KeepPtzState(camera=self.camera, presets=PRESETS))
        self.view.table.setFocus()

    @property
    def steer(self) -> DeskSteer:
        found = self.mosaic.steering.steer
        assert isinstance(found, DeskSteer)
        return found

    @property
    def lease(self) -> PtzLease | None:
        return self.seat.desk.world.get(PtzLease, self.camera)

    @property
    def badge(self) -> Badge | None:
        self.mosaic.steering.refresh()
        return self.mosaic.board.slots[self.camera].badge

    def told(self, kind: type[Signal]) -> list[Signal]:
        return [signal for signal in self.seat.told if isinstance(signal, kind)]

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyPress(self.mosaic, key)
            QTest.keyRelease(self.mosaic, key)

    def other(self, person: str, token: str = "other") -> None:
        """Somebody else is faster."""
        now = self.seat.now()
        until = now + timedelta(seconds=20)
        self.seat.put(
            PtzLease(id=self.camera, holder=person, seat="Bàn 1", rank=2, token=token, since=now, until=until)
        )


@pytest.fixture
def duty(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot, "minh")
    yield made
    made.view.close()
    assert made.pool.close()


@pytest.fixture
def boss(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot, "lan")
    yield made
    made.view.close()
    assert made.pool.close()


def test_from_the_list_p_steers_the_first_movement_takes_the_lease_and_escape_gives_it_back(duty: Room) -> None:
    QTest.keyClick(duty.view.table, KEY.Key_P)
    assert (duty.mosaic.steering.tile, duty.lease) == (duty.camera, None)
    assert duty.badge == Badge("PTZ · sẵn sàng", True)
    duty.press(KEY.Key_Right)
    lease = duty.lease
    assert lease
    assert lease.holder == "minh"
    move, stop = duty.told(PtzMove)
    assert isinstance(move, PtzMove)
    assert isinstance(stop, PtzMove)
    assert (move.token, move.pan > 0, stop.token, stop.speeds) == (lease.token, True, lease.token, (0, 0, 0))
    assert duty.badge == Badge("PTZ · đang điều khiển", True)
    duty.press(KEY.Key_Escape)
    assert (duty.lease, duty.badge, duty.mosaic.steering.tile) == (None, None, None)
    assert not duty.view._left.isHidden()


def test_presets_are_gone_to_by_number_and_named(duty: Room) -> None:
    duty.view.pictures.steer(duty.view.table.current())
    duty.press(KEY.Key_1)
    assert duty.badge == Badge("PTZ · Cổng chính", True)
    duty.press(KEY.Key_2, KEY.Key_Home)
    assert [signal.preset for signal in duty.told(PtzGo) if isinstance(signal, PtzGo)] == ["t1", "t2", ""]
    assert duty.badge == Badge("PTZ · vị trí gốc", True)
    duty.press(KEY.Key_3)
    assert duty.noes[-1].code == "ptz.no_such_preset"


def test_who_steers_and_since_when_is_seen_without_the_mode_and_told_to_whoever_tries(duty: Room) -> None:
    duty.other("lan")
    badge = duty.badge
    assert badge
    assert badge.words.startswith("PTZ · Phạm Thị Lan từ ")
    assert not badge.mine
    duty.view.pictures.steer(duty.view.table.current())
    duty.press(KEY.Key_Right)
    assert duty.told(PtzMove) == []
    assert [no.code for no in duty.noes] == ["ptz.held"]
    duty.seat.put(Gone("ptz_lease", duty.camera))
    duty.press(KEY.Key_Right)
    assert len(duty.told(PtzMove)) == 2


def test_a_lease_that_was_lost_moves_nothing_more(duty: Room) -> None:
    duty.view.pictures.steer(duty.view.table.current())
    QTest.keyPress(duty.mosaic, KEY.Key_Right)
    duty.other("lan")
    said = len(duty.told(PtzMove))
    duty.mosaic.steering.halt()
    duty.press(KEY.Key_Left)
    assert len(duty.told(PtzMove)) == said
    assert duty.noes[-1].code == "ptz.held"


def test_the_same_person_at_another_seat_is_named_with_the_seat(duty: Room) -> None:
    duty.other("minh")
    badge = duty.badge
    assert badge
    assert badge.words.startswith("PTZ · Trần Quang Minh tại Bàn 1 từ ")


def test_a_reason_takes_over_from_an_equal(boss: Room, qtbot: QtBot) -> None:
    boss.other("khac")
    boss.seat.put(replace(boss.lease, rank=3) if boss.lease else Gone("x", "x"))
    boss.view.pictures.steer(boss.view.table.current())
    QTest.keyClick(boss.mosaic, KEY.Key_P, Qt.KeyboardModifier.ShiftModifier)
    dialog = boss.steer.dialog
    assert isinstance(dialog, TakeOver)
    assert not dialog.ok.isEnabled()
    dialog.why.setText("Truy tìm phương tiện")
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    lease = boss.lease
    assert lease
    assert (lease.holder, lease.reason) == ("lan", "Truy tìm phương tiện")
    boss.press(KEY.Key_Left)
    assert [signal.token for signal in boss.told(PtzMove) if isinstance(signal, PtzMove)] == [lease.token] * 2


def test_an_officer_is_told_that_the_role_may_not_take_over(duty: Room) -> None:
    duty.other("lan")
    duty.steer.take_over(duty.camera)
    assert duty.steer.dialog
    duty.steer.dialog.why.setText("Gấp")
    assert not duty.steer.dialog.ok.isEnabled()
    assert "Phạm Thị Lan" in duty.steer.dialog.reason.text()
    duty.steer.dialog.reject()


@pytest.mark.parametrize(
    ("case", "code"), [("fixed", "gone.ptz_device"), ("line", "line.down")], ids=["fixed camera", "no line"]
)
def test_what_cannot_be_steered_says_why(duty: Room, case: str, code: str) -> None:
    if case == "fixed":
        duty.seat.put(Gone("ptz_device", duty.camera))
    else:
        duty.seat.to(Line.DOWN)
    duty.view.pictures.steer(duty.view.table.current())
    assert (duty.mosaic.steering.tile, duty.noes[-1].code) == (None, code)


def test_a_line_or_a_device_that_fails_is_seen_on_the_badge(duty: Room) -> None:
    duty.view.pictures.steer(duty.view.table.current())
    duty.seat.do(KeepPtzState(camera=duty.camera, presets=PRESETS, trouble="onvif.slow"))
    assert duty.badge == Badge("PTZ · camera không trả lời")
    duty.seat.to(Line.DOWN)
    assert duty.badge == Badge("PTZ · mất kết nối")
    duty.press(KEY.Key_Right)
    assert duty.told(PtzMove) == []


def test_the_first_token_is_the_wishs_own(duty: Room) -> None:
    """So that the first movement need not wait for the backend."""
    wish = TakePtz(camera=duty.camera, token=new_id())
    assert next(iter(wish.decide(duty.seat.desk.world, duty.seat.who()))).token == wish.token  # type: ignore[union-attr]
