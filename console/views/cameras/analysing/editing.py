"""One rule by hand: its shape over the camera's picture, its fields beside it, the rule's own objection below."""

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.video.pool import SourcePool
from console.views.cameras.analysing.form import RuleForm
from console.views.cameras.analysing.outline import Drawing
from console.views.cameras.analysing.sketch import Sketch
from console.widgets.dialog import Deed
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from contract.alerts import Severity
from contract.analytics import AnalyticsBeat, AnalyticsRule, Direction, RuleKind, SaveAnalyticsRule
from contract.cameras import Camera
from contract.ids import new_id
from contract.signals import Signal

GROUP = N_("Drawing a rule")
_SIDES = {Direction.ANY: 0, Direction.LEFT: -1, Direction.RIGHT: 1}


class RuleEditing(Deed):
    """Nothing is asked before Save; every step of the drawing can be taken back until then."""

    def __init__(
        self, desk: Desk, pool: SourcePool, camera: Camera, rule: AnalyticsRule | None, parent: QWidget
    ) -> None:
        """`rule` is None for a new one."""
        title = _("Change the rule {name}").format(name=rule.name) if rule else _("Add a rule")
        super().__init__(f"{title} · {camera.number} · {camera.name}", _("Save"), parent, 1480)
        self._desk, self._new = desk, rule is None
        self._base = rule or AnalyticsRule(
            id=new_id(), camera=camera.id, name="?", kind=RuleKind.MOTION, shape=(), severity=int(Severity.WARNING)
        )
        # A zone and a line are two drawings: whoever tries the other kind finds the first again.
        line = self._base.kind is RuleKind.CROSSING
        self._zone, self._line = Drawing(() if line else self._base.shape, True), Drawing((), False)
        if line:
            self._line = Drawing(self._base.shape, False)
        self.sketch = Sketch(pool, camera.id, self._drawing)
        self.form = RuleForm(self._base if rule else _nameless(self._base), self._touched)
        self.undo, self.redo = QPushButton(_("Undo")), QPushButton(_("Redo"))
        self.clear, self.turn = QPushButton(_("Clear")), QPushButton(_("Reverse the line"))
        self._build()
        desk.heard.connect(self._hear)
        self._touched()
        (self.form.name if self._new else self.sketch).setFocus()

    def do(self) -> None:
        if self._desk.ask(SaveAnalyticsRule(rule=self._rule())):
            self.accept()

    @property
    def _drawing(self) -> Drawing:
        kind = self.form.chosen if hasattr(self, "form") else self._base.kind
        return self._line if kind is RuleKind.CROSSING else self._zone

    def _build(self) -> None:
        tools = QHBoxLayout()
        for button, keys, title, deed in (
            (self.undo, "Ctrl+Z", N_("Take the last step back"), self._undo),
            (self.redo, "Ctrl+Y", N_("Take the step again"), self._redo),
            (self.clear, "Ctrl+Backspace", N_("Take all points away"), self._clear),
            (self.turn, "Ctrl+D", N_("Let the other side of the line matter"), self._turn),
        ):
            button.setAutoDefault(False)
            button.setToolTip(with_key(_(title), keys))
            button.clicked.connect(deed)
            bind(self, keys, title, GROUP, deed)
            tools.addWidget(button)
        tools.addStretch(1)
        said = _("Click or Enter adds a point · drag or arrows move it (Shift: farther) · Space: the next · "
                 "right click or Delete removes · Esc cancels")  # fmt: skip
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.sketch, 1)
        left.addLayout(tools)
        left.addWidget(label(said, "muted", wrap=True))
        self.form.setFixedWidth(400)
        right.addWidget(self.form)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right)
        self.body.addLayout(both, 1)
        self.sketch.changed.connect(self._judge)

    def _rule(self) -> AnalyticsRule:
        return replace(self.form.rule(self._base), shape=self._drawing.shape)

    def _touched(self) -> None:
        crossing = self.form.chosen is RuleKind.CROSSING
        side = _SIDES[self.form.direction.currentData()] if crossing else None
        self.sketch.draw(self._drawing, side)
        self.turn.setVisible(crossing)
        self._judge()

    def _judge(self) -> None:
        drawing = self._drawing
        self.undo.setEnabled(drawing.can_undo)
        self.redo.setEnabled(drawing.can_redo)
        self.clear.setEnabled(bool(drawing.points))
        no = self._desk.refusal(SaveAnalyticsRule(rule=self._rule()))
        # A new rule need not begin with a reproach.
        untouched = self._new and not drawing.points and not self.form.name.text()
        self.against(refusal_text(no.code, no.facts) if no else "", quiet=untouched)

    def _undo(self) -> None:
        self._drawing.undo()
        self._touched()

    def _redo(self) -> None:
        self._drawing.redo()
        self._touched()

    def _clear(self) -> None:
        self._drawing.clear()
        self._touched()

    def _turn(self) -> None:
        if self.form.chosen is RuleKind.CROSSING:
            self._drawing.turn_round()
            self._touched()

    def _hear(self, _by: str, signal: Signal) -> None:
        if isinstance(signal, AnalyticsBeat):
            self.form.offer(signal.models)


def _nameless(rule: AnalyticsRule) -> AnalyticsRule:
    """A new rule has no name yet, though a row must."""
    return replace(rule, name="")
