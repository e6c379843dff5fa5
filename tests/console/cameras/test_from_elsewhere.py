"""Cameras from files and from the network: shown before they are taken, all or none, and every no has its words."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from backend_client.errors import NoAnswer
from backend_client.session import Line
from console.views.cameras.managing.editing import Editing
from console.views.cameras.managing.finding import Finding, proposal
from console.views.cameras.managing.importing import PATH, Importing
from contract.base import Refused
from contract.cameras.found import Device, Found, FoundStream, Searched, TakeIn, TakenIn
from tests.console.cameras.room import CTRL, Room, shown

SECRET = "rất-bí-mật"
ADDRESS = "http://192.168.1.20/onvif/device_service"
STREAMS = (
    FoundStream(token="p1", name="main", url="rtsp://192.168.1.20/101", width=2688, height=1520, fps=25, codec="H265"),
    FoundStream(token="p2", name="sub", url="rtsp://192.168.1.20/102", width=640, height=360, fps=15, codec="H264"),
)


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "ds.csv"
    path.write_text("\n".join(("Số;Tên;Luồng chính", *lines)), encoding="utf-8")
    return path


def test_a_list_with_a_wrong_row_is_shown_and_not_sent(room: Room, tmp_path: Path) -> None:
    room.view.manage.import_list(_file(tmp_path, "101;A;rtsp://10.0.0.1/x", "x;B;ftp://y"))
    importing = shown(room, Importing)
    assert importing.summary.text() == "1 mới, 0 thay đổi, 0 không đổi, 1 sai."
    assert importing.table.item(0, 0).text() == "3", "wrong rows come first"
    assert "Luồng chính" in importing.detail.text()
    assert not importing.ok.isEnabled()
    importing._press()
    assert room.seat.called == []


def test_a_list_is_sent_once_as_a_whole_and_what_came_of_it_is_said(room: Room, tmp_path: Path) -> None:
    room.seat.answers[PATH] = TakenIn()
    room.view.manage.import_list(_file(tmp_path, "101;A;rtsp://10.0.0.1/x", "102;B;"))
    importing = shown(room, Importing)
    importing._press()
    ((path, sent),) = room.seat.called
    assert path == PATH
    assert isinstance(sent, TakeIn)
    assert [camera.number for camera in sent.wish.cameras] == [101, 102]
    assert room.said[-1].text == "Đã nhập 2 camera."


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (NoAnswer("x"), "Mất kết nối"),
        (Refused("needs.cameras.manage"), "Vai trò này không được"),
        (TakenIn(code="too_large"), "quá lớn"),
    ],
)
def test_a_list_that_did_not_get_through_stays_open_with_the_reason(
    room: Room, tmp_path: Path, answer: object, told: str
) -> None:
    room.seat.answers[PATH] = answer
    room.view.manage.import_list(_file(tmp_path, "101;A;"))
    importing = shown(room, Importing)
    importing._press()
    assert importing.isVisible()
    assert told.lower() in importing.reason.text().lower()


def test_what_the_backend_has_against_a_row_is_written_to_it(room: Room, tmp_path: Path) -> None:
    items = '[{"at":0,"code":"camera.number_taken","facts":{"number":"101","name":"Khác"}}]'
    room.seat.answers[PATH] = TakenIn(code="camera.import_refused", facts={"count": "1", "name": "A", "items": items})
    room.view.manage.import_list(_file(tmp_path, "101;A;"))
    importing = shown(room, Importing)
    importing._press()
    assert "Khác" in importing.table.item(0, 4).text()


def test_a_list_too_large_for_one_step_is_not_sent(room: Room, tmp_path: Path) -> None:
    room.view.manage.import_list(_file(tmp_path, *(f"{n};{'C' * 190}{n};" for n in range(100, 2600))))
    importing = shown(room, Importing)
    assert not importing.ok.isEnabled()
    assert "1.000 dòng" in importing.reason.text()


def test_a_file_that_is_no_list_says_why(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF")
    room.view.manage.import_list(path)
    importing = shown(room, Importing)
    assert "CSV và Excel" in importing.reason.text()
    assert not importing.ok.isEnabled()


def test_lists_are_saved_and_a_place_that_cannot_be_written_is_said(room: Room, tmp_path: Path) -> None:
    bar = room.view.manage
    bar.save_list(tmp_path / "a.xlsx", bar._rows())
    assert (tmp_path / "a.xlsx").stat().st_size > 3000
    bar.save_list(tmp_path / "nirgends" / "a.csv", bar._rows())
    assert [notice.tone for notice in room.said] == ["good", "error"]


def test_a_camera_of_the_network_fills_the_form(room: Room) -> None:
    found = Found(endpoint="e", address=ADDRESS, name="Cổng chợ", hardware="X")
    room.seat.answers["/v1/cameras/find"] = Searched(found=(found,), interfaces=1)
    room.seat.answers["/v1/cameras/read"] = Device(address=ADDRESS, model="X", clock_s=3600, streams=STREAMS)
    room.press(Qt.Key.Key_F, CTRL)
    finding = shown(room, Finding)
    assert finding.ok.toolTip() == "Cần đọc luồng của một thiết bị trước."
    room.bot.keyClick(finding, Qt.Key.Key_F5)
    finding.devices.selectRow(0)
    assert finding.address.text() == ADDRESS
    finding.user.setText("xem")
    finding.password.setText(SECRET)
    room.bot.keyClick(finding, Qt.Key.Key_F6)
    assert "lệch 3.600 giây" in finding.told.text()
    assert finding.streams.item(0, 3).text() == STREAMS[0].url
    room.bot.keyClick(finding, Qt.Key.Key_Return, CTRL)
    editing = shown(room, Editing)
    words = editing.form.words()
    assert (words["name"], words["main.url"], words["sub.url"]) == ("Cổng chợ", STREAMS[0].url, STREAMS[1].url)
    assert words["password"] == SECRET
    assert editing.ok.isEnabled()
    editing.do()
    camera = room.camera(29)
    assert camera is not None
    assert [stream.profile for stream in camera.streams] == ["main", "sub"]


def test_another_login_forgets_what_was_read_with_the_one_before(room: Room) -> None:
    room.seat.answers["/v1/cameras/read"] = Device(address=ADDRESS, streams=STREAMS)
    room.view.manage.find_cameras()
    finding = shown(room, Finding)
    finding.address.setText(ADDRESS)
    finding.look()
    assert finding.ok.isEnabled()
    finding.user.setText("khác")
    assert not finding.ok.isEnabled()
    assert finding.streams.rowCount() == 0


def test_why_a_device_was_not_read_is_said_and_it_can_be_tried_again(room: Room) -> None:
    room.seat.answers["/v1/cameras/read"] = Refused("onvif.login")
    room.view.manage.find_cameras()
    finding = shown(room, Finding)
    assert not finding.read.isEnabled(), "there is no address yet"
    finding.address.setText("192.168.1.20")
    finding.look()
    assert finding.reason.text() == "Thiết bị không chấp nhận tài khoản và mật khẩu này."
    assert finding.read.isEnabled()


def test_without_a_line_nothing_is_sought(room: Room) -> None:
    room.seat.to(Line.DOWN)
    room.view.manage.find_cameras()
    finding = shown(room, Finding)
    assert not finding.search.isEnabled()
    assert "kết nối" in finding.search.toolTip()


def test_a_device_with_one_stream_offers_no_second() -> None:
    words = proposal(Device(address="x", manufacturer="A", model="B", streams=STREAMS[:1]), "")
    assert words["name"] == "A B"
    assert "sub.url" not in words
