"""The hotspot from the desk: whichever small picture of its layer is selected, the wall shows it larger."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.views.wall.plan import PlacedCell
from console.widgets.shortcuts import bind
from contract.walls import HOTSPOT, Content, LayerKind, SetCell, ShowInHotspot

SETTLE_MS = 300
"""Whoever runs over the cells with the arrows does not send the wall each of them."""


class Hotspot(QObject):
    """Follows the selection for as long as it lives; `cell` says what is selected."""

    def __init__(
        self, desk: Desk, cell: Callable[[], PlacedCell | None], say: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._cell, self._say = desk, cell, say
        self._seen = ""
        self._wait = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._wait.timeout.connect(self._show)
        bind(parent, "H", N_("Make the selected cell a hotspot, or no longer"), N_("Video wall"), self.turn)

    def selected(self) -> None:
        """Another cell is selected, or what is known of it has changed."""
        cell = self._cell()
        number = cell.number if cell else ""
        if number != self._seen:
            self._seen = number
            self._wait.start()

    def turn(self) -> None:
        """Let the selected cell of the base show what is chosen in the others, or be empty again."""
        cell = self._cell()
        if cell is None or not cell.cell:
            self._say(_("Select a cell of the wall first."))
            return
        if cell.layer is not None and cell.layer.kind is not LayerKind.BASE:
            self._say(_("Only a cell of the base can be made a hotspot. Take down first what covers the zone."))
            return
        content = Content(kind="blank") if cell.kind == HOTSPOT else Content(kind=HOTSPOT)
        wish = SetCell(zone=cell.zone, cell=cell.cell, content=content)
        if no := self._desk.refusal(wish):
            self._say(refusal_text(no.code, no.facts))
        else:
            self._desk.ask(wish)

    def _show(self) -> None:
        """Selecting is also how one looks: where the rules say no, nothing is said."""
        cell = self._cell()
        if cell is None or cell.layer is None or cell.kind != "camera":
            return
        wish = ShowInHotspot(zone=cell.zone, layer=cell.layer.id, cell=cell.cell)
        if self._desk.refusal(wish) is None:
            self._desk.ask(wish)
