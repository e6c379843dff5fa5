"""Below the table: what each machine sees of the chosen camera, with the numbers behind it and their age."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.strings import _, clock, number
from console.video.words import reason_words
from console.views.health.board import Word
from console.views.health.lines import Line
from console.views.health.words import ago, fault_words, measured_words, status_words
from console.widgets.labels import label


class HealthDetail(QWidget):
    """Labels only; told whom to describe."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label("", "title", wrap=True)
        self._body = label("", "", wrap=True)
        self._body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._body)

    def tell(self, line: Line | None, at: datetime) -> None:
        """Describe this camera, or say that none is chosen."""
        if line is None:
            texts = _("No camera is selected."), ""
        else:
            place = f" · {line.camera.place}" if line.camera.place else ""
            texts = f"{line.camera.number} · {line.camera.name}{place}", self._machines(line)
        for shown, text in zip((self._title, self._body), texts, strict=True):
            if shown.text() != text:
                shown.setText(text)

    def _machines(self, line: Line) -> str:
        if line.waiting:
            return _("Waiting for the machines to report")
        if not line.words:
            return _("No machine shows this camera now, so nobody knows how it does.")
        return "\n".join(_word(word) for word in line.words)


def _word(word: Word) -> str:
    """One machine in one line."""
    seen = word.seen
    parts = [status_words(seen.status)]
    if seen.reason:
        parts.append(reason_words(seen.reason))
    for finding in seen.findings:
        said = _("{fault} since {time}").format(fault=fault_words(finding.fault), time=clock(finding.since))
        parts.append(said)
    parts.append(measured_words(seen.measured))
    if seen.broken:
        share = _("{broken} of {all} pictures damaged")
        parts.append(share.format(broken=number(seen.broken), all=number(seen.broken + seen.decoded)))
    parts.append(ago(word.age))
    return f"{word.place}: " + " · ".join(parts)
