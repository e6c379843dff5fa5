"""The bar over everything else that says when what is shown may not be true."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from backend_client.line import LineState
from console.desk import Desk
from console.theme import icon, theme
from console.widgets.labels import label
from console.window.line_words import TruthTeller

TICK_MS = 250


class TruthBar(QWidget):
    """Takes no room while everything is true; its timer runs only while it has something to say or to wait for."""

    def __init__(self, desk: Desk, teller: TruthTeller, parent: QWidget | None = None) -> None:
        """`teller` remembers since when the line is lost, also across a change of language."""
        super().__init__(parent)
        self._desk, self._teller = desk, teller
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = QLabel()
        self.words, self._why = label("", "strong", wrap=True), label("", wrap=True)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self.words)
        lines.addWidget(self._why)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 9, 20, 9)
        row.setSpacing(14)
        row.addWidget(self._sign)
        row.addLayout(lines, 1)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tell)
        self.hide()
        desk.line_changed.connect(self._line)
        self._tell()

    def rest(self) -> None:
        self._timer.stop()

    def wake(self) -> None:
        self._tell()

    def _line(self, _state: LineState) -> None:
        self._tell()

    def _tell(self) -> None:
        state = self._desk.line
        truth = self._teller.tell(state, self._desk.now())
        busy = self._teller.changing(state) and (truth is not None or not state.live)
        if busy and not self._timer.isActive():
            self._timer.start()
        elif not busy:
            self._timer.stop()
        if truth is None:
            self.hide()
            return
        self._wear(truth.bad)
        self.words.setText(truth.text)
        self._why.setText(truth.detail)
        self._why.setVisible(bool(truth.detail))
        self.setAccessibleName(truth.text)
        self.show()

    def _wear(self, bad: bool) -> None:
        worn = theme()
        ground, ink = (worn.danger, worn.on_danger) if bad else (worn.good, worn.on_accent)
        look = f"TruthBar {{ background: {ground}; }} QLabel {{ color: {ink}; }}"
        if look != self.styleSheet():
            self.setStyleSheet(look)
            self._sign.setPixmap(icon("offline" if bad else "done", ink, 24).pixmap(24, 24))
