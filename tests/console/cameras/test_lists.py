"""A list of cameras is read whatever wrote it, judged line by line, and never half applied."""

from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from console.strings import set_language
from console.views.cameras.lists import writing
from console.views.cameras.lists.cells import Problem
from console.views.cameras.lists.columns import FIELDS, assign
from console.views.cameras.lists.files import CannotRead, clean, parse
from console.views.cameras.lists.reading import Listed, Reader
from console.views.cameras.lists.taking import due, judge, note, taking
from contract.base import Refused
from contract.cameras import Camera, CameraLogin, SetCameraLogin, Stream, TargetClass, items_of
from contract.geo import Point
from tests.console.seat import Seat, city

HEAD = "Số;Tên;Vị trí;Đơn vị;Vĩ độ;Kinh độ;Hướng;Góc nhìn;Cấp độ;Nhóm;Luồng chính;Luồng phụ;Tài khoản;Mật khẩu"
NEW = "101;Cổng chợ;Phường Móng Cái 1;06712;21,5;107,9;350;70;Nhận diện;Cầu | Chợ đêm;rtsp://10.0.0.1/a;;xem;mk"


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    set_language("vi")
    yield
    set_language("vi")


@pytest.fixture
def seat() -> Seat:
    return city(name="quantri")


def _read(seat: Seat, *lines: str, head: str = HEAD) -> Listed:
    rows = parse("\n".join((head, *lines)).encode(), ".csv")
    return Reader(seat.desk.world).read(rows, rows.form)


def _problems(seat: Seat, line: str, head: str = HEAD) -> list[tuple[str, str]]:
    (read,) = _read(seat, line, head=head).lines
    return [(problem.column, problem.expected) for problem in read.problems]


def test_a_line_becomes_a_camera_with_all_it_says(seat: Seat) -> None:
    listed = _read(seat, NEW)
    (line,) = listed.lines
    assert (line.status, line.row) == ("new", 2)
    camera = line.camera
    assert camera is not None
    assert (camera.number, camera.name, camera.unit) == (101, "Cổng chợ", "06712")
    assert (camera.point, camera.heading, camera.fov) == (Point(21.5, 107.9), 350, 70)
    assert camera.target_class is TargetClass.RECOGNISE
    assert camera.streams == (Stream(profile="main", url="rtsp://10.0.0.1/a", width=1920, height=1080),)
    assert [group.name for group in listed.groups.values()] == ["Chợ đêm"]
    assert camera.groups == ("cau", listed.groups["cho dem"].id)
    assert line.login is not None
    assert (line.login.user, line.login.password) == ("xem", "mk")


def test_what_is_taken_in_is_granted_by_the_rules_and_is_there(seat: Seat) -> None:
    listed = _read(seat, NEW)
    assert judge(seat.desk, listed) is None
    sent = taking(listed)
    seat.do(sent.wish, "quantri")
    camera = next(camera for camera in seat.desk.world.all(Camera) if camera.number == 101)
    assert sent.logins[0].camera == camera.id
    again = _read(seat, NEW.replace(";xem;mk", ";;"))
    assert [line.status for line in again.lines] == ["same"]
    assert due(again) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_delimiters_and_encodings_are_told_apart(seat: Seat, delimiter: str, encoding: str) -> None:
    text = delimiter.join(("Số", "Tên", "Vị trí")) + "\r\n" + delimiter.join(("101", "Cửa khẩu Bắc Luân", "Đường Hữu"))
    body = _cp1258(text) if encoding == "cp1258" else text.encode(encoding)
    rows = parse(body, ".csv")
    assert rows[1] == ["101", "Cửa khẩu Bắc Luân", "Đường Hữu"]
    assert rows.form.startswith("CSV (")
    (line,) = Reader(seat.desk.world).read(rows).lines
    assert line.status == "new"


def _cp1258(text: str) -> bytes:
    """As Windows writes Vietnamese: letters with a mark, and the tone as a sign of its own."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    apart = ""
    for letter in text:
        marks = [mark for mark in normalize("NFD", letter) if mark in tones]
        bare = normalize("NFC", "".join(mark for mark in normalize("NFD", letter) if mark not in tones))
        apart += bare + "".join(marks)
    return apart.encode("cp1258")


def test_letters_come_in_one_form(seat: Seat) -> None:
    (line,) = _read(seat, normalize("NFD", "101;Cổng chợ"), head="Số;Tên").lines
    assert line.name == normalize("NFC", "Cổng chợ")


def test_english_heads_and_strange_ones(seat: Seat) -> None:
    listed = _read(seat, "101,Gate,Yes", head="Camera number,NAME *,Colour")
    assert listed.strange == ["Colour"]
    assert listed.lines[0].status == "new"


def test_every_column_is_known_by_its_name_in_both_languages() -> None:
    for language in ("vi", "en"):
        set_language(language)
        written = writing.template()[0]
        for reading in ("vi", "en"):
            set_language(reading)
            if language != "en" and reading == "en":
                continue  # Vietnamese heads in an English console: see below
            assert list(assign(written)[0].values()) == [field.id for field in FIELDS]


def test_vietnamese_heads_are_read_in_an_english_console() -> None:
    written = writing.template()[0]
    set_language("en")
    found, strange, _twice = assign(written)
    assert strange == []
    assert list(found.values()) == [field.id for field in FIELDS]


@pytest.mark.parametrize(
    ("head", "line", "column", "expected"),
    [
        ("Số;Tên", "0;A", "number", "số nguyên từ 1 đến 999999"),
        ("Số;Tên", "1.5;A", "number", "số nguyên từ 1 đến 999999"),
        ("Số;Tên", ";A", "number", "ô này phải được điền"),
        ("Số;Tên", "101;", "name", "ô này phải được điền"),
        ("Số;Tên;Vĩ độ;Kinh độ", "101;A;91;107", "lat", "số từ -90 đến 90"),
        ("Số;Tên;Vĩ độ;Kinh độ", "101;A;21;", "lon", "có cả vĩ độ và kinh độ, hoặc để trống cả hai"),
        ("Số;Tên;Hướng", "101;A;bắc", "heading", "số từ 0 đến 360"),
        ("Số;Tên;Cấp độ", "101;A;rất tốt", "class", "một trong: Giám sát, Phát hiện, Quan sát, Nhận diện, Định danh"),
        ("Số;Tên;Đơn vị", "101;A;Phường Không Có", "unit", "mã hoặc tên một đơn vị của thành phố"),
        ("Số;Tên;Hạn chế", "101;A;đôi khi", "restricted", "Có hoặc Không"),
        ("Số;Tên;Nhóm;Hạn chế", "101;A;;Có", "groups", "ít nhất một nhóm, vì camera bị hạn chế người xem"),
        ("Số;Tên;Tài khoản;Mật khẩu", "101;A;;mk", "user", "tài khoản cho mật khẩu này"),
        ("Số;Tên;Luồng chính", "101;A;ftp://x/y", "main.url", "địa chỉ như rtsp://192.168.1.20:554/stream1"),
        (
            "Số;Tên;Luồng chính",
            "101;A;rtsp://u:bi-mat@h/x",
            "main.url",
            "địa chỉ không chứa tài khoản và mật khẩu; có cột riêng cho chúng",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_what_was_expected(
    seat: Seat, head: str, line: str, column: str, expected: str
) -> None:
    assert (column, expected) in _problems(seat, line, head)


def test_a_password_in_an_address_is_not_repeated(seat: Seat) -> None:
    (line,) = _read(seat, "101;A;rtsp://u:bi-mat@h/x", head="Số;Tên;Luồng chính").lines
    assert "bi-mat" not in repr(line)


def test_all_that_is_wrong_in_a_line_is_told_at_once(seat: Seat) -> None:
    assert len(_problems(seat, "x;;;;91;200;400;0;?;;ftp://a/b;;;p")) >= 8


def test_a_number_that_stands_twice_is_wrong_in_both_rows(seat: Seat) -> None:
    lines = _read(seat, "101;A", "102;B", "101;C", head="Số;Tên").lines
    assert [line.status for line in lines] == ["wrong", "new", "wrong"]
    assert lines[0].problems == [Problem("number", "", "mỗi số chỉ được xuất hiện một lần; còn ở dòng 4")]


def test_a_column_that_is_not_there_changes_nothing_and_an_empty_cell_clears(seat: Seat) -> None:
    before = next(camera for camera in seat.desk.world.all(Camera) if camera.number == 20)
    (line,) = _read(seat, "20;Cầu mới", head="Số;Tên").lines
    assert line.camera == replace(before, name="Cầu mới")
    assert line.status == "changed"
    (line,) = _read(seat, "20;Cầu Bãi Cháy;;", head="Số;Tên;Cấp độ;Luồng phụ").lines
    assert line.camera is not None
    assert line.camera.target_class is None
    assert [stream.profile for stream in line.camera.streams] == ["main"]


def test_a_login_alone_is_a_change_and_goes_alone(seat: Seat) -> None:
    line = "20;Cầu Bãi Cháy;xem;mk"
    listed = _read(seat, line, head="Số;Tên;Tài khoản;Mật khẩu")
    assert [one.status for one in listed.lines] == ["changed"]
    sent = taking(listed)
    assert (sent.wish.cameras, [login.camera for login in sent.logins]) == ((), ["cam-20"])
    seat.do(SetCameraLogin(camera="cam-20", user="xem", password="mk"))
    assert _read(seat, line, head="Số;Tên;Tài khoản;Mật khẩu").lines[0].status == "same"


def test_what_the_rules_have_against_a_camera_stands_at_its_line(seat: Seat) -> None:
    listed = _read(seat, "101;A", "102;B", head="Số;Tên")
    camera = listed.lines[1].camera
    assert camera is not None
    seat.put(Camera(id="x", number=102, name="Vừa thêm"))
    assert judge(seat.desk, listed) is None
    assert [line.status for line in listed.lines] == ["new", "wrong"]
    assert "Vừa thêm" in listed.lines[1].problems[0].expected


def test_more_refusals_than_are_told_at_once_are_all_found(seat: Seat) -> None:
    listed = _read(seat, *(f"{n};C{n}" for n in range(1001, 1301)), head="Số;Tên")
    seat.put(*(Camera(id=f"x{n}", number=n, name="Trước") for n in range(1001, 1301)))
    assert judge(seat.desk, listed) is None
    assert {line.status for line in listed.lines} == {"wrong"}


def test_who_may_not_manage_cameras_is_told_so() -> None:
    seat = city(name="minh")
    no = judge(seat.desk, _read(seat, "101;A", head="Số;Tên"))
    assert isinstance(no, Refused)
    assert no.code == "needs.cameras.manage"


def test_reasons_of_the_backend_go_to_their_lines(seat: Seat) -> None:
    listed = _read(seat, "101;A", "102;B", head="Số;Tên")
    facts = {"items": '[{"at":1,"code":"camera.number_taken","facts":{"number":"102","name":"Khác"}}]'}
    assert items_of(facts)
    assert note(listed, facts) == 1
    assert listed.lines[1].status == "wrong"
    assert note(listed, {"items": '[{"at":99,"code":"x"}]'}) == 0


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_is_written_is_read_as_the_same(seat: Seat, tmp_path: Path, ending: str) -> None:
    seat.put(Camera(id="odd", number=500, name="=1+1", place="@home", point=Point(-1.5, 107.123456)))
    seat.put(CameraLogin(id="cam-20", user="xem", password="bi-mat-lam"))
    path = tmp_path / f"camera{ending}"
    writing.write(path, writing.rows(seat.desk.world))
    assert b"bi-mat-lam" not in path.read_bytes()
    rows = parse(path.read_bytes(), ending)
    assert not [cell for row in rows for cell in row if "bi-mat-lam" in cell]
    listed = Reader(seat.desk.world).read(rows)
    assert [line.problems for line in listed.lines] == [[]] * 29
    assert {line.status for line in listed.lines} == {"same"}


@pytest.mark.parametrize("evil", ["=1+1", "+84912", "-2+3", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_cell_becomes_a_formula(seat: Seat, tmp_path: Path, evil: str) -> None:
    seat.put(Camera(id="odd", number=500, name=evil))
    writing.write(tmp_path / "a.csv", writing.rows(seat.desk.world))
    assert f";'{evil}" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    writing.write(tmp_path / "a.xlsx", writing.rows(seat.desk.world))
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert clean(f"'{evil}") == evil


@pytest.mark.parametrize(("head", "told"), [("Tên;Vị trí", "Số"), ("Số;Tên;Số", "hai lần"), ("101;Cầu", "Số, Tên")])
def test_a_file_without_its_heads_says_which_are_missing(seat: Seat, head: str, told: str) -> None:
    with pytest.raises(CannotRead, match=told):
        _read(seat, "1;2;3", head=head)


def test_a_number_is_the_same_however_it_is_written(seat: Seat) -> None:
    lines = _read(seat, "501;a", "0501;b", "５０１;c", "501.0;d", "502;e", head="Số;Tên").lines
    assert [line.status for line in lines] == ["wrong"] * 4 + ["new"]
    assert "3, 4, 5" in lines[0].problems[0].expected


def test_groups_that_the_rules_would_not_take_are_told_in_the_preview(seat: Seat) -> None:
    head = "Số;Tên;Nhóm"
    assert _problems(seat, "501;a;x\u202ey", head) == [("groups", "một dòng không quá 200 ký tự")]
    assert _problems(seat, f"501;a;{'x' * 201}", head) == [("groups", "một dòng không quá 200 ký tự")]
    assert _problems(seat, f"501;a;{' | '.join(f'g{at}' for at in range(32))}", head) == []
    told = _problems(seat, f"501;a;{' | '.join(f'g{at}' for at in range(33))}", head)
    assert told == [("groups", "không quá 32 nhóm")]
