"""The cameras: the list to find them in, their live pictures, and all about the one that is picked."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.desk import Desk
from console.strings import N_, _, ngettext_, number
from console.theme import icon
from console.video.likely import Likely
from console.video.pool import SourcePool
from console.views.cameras.choosing import cell_choices, set_cell
from console.views.cameras.facts import CameraFacts
from console.views.cameras.hot import AROUND, HOT, room_for
from console.views.cameras.jumping import APART
from console.views.cameras.listing import NAME, NUMBER, PLACE, STATE, UNIT, CameraCells, Listing
from console.views.cameras.managing import ManageBar
from console.views.cameras.marks import Marks
from console.views.cameras.screen import SIDES, Screen
from console.views.cameras.side import Side
from console.views.cameras.tile_menu import bind_keys
from console.widgets.finder import Finder
from console.widgets.labels import label
from console.widgets.rows_model import RowsModel
from console.widgets.rows_table import RowsTable
from console.widgets.shortcuts import bind, with_key
from console.widgets.view import Notice, View
from contract.cameras import Camera

GROUP = N_("Cameras")
WIDTHS = {NUMBER: 56, NAME: 230, PLACE: 200, UNIT: 150, STATE: 128}
TICK_MS = 500
LIST_WIDTH = 780
NARROW_HIDES = ((700, UNIT), (560, PLACE))
"""Below so many pixels of list a column gives its room to the name; the panel beside tells it anyway."""


class CamerasView(View):
    """Keys alone are enough: search, arrows, Enter for one large picture, Esc back to the list."""

    def __init__(self, desk: Desk, pool: SourcePool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.pictures = Screen(desk, pool)
        self.listing = Listing(desk, self.pictures.reports)
        self.model: RowsModel[Camera] = RowsModel(desk.replica, Camera, self.listing.columns, self.listing.rules, self)
        self.table: RowsTable[Camera] = RowsTable(self.model, CameraCells(self.listing))
        self.search = QLineEdit()
        self._empty = label("", "muted", wrap=True)
        self._count = label("", "muted")
        self._facts = CameraFacts(desk)
        self._marks = Marks(desk, self.said.emit)
        self._marks.wanted.connect(self.pictures.jumping.jump)
        self._left = Side()
        self._left.resized.connect(self._fit)
        self._sides = QButtonGroup(self)
        self._push = QPushButton(icon("wall"), _("Send to the wall…"))
        self._finder: Finder | None = None
        self.manage = ManageBar(desk, self.table, self.table.current, self.said.emit, self.select, pool)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._told)
        self.likely = Likely(self.table, pool, lambda row: self.model.row(row).id, self.pictures.height_of_tiles)
        self._build_list()
        self._build()
        self._connect()
        self._counted()

    def sizeHint(self) -> QSize:
        return QSize(1280, 720)

    def select(self, id: str) -> bool:
        """Pick a camera; a search that hides it gives way. A moment may follow, to be shown again."""
        id, _apart, moment = id.partition(APART)
        if self.model.find(id) is None:
            self.search.clear()
        picked = self.table.pick(id)
        if picked and moment:
            self.pictures.jumping.jump(id, datetime.fromisoformat(moment))
        return picked

    @property
    def side(self) -> int:
        """So many by so many pictures."""
        return self._sides.checkedId()

    def set_side(self, side: int) -> None:
        self._sides.button(side).setChecked(True)
        self._show()

    def enlarge(self) -> None:
        """The current camera alone, over the whole view."""
        if self.table.current() is not None:
            self.set_side(1)
            self._left.hide()
            self.pictures.mosaic.setFocus()

    def back(self) -> None:
        """From the large picture to the list; from the list to all cameras."""
        if self._left.isHidden():
            self._left.show()
            self.table.setFocus()
        else:
            self.search.clear()

    def copy_number(self) -> None:
        """For a radio message or a report."""
        if camera := self.table.current():
            QGuiApplication.clipboard().setText(str(camera.number))
            self.said.emit(Notice(_("Number {number} copied.").format(number=camera.number)))

    def push(self) -> None:
        """Choose a cell of a wall for the current camera."""
        camera = self.table.current()
        if camera is None:
            return
        choices = cell_choices(self._desk, camera.id)
        if not choices:
            self.said.emit(Notice(_("No video wall has a layout to put a camera into."), "warning"))
            return
        title = _("Cell for camera {number} · {name}").format(number=camera.number, name=camera.name)
        self._finder = Finder(title, choices, self)
        self._finder.chosen.connect(lambda choice: self._desk.ask(set_cell(choice, camera.id)))
        self._finder.open()

    # Building.

    def _build_list(self) -> None:
        self.search.setPlaceholderText(_("Search: number, name, place, unit"))
        self.search.setAccessibleName(_("Search cameras"))
        self.search.setClearButtonEnabled(True)
        self.table.setAccessibleName(_("Cameras"))
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, width)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty.setContentsMargins(16, 24, 16, 24)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        head.addWidget(self.search, 1)
        head.addWidget(self._count)
        column_ = QVBoxLayout(self._left)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        column_.addLayout(head)
        column_.addWidget(self.manage)
        column_.addWidget(self.table, 1)
        column_.addWidget(self._empty)
        column_.setAlignment(self._empty, Qt.AlignmentFlag.AlignTop)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 12, 16, 12)
        bar.setSpacing(8)
        for side in (*SIDES, HOT):
            count = room_for(side)
            words = ngettext_("{count} picture", "{count} pictures", count).format(count=count)
            chip = QPushButton(_("1 large + {count}").format(count=count) if side == HOT else words)
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            self._sides.addButton(chip, side)
            bar.addWidget(chip)
        self._sides.button(1).setChecked(True)
        bar.addStretch(1)
        bar.addWidget(self._push)
        return bar

    def _build(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(self.pictures, 1)
        column.addWidget(self._facts)
        column.addWidget(self._marks)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._left)
        split.addWidget(right)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 6)
        split.setChildrenCollapsible(False)
        split.setSizes([LIST_WIDTH, LIST_WIDTH * 3 // 2])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.model.search)
        self.model.counted.connect(self._counted)
        self.table.picked.connect(self._show)
        self.table.doubleClicked.connect(lambda _index: self.enlarge())
        self.pictures.opened.connect(self._open)
        self.pictures.changed.connect(self._told)
        self.pictures.said.connect(self.said)
        self._sides.idClicked.connect(lambda _side: self._show())
        self._push.clicked.connect(self.push)
        self._push.setToolTip(with_key(_("Send the selected camera to a cell of a wall"), "W"))
        bind(self, "/", N_("Search"), GROUP, self.search.setFocus)
        bind(self.search, ("Down", "Return"), N_("From the search to the list"), GROUP, self.table.setFocus)
        bind(self.table, ("Return", "Enter"), N_("Enlarge the picture"), GROUP, self.enlarge)
        bind(self, "Escape", N_("Back to the list; again: show all cameras"), GROUP, self.back)
        bind(self.table, "W", N_("Send to the wall"), GROUP, self.push)
        bind(self.table, "P", N_("Steer the camera"), GROUP, lambda: self.pictures.steer(self.table.current()))
        bind(self.table, "Ctrl+C", N_("Copy the camera's number"), GROUP, self.copy_number)
        bind_keys(self, self.pictures.deeds[:2])
        hot = N_("A hotspot: one picture large, seven around it")
        bind(self.table, str(AROUND + 1), hot, GROUP, partial(self.set_side, HOT))
        for side in SIDES:
            bind(
                self.table,
                str(side * side),
                N_("One, four or nine pictures"),
                GROUP,
                partial(self.set_side, side),
            )

    # Acting.

    def _show(self) -> None:
        chosen = self.table.chosen()
        if len(chosen) == 1 and self.side != 1:
            at = self.model.find(chosen[0].id) or 0
            chosen = [self.model.row(row) for row in range(at, min(self.model.rowCount(), at + room_for(self.side)))]
        self.pictures.show_cameras(chosen, self.side)
        self._told()

    def _open(self, camera: str) -> None:
        if self.table.pick(camera):
            self.enlarge()

    def _told(self) -> None:
        """What changes by itself: the age and the state of what is shown."""
        camera = self.table.current()
        self._marks.tell(camera.id if camera else "")
        self._facts.tell(camera, self.listing.report(camera) if camera else None)
        self._push.setEnabled(camera is not None)
        self.manage.refresh()
        self.table.viewport().update()

    def _counted(self) -> None:
        shown, known = self.model.rowCount(), len(self.model.stock.all)
        self._count.setText(
            _("{shown} of {known}").format(shown=number(shown), known=number(known))
            if shown != known
            else number(known)
        )
        self.table.setVisible(bool(shown))
        if shown and self.table.current() is None:
            # What was typed leads to a picture without another key.
            self.table.pick(self.model.row(0).id)
        self._empty.setVisible(not shown)
        if not known:
            self._empty.setText(_("There are no cameras yet. An administrator adds them."))
        else:
            self._empty.setText(_("No camera has these letters in its number, name, place or unit."))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.table.current() is None or not self.table.underMouse():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Enlarge the picture"), self.enlarge)
        menu.addAction(_("Send to the wall…"), self.push)
        menu.addAction(_("Copy the camera's number"), self.copy_number)
        menu.popup(event.globalPos())

    def _fit(self) -> None:
        width = self._left.width()
        for least, column in NARROW_HIDES:
            self.table.setColumnHidden(column, width < least)
        stretched = NAME if self.table.isColumnHidden(PLACE) else PLACE
        for column in (NAME, PLACE):
            mode = QHeaderView.ResizeMode.Stretch if column == stretched else QHeaderView.ResizeMode.Interactive
            self.table.horizontalHeader().setSectionResizeMode(column, mode)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.wake()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.rest()
        self._tick.stop()
