"""How far back the slider of a replay reaches: minutes finely, or days coarsely."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from console.strings import CITY_TIME, N_, _, clock, date

REACHES: tuple[tuple[str, float], ...] = (
    (N_("2 minutes"), 120.0), (N_("10 minutes"), 600.0), (N_("1 hour"), 3600.0), (N_("6 hours"), 21_600.0),
    (N_("1 day"), 86_400.0), (N_("7 days"), 604_800.0), (N_("20 days"), 1_728_000.0),
)  # fmt: skip
"""The last is as far as a slider of milliseconds can count."""


class ReachBox(QComboBox):
    """Whoever goes back farther than it reaches has it reach farther; nothing makes it shorter but somebody's hand."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for words, seconds in REACHES:
            self.addItem(_(words), seconds)
        self.setAccessibleName(_("How far back the slider reaches"))
        self.setProperty("words", _("How far back the slider reaches"))
        self.activated.connect(lambda _at: self.chosen.emit())

    def within(self, span: tuple[float, float], where: float) -> tuple[float, float]:
        """The part of what is kept that the slider spans; the moment shown is in it, as far as that can be."""
        while span[1] - where > self._seconds and self.currentIndex() < self.count() - 1:
            self.setCurrentIndex(self.currentIndex() + 1)
        right = span[1] if span[1] - where <= self._seconds else where + self._seconds / 2
        return max(span[0], right - self._seconds), right

    @property
    def _seconds(self) -> float:
        return REACHES[self.currentIndex()][1]


def moment_words(moment: float, now: float) -> str:
    """The time of day, with its day if that is not today."""
    at, today = datetime.fromtimestamp(moment, UTC), datetime.fromtimestamp(now, UTC)
    same = at.astimezone(CITY_TIME).date() == today.astimezone(CITY_TIME).date()
    return clock(at) if same else f"{clock(at)} {date(at)}"
