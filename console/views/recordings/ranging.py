"""A range of time typed or chosen, in the city's own time whatever zone this machine is in."""

from datetime import datetime

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QWidget

from console.strings import CITY_TIME, _
from console.views.recordings.words import lasting
from console.widgets.labels import label

FORMAT = "dd/MM/yyyy HH:mm:ss"


class RangeEdit(QWidget):
    """Begin, end, and how long that is."""

    changed = Signal()

    def __init__(self, start: datetime, end: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start_edit, self.end_edit = _edit(start, _("Begin")), _edit(end, _("End"))
        self._length = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.start_edit, label("–"), self.end_edit, self._length):
            row.addWidget(widget)
        row.addStretch(1)
        for edit in (self.start_edit, self.end_edit):
            edit.dateTimeChanged.connect(lambda _at: self._told())
        self._told()

    @property
    def start(self) -> datetime:
        return _read(self.start_edit)

    @property
    def end(self) -> datetime:
        return _read(self.end_edit)

    def _told(self) -> None:
        seconds = (self.end - self.start).total_seconds()
        self._length.setText(lasting(seconds) if seconds > 0 else "")
        self.changed.emit()


def _edit(at: datetime, name: str) -> QDateTimeEdit:
    here = at.astimezone(CITY_TIME)
    # Told in UTC, so that no summer time of this machine's zone takes an hour of the city's away.
    made = QDateTimeEdit(QDateTime(here.date(), here.time().replace(microsecond=0), QTimeZone.utc()))  # type: ignore[call-overload]
    made.setTimeZone(QTimeZone.utc())
    made.setDisplayFormat(FORMAT)
    made.setCalendarPopup(True)
    made.setAccessibleName(name)
    return made


def _read(edit: QDateTimeEdit) -> datetime:
    naive: datetime = edit.dateTime().toPython()  # type: ignore[assignment]
    return naive.replace(tzinfo=CITY_TIME)
