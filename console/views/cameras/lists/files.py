"""From the bytes of a CSV or Excel file to rows of plain words, within limits, whatever the file tries."""

import csv
import io
import re
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

from openpyxl import load_workbook

from console.strings import N_, _, number

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 16 * 1024 * 1024
MOST_SCANNED = 20_000
"""Rows in an Excel file, with those that are empty or stand there twice: the library reads them all."""
MOST_STRINGS = 200_000
MOST_TAGS = 1_000_000
MOST_S = 15.0
MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_LETTERS = 2000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_TOO_LARGE = N_("The file is too large: at most {most} MB can be read.")
_TOO_LONG = N_("The list is too long: at most {most} rows can be read at once.")
_UNKNOWN = N_("Only CSV and Excel (.xlsx) files can be read.")
_OLD = N_("This is an old Excel file (.xls) or a locked one. Save it as .xlsx without a password.")
_BROKEN = N_("The file is damaged or not of the kind that its name says.")
_EMPTY = N_("The file holds no rows.")


class CannotRead(Exception):
    """The file as a whole cannot be used; the text says why, to people."""


class Rows(list[list[str]]):
    """The file's rows, the heads first; `form` says how it was read, for the preview."""

    form: str = ""


def read(path: Path) -> Rows:
    """Raises CannotRead."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CannotRead(_(_TOO_LARGE).format(most=number(MOST_BYTES >> 20)))
        body = path.read_bytes()
    except OSError as error:
        raise CannotRead(_("The file cannot be opened: {reason}").format(reason=error.strerror or "")) from None
    return parse(body, path.suffix.lower())


def parse(body: bytes, suffix: str) -> Rows:
    """By content first, by the name's ending second. Raises CannotRead."""
    if body.startswith(b"PK\x03\x04"):
        rows = _xlsx(body)
    elif body.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead(_(_OLD))
    elif suffix in (".csv", ".txt", ".tsv"):
        rows = _csv(body)
    else:
        raise CannotRead(_(_UNKNOWN))
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise CannotRead(_(_EMPTY))
    return rows


def clean(cell: Any) -> str:
    """A cell as words: NFC, whole numbers without a point, the mark against formulas taken off again."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    words = normalize("NFC", str(cell)[:MOST_LETTERS]).replace("\u00a0", " ").strip()
    return words[1:] if words.startswith("'") and words[1:].startswith(_FORMULA) else words


def guarded(words: str) -> str:
    """What a table program would take for a formula gets a mark before it, so that it stays words."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def decoded(body: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: a mark at the beginning decides, then UTF-8, then Vietnamese Windows."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return _decode(body, encoding), encoding.upper()
    try:
        return body.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        rough = body.decode("utf-8", "replace")
        strange = rough.count("\ufffd")
        # Letters of more than one byte are hardly ever there by chance: this is UTF-8 that was damaged.
        if sum(letter > "\x7f" for letter in rough) >= 2 * strange:
            line = body.count(b"\n", 0, error.start) + 1
            raise CannotRead(_("Line {line} of this file is not UTF-8. Save it as UTF-8.").format(line=line)) from None
        return _decode(body, "cp1258"), "CP1258"


def _decode(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        raise CannotRead(_("The letters of this file cannot be read. Save it as UTF-8.")) from None


def _csv(body: bytes) -> Rows:
    text, encoding = decoded(body)
    if "\0" in text:
        raise CannotRead(_(_BROKEN))
    head = text.partition("\n")[0]
    comma = max(";,\t", key=head.count)
    try:
        rows = _limited(csv.reader(io.StringIO(text, newline=""), delimiter=comma))
    except csv.Error:
        raise CannotRead(_(_BROKEN)) from None
    rows.form = f"CSV ({encoding}, “{'TAB' if comma == chr(9) else comma}”)"
    return rows


def _xlsx(body: bytes) -> Rows:
    """The first sheet that is not hidden. Formulas give what they gave when the file was saved."""
    _check_parts(body)
    try:
        book = load_workbook(_Timed(body), read_only=True, data_only=True, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        # A size told by the file is only a claim, and sheets without one are common.
        rows = _limited(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)) if sheet is not None else Rows()
        rows.form = f"Excel ({sheet.title})" if sheet is not None else "Excel"
        book.close()
    except CannotRead:
        raise
    except Exception:  # a damaged file breaks the library at any place and with any error
        raise CannotRead(_(_BROKEN)) from None
    return rows


def _check_parts(body: bytes) -> None:
    """An Excel file is a zip of XML: neither may unpack without end, nor bring its own document types."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED or len(packed.infolist()) > 2000:
                raise CannotRead(_(_TOO_LARGE).format(most=number(MOST_UNPACKED >> 20)))
            tags = 0
            for part in packed.infolist():
                text = packed.read(part)
                head = text[:4096]
                if part.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in head or head[:2] in _WIDE):
                    raise CannotRead(_(_BROKEN))
                tags += text.count(b"<")
                if tags > 2 * MOST_TAGS or _times(text, _ROW) > MOST_SCANNED or _times(text, _STRING) > MOST_STRINGS:
                    raise CannotRead(_(_TOO_LONG).format(most=number(MOST_ROWS)))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError):
        raise CannotRead(_(_BROKEN)) from None


_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""UTF-16, in which a document type would not be seen; Excel writes UTF-8."""
_ROW = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?row[\s/>]")
_STRING = re.compile(rb"<(?:[^\s<>/:]{1,40}:)?si[\s/>]")


def _times(text: bytes, tag: re.Pattern[bytes]) -> int:
    return sum(1 for _found in tag.finditer(text))


class _Timed(io.BytesIO):
    """A file that cannot be read for ever: the library asks it for more as it goes."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self._until = time.monotonic() + MOST_S

    def read(self, size: int | None = -1, /) -> bytes:
        if time.monotonic() > self._until:
            raise CannotRead(_(_TOO_LONG).format(most=number(MOST_ROWS)))
        return super().read(size)


def _limited(rows: Iterable[Iterable[Any]]) -> Rows:
    made = Rows()
    for row in _numbered(rows):
        made.append(row)
        if len(made) > MOST_ROWS + 1:
            raise CannotRead(_(_TOO_LONG).format(most=number(MOST_ROWS)))
    return made


def _numbered(rows: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [clean(cell) for _at, cell in zip(range(MOST_COLUMNS), row, strict=False)]
        while cells and not cells[-1]:
            cells.pop()
        yield cells
