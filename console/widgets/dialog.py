"""What dialogs share: a title, a body, a line for the reason, and buttons the keyboard reaches."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.strings import N_, _
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key

GROUP = N_("Dialogs")


class Deed(QDialog):
    """Opens without blocking; Esc closes, Ctrl+Enter does what the dialog is for once nothing stands against it."""

    def __init__(self, title: str, deed: str, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window = parent.window()
        self.setMinimumWidth(min(width, max(480, window.width() - 40)))
        self.reason = label("", "error", wrap=True)
        self.ok, self.cancel = QPushButton(deed), QPushButton(_("Cancel"))
        self.ok.setProperty("role", "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self._press)
        self.cancel.clicked.connect(self.reject)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "title", wrap=True))
        column.addLayout(self.body, 1)
        column.addWidget(self.reason)
        column.addLayout(self.foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            bind(self, keys, N_("Do what the dialog is for"), GROUP, self._press)
        self._deed = deed

    def against(self, reason: str, quiet: bool = False) -> None:
        """Grey the deed out with this reason, "" to allow it; a `quiet` one stands in the tooltip alone."""
        self.reason.setText("" if quiet else reason)
        self.ok.setEnabled(not reason)
        self.ok.setToolTip(reason or with_key(self._deed.rstrip("…"), "Ctrl+Return"))
        self.ok.setAccessibleDescription(reason)

    def do(self) -> None:
        """What the dialog is for."""
        raise NotImplementedError

    def _press(self) -> None:
        if self.ok.isEnabled():
            self.do()


def named(grid: QGridLayout, row: int, column: int, words: str, field: QWidget, span: int = 1) -> None:
    """A field with its name to the left; the name's key leads to it."""
    name = QLabel(words)
    name.setBuddy(field)
    field.setAccessibleName(words.replace("&", ""))
    grid.addWidget(name, row, column)
    grid.addWidget(field, row, column + 1, 1, span)
