"""All that is known of one camera: where it stands, what it offers, and how its picture is doing. Never a password."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from console.desk import Desk
from console.strings import _, age, number
from console.video.tiles import TileReport
from console.video.words import reason_words
from console.views.cameras.listing import status_word, unit_name
from console.views.cameras.lists.cells import CLASS_WORDS
from console.widgets.labels import label
from contract.base import World
from contract.cameras import Camera, CameraGroup, Stream
from contract.geo import Point


class CameraFacts(QWidget):
    """Two columns of words and values; told whom to describe."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label("", "title", wrap=True)
        self._values: list[QLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        names = (_("Picture"), _("Place"), _("Unit"), _("Coordinates"), _("Direction"), _("Purpose"), _("Streams"))
        for row, name in enumerate(names):
            value = label("", "", wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._values.append(value)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(grid)

    def tell(self, camera: Camera | None, report: TileReport | None) -> None:
        """Describe this camera as it is now."""
        self.setVisible(camera is not None)
        if camera is None:
            return
        self._title.setText(f"{camera.number} · {camera.name}")
        texts = (
            picture_words(report),
            camera.place or "–",
            unit_name(self._desk, camera) or "–",
            point_words(camera.point) if camera.point else "–",
            direction_words(camera.heading) if camera.heading is not None else "–",
            purpose_words(self._desk.world, camera) or "–",
            "   ".join(stream_words(stream) for stream in camera.streams) or _("This camera has no stream."),
        )
        for value, text in zip(self._values, texts, strict=True):
            if value.text() != text:
                value.setText(text)


def picture_words(report: TileReport | None) -> str:
    """State, age, rate and, where there is one, the reason."""
    if report is None:
        return _("Not open")
    parts = [status_word(report.status)]
    if report.age_ms is not None and report.status != "live":
        parts.append(age(report.age_ms / 1000))
    if report.status == "live":
        parts.append(_("{rate} pictures/s").format(rate=number(report.fps, 1)))
        parts.append(report.profile)
    if report.reason:
        parts.append(_("standing still") if report.reason == "paused" else reason_words(report.reason))
    return " · ".join(part for part in parts if part)


def point_words(point: Point) -> str:
    """Degrees with the letters of the four winds."""
    lat, lon = number(abs(point.lat), 4), number(abs(point.lon), 4)
    north = _("{degrees}° N") if point.lat >= 0 else _("{degrees}° S")
    east = _("{degrees}° E") if point.lon >= 0 else _("{degrees}° W")
    return f"{north.format(degrees=lat)}, {east.format(degrees=lon)}"


def direction_words(heading: float) -> str:
    """Where the camera looks: degrees and the nearest of eight winds."""
    winds = (
        _("north"),
        _("northeast"),
        _("east"),
        _("southeast"),
        _("south"),
        _("southwest"),
        _("west"),
        _("northwest"),
    )
    return f"{number(heading)}° ({winds[round(heading / 45) % 8]})"


def purpose_words(world: World, camera: Camera) -> str:
    """The class of IEC 62676-4, the groups, and whether not everybody sees this camera."""
    parts = [_(CLASS_WORDS[camera.target_class])] if camera.target_class else []
    parts += [group.name for id in camera.groups if (group := world.get(CameraGroup, id))]
    if camera.restricted:
        parts.append(_("watching is restricted"))
    return " · ".join(parts)


def stream_words(stream: Stream) -> str:
    return _("{profile}: {width} × {height}, {rate} pictures/s").format(
        profile=stream.profile, width=stream.width, height=stream.height, rate=number(stream.fps)
    )
