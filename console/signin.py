"""Signing in: where the backend is, who it is, and if it fails, why, in words that say what to do."""

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend_client.errors import ClientError, SignInRefused
from console.strings import N_, _
from console.tasks import spawn
from console.theme import theme
from console.widgets.labels import label
from console.widgets.shortcuts import bind
from console.window.line_words import why

Ask = Callable[[str, str, str], Awaitable[object]]
GROUP = N_("Signing in")


class SignIn(QWidget):
    """`ask(server, user, password)` raises ClientError or returns; then `signed_in` is told, and the caller goes on.

    The password is held nowhere but in its field, which is emptied after every attempt.
    """

    signed_in = Signal(object)
    """Whatever `ask` has returned."""
    closed = Signal()

    def __init__(self, ask: Ask, server: str = "", user: str = "", note: str = "") -> None:
        """`server` and `user` are those of last time; `note` says why somebody has to sign in again."""
        super().__init__()
        self._ask = ask
        self._task: asyncio.Task[object] | None = None
        self.setWindowTitle(_("IOC Console · Sign in"))
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(560, 520)
        self.server, self.user, self.password = QLineEdit(server), QLineEdit(user), QLineEdit()
        self.reason = label(note, "error", wrap=True)
        self.hint = label("", "muted", wrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.go, self.stop = QPushButton(_("Sign in")), QPushButton(_("Cancel"))
        self._lay_out()
        self._wire()
        self._busy(False)
        (self.password if user and server else self.user if server else self.server).setFocus()

    def _lay_out(self) -> None:
        self.go.setProperty("role", "primary")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.server.setPlaceholderText(_("https://address-of-the-backend"))
        form = self._form()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.go)
        card = QWidget()
        card.setProperty("role", "card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setMaximumWidth(520)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(14)
        column.addWidget(label("IOC Console", "display"))
        column.addWidget(label(_("Operator console of the intelligent operations centre"), "muted", wrap=True))
        column.addLayout(form)
        for widget in (self.progress, self.reason, self.hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        middle = QHBoxLayout()
        middle.addWidget(card, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 20)
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(1)

    def _form(self) -> QGridLayout:
        """A grid and not a form: a form hangs its labels at the top of fields that are higher than a line of text."""
        form = QGridLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        fields = ((_("&Server"), self.server), (_("&User name"), self.user), (_("&Password"), self.password))
        for at, (words, field) in enumerate(fields):
            name = QLabel(words)
            name.setBuddy(field)
            form.addWidget(name, at, 0)
            form.addWidget(field, at, 1)
            field.setAccessibleName(words.replace("&", ""))
        return form

    def _wire(self) -> None:
        for field in (self.server, self.user, self.password):
            field.textChanged.connect(self._check)
            field.returnPressed.connect(self.begin)
        self.go.clicked.connect(self.begin)
        self.stop.clicked.connect(self.cancel)
        bind(self, "Escape", N_("Cancel signing in"), GROUP, self.cancel)

    @property
    def busy(self) -> bool:
        return self._task is not None

    def begin(self) -> None:
        """Try what stands in the fields."""
        if self._task is not None or not self.go.isEnabled():
            return
        self._busy(True)
        self._task = spawn(self._try(), "sign-in", self._broke)

    def cancel(self) -> None:
        """Give the attempt up, or empty the password."""
        if self._task is not None:
            self._task.cancel()
        else:
            self.password.clear()

    async def _try(self) -> None:
        server, user = self.server.text().strip(), self.user.text().strip()
        try:
            given = await self._ask(server, user, self.password.text())
        except ClientError as error:
            self._failed(error)
        except asyncio.CancelledError:
            self._failed(None)
            raise
        else:
            self._task = None
            self.signed_in.emit(given)
        finally:
            self._task = None
            self.password.clear()
            self._busy(False)

    def _broke(self, _task: str, error: BaseException) -> None:
        self.reason.setText(
            _("Something unforeseen went wrong ({error}). The log has the details.").format(error=type(error).__name__)
        )

    def _failed(self, error: ClientError | None) -> None:
        reason, hint = failure_words(error)
        self.reason.setText(reason)
        self.hint.setText(hint)

    def _busy(self, busy: bool) -> None:
        for field in (self.server, self.user, self.password):
            field.setEnabled(not busy)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.setVisible(busy)
        self.stop.setVisible(busy)
        if busy:
            self.reason.setText("")
            self.hint.setText(_("Signing in…"))
        elif self.hint.text() == _("Signing in…"):
            self.hint.setText("")
        self.reason.setStyleSheet(f"color: {theme().danger};")
        self._check()
        if not busy and not self.password.text() and self.user.text():
            self.password.setFocus()

    def _check(self) -> None:
        fields = (self.server, self.user, self.password)
        empty = [field.accessibleName() for field in fields if not field.text().strip()]
        self.go.setEnabled(not empty and self._task is None)
        self.go.setToolTip(_("Still empty: {fields}").format(fields=", ".join(empty)) if empty else "")

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is not None:
            self._task.cancel()
        super().closeEvent(event)
        self.closed.emit()


def failure_words(error: ClientError | None) -> tuple[str, str]:
    """Why it failed, and what can be done about it."""
    if error is None:
        return "", _("Signing in was cancelled.")
    if isinstance(error, SignInRefused):
        reason = _("The user name or the password is not right, or this account may not sign in here.")
        return reason, _("After several failures the backend waits before it answers. An administrator can help.")
    offline = _("Whoever has signed in on this machine before can sign in here also while the backend is away.")
    return why(type(error).__name__), offline
