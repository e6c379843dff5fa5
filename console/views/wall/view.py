"""The wall at the desk: the miniature, what can be done to it, and all about the chosen cell."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend_client.replica import Change
from console.desk import Desk
from console.strings import N_, _, sort_key
from console.theme import icon
from console.video.looking import STEP
from console.views.wall.facts import CellFacts
from console.views.wall.hotspot import Hotspot
from console.views.wall.miniature import Miniature
from console.views.wall.nodes import Nodes
from console.views.wall.plan import home
from console.views.wall.pushing import camera_choices, pop, pop_refusal, push, push_refusal
from console.views.wall.replaying import Replaying
from console.views.wall.viewing import Viewing
from console.widgets.finder import Finder
from console.widgets.labels import label
from console.widgets.shortcuts import bind, with_key
from console.widgets.view import Notice, View
from contract.alerts import Alert
from contract.cameras import Camera
from contract.walls import Layout, Screen, Showing, Wall, Zone

GROUP = N_("Video wall")
FACTS_WIDTH = 320


class WallView(View):
    """One wall at a time; with several, a box chooses."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.nodes = Nodes(desk, self)
        self.miniature = Miniature(desk, self.nodes)
        self._facts = CellFacts(desk)
        self._facts.setFixedWidth(FACTS_WIDTH)
        self._title = label("", "title")
        self._walls = QComboBox()
        self._push = QPushButton(icon("cameras"), _("Send a camera to this cell…"))
        self._pop = QPushButton(icon("close"), _("Take down"))
        self._finder: Finder | None = None
        self.viewing = Viewing(desk, self.miniature.current_cell, self._warn, self)
        self.replaying = Replaying(desk, self.miniature.current_cell, self._warn, self)
        self.hotspot = Hotspot(desk, self.miniature.current_cell, self._warn, self)
        self._lay_out()
        self._connect()
        self._list_walls()

    def sizeHint(self) -> QSize:
        return QSize(1280, 720)

    def select(self, id: str) -> bool:
        """Mark a cell by its number."""
        return self.miniature.choose(id)

    def send(self, camera: str) -> bool:
        """Put a camera into the current cell; says so, or why not."""
        cell = self.miniature.current_cell()
        no = push_refusal(self._desk, cell, camera)
        if no or cell is None:
            self.said.emit(Notice(no, "warning"))
            return False
        # What the backend may still refuse comes back through the desk.
        return self._desk.ask(push(cell, camera))

    def take_down(self) -> bool:
        """Take the layer of the current cell down; says why not, if so."""
        cell = self.miniature.current_cell()
        no = pop_refusal(self._desk, cell)
        command = pop(cell) if cell else None
        if no or command is None:
            self.said.emit(Notice(no, "info"))
            return False
        return self._desk.ask(command)

    def pick_camera(self) -> None:
        """Open the list of cameras for the current cell."""
        cell = self.miniature.current_cell()
        if no := push_refusal(self._desk, cell):
            self.said.emit(Notice(no, "warning"))
            return
        assert cell is not None
        title = _("Camera for cell {number}: number, name or place").format(number=cell.number)
        self._finder = Finder(title, camera_choices(self._desk), self)
        self._finder.chosen.connect(self.send)
        self._finder.open()

    # Inside.

    def _take_down(self) -> None:
        self.take_down()

    def _warn(self, words: str) -> None:
        self.said.emit(Notice(words, "warning"))

    def _wheeled(self, notches: float, x: float, y: float) -> None:
        self.viewing.change(lambda look: look.zoomed(STEP**notches, x, y))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._walls)
        head.addStretch(1)
        head.addWidget(self._push)
        head.addWidget(self._pop)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.miniature, 1)
        body.addWidget(self._facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(body, 1)
        self._walls.setAccessibleName(_("Video wall"))
        self.setFocusProxy(self.miniature)

    def _connect(self) -> None:
        self._push.clicked.connect(self.pick_camera)
        self._pop.clicked.connect(self._take_down)
        self._walls.activated.connect(self._chosen)
        self.miniature.opened.connect(self.pick_camera)
        self.miniature.dropped.connect(lambda _number, camera: self.send(camera))
        self.miniature.current_changed.connect(self._tell)
        self.miniature.current_changed.connect(self.hotspot.selected)
        self.miniature.wheeled.connect(self._wheeled)
        self._desk.line_changed.connect(self._tell)
        bind(self, "Delete", N_("Take down what covers the zone"), GROUP, self._take_down)
        bind(self, "Ctrl+Return", N_("Send a camera to the selected cell"), GROUP, self.pick_camera)
        stops = [self._desk.subscribe(kind, self._changed) for kind in (Screen, Zone, Layout, Showing, Camera, Alert)]
        stops.append(self._desk.subscribe(Wall, self._walls_changed))
        # A view has no other end: whatever closes it deletes it.
        for stop in stops:
            self.destroyed.connect(stop)

    def _changed(self, _batch: list[Change]) -> None:
        self.miniature.look()

    def _walls_changed(self, _batch: list[Change]) -> None:
        self._list_walls()

    def _list_walls(self) -> None:
        walls = sorted(self._desk.world.all(Wall), key=lambda wall: sort_key(wall.name))
        kept = self.miniature.wall
        self._walls.clear()
        for wall in walls:
            self._walls.addItem(wall.name, wall.id)
        at = max(0, self._walls.findData(kept))
        self._walls.setCurrentIndex(at)
        self._walls.setVisible(len(walls) > 1)
        self._title.setText(walls[0].name if len(walls) == 1 else _("Video wall"))
        self._chosen()

    def _chosen(self) -> None:
        self.miniature.show_wall(self._walls.currentData() or "")

    def _tell(self) -> None:
        """The words beside the miniature, and the reasons in the tooltips of greyed buttons."""
        cell = self.miniature.current_cell()
        zone = self.miniature.zone_of(cell) if cell else None
        screen = home(cell.area, self.miniature.screens) if cell else None
        self._facts.tell(cell, zone, self.miniature.truth(cell) if cell else None, screen)
        for button, no, words, key in (
            (self._push, push_refusal(self._desk, cell), _("Send a camera to the selected cell"), "Return"),
            (self._pop, pop_refusal(self._desk, cell), _("Take down what covers the zone"), "Delete"),
        ):
            button.setEnabled(not no)
            button.setToolTip(no or with_key(words, key))
