"""Everything in the window that bears words: built anew when the language or the theme changes."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.desk import Desk
from console.video.pool import SourcePool
from console.views import ViewSpec
from console.widgets.labels import rule
from console.widgets.view import Notice, View
from console.window.line_words import TruthTeller
from console.window.load import Meter
from console.window.rail import Rail
from console.window.status import StatusBar
from console.window.truth_bar import TruthBar


class Chrome(QWidget):
    """Truth bar over rail and views over status bar; a view is built when it is first shown."""

    def __init__(
        self, desk: Desk, pool: SourcePool, views: Sequence[ViewSpec], teller: TruthTeller, meter: Meter,
        say: Callable[[Notice], None], go: Callable[[str, str], None], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._pool = desk, pool
        self._say, self._go = say, go
        self._specs = {view.id: view for view in views}
        self.built: dict[str, QWidget] = {}
        self.truth = TruthBar(desk, teller)
        self.rail = Rail(views)
        self.stack = QStackedWidget()
        self.status = StatusBar(desk, meter)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.truth)
        column.addLayout(middle, 1)
        column.addWidget(rule())
        column.addWidget(self.status)
        self.rail.chosen.connect(self.show_view)

    @property
    def shown(self) -> str:
        current = self.stack.currentWidget()
        return next((id for id, view in self.built.items() if view is current), "")

    def show_view(self, id: str) -> QWidget | None:
        spec = self._specs.get(id)
        if spec is None:
            return None
        view = self.built.get(id)
        if view is None:
            view = self.built[id] = spec.build(self._desk, self._pool)
            self.stack.addWidget(view)
            if isinstance(view, View):
                view.said.connect(self._say)
                view.go.connect(self._go)
        self.stack.setCurrentWidget(view)
        self.rail.show_chosen(id)
        return view
