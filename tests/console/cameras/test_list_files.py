"""A file that is handed in as a list: read within limits, whatever it is, or refused in words."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from console.strings import set_language
from console.views.cameras.lists import files
from console.views.cameras.lists.files import CannotRead, parse


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    set_language("vi")


def _packed(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(f"{name}.xml", body)
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "ending", "told"),
    [
        (b"", ".csv", "không có dòng nào"),
        (b"%PDF-1.7", ".pdf", "CSV và Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls", ".xls"),
        (b"PK\x03\x04 no zip", ".xlsx", "hỏng"),
        (b"\xff\xfeA", ".csv", "UTF-8"),
        (b"a\0b;c", ".csv", "hỏng"),
        (b"S\xe9;T\n\x81\x8d", ".csv", "UTF-8"),
        ("Số;Tên\n1;Cầu\n".encode() + b"2;C\xe7\n", ".csv", "Dòng 3 .* UTF-8"),
        (b"a;b\n" * 5002, ".csv", "5.000"),
        (_packed(bomb=b"0" * (17 << 20)), ".xlsx", "quá lớn"),
        (_packed(a=b"<sst>" + b"<si/>" * 200_001 + b"</sst>"), ".xlsx", "5.000"),
        (_packed(a=b"<x:sheetData>" + b'<x:row r="1"/>' * 20_001), ".xlsx", "5.000"),
        (_packed(a=b"<a/>" * 1_100_000, b=b"<a/>" * 1_100_000), ".xlsx", "5.000"),
        (_packed(a=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), ".xlsx", "hỏng"),
        (_packed(a="<?xml version='1.0' encoding='utf-16'?><x/>".encode("utf-16")), ".xlsx", "hỏng"),
        (_packed(a=b"<x/>"), ".xlsx", "hỏng"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(body: bytes, ending: str, told: str) -> None:
    with pytest.raises(CannotRead, match=told):
        parse(body, ending)


def test_an_excel_file_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    book, made = Workbook(), io.BytesIO()
    book.save(made)
    monkeypatch.setattr(files, "MOST_S", -1.0)
    with pytest.raises(CannotRead, match="quá dài"):
        parse(made.getvalue(), ".xlsx")


def test_an_excel_file_gives_its_first_visible_sheet_and_what_formulas_gave() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    hidden.append(["x"])
    sheet = book.create_sheet("Danh sách")
    sheet.append(["Số", "Tên", "Vĩ độ", None])
    sheet.append([101, "  Cầu\u00a0Mới ", 21.5345, True])
    made = io.BytesIO()
    book.save(made)
    rows = parse(made.getvalue(), ".xlsx")
    assert rows[1] == ["101", "Cầu Mới", "21.5345", "1"]
    assert rows.form == "Excel (Danh sách)"
