"""Beside the miniature: everything about the chosen cell, and the layers of its zone from the top down."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import _, clock
from console.views.wall.nodes import Truth
from console.views.wall.plan import PlacedCell, ZonePlan
from console.views.wall.words import by_words, content_name, layer_words
from console.widgets.labels import label, rule
from contract.walls import Layer, Layout, Screen, Showing, top_layer


class CellFacts(QWidget):
    """Labels only; told what to say."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._number = label("", "section")
        self._name = label("", "title", wrap=True)
        self._truth = label("", "strong", wrap=True)
        self._detail = label("", "muted", wrap=True)
        self._zone = label("", "muted", wrap=True)
        self._layers = label("", "", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self._number, self._name, self._truth, self._detail, rule(), self._zone):
            column.addWidget(widget)
        column.addWidget(label(_("Layers, from the top"), "section"))
        column.addWidget(self._layers)
        column.addStretch(1)

    def tell(self, cell: PlacedCell | None, zone: ZonePlan | None, truth: Truth | None, screen: Screen | None) -> None:
        """Say all about this cell, or that there is none."""
        if cell is None or zone is None or truth is None:
            self._number.setText("")
            self._name.setText(_("No cell is selected."))
            for empty in (self._truth, self._detail, self._zone, self._layers):
                empty.setText("")
            return
        world = self._desk.world
        self._number.setText(_("Cell {number}").format(number=cell.number))
        self._name.setText(content_name(world, cell))
        self._truth.setText(_("Now: {words}").format(words=truth.words))
        self._detail.setText(truth.detail)
        self._detail.setVisible(bool(truth.detail))
        layout = world.get(Layout, zone.layer.layout) if zone.layer else None
        named = _("{zone} · layout {layout}").format(zone=zone.zone.name, layout=layout.name if layout else "–")
        where = _("Screen {number} · {output} · machine {node}")
        at = where.format(number=screen.number, output=screen.output, node=screen.node) if screen else _("On no screen")
        self._zone.setText(f"{named}\n{at}")
        self._layers.setText("\n\n".join(self._layer(layer, zone) for layer in self._stack(zone)))

    def _stack(self, zone: ZonePlan) -> list[Layer]:
        showing = self._desk.world.get(Showing, zone.zone.id)
        now = self._desk.now()
        alive = [layer for layer in (showing.layers if showing else ()) if layer.until is None or layer.until > now]
        return sorted(alive, key=Layer.rank, reverse=True)

    def _layer(self, layer: Layer, zone: ZonePlan) -> str:
        top = top_layer(self._desk.world.get(Showing, zone.zone.id), self._desk.now())
        mark = "▶ " if top is not None and layer.id == top.id else ""
        head = f"{mark}{layer_words(layer.kind)}"
        by = by_words(self._desk.world, layer.by)
        lines = [f"{head} · {layer.why}" if layer.why else head]
        lines.append(" · ".join(part for part in (_("since {time}").format(time=clock(layer.since)), by) if part))
        if layer.until is not None:
            lines.append(_("until {time}").format(time=clock(layer.until)))
        return "\n".join(lines)
