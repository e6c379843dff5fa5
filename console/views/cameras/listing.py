"""How cameras are listed: their order, what a search looks through, and how a row is painted."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from console.desk import Desk
from console.strings import N_, _, sort_key
from console.theme import font, theme
from console.video.glyphs import draw_glyph
from console.video.tiles import TileReport
from console.video.truth import Status
from console.widgets.rows_model import Column
from console.widgets.stock import Rules
from contract.cameras import Camera, CameraGroup
from contract.people import Unit

NUMBER, NAME, PLACE, UNIT, STATE = range(5)
_PAD = 10
_SIGN = 12
Reports = Callable[[], dict[str, TileReport]]


def unit_name(desk: Desk, camera: Camera) -> str:
    """The unit in whose area the camera stands, by its name."""
    unit = desk.world.get(Unit, camera.unit) if camera.unit else None
    return unit.name if unit else camera.unit or ""


def status_word(status: Status) -> str:
    """A camera's state in one or two words."""
    words: dict[Status, str] = {
        "live": _("live"),
        "late": _("Late"),
        "stale": _("Old picture"),
        "lost": _("No picture"),
        "denied": _("Denied"),
        "connecting": _("Connecting"),
        "off": _("Off"),
        "replay": _("Replay"),
    }
    return words[status]


def tone_of(status: Status) -> QColor:
    worn = theme()
    tones = {"live": worn.good, "late": worn.warning, "stale": worn.warning, "lost": worn.danger, "denied": worn.danger}
    return QColor(tones.get(status, worn.info))


class Listing:
    """Reads cameras as one seat sees them; the state of a camera is known where its picture is open."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        self._desk, self._reports = desk, reports
        self.rules: Rules[Camera] = Rules(order=lambda camera: (sort_key(camera.name),), words=self.words)
        self.columns: tuple[Column[Camera], ...] = (
            Column(N_("Number"), lambda camera: str(camera.number)),
            Column(N_("Name"), lambda camera: camera.name),
            Column(N_("Place"), lambda camera: camera.place),
            Column(N_("Unit"), lambda camera: unit_name(desk, camera)),
            Column(N_("State"), self.state),
        )

    def words(self, camera: Camera) -> str:
        world = self._desk.world
        groups = " ".join(group.name for id in camera.groups if (group := world.get(CameraGroup, id)))
        return f"{camera.number} {camera.name} {camera.place} {unit_name(self._desk, camera)} {groups}"

    def report(self, camera: Camera) -> TileReport | None:
        return self._reports().get(camera.id)

    def state(self, camera: Camera) -> str:
        report = self.report(camera)
        return status_word(report.status) if report else _("Not open")


class CameraCells:
    """Paints the cells of the list."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self.begin_at(1.0)

    def begin(self, painter: QPainter, scale: float) -> None:
        self.begin_at(scale)

    def begin_at(self, scale: float) -> None:
        self._plain, self._bold = font(scale=scale), font(scale=scale, bold=True)
        self._figures = font(scale=scale, figures=True)
        self._text, self._muted = QColor(theme().text), QColor(theme().muted)

    def paint(self, painter: QPainter, column: int, box: QRect, row: Camera) -> None:
        inner = box.adjusted(_PAD, 0, -6, 0)
        tone = self._text if column == NAME else self._muted
        side = Qt.AlignmentFlag.AlignLeft
        if column == STATE:
            report = self._listing.report(row)
            if report is not None:
                tone = tone_of(report.status)
                sign = QRectF(inner.left(), inner.center().y() - _SIGN / 2 + 1, _SIGN, _SIGN)
                draw_glyph(painter, report.status, sign, tone)
            inner = inner.adjusted(_SIGN + 8, 0, 0, 0)
        elif column == NUMBER:
            side = Qt.AlignmentFlag.AlignRight
        painter.setFont(self._font(column))
        painter.setPen(tone)
        text = self._listing.columns[column].text(row)
        fitting = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, fitting)

    def cut(self, column: int, width: int, row: Camera) -> bool:
        text = self._listing.columns[column].text(row)
        return QFontMetrics(self._font(column)).horizontalAdvance(text) > width - _PAD - 6

    def _font(self, column: int) -> QFont:
        return {NUMBER: self._figures, NAME: self._bold}.get(column, self._plain)
