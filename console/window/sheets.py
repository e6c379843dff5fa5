"""The lists that open over the window: keys, earlier messages, and what was not carried out."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import DecodeError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from backend_client.keep import NotApplied
from console.desk import Desk
from console.strings import N_, _, clock, refusal_text
from console.theme import theme
from console.widgets.labels import label, rule
from console.widgets.shortcuts import Listed, key_words
from console.widgets.toasts import TONE_WORDS, Past, tone_colour
from contract.alerts import Acknowledge, Alert, Assign, Close
from contract.base import Command
from contract.wire import decode_command

_WISHES: dict[type[Command], str] = {
    Acknowledge: N_("Acknowledging"),
    Assign: N_("Assigning"),
    Close: N_("Closing"),
}


class Sheet(QDialog):
    """A title, a scrolling body, and a button that closes it."""

    def __init__(self, title: str, parent: QWidget, width: int = 760) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(width, parent.width() - 40), min(640, parent.height() - 80))
        body = QWidget()
        body.setProperty("role", "ground")
        self.body = QVBoxLayout(body)
        self.body.setContentsMargins(0, 0, 12, 0)
        self.body.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(label(title, "title"))
        column.addWidget(scroll, 1)
        column.addLayout(row)


def keys_sheet(keys: Sequence[Listed], parent: QWidget) -> Sheet:
    """Every key that is bound, group by group."""
    sheet = Sheet(_("Keyboard shortcuts"), parent)
    groups: dict[str, list[Listed]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key)
    for group, lines in groups.items():
        sheet.body.addWidget(label(_(group), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for at, line in enumerate(lines):
            caps = QHBoxLayout()
            caps.setSpacing(6)
            for written in line.keys:
                caps.addWidget(label(key_words(written), "key"))
            caps.addStretch(1)
            grid.addLayout(caps, at, 0)
            grid.addWidget(label(_(line.title), wrap=True), at, 1)
        grid.setColumnMinimumWidth(0, 220)
        sheet.body.addLayout(grid)
        sheet.body.addWidget(rule())
    sheet.body.addStretch(1)
    return sheet


def history_sheet(past: Sequence[Past], parent: QWidget) -> Sheet:
    """Messages of this session, newest first."""
    sheet = Sheet(_("Earlier messages"), parent)
    if not past:
        sheet.body.addWidget(label(_("There have been no messages since the program was started."), "muted", wrap=True))
    for one in past:
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(label(clock(one.at), "muted"), 0, Qt.AlignmentFlag.AlignTop)
        tone = label(_(TONE_WORDS[one.notice.tone]))
        tone.setStyleSheet(f"color: {tone_colour(one.notice)};")
        tone.setFixedWidth(84)
        line.addWidget(tone, 0, Qt.AlignmentFlag.AlignTop)
        text = f"{one.notice.text}\n{one.notice.detail}" if one.notice.detail else one.notice.text
        line.addWidget(label(text, wrap=True), 1)
        sheet.body.addLayout(line)
    sheet.body.addStretch(1)
    return sheet


def refusals_sheet(desk: Desk, parent: QWidget, changed: Callable[[], None]) -> Sheet:
    """What this seat showed as done and the backend refused, until somebody has taken note."""
    sheet = Sheet(_("What was not carried out"), parent)
    intro = _(
        "These actions were shown here as done, but the backend did not accept them. Nothing of them took effect."
    )
    sheet.body.addWidget(label(intro, "muted", wrap=True))
    refused = desk.refusals()
    if not refused:
        sheet.body.addWidget(label(_("Everything that was asked for has been carried out."), wrap=True))
    for one in refused:
        sheet.body.addWidget(_refusal(desk, one, changed))
    if len(refused) > 1:
        every = QPushButton(_("Take note of all"))
        every.clicked.connect(partial(_note, desk, refused, changed))
        every.clicked.connect(sheet.accept)
        sheet.body.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
    sheet.body.addStretch(1)
    return sheet


def _refusal(desk: Desk, one: NotApplied, changed: Callable[[], None]) -> QWidget:
    card = QWidget()
    card.setProperty("role", "card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    words = QVBoxLayout()
    words.setSpacing(4)
    words.addWidget(label(f"{clock(one.at)}  {wish_words(desk, one)}", "strong", wrap=True))
    reason = label(refusal_text(one.code, one.facts), wrap=True)
    reason.setStyleSheet(f"color: {theme().warning};")
    words.addWidget(reason)
    noted = QPushButton(_("Take note"))
    noted.clicked.connect(partial(_note, desk, [one], changed))
    noted.clicked.connect(card.hide)
    row = QHBoxLayout(card)
    row.setContentsMargins(16, 12, 16, 12)
    row.addLayout(words, 1)
    row.addWidget(noted, 0, Qt.AlignmentFlag.AlignTop)
    return card


def wish_words(desk: Desk, one: NotApplied) -> str:
    """What had been asked for: the deed, and the alert it was about where it was about one."""
    try:
        command = decode_command(one.command)
    except DecodeError:
        return _("An action of another version of this program")
    deed = _WISHES.get(type(command))
    tag = str(type(command).__struct_config__.tag)
    words = _(deed) if deed else _("Action {name}").format(name=tag)
    alert = desk.world.get(Alert, getattr(command, "alert", "")) if hasattr(command, "alert") else None
    return _("{deed}: {title}").format(deed=words, title=alert.title) if alert else words


def _note(desk: Desk, refused: Sequence[NotApplied], changed: Callable[[], None], _pressed: bool = False) -> None:
    for one in refused:
        desk.note(one.id)
    changed()
