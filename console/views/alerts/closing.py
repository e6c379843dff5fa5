"""Closing alerts: what became of them, and a comment, with the rule's answer shown before it is asked."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from console.strings import N_, _
from console.views.alerts.listing import DISPOSITION_WORDS
from console.widgets.labels import label
from console.widgets.shortcuts import bind
from contract.alerts import Disposition

_GROUP = N_("Closing an alert")


class Closing(QDialog):
    """Opens without blocking; `decided` tells disposition and comment."""

    decided = Signal(object, str)

    def __init__(self, title: str, refusal: Callable[[Disposition, str], str], parent: QWidget) -> None:
        """`refusal` says why the choice made so far would be refused, "" if it would not."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._refusal = refusal
        self._choices = QButtonGroup(self)
        self._comment = QPlainTextEdit()
        self._comment.setTabChangesFocus(True)
        self._comment.setFixedHeight(96)
        self._comment.setPlaceholderText(_("Comment: what was done, or to whom it was passed on"))
        self._comment.setAccessibleName(_("Comment"))
        self._reason = label("", "error", wrap=True)
        self._ok, cancel = QPushButton(_("Close the alert")), QPushButton(_("Cancel"))
        self._ok.setProperty("role", "primary")
        self._ok.setDefault(True)
        self._lay_out(title, cancel)
        self._comment.textChanged.connect(self._check)
        self._choices.buttonToggled.connect(lambda *_: self._check())
        self._ok.clicked.connect(self._decide)
        cancel.clicked.connect(self.reject)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            bind(self, key, N_("Close with this outcome"), _GROUP, self._decide)
        self._check()

    def _lay_out(self, title: str, cancel: QPushButton) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(_("What became of it?"), "section"))
        for at, disposition in enumerate(Disposition):
            button = QRadioButton(f"&{at + 1}   {_(DISPOSITION_WORDS[disposition])}")
            self._choices.addButton(button, at)
            column.addWidget(button)
            bind(self, f"Alt+{at + 1}", N_("Choose an outcome"), _GROUP, button.click)
        self._choices.button(0).setChecked(True)
        column.addWidget(self._comment)
        column.addWidget(self._reason)
        buttons = QHBoxLayout()
        self._ok.setToolTip(QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._ok)
        column.addLayout(buttons)

    def choice(self) -> tuple[Disposition, str]:
        return list(Disposition)[self._choices.checkedId()], self._comment.toPlainText()[:4000]

    def choose(self, disposition: Disposition, comment: str = "") -> None:
        self._choices.button(list(Disposition).index(disposition)).setChecked(True)
        self._comment.setPlainText(comment)

    def _check(self) -> None:
        reason = self._refusal(*self.choice())
        self._reason.setText(reason)
        self._ok.setEnabled(not reason)
        self._ok.setToolTip(reason or _("Ctrl+Enter"))

    def _decide(self) -> None:
        if self._ok.isEnabled():
            decided = self.choice()
            self.accept()
            self.decided.emit(*decided)
