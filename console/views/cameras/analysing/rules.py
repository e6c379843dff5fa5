"""The rules of one camera and whether each is really watched: add, change, turn on and off, remove."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableWidgetItem, QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.theme import severity_word, theme
from console.video.pool import SourcePool
from console.views.cameras.analysing.editing import RuleEditing
from console.views.cameras.analysing.words import KINDS, state_words
from console.widgets.dialog import Deed
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from console.widgets.tables import table
from contract.alerts import Severity
from contract.analytics import (
    AnalyticsRule,
    AnalyticsState,
    RemoveAnalyticsRule,
    RuleKind,
    SaveAnalyticsRule,
    TurnAnalyticsRule,
    Watching,
)
from contract.base import Command
from contract.cameras import Camera
from contract.ids import new_id

GROUP = N_("Rules of a camera")
TICK_MS = 5000
_TRIAL = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8))


class RulesOf(Deed):
    """Its deed closes it: each button asks at once, and the list shows what has become of it."""

    def __init__(self, desk: Desk, pool: SourcePool, camera: Camera, parent: QWidget) -> None:
        title = _("Analysis of camera {number} · {name}").format(number=camera.number, name=camera.name)
        super().__init__(title, _("Close"), parent, 1080)
        self._desk, self._pool, self._camera = desk, pool, camera
        self.editing: RuleEditing | None = None
        heads = (_("Rule"), _("Kind"), _("Alert level"), _("State"))
        self.table = table(heads, (260, 190, 150), _("Rules of the camera"))
        self._none = label(_("No rules yet. Nothing is looked for in this camera's picture."), "muted", wrap=True)
        self.add, self.edit = QPushButton(_("Add…")), QPushButton(_("Change…"))
        self.turn, self.remove = QPushButton(_("Turn off")), QPushButton(_("Remove"))
        self._ids: list[str] = []
        self._build()
        stops = [desk.subscribe(kind, lambda _changes: self.tell()) for kind in (AnalyticsRule, AnalyticsState)]
        self.finished.connect(lambda _code: [stop() for stop in stops])
        # Ages and the line change by themselves.
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.tell)
        self._tick.start()
        self.tell()
        self.table.setFocus()

    def do(self) -> None:
        self.accept()

    def _build(self) -> None:
        self.cancel.hide()
        self.against("")
        row = QHBoxLayout()
        deeds: tuple[tuple[QPushButton, str, str, Callable[[], None]], ...] = (
            (self.add, "Ins", N_("Add a rule"), self.add_rule),
            (self.edit, "F2", N_("Change the selected rule"), self.edit_rule),
            (self.turn, "F3", N_("Turn the selected rule on or off"), self.turn_rule),
            (self.remove, "Del", N_("Remove the selected rule"), self.remove_rule),
        )
        self._words = {button: (title, keys) for button, keys, title, _deed in deeds}
        for button, keys, title, deed in deeds:
            button.setAutoDefault(False)
            button.clicked.connect(deed)
            bind(self, keys, title, GROUP, deed)
            row.addWidget(button)
        row.addStretch(1)
        self.table.setMinimumHeight(320)
        self.table.itemDoubleClicked.connect(lambda _item: self.edit_rule())
        self.table.itemSelectionChanged.connect(self._judge)
        self.body.addLayout(row)
        self.body.addWidget(self._none)
        self.body.addWidget(self.table, 1)

    @property
    def current(self) -> AnalyticsRule | None:
        row = self.table.currentRow()
        return self._desk.world.get(AnalyticsRule, self._ids[row]) if 0 <= row < len(self._ids) else None

    def tell(self) -> None:
        """List them anew; what was selected stays so."""
        kept = self.current
        rules = sorted(
            (one for one in self._desk.world.all(AnalyticsRule) if one.camera == self._camera.id),
            key=lambda one: (one.name, one.id),
        )
        self.table.blockSignals(True)
        self._ids = [one.id for one in rules]
        self.table.setRowCount(len(rules))
        for at, rule in enumerate(rules):
            self._line(at, rule)
        self.table.blockSignals(False)
        if rules:
            self.table.selectRow(self._ids.index(kept.id) if kept and kept.id in self._ids else 0)
        self._none.setVisible(not rules)
        self._judge()

    def _line(self, at: int, rule: AnalyticsRule) -> None:
        state = self._desk.world.get(AnalyticsState, rule.id)
        # Without a line to the backend what it last said may be long untrue.
        said = (
            state_words(state, self._desk.now()) if self._desk.line.live else _("? Not known: no line to the backend")
        )
        words = (rule.name, _(KINDS[rule.kind]), severity_word(Severity(rule.severity)), said)
        for column, each in enumerate(words):
            item = QTableWidgetItem(each)
            item.setToolTip(each)
            if column == len(words) - 1:
                item.setForeground(QBrush(QColor(_tone(state))))
            self.table.setItem(at, column, item)

    def _judge(self) -> None:
        rule = self.current
        trial = AnalyticsRule(id=new_id(), camera=self._camera.id, name="?", kind=RuleKind.MOTION, shape=_TRIAL)
        none = "" if rule else _("Select a rule first.")
        against = {
            self.add: self._against(SaveAnalyticsRule(rule=trial)),
            self.edit: self._against(SaveAnalyticsRule(rule=rule)) if rule else none,
            self.turn: self._against(TurnAnalyticsRule(rule=rule.id, on=not rule.on)) if rule else none,
            self.remove: self._against(RemoveAnalyticsRule(rule=rule.id)) if rule else none,
        }
        self.turn.setText(_("Turn on") if rule and not rule.on else _("Turn off"))
        for button, reason in against.items():
            title, keys = self._words[button]
            button.setEnabled(not reason)
            button.setToolTip(reason or with_key(_(title), keys))
            button.setAccessibleDescription(reason)

    def _against(self, wish: Command) -> str:
        no = self._desk.refusal(wish)
        return refusal_text(no.code, no.facts) if no else ""

    def add_rule(self) -> None:
        if self.add.isEnabled():
            self._edit(None)

    def edit_rule(self) -> None:
        if self.edit.isEnabled() and self.current is not None:
            self._edit(self.current)

    def _edit(self, rule: AnalyticsRule | None) -> None:
        self.editing = RuleEditing(self._desk, self._pool, self._camera, rule, self)
        self.editing.open()

    def turn_rule(self) -> None:
        rule = self.current
        if rule is not None and self.turn.isEnabled():
            self._desk.ask(TurnAnalyticsRule(rule=rule.id, on=not rule.on))

    def remove_rule(self) -> None:
        rule = self.current
        if rule is not None and self.remove.isEnabled():
            self._desk.ask(RemoveAnalyticsRule(rule=rule.id))


def _tone(state: AnalyticsState | None) -> str:
    """The sign and the word say it first."""
    worn = theme()
    if state is None or state.status in (Watching.BLIND, Watching.FAULTY):
        return worn.danger
    return {Watching.WATCHING: worn.good, Watching.LEARNING: worn.warning}.get(state.status, worn.muted)
