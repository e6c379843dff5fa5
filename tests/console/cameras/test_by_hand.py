"""Administrators keep the list with the keyboard alone; everybody else sees why not, and nobody sees a password."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from console.views.cameras.managing.editing import Editing
from console.views.cameras.managing.grouping import Grouping
from console.views.cameras.managing.removing import Removing
from contract.cameras import CameraGroup, SetCameraLogin, TargetClass
from contract.people import Person
from tests.console.cameras.room import CTRL, Room, said, shown

SECRET = "rất-bí-mật"


def test_whoever_may_not_manage_cameras_reads_why_and_no_key_does_it(officer: Room) -> None:
    bar = officer.view.manage
    for button in (bar.add, bar.edit, bar.remove, bar.search):
        assert not button.isEnabled()
        assert button.toolTip() == "Vai trò này không được thay đổi danh sách camera."
    for key in (Qt.Key.Key_Insert, Qt.Key.Key_F2, Qt.Key.Key_Delete):
        officer.press(key)
    assert bar.dialog is None
    allowed = [action.text() for action in bar.menu().actions() if action.isEnabled()]
    looks = "Phân tích hình của camera đang chọn…\tF4"
    assert allowed == ["Lưu mẫu danh sách để điền…", "Lưu danh sách camera…", looks], "all else changes something"


def test_buttons_for_one_camera_want_one(room: Room) -> None:
    room.view.search.setText("không có camera này")
    room.bot.waitUntil(lambda: not room.view.model.searching)
    room.bot.waitUntil(lambda: not room.view.manage.edit.isEnabled(), timeout=2000)
    assert room.view.manage.edit.toolTip() == "Cần chọn một camera trước."
    assert room.view.manage.add.isEnabled()


def test_a_camera_is_added_with_the_keyboard_alone(room: Room) -> None:
    room.press(Qt.Key.Key_Insert)
    editing = shown(room, Editing)
    assert not editing.ok.isEnabled()
    assert editing.reason.text() == "", "an empty form does not begin with a reproach"
    fields = editing.form.fields
    assert fields["number"].text() == "29"
    for id, words in {"name": "Cong cho", "main.url": "rtsp://10.0.0.5/1", "user": "xem", "password": "mk"}.items():
        room.bot.keyClicks(fields[id], words)
    fields["unit"].setText("Phường Bãi Cháy")
    fields["groups"].setText("Cầu | Chợ đêm")
    editing.form.target.setCurrentIndex(editing.form.target.findData("identify"))
    assert editing.ok.isEnabled()
    room.bot.keyClick(fields["name"], Qt.Key.Key_Return, CTRL)
    camera = room.camera(29)
    assert camera is not None
    assert (camera.name, camera.target_class) == ("Cong cho", TargetClass.IDENTIFY)
    names = [room.seat.desk.world[CameraGroup, group].name for group in camera.groups]
    assert names == ["Cầu", "Chợ đêm"]
    login = room.login(camera.id)
    assert login is not None
    assert (login.user, login.password) == ("xem", "mk")
    current = room.view.table.current()
    assert current is not None
    assert current.id == camera.id, "what was added is selected"


def test_an_edit_keeps_what_no_field_shows_and_the_login_that_nobody_touched(room: Room) -> None:
    room.seat.do(SetCameraLogin(camera="cam-20", user="xem", password=SECRET))
    before = room.camera(20)
    room.press(Qt.Key.Key_F2)
    editing = shown(room, Editing)
    assert SECRET not in [field.text() for field in editing.findChildren(QLineEdit)], "a login is never shown"
    assert "xem" not in [field.text() for field in editing.findChildren(QLineEdit)]
    assert editing.form.fields["password"].echoMode() is QLineEdit.EchoMode.Password
    editing.form.fields["name"].setText("Cầu mới")
    editing.do()
    after = room.camera(20)
    assert before is not None
    assert after is not None
    assert (after.id, after.name, after.point, after.streams) == (before.id, "Cầu mới", before.point, before.streams)
    login = room.login("cam-20")
    assert login is not None
    assert login.password == SECRET


@pytest.mark.parametrize(
    ("field", "words", "reason"),
    [
        ("number", "1", "Số 1 đã được dùng cho camera Cửa khẩu quốc tế Móng Cái."),
        ("lat", "x", "Vĩ độ: số từ -90 đến 90"),
        ("unit", "Nơi Nào", "Đơn vị: mã hoặc tên một đơn vị của thành phố"),
        ("main.url", "rtsp://u:p@h/x", "Luồng chính: địa chỉ không chứa tài khoản và mật khẩu; có cột riêng cho chúng"),
        ("password", "x", "Tài khoản: tài khoản cho mật khẩu này"),
    ],
)
def test_what_stands_against_saving_is_said_as_it_is_typed(room: Room, field: str, words: str, reason: str) -> None:
    room.view.manage.edit_camera()
    editing = shown(room, Editing)
    assert editing.ok.isEnabled()
    editing.form.fields[field].setText(words)
    assert not editing.ok.isEnabled()
    assert editing.reason.text() == reason
    room.bot.keyClick(editing, Qt.Key.Key_Return, CTRL)
    assert editing.isVisible(), "the key does nothing either"


def test_a_camera_is_removed_only_after_its_effect_was_said(room: Room) -> None:
    room.press(Qt.Key.Key_Delete)
    removing = shown(room, Removing)
    assert "Màn hình ghép" in said(removing)
    assert removing.cancel.isDefault()
    room.bot.keyClick(removing, Qt.Key.Key_Return, CTRL)
    assert room.camera(20) is None


def test_groups_are_made_named_and_dissolved_and_say_who_watches(room: Room) -> None:
    room.view.manage.open_groups()
    grouping = shown(room, Grouping)
    grouping.name.setText("Nhà tạm giữ")
    grouping.add()
    group = next(one for one in room.seat.desk.world.all(CameraGroup) if one.name == "Nhà tạm giữ")
    minh = next(
        grouping.people.item(at)
        for at in range(grouping.people.count())
        if grouping.people.item(at).text() == room.seat.desk.world[Person, "minh"].name
    )
    minh.setCheckState(Qt.CheckState.Checked)
    assert room.seat.desk.world[Person, "minh"].watches == (group.id,)
    grouping.name.setText("Biên giới, cửa khẩu")
    assert not grouping.rename.isEnabled()
    assert "Đã có nhóm camera" in grouping.rename.toolTip()
    grouping.name.setText("Khu tạm giữ")
    grouping.save()
    assert room.seat.desk.world[CameraGroup, group.id].name == "Khu tạm giữ"
    grouping.end()
    assert room.seat.desk.world.get(CameraGroup, group.id) is None


def test_every_button_of_the_dialogs_has_words(room: Room) -> None:
    for deed in (room.view.manage.add_camera, room.view.manage.find_cameras, room.view.manage.open_groups):
        deed()
        dialog = room.view.manage.dialog
        assert dialog is not None
        assert all(button.text() for button in dialog.findChildren(QPushButton))
        dialog.reject()


def test_the_camera_says_what_it_is_for(room: Room) -> None:
    room.view._told()
    assert "Quan sát · Cầu" in "\n".join(label.text() for label in room.view.findChildren(QLabel))
