"""Everything about a rule but its shape: fields that say only what its kind needs."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QLocale, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from console.strings import _, language
from console.theme import severity_word
from console.views.cameras.analysing.words import DIRECTIONS, KINDS
from contract.alerts import Severity
from contract.analytics import AnalyticsRule, Direction, Hours, RuleKind

_ZONES_THAT_WAIT = {RuleKind.MOTION, RuleKind.LOITERING, RuleKind.OBJECTS}


class RuleForm(QWidget):
    """`changed` is called after every touch."""

    def __init__(self, rule: AnalyticsRule, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed, self._filling = changed, True
        self.name = QLineEdit(rule.name, maxLength=200)
        self.kind, self.severity, self.direction = QComboBox(), QComboBox(), QComboBox()
        for kind, words in KINDS.items():
            self.kind.addItem(_(words), kind)
        for severity in reversed(Severity):
            self.severity.addItem(severity_word(severity), int(severity))
        for direction, words in DIRECTIONS.items():
            self.direction.addItem(_(words), direction)
        self.sensitivity = QSpinBox(minimum=1, maximum=9)
        self.least = _real(0, 100, 2, " %", 0.1)
        self.dwell = _real(0, 3600, 1, " " + _("s"), 1)
        self.rearm = _real(5, 86_400, 0, " " + _("s"), 10)
        self.confidence = _real(5, 100, 0, " %", 5)
        self.classes = QLineEdit()
        self.classes.setPlaceholderText(_("All; or names of the model, with commas between them"))
        self.model = QComboBox(editable=True)
        self.always = QCheckBox(_("All day"))
        self.start, self.end = QTimeEdit(), QTimeEdit()
        self.start.setDisplayFormat("HH:mm")
        self.end.setDisplayFormat("HH:mm")
        self._build()
        self._fill(rule)
        self._wire()
        self._filling = False
        self._show()

    def offer(self, models: Sequence[str]) -> None:
        """Names of models that a machine has."""
        known = {self.model.itemText(at) for at in range(self.model.count())}
        self._filling = True
        self.model.addItems([name for name in models if name not in known])
        self._filling = False

    def rule(self, base: AnalyticsRule) -> AnalyticsRule:
        """What the fields say, on top of what they say nothing of."""
        hours = None if self.always.isChecked() else Hours(start=_minute(self.start), end=_minute(self.end))
        return replace(
            base, name=self.name.text().strip(), kind=self.chosen, severity=self.severity.currentData(),
            direction=self.direction.currentData() if self.chosen is RuleKind.CROSSING else Direction.ANY,
            sensitivity=self.sensitivity.value(), min_size=self.least.value() / 100, dwell_s=self.dwell.value(),
            rearm_s=self.rearm.value(), confidence=self.confidence.value() / 100, hours=hours,
            classes=tuple(word for each in self.classes.text().split(",") if (word := each.strip()[:60])),
            model=self.model.currentText().strip()[:200],
        )  # fmt: skip

    @property
    def chosen(self) -> RuleKind:
        return RuleKind(self.kind.currentData())

    def _build(self) -> None:
        times = QHBoxLayout()
        times.addWidget(self.start)
        times.addWidget(QLabel("–"))
        times.addWidget(self.end, 1)
        # Decimals as they are written here.
        self.setLocale(QLocale(language()))
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (_("&Name"), self.name),
            (_("&Kind"), self.kind),
            (_("&Direction"), self.direction),
            (_("Alert &level"), self.severity),
            (_("Sensi&tivity (1–9)"), self.sensitivity),
            (_("Smallest si&ze"), self.least),
            (_("Lasts at l&east"), self.dwell),
            (_("Con&fidence"), self.confidence),
            (_("O&bjects"), self.classes),
            (_("&Model"), self.model),
            (_("Time bet&ween alerts"), self.rearm),
            (_("H&ours"), self.always),
            ("", times),
        )
        for words, field in rows:
            self._form.addRow(words, field)
            if isinstance(field, QWidget):
                field.setAccessibleName(words.replace("&", ""))
        self._times = times
        self.start.setAccessibleName(_("From"))
        self.end.setAccessibleName(_("Until"))

    def _fill(self, rule: AnalyticsRule) -> None:
        self.kind.setCurrentIndex(self.kind.findData(rule.kind))
        self.severity.setCurrentIndex(self.severity.findData(int(rule.severity)))
        self.direction.setCurrentIndex(self.direction.findData(rule.direction))
        self.sensitivity.setValue(rule.sensitivity)
        self.least.setValue(rule.min_size * 100)
        self.dwell.setValue(rule.dwell_s)
        self.rearm.setValue(rule.rearm_s)
        self.confidence.setValue(rule.confidence * 100)
        self.classes.setText(", ".join(rule.classes))
        self.model.addItems(["", rule.model] if rule.model else [""])
        self.model.setCurrentText(rule.model)
        self.always.setChecked(rule.hours is None)
        hours = rule.hours or Hours(start=22 * 60, end=6 * 60)
        self.start.setTime(QTime(hours.start // 60, hours.start % 60))
        self.end.setTime(QTime(hours.end // 60, hours.end % 60))

    def _wire(self) -> None:
        for line in (self.name, self.classes):
            line.textChanged.connect(self._touched)
        for combo in (self.kind, self.severity, self.direction):
            combo.currentIndexChanged.connect(self._touched)
        self.model.currentTextChanged.connect(self._touched)
        for spin in (self.sensitivity, self.least, self.dwell, self.rearm, self.confidence):
            spin.valueChanged.connect(self._touched)
        for time in (self.start, self.end):
            time.timeChanged.connect(self._touched)
        self.always.toggled.connect(self._touched)

    def _touched(self) -> None:
        if not self._filling:
            self._show()
            self._changed()

    def _show(self) -> None:
        """Fields that mean nothing for this kind would be believed to mean something."""
        kind = self.chosen
        objects = kind is RuleKind.OBJECTS
        seen = {
            self.direction: kind is RuleKind.CROSSING,
            self.dwell: kind in _ZONES_THAT_WAIT,
            self.sensitivity: not objects,
            self.confidence: objects,
            self.classes: objects,
            self.model: objects,
        }
        for field, yes in seen.items():
            self._form.setRowVisible(field, yes)
        self._form.setRowVisible(self._times, not self.always.isChecked())


def _minute(edit: QTimeEdit) -> int:
    return edit.time().hour() * 60 + edit.time().minute()


def _real(least: float, most: float, digits: int, unit: str, step: float) -> QDoubleSpinBox:
    made = QDoubleSpinBox(minimum=least, maximum=most, decimals=digits, singleStep=step)
    made.setSuffix(unit)
    return made
