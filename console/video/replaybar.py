"""The bar under a mosaic: back, still, step, slow, a slider over what is kept, and the present again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QSlider, QWidget

from console.strings import _, number
from console.video.mosaic import Mosaic
from console.video.reachbox import ReachBox, moment_words
from console.video.replay import RATES
from console.video.rewinding import BACK
from console.video.ticks import Mark, Ticks
from console.widgets.labels import label

LOOK_MS = 250
_MS = 1000


class ReplayBar(QWidget):
    """Steers the current tile, or all tiles on one clock."""

    def __init__(self, mosaic: Mosaic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mosaic = mosaic
        self._rewinding = mosaic.rewinding
        self.marks: Callable[[str], Sequence[Mark]] = lambda _camera: ()
        """What is marked of a camera; given from outside."""
        back = _("−{seconds} s").format(seconds=number(BACK))
        self.back = self._button(back, _("Back by ten seconds"), "J", self._go_back)
        self.before = self._button("◂", _("The picture before"), ",", lambda: self._rewinding.step(False))
        self.still = self._button("‖", _("Stand still, or run on"), "K", self._rewinding.toggle)
        self.after = self._button("▸", _("The next picture"), ".", lambda: self._rewinding.step(True))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(_("The moment shown"))
        self.ticks = Ticks(self.slider)
        self.ticks.wanted.connect(self._rewinding.go)
        self.time = label("", "muted")
        self.reach = ReachBox()
        self.reach.chosen.connect(self.look)
        self._window: tuple[float, float] | None = None
        self.rates = QComboBox()
        self.together = QCheckBox(_("All together"))
        self.live = self._button(_("Live"), _("Show the present again"), "Backspace", self._rewinding.live)
        self._lay_out()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        mosaic.played.connect(self.look)
        mosaic.current_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Bring everything up to date."""
        span, play = self._rewinding.span, self._rewinding.play
        for widget in (self.back, self.before, self.still, self.after, self.slider, self.reach, self.rates):
            widget.setEnabled(span is not None)
            widget.setToolTip(widget.property("words") or "" if span else _("Nothing is kept of this camera yet."))
        self.live.setEnabled(play is not None)
        self.still.setText("▶" if play is not None and not play.rate else "‖")
        with QSignalBlocker(self.rates):
            rate = play.rate if play and play.rate else 1.0
            self.rates.setCurrentIndex(min(range(len(RATES)), key=lambda at: abs(RATES[at] - rate)))
        slot = self._mosaic.board.slots.get(self._mosaic.current or "")
        self._window = self.reach.within(span, self._rewinding.where()) if span else None
        self.ticks.tell(self._window, self.marks(slot.tile.camera_id) if slot else ())
        if span is None:
            self.time.setText(_("Nothing kept yet"))
            return
        where = self._rewinding.where()
        self.time.setText(moment_words(where, self._rewinding.now()) if play else _("Live"))
        if not self.slider.isSliderDown() and self._window is not None:
            left, right = self._window
            with QSignalBlocker(self.slider):
                self.slider.setRange(round((left - right) * _MS), 0)
                self.slider.setValue(round(min(0.0, where - right) * _MS) if play else 0)

    def _go_back(self) -> None:
        self._rewinding.back()

    def _slid(self, value: int) -> None:
        if self._window is not None:
            self._rewinding.go(self._window[1] + value / _MS)

    def _button(self, text: str, words: str, key: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        tip = f"{words} ({key})"
        button.setProperty("words", tip)
        button.setToolTip(tip)
        button.setAccessibleName(words)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        for rate in RATES:
            self.rates.addItem(f"{number(rate, 2 if rate < 0.5 else 1 if rate < 1 else 0)}×", rate)
        self.rates.setAccessibleName(_("Speed"))
        self.rates.setProperty("words", _("Speed") + " (< >)")
        self.rates.activated.connect(lambda at: self._rewinding.rate(RATES[at]))
        self.slider.setProperty("words", _("The moment shown"))
        self.slider.valueChanged.connect(self._slid)
        self.slider.setSingleStep(_MS)
        self.slider.setPageStep(10 * _MS)
        self.together.toggled.connect(self._join)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        for button in (self.back, self.before, self.still, self.after):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        for last in (self.time, self.reach, self.rates, self.together, self.live):
            row.addWidget(last)

    def _join(self, yes: bool) -> None:
        self._rewinding.together = yes
        if yes and self._rewinding.play is not None:
            self._mosaic.play(self._rewinding.play)
