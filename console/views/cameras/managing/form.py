"""The fields of one camera: what stands in them is judged exactly as a line of a list would be."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QGridLayout, QLineEdit, QWidget

from console.strings import _, sort_key
from console.views.cameras.lists.cells import CLASS_WORDS, NO, YES
from console.views.cameras.lists.columns import JOIN
from console.views.cameras.managing.dialog import named
from contract.base import World
from contract.cameras import Camera, CameraGroup
from contract.people import Unit

_EXAMPLE = "rtsp://192.168.1.20:554/…"


class CameraForm(QWidget):
    """Reads and writes words by the names of the list's columns."""

    def __init__(self, world: World, changed: Callable[[], None]) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit] = {}
        self.target = QComboBox()
        self.restricted = QCheckBox(_("Only people who may watch one of its groups see this camera"))
        self._changed = changed
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for column in (1, 3, 5, 7):
            self._grid.setColumnStretch(column, 1)
        self._lay_out(world)

    def words(self) -> dict[str, str]:
        """What stands in the fields, by column."""
        words = {id: field.text().strip() for id, field in self.fields.items()}
        words["class"] = str(self.target.currentData() or "")
        words["restricted"] = _(YES) if self.restricted.isChecked() else _(NO)
        return words

    def fill(self, words: Mapping[str, str]) -> None:
        """Put these words into their fields; others stay as they are."""
        for id, said in words.items():
            if id in self.fields:
                self.fields[id].setText(said)
        if "class" in words:
            self.target.setCurrentIndex(max(0, self.target.findData(words["class"])))
        if "restricted" in words:
            self.restricted.setChecked(words["restricted"] == _(YES))

    def _lay_out(self, world: World) -> None:
        self._line("number", _("&Number"), 0, 0)
        self._line("name", _("N&ame"), 0, 2, 5)
        self._line("place", _("&Place"), 1, 0, 3)
        self._line("unit", _("&Unit"), 1, 4, 3)
        self._line("lat", _("&Latitude"), 2, 0)
        self._line("lon", _("L&ongitude"), 2, 2)
        self._line("heading", _("&Heading, °"), 2, 4)
        self._line("fov", _("An&gle, °"), 2, 6)
        self.target.addItem(_("Not stated"), "")
        for kind, words in CLASS_WORDS.items():
            self.target.addItem(_(words), kind.value)
        self.target.currentIndexChanged.connect(lambda _at: self._changed())
        named(self._grid, 3, 0, _("&Class"), self.target)
        self._line("groups", _("G&roups"), 3, 2, 5)
        self.fields["groups"].setPlaceholderText(_("Names, with | between them"))
        self.restricted.toggled.connect(lambda _on: self._changed())
        self._grid.addWidget(self.restricted, 4, 3, 1, 5)
        self._streams()
        self._line("user", _("User na&me"), 7, 0, 3)
        self._line("password", _("Pass&word"), 7, 4, 3)
        self.fields["password"].setEchoMode(QLineEdit.EchoMode.Password)
        self._complete("unit", [unit.name for unit in world.all(Unit) if unit.valid_to is None])
        self._complete("groups", [group.name for group in world.all(CameraGroup)])

    def _streams(self) -> None:
        names = {"main": _("&Main stream"), "sub": _("&Sub stream")}
        hints = {"width": _("width"), "height": _("height"), "fps": _("pictures/s")}
        for row, (profile, name) in enumerate(names.items(), 5):
            self._line(f"{profile}.url", name, row, 0, 3)
            self.fields[f"{profile}.url"].setPlaceholderText(_EXAMPLE)
            for column, (part, hint) in zip((4, 5, 7), hints.items(), strict=True):
                field = self._field(f"{profile}.{part}")
                field.setPlaceholderText(hint)
                field.setToolTip(hint)
                field.setAccessibleName(f"{name.replace('&', '')}: {hint}")
                self._grid.addWidget(field, row, column, 1, 2 if column == 5 else 1)

    def _line(self, id: str, words: str, row: int, column: int, span: int = 1) -> None:
        named(self._grid, row, column, words, self._field(id), span)

    def _field(self, id: str) -> QLineEdit:
        field = self.fields[id] = QLineEdit()
        field.textChanged.connect(lambda _text: self._changed())
        return field

    def _complete(self, id: str, names: list[str]) -> None:
        completer = QCompleter(QStringListModel(sorted(set(names), key=sort_key)), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.fields[id].setCompleter(completer)


def words_of(world: World, camera: Camera) -> dict[str, str]:
    """The camera as it would stand in a list, the unit and the groups by name."""
    unit = world.get(Unit, camera.unit) if camera.unit else None
    groups = [group.name for id in camera.groups if (group := world.get(CameraGroup, id))]
    words = {
        "number": str(camera.number),
        "name": camera.name,
        "place": camera.place,
        "unit": unit.name if unit else camera.unit or "",
        "lat": f"{camera.point.lat:.7g}" if camera.point else "",
        "lon": f"{camera.point.lon:.7g}" if camera.point else "",
        "heading": f"{camera.heading:g}" if camera.heading is not None else "",
        "fov": f"{camera.fov:g}" if camera.fov is not None else "",
        "class": camera.target_class or "",
        "groups": JOIN.join(groups),
        "restricted": _(YES) if camera.restricted else _(NO),
    }
    for stream in camera.streams:
        if stream.profile in ("main", "sub"):
            words |= {
                f"{stream.profile}.url": stream.url,
                f"{stream.profile}.width": str(stream.width),
                f"{stream.profile}.height": str(stream.height),
                f"{stream.profile}.fps": f"{stream.fps:g}",
            }
    return words
