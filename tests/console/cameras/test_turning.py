"""An administrator says how a camera is steered, sees what the device answers, and takes it back."""

from console.views.cameras.managing.turning import Turning
from contract.ptz import KeepPtzState, Preset, PtzDevice
from tests.console.cameras.room import Room, said, shown

ADDRESS = "http://192.0.2.9/onvif/device_service"


def test_an_address_is_saved_and_taken_back(room: Room) -> None:
    room.view.manage.open_turning()
    dialog = shown(room, Turning)
    assert not dialog.ok.isEnabled()
    assert not dialog.remove.isEnabled()
    dialog.address.setText("192.0.2.9")
    assert "http://" in dialog.reason.text()
    dialog.address.setText(f" {ADDRESS} ")
    dialog.profile.setText("p1")
    dialog.ok.click()
    device = room.seat.desk.world[PtzDevice, "cam-20"]
    assert (device.address, device.profile, device.watchers) == (ADDRESS, "p1", ("video",))
    room.seat.do(KeepPtzState(camera="cam-20", presets=(Preset(token="1", name="Cổng"),)))
    room.view.manage.open_turning()
    again = shown(room, Turning)
    assert (again.address.text(), again.profile.text()) == (ADDRESS, "p1")
    assert "1 Cổng" in said(again)
    again.remove.click()
    assert room.seat.desk.world.get(PtzDevice, "cam-20") is None


def test_why_a_device_cannot_be_steered_is_said(room: Room) -> None:
    room.view.manage.open_turning()
    dialog = shown(room, Turning)
    dialog.address.setText(ADDRESS)
    dialog.ok.click()
    room.seat.do(KeepPtzState(camera="cam-20", trouble="onvif.login"))
    room.view.manage.open_turning()
    assert "mật khẩu" in said(shown(room, Turning))


def test_whoever_does_not_keep_the_list_cannot(officer: Room) -> None:
    action = next(one for one in officer.view.manage.menu().actions() if "PTZ" in one.text())
    assert not action.isEnabled()
    assert action.toolTip()
