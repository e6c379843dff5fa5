"""Narrowing the queue: by state, by severity, to what is mine, and by text."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from console.strings import _, ngettext_, number
from console.theme import icon, severity_text, theme
from console.views.alerts.listing import SEVERITIES, STATE_WORDS, STATES, split
from console.widgets.facet_bar import FacetBar
from console.widgets.flow import Flow
from console.widgets.labels import label
from console.widgets.rows_model import RowsModel
from console.widgets.shortcuts import with_key
from contract.alerts import Alert, Severity, State

TYPING_MS = 120


class Filters(QWidget):
    """Works on the model directly; `changed` tells that something else is shown now."""

    changed = Signal()

    def __init__(self, model: RowsModel[Alert], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.states: FacetBar[State] = FacetBar(_("State"), [(state, _(STATE_WORDS[state])) for state in STATES])
        self.severities: FacetBar[Severity] = FacetBar(
            _("Severity"), [(severity, severity_text(severity)) for severity in SEVERITIES]
        )
        self.mine: FacetBar[bool] = FacetBar(_("In charge"), [(True, _("In my charge"))])
        self._bars = (self.states, self.severities, self.mine)
        self.search = QLineEdit()
        self._searched = label("", "small")
        self._clear = QPushButton(_("Clear filters"))
        self._build()
        self._typed = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typed.timeout.connect(self._search)
        self.search.textChanged.connect(lambda _text: self._typed.start())
        model.searched.connect(self._tell_search)

    def _build(self) -> None:
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText(_("Search, with or without diacritics"))
        self.search.setAccessibleName(_("Search the alert queue"))
        self.search.setToolTip(with_key(_("Search the alert queue"), "Ctrl+F"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", theme().muted), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(200)
        self.search.setFixedHeight(34)
        self.search.setMaximumWidth(380)
        inside = QHBoxLayout(self.search)
        inside.setContentsMargins(0, 0, 34, 0)
        inside.addStretch(1)
        inside.addWidget(self._searched)
        self._clear.setProperty("role", "plain")
        # Whatever comes, goes or counts here must not lay the whole window out anew each time.
        policy = self._clear.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._clear.setSizePolicy(policy)
        self._clear.clicked.connect(self.clear)
        for bar in self._bars:
            bar.changed.connect(self._narrow)
        flow = Flow(self, gap=14)
        for widget in (*self._bars, self._end()):
            flow.addWidget(widget)

    def _end(self) -> QWidget:
        """What belongs to the search; it breaks into the next line as one."""
        end = QWidget()
        row = QHBoxLayout(end)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._clear)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        end.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return end

    def narrowing(self) -> bool:
        return any(bar.wanted() for bar in self._bars) or bool(self.search.text())

    def clear(self) -> None:
        for bar in self._bars:
            bar.want()
        self.search.clear()
        self._search()

    def toggle(self, state: State) -> None:
        self.states.want(*(self.states.wanted() ^ {state}))

    def to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def count(self) -> None:
        """Write the numbers on the chips."""
        states, severities, mine = dict.fromkeys(STATES, 0), dict.fromkeys(SEVERITIES, 0), 0
        for facet, count in self._model.stock.counts.items():
            assert isinstance(facet, int)
            state, severity, owned = split(facet)
            states[state] += count
            severities[severity] += count
            mine += count if owned else 0
        self.states.count(states)
        self.severities.count(severities)
        self.mine.count({True: mine})
        self._clear.setVisible(self.narrowing())

    def _narrow(self) -> None:
        states, severities, mine = self.states.wanted(), self.severities.wanted(), bool(self.mine.wanted())

        def wanted(facet: object) -> bool:
            assert isinstance(facet, int)
            state, severity, owned = split(facet)
            return (
                (not states or state in states) and (not severities or severity in severities) and (owned or not mine)
            )

        self._model.narrow(wanted if states or severities or mine else None)
        self.changed.emit()

    def _search(self) -> None:
        self._typed.stop()
        self._model.search(self.search.text())
        if not self.search.text():
            self._tell("")
        self.changed.emit()

    def _tell_search(self, done: int, total: int) -> None:
        if done < total:
            self._tell(_("searching… {percent} %").format(percent=100 * done // max(1, total)))
        else:
            found = self._model.rowCount()
            self._tell(ngettext_("{count} found", "{count} found", found).format(count=number(found)))

    def _tell(self, words: str) -> None:
        """Inside the field, at its end: a label beside it would push everything about while somebody types."""
        self._searched.setText(words)
        self.search.setTextMargins(0, 0, self._searched.sizeHint().width() if words else 0, 0)
