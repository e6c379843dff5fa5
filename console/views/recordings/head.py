"""Above the table: search, what it all takes and since when that is known, and what can be done to the chosen ones."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from console.desk import Desk
from console.strings import _, number
from console.views.recordings.lines import Line
from console.views.recordings.planning import plan_refusal, stop_refusal
from console.views.recordings.words import moment, size_words
from console.widgets.labels import label
from console.widgets.shortcuts import with_key
from contract.recordings import Recording


class Head(QWidget):
    """Each button greyed with the rule's own reason."""

    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search: number, name, place"))
        self.search.setAccessibleName(_("Search cameras"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.searched)
        self.planned, self.here = QPushButton(_("Only planned")), QPushButton(_("Evidence of this camera"))
        for chip in (self.planned, self.here):
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
        self.planned.setToolTip(_("Show only cameras with a plan"))
        self.here.setToolTip(_("Show exports, locks and custody of the selected camera alone"))
        self.total = label("", "muted")
        self.record, self.stop = QPushButton(_("Record…")), QPushButton(_("Stop recording…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(self.search, 1)
        for widget in (self.planned, self.here, self.total, self.record, self.stop):
            row.addWidget(widget)

    def clear(self) -> None:
        self.search.clear()
        self.planned.setChecked(False)

    def told(self, desk: Desk, lines: Sequence[Line], chosen: Sequence[Line]) -> None:
        """Bring everything up to date."""
        self.total.setText(_total(lines))
        plans = (
            (self.record, plan_refusal(desk, chosen), _("Say how the selected cameras are recorded"), "R"),
            (self.stop, stop_refusal(desk, chosen), _("Stop recording the selected cameras"), "Del"),
        )
        for button, reason, tip, keys in plans:
            button.setEnabled(not reason)
            button.setToolTip(reason or with_key(tip, keys))
            button.setAccessibleDescription(reason)


def _total(lines: Sequence[Line]) -> str:
    """How many of the planned are recorded, and how much there is."""
    planned = [line for line in lines if line.plan and line.plan.on]
    going = sum(line.status is Recording.RECORDING for line in planned)
    counted = [line.state.counted for line in lines if line.state and line.state.counted]
    words = _("Recording {going} of {planned}").format(going=number(going), planned=number(len(planned)))
    if not counted:
        return words
    size = size_words(sum(line.state.bytes for line in lines if line.state))
    return words + " · " + _("{size} on the disk, counted {time}").format(size=size, time=moment(min(counted)))
