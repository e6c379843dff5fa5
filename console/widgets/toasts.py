"""Short messages in the corner: they never take the focus, go by themselves, and are all kept in a list."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.strings import N_, _
from console.theme import icon, theme
from console.widgets.labels import label
from console.widgets.view import Notice

MOST = 4
KEPT = 200
SHORT_MS, LONG_MS = 6_000, 10_000
TONE_WORDS = {"info": N_("Note"), "good": N_("Done"), "warning": N_("Attention"), "error": N_("Error")}
_ICONS = {"info": "info", "good": "done", "warning": "warning", "error": "warning"}


@dataclass(frozen=True)
class Past:
    """A notice and when it was shown."""

    at: datetime
    notice: Notice


class Toasts(QWidget):
    """Lies over the window at its bottom right; `history` outlives the toasts."""

    told = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.history: deque[Past] = deque(maxlen=KEPT)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        window.installEventFilter(self)
        self.hide()

    def say(self, notice: Notice, now: datetime) -> None:
        """The same words again do not stack up: the toast that says them begins anew."""
        self.history.appendleft(Past(now, notice))
        self.told.emit()
        for toast in self.toasts():
            if toast.notice == notice:
                toast.begin()
                return
        for old in [toast for toast in self.toasts() if not toast.notice.stays][
            : max(0, len(self.toasts()) - MOST + 1)
        ]:
            self._drop(old)
        toast = Toast(notice, self)
        toast.over.connect(self._over)
        self._column.addWidget(toast)
        self.show()
        self._place()

    def toasts(self) -> list["Toast"]:
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        return [toast for item in items if item and isinstance(toast := item.widget(), Toast)]

    def dismiss(self) -> None:
        """Send the newest away."""
        if toasts := self.toasts():
            self._drop(toasts[-1])

    def _over(self) -> None:
        sender = self.sender()
        if isinstance(sender, Toast):
            self._drop(sender)

    def _drop(self, toast: "Toast") -> None:
        self._column.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        self.setVisible(bool(self.toasts()))
        self._place()

    def _place(self) -> None:
        window = self._window
        width = min(440, window.width() - 32)
        self.setFixedWidth(width)
        height = sum(max(toast.heightForWidth(width), toast.sizeHint().height()) + 8 for toast in self.toasts())
        self.resize(width, height)
        self.move(window.width() - width - 20, window.height() - height - 52)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


class Toast(QFrame):
    """One message; an error has no clock."""

    over = Signal()

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName(f"{_(TONE_WORDS[notice.tone])}: {notice.text}")
        tint = tone_colour(notice)
        self.setStyleSheet(
            f"Toast {{ background: {theme().raised}; border: 1px solid {theme().edge};"
            f" border-left: 4px solid {tint}; border-radius: 6px; }}"
        )
        self._clock = QTimer(self, singleShot=True, interval=LONG_MS if notice.detail else SHORT_MS)
        self._clock.timeout.connect(self.over)
        self._lay_out(notice, tint)
        self.begin()

    def _lay_out(self, notice: Notice, tint: str) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 8, 12)
        row.setSpacing(12)
        sign = QLabel()
        sign.setPixmap(icon(_ICONS[notice.tone], tint, 20).pixmap(20, 20))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(notice.text, "", wrap=True))
        if notice.detail:
            words.addWidget(label(notice.detail, "small", wrap=True))
        row.addLayout(words, 1)
        if notice.do is not None:
            row.addWidget(_deed(notice.deed, notice.do), 0, Qt.AlignmentFlag.AlignTop)
        away = QPushButton(icon("close", theme().muted, 16), "")
        away.setProperty("role", "plain")
        away.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        away.setAccessibleName(_("Dismiss"))
        away.setToolTip(_("Dismiss"))
        away.clicked.connect(self.over)
        row.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)

    def begin(self) -> None:
        """Count the seconds from now."""
        if not self.notice.stays and self.isVisible():
            self._clock.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()


def _deed(words: str, do: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(lambda _pressed=False: do())
    return button


def tone_colour(notice: Notice) -> str:
    worn = theme()
    return {"info": worn.accent, "good": worn.good, "warning": worn.warning, "error": worn.danger}[notice.tone]
