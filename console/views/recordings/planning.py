"""How cameras are recorded: said for one or for many at once, and stopped."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtWidgets import QComboBox, QGridLayout, QSpinBox, QWidget

from console.desk import Desk
from console.strings import _, ngettext_, number, refusal_text
from console.views.recordings.lines import Line
from console.widgets.dialog import Deed, named
from console.widgets.labels import label
from contract.recordings import RecordingPlan, SaveRecordingPlan

MOST_DAYS, MOST_GIB = 3650, 1_000_000


class Planning(Deed):
    """One plan for every chosen camera; it begins with what the first of them has."""

    def __init__(self, desk: Desk, lines: Sequence[Line], parent: QWidget) -> None:
        super().__init__(_title(lines), _("Record"), parent, 620)
        self._desk, self._lines = desk, lines
        self._base = next((line.plan for line in lines if line.plan), RecordingPlan(id=lines[0].id))
        self.days, self.gib, self.importance = QSpinBox(), QSpinBox(), QSpinBox()
        self.profile = QComboBox()
        self.bytes = label("", "muted", wrap=True)
        grid = QGridLayout()
        grid.setSpacing(10)
        named(grid, 0, 0, _("&Days kept at most"), self.days)
        named(grid, 1, 0, _("&GiB at most"), self.gib)
        named(grid, 2, 0, _("&Importance (0 to 9)"), self.importance)
        named(grid, 3, 0, _("&Stream"), self.profile)
        self.body.addLayout(grid)
        self.body.addWidget(
            label(_("What is older or more is deleted, the oldest first, unless it is locked."), "muted", wrap=True)
        )
        self._fill()
        self.days.setFocus()
        self.days.selectAll()

    def plans(self) -> list[SaveRecordingPlan]:
        """What would be asked."""
        plan = replace(
            self._base, on=True, days=self.days.value(), gib=self.gib.value(), importance=self.importance.value(),
            profile=self.profile.currentData() or "",
        )  # fmt: skip
        return [SaveRecordingPlan(plan=replace(plan, id=line.id)) for line in self._lines]

    def do(self) -> None:
        if all(self._desk.ask(wish) for wish in self.plans()):
            self.accept()

    def _fill(self) -> None:
        self.days.setRange(1, MOST_DAYS)
        self.gib.setRange(1, MOST_GIB)
        self.importance.setRange(0, 9)
        for box, value in ((self.days, self._base.days), (self.gib, self._base.gib),
                           (self.importance, self._base.importance)):  # fmt: skip
            box.setValue(value)
            box.valueChanged.connect(lambda _value: self._judge())
        self.profile.addItem(_("the largest"), "")
        for stream in self._lines[0].camera.streams if self._lines[0].camera else ():
            size = f" ({stream.width} × {stream.height})" if stream.width else ""
            self.profile.addItem(stream.profile + size, stream.profile)
        self.profile.setCurrentIndex(max(0, self.profile.findData(self._base.profile)))
        self._judge()

    def _judge(self) -> None:
        no = next((no for no in map(self._desk.refusal, self.plans()) if no), None)
        self.against(refusal_text(no.code, no.facts) if no else "")


class Stopping(Deed):
    """Says what becomes of what there is."""

    def __init__(self, desk: Desk, lines: Sequence[Line], parent: QWidget) -> None:
        super().__init__(_("Stop recording?"), _("Stop recording"), parent, 560)
        self._desk = desk
        self._plans = [line.plan for line in lines if line.plan and line.plan.on]
        said = _("Nothing new is recorded. What there is stays for its time, and goes as the plan says.")
        self.body.addWidget(label(", ".join(f"{line.number} · {line.name}" for line in lines[:6]), wrap=True))
        self.body.addWidget(label(said, "muted", wrap=True))
        self.against(stop_refusal(desk, lines))

    def do(self) -> None:
        if all(self._desk.ask(SaveRecordingPlan(plan=replace(plan, on=False))) for plan in self._plans):
            self.accept()


def stop_refusal(desk: Desk, lines: Sequence[Line]) -> str:
    """Why none of these can be stopped, "" if they can."""
    plans = [line.plan for line in lines if line.plan and line.plan.on]
    if not plans:
        return _("Nothing here is planned to be recorded.")
    no = desk.refusal(SaveRecordingPlan(plan=replace(plans[0], on=False)))
    return refusal_text(no.code, no.facts) if no else ""


def plan_refusal(desk: Desk, lines: Sequence[Line]) -> str:
    """Why no plan can be made for these, "" if one can."""
    if not lines:
        return _("Select a camera first.")
    no = desk.refusal(SaveRecordingPlan(plan=RecordingPlan(id=lines[0].id)))
    return refusal_text(no.code, no.facts) if no else ""


def _title(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return _("Recording of camera {number} · {name}").format(number=lines[0].number, name=lines[0].name)
    words = ngettext_("Recording of {count} camera", "Recording of {count} cameras", len(lines))
    return words.format(count=number(len(lines)))
