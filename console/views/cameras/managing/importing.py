"""A list from a file: read, shown with everything that is wrong, and taken in as a whole or not at all."""

import asyncio
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import _, refusal_text
from console.views.cameras.lists.files import CannotRead, Rows, read
from console.views.cameras.lists.reading import Listed, Reader
from console.views.cameras.lists.taking import due, judge, note, taking, too_large
from console.views.cameras.managing.asking import ask_for
from console.views.cameras.managing.dialog import ManageDialog
from console.views.cameras.managing.preview import Preview, counts, summary
from console.widgets.labels import label
from contract.cameras.found import TakenIn

PATH = "/v1/cameras/import"


class Importing(ManageDialog):
    """`taken` tells how many cameras were added or changed."""

    taken = Signal(int)

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(_("Import cameras from {file}").format(file=path.name), _("Import"), parent, 1180)
        self.setMinimumHeight(min(720, max(420, parent.window().height() - 60)))
        self._desk, self._listed, self._sending = desk, Listed("", [], {}, []), False
        self.summary = label("", "strong", wrap=True)
        self.notes = label("", "muted", wrap=True)
        self.table = Preview()
        self.detail = label("", wrap=True)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.notes)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.detail)
        self.table.itemSelectionChanged.connect(self._picked)
        self.against(_("The file is being read…"), quiet=True)
        self.summary.setText(self.ok.toolTip())
        ask_for(self, _rows(path), self._load, self.against)
        self.table.setFocus()

    def do(self) -> None:
        self._sending = True
        self.against(_("The list is being imported…"))
        # If the answer is lost nobody knows whether it was taken in; the same list, read again, tells by itself.
        ask_for(self, self._desk.call(PATH, taking(self._listed), TakenIn), self._answered, self._ended)

    def reject(self) -> None:
        """What is under way cannot be taken back, so that its answer is waited for."""
        if not self._sending:
            super().reject()

    def _load(self, rows: Rows | str) -> None:
        """Judge what was read; words where it could not be."""
        try:
            self._listed = Reader(self._desk.world).read(rows, rows.form) if isinstance(rows, Rows) else self._listed
            wrong = "" if isinstance(rows, Rows) else rows
        except CannotRead as no_heads:
            wrong = str(no_heads)
        if wrong:
            self.table.hide()
            self.summary.clear()
            self.against(wrong)
            return
        no = judge(self._desk, self._listed)
        self._show(refusal_text(no.code, no.facts) if no else "")

    def _show(self, reason: str = "") -> None:
        listed = self._listed
        self.table.tell(listed)
        self.summary.setText(summary(listed))
        notes = [_("Read as {form}.").format(form=listed.form)]
        if listed.groups:
            names = ", ".join(group.name for group in listed.groups.values())
            notes.append(_("New groups: {names}.").format(names=names))
        if listed.strange:
            notes.append(_("Columns left aside: {names}.").format(names=", ".join(listed.strange[:10])))
        self.notes.setText(" ".join(notes))
        self.against(reason or self._standing())

    def _picked(self) -> None:
        """What is cut in the table stands whole under it, for whoever goes down the rows with the arrows."""
        item = self.table.item(self.table.currentRow(), 4)
        self.detail.setText(item.text() if item is not None else "")

    def _standing(self) -> str:
        if counts(self._listed)["wrong"]:
            return _("Nothing is imported while a row is wrong. Correct the file and open it again.")
        if too_large(self._listed):
            return _("The list changes more than can be taken in at once. Split it into files of 1,000 rows.")
        return "" if due(self._listed) else _("The list holds nothing new.")

    def _answered(self, answer: TakenIn) -> None:
        if answer.code is None:
            self.accept()
            self.taken.emit(len(due(self._listed)))
        else:
            note(self._listed, answer.facts)
            self._ended(refusal_text(answer.code, answer.facts))

    def _ended(self, reason: str) -> None:
        self._sending = False
        self._show(reason)


async def _rows(path: Path) -> Rows | str:
    """Beside the window: Excel takes three seconds for five thousand rows."""
    try:
        return await asyncio.to_thread(read, path)
    except CannotRead as wrong:
        return str(wrong)
