"""Locking, releasing and taking out: a range, cameras and a reason; refused in words before anything is asked."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from console.desk import Desk
from console.strings import _, refusal_text
from console.views.recordings.lines import Line
from console.views.recordings.ranging import RangeEdit
from console.views.recordings.words import stretch
from console.widgets.dialog import Deed
from console.widgets.labels import label
from contract.base import Command
from contract.ids import new_id
from contract.recordings import EvidenceLock, ExportEvidence, LockEvidence, ReleaseEvidence

Range = tuple[datetime, datetime]
LINES_SHOWN = 6


class _Ranged(Deed):
    """What locking and taking out have in common."""

    def __init__(
        self, desk: Desk, lines: Sequence[Line], chosen: Sequence[str], within: Range, title: str, deed: str,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(title, deed, parent, 680)
        self._desk, self._id = desk, new_id()
        self.range = RangeEdit(*within)
        self.cameras = QListWidget()
        self.cameras.setAccessibleName(_("Cameras"))
        for line in sorted(lines, key=lambda line: line.id not in chosen):
            item = QListWidgetItem(f"{line.number} · {line.name}", self.cameras)
            item.setData(Qt.ItemDataRole.UserRole, line.id)
            item.setCheckState(Qt.CheckState.Checked if line.id in chosen else Qt.CheckState.Unchecked)
        self.cameras.setFixedHeight(self.cameras.sizeHintForRow(0) * min(LINES_SHOWN, max(2, len(lines))) + 12)
        self.why = QLineEdit(maxLength=500)
        self.why.setPlaceholderText(_("Reason, which stays in the record"))
        self.why.setAccessibleName(_("Reason"))
        for words, widget in ((_("Range"), self.range), (_("Cameras (space: choose)"), self.cameras),
                              (_("Reason"), self.why)):  # fmt: skip
            self.body.addWidget(label(words, "muted"))
            self.body.addWidget(widget)
        self.range.changed.connect(self.judge)
        self.cameras.itemChanged.connect(lambda _item: self.judge())
        self.why.textChanged.connect(lambda _text: self.judge())
        self.why.setFocus()

    def wish(self, why: str) -> Command:
        """What would be asked."""
        raise NotImplementedError

    def chosen(self) -> tuple[str, ...]:
        items = (self.cameras.item(at) for at in range(self.cameras.count()))
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in items
                     if item.checkState() == Qt.CheckState.Checked)  # fmt: skip

    def do(self) -> None:
        if self._desk.ask(self.wish(self.why.text().strip())):
            self.accept()

    def judge(self) -> None:
        """Ask the rules; the missing reason is said last, and only in the tooltip."""
        if not self.chosen():
            self.against(_("Choose at least one camera."))
            return
        if len(self.chosen()) > 64:
            self.against(_("At most 64 cameras at once."))
            return
        why = self.why.text().strip()
        no = self._desk.refusal(self.wish(why or "?"))
        said = refusal_text(no.code, no.facts) if no else ""
        self.against(said or ("" if why else _("Say why: it stays in the record.")), quiet=not said)


class Locking(_Ranged):
    """A lock may reach into the future: what is going on is kept as it comes."""

    def __init__(
        self, desk: Desk, lines: Sequence[Line], chosen: Sequence[str], within: Range, parent: QWidget
    ) -> None:
        super().__init__(desk, lines, chosen, within, _("Lock recordings as evidence"), _("Lock"), parent)
        self.judge()

    def wish(self, why: str) -> LockEvidence:
        return LockEvidence(id=self._id, cameras=self.chosen(), start=self.range.start, end=self.range.end, why=why)


class Exporting(_Ranged):
    """With or without a copy that bears who took it out."""

    def __init__(
        self, desk: Desk, lines: Sequence[Line], chosen: Sequence[str], within: Range, parent: QWidget
    ) -> None:
        super().__init__(desk, lines, chosen, within, _("Export recordings"), _("Export"), parent)
        self.copy = QCheckBox(_("Also make a watermarked copy (name, camera and time in the picture)"))
        self.body.addWidget(self.copy)
        self.copy.toggled.connect(lambda _on: self.judge())
        self.judge()

    def wish(self, why: str) -> ExportEvidence:
        return ExportEvidence(
            id=self._id, cameras=self.chosen(), start=self.range.start, end=self.range.end, why=why,
            watermark=self.copy.isChecked(),
        )  # fmt: skip


class Releasing(Deed):
    """Says what may be deleted from then on."""

    def __init__(self, desk: Desk, lock: EvidenceLock, names: str, parent: QWidget) -> None:
        super().__init__(_("Release a lock"), _("Release"), parent, 620)
        self._desk, self._lock = desk, lock
        self.body.addWidget(label(f"{names}\n{stretch(lock.start, lock.end)}\n{lock.why}", wrap=True))
        said = _("From then on it goes as the plan says; what is too old goes at once.")
        self.body.addWidget(label(said, "muted", wrap=True))
        self.why = QLineEdit(maxLength=500)
        self.why.setPlaceholderText(_("Reason, which stays in the record"))
        self.why.setAccessibleName(_("Reason"))
        self.body.addWidget(self.why)
        self.why.textChanged.connect(lambda _text: self._judge())
        self._judge()

    def do(self) -> None:
        if self._desk.ask(ReleaseEvidence(lock=self._lock.id, why=self.why.text().strip())):
            self.accept()

    def _judge(self) -> None:
        why = self.why.text().strip()
        no = self._desk.refusal(ReleaseEvidence(lock=self._lock.id, why=why or "?"))
        said = refusal_text(no.code, no.facts) if no else ""
        self.against(said or ("" if why else _("Say why: it stays in the record.")), quiet=not said)
