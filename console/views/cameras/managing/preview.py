"""A judged list, line by line: what each would do, and in a wrong one which cell wants what. Knows no asking."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from console.strings import N_, _, number
from console.theme import theme
from console.views.cameras.lists.cells import Problem
from console.views.cameras.lists.columns import title
from console.views.cameras.lists.reading import Line, Listed
from console.widgets.tables import dress
from contract.cameras import Camera

STATUS_WORDS = {"wrong": N_("Wrong"), "new": N_("New"), "changed": N_("Changed"), "same": N_("Unchanged")}
_SIGNS = {"wrong": "✕", "new": "+", "changed": "≠", "same": "="}
_ORDER = list(STATUS_WORDS)
_PARTS = {
    "name": "name", "place": "place", "unit": "unit", "point": "lat", "heading": "heading", "fov": "fov",
    "target_class": "class", "groups": "groups", "restricted": "restricted", "streams": "main.url",
}  # fmt: skip


class Preview(QTableWidget):
    """Wrong lines first, then in the order of the file."""

    def __init__(self) -> None:
        super().__init__()
        heads = (_("Row"), _("State"), _("Number"), _("Name"), _("What is so"))
        dress(self, heads, (72, 150, 96, 280), _("Preview of the list"))

    def tell(self, listed: Listed) -> None:
        lines = sorted(listed.lines, key=lambda line: (_ORDER.index(line.status) > 0, line.row))
        tones = {"wrong": theme().danger, "new": theme().good, "changed": theme().warning, "same": theme().muted}
        self.setRowCount(len(lines))
        for at, line in enumerate(lines):
            state = f"{_SIGNS[line.status]}  {_(STATUS_WORDS[line.status])}"
            told = details(line)
            for column, words in enumerate((str(line.row), state, line.number, line.name, told)):
                item = QTableWidgetItem(words)
                item.setToolTip(told if column == 4 else words)
                if column in (0, 2):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column == 1:
                    item.setForeground(QBrush(QColor(tones[line.status])))
                self.setItem(at, column, item)
        if lines:
            self.selectRow(0)


def counts(listed: Listed) -> dict[str, int]:
    return {status: sum(line.status == status for line in listed.lines) for status in STATUS_WORDS}


def summary(listed: Listed) -> str:
    """How many lines do what, in one sentence."""
    said = _("{new} new, {changed} changed, {same} unchanged, {wrong} wrong.")
    return said.format(**{status: number(count) for status, count in counts(listed).items()})


def details(line: Line) -> str:
    """All problems, or which parts of the camera change."""
    if line.problems:
        return "  ·  ".join(_problem(problem) for problem in line.problems)
    parts = _changed(line.before, line.camera) if line.before and line.camera else []
    if line.new_login:
        parts.append(_("sign-in details"))
    return ", ".join(parts)


def _problem(problem: Problem) -> str:
    if not problem.column:
        return problem.expected
    if problem.said:
        said = _("{field}: “{said}” is not {expected}")
        return said.format(field=title(problem.column), said=problem.said, expected=problem.expected)
    return _("{field}: {expected}").format(field=title(problem.column), expected=problem.expected)


def _changed(before: Camera, after: Camera) -> list[str]:
    return [title(_PARTS[part]) for part in _PARTS if getattr(before, part) != getattr(after, part)]
