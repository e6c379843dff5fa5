"""The table as a file that a spreadsheet opens and cannot be tricked by."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from console.strings import _, clock, date
from console.views.health.columns import COLUMNS
from console.views.health.lines import Line

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also in its full-width forms."""


def safe(text: str) -> str:
    """The text, with a mark before whatever would be taken for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_RISKY) else text


def table(lines: Iterable[Line], at: datetime) -> bytes:
    """CSV in UTF-8 with a mark at its beginning: without it Excel takes Vietnamese for something else."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([safe(_(column.title)) for column in COLUMNS] + [_("Source"), _("As of")])
    stamp = f"{date(at)} {clock(at)}"
    for line in lines:
        cells = [column.text(line, at) for column in COLUMNS]
        source = COLUMNS[0].source(line, at)
        write.writerow([safe(cell) for cell in (*cells, source, stamp)])
    return out.getvalue().encode("utf-8-sig")
