"""The cameras as a list in the form in which lists are read; never a user or a password."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from console.strings import _
from console.views.cameras.lists.cells import CLASS_WORDS, NO, YES
from console.views.cameras.lists.columns import FIELDS, JOIN, SECRET, title
from console.views.cameras.lists.files import guarded
from contract.base import World
from contract.cameras import Camera, CameraGroup, Stream

_NEGATIVE = re.compile(r"-\d+(\.\d+)?")


def heads(secret: bool) -> list[str]:
    return [title(field.id) for field in FIELDS if secret or field.id not in SECRET]


def template() -> list[list[str]]:
    """Heads alone: an example in it would be imported sooner or later."""
    return [heads(secret=True)]


def rows(world: World) -> list[list[str]]:
    """Every camera that this seat sees, by number."""
    names = {group.id: group.name for group in world.all(CameraGroup)}
    cameras = sorted(world.all(Camera), key=lambda camera: camera.number)
    return [heads(secret=False), *[_row(camera, names) for camera in cameras]]


def write(path: Path, table: Iterable[list[str]]) -> None:
    """By the ending of the name; whole or not at all. Raises OSError."""
    body = _xlsx(table) if path.suffix.lower() == ".xlsx" else _csv(table)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(body)
    fresh.replace(path)


def _row(camera: Camera, names: dict[str, str]) -> list[str]:
    streams = {stream.profile: stream for stream in camera.streams}
    return [
        str(camera.number),
        camera.name,
        camera.place,
        camera.unit or "",
        _figure(camera.point.lat if camera.point else None),
        _figure(camera.point.lon if camera.point else None),
        _figure(camera.heading),
        _figure(camera.fov),
        _(CLASS_WORDS[camera.target_class]) if camera.target_class else "",
        JOIN.join(names[group] for group in camera.groups if group in names),
        _(YES) if camera.restricted else _(NO),
        *_stream(streams.get("main")),
        *_stream(streams.get("sub")),
    ]


def _stream(stream: Stream | None) -> list[str]:
    return [stream.url, str(stream.width), str(stream.height), _figure(stream.fps)] if stream else [""] * 4


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.7f}".rstrip("0").rstrip(".")


def _csv(table: Iterable[list[str]]) -> bytes:
    """UTF-8 with its mark, and semicolons: what Excel in Vietnamese opens with a double click."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=";").writerows([_safe(words) for words in row] for row in table)
    return made.getvalue().encode("utf-8-sig")


def _xlsx(table: Iterable[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Camera")
    sheet.freeze_panes = "C2"
    for at, row in enumerate(table):
        cells = []
        for words in row:
            cell = WriteOnlyCell(sheet, _safe(words))
            cell.data_type = "s"  # words always: a name that begins like a formula must not become one
            if at == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _safe(words: str) -> str:
    """A negative number of ours stays a number; everything else that a table program might run is marked."""
    return words if _NEGATIVE.fullmatch(words) else guarded(words)
