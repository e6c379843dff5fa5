"""Paints the wall in small: screens, zones, cells, what each should show, and the sign of what it really shows."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from console.theme import font, severity_colour, theme
from console.video.glyphs import draw_glyph
from console.video.truth import Status
from console.views.wall.nodes import Truth
from console.views.wall.plan import Area
from contract.alerts import Severity
from contract.walls import LayerKind

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PAD = 6.0
_SIGN = 11.0
_LARGE = 18.0
_SIGNS: dict[str, Status] = {
    "live": "live",
    "late": "late",
    "stale": "stale",
    "lost": "lost",
    "unknown": "lost",
    "denied": "denied",
    "connecting": "connecting",
    "moving": "connecting",
    "replay": "replay",
}


@dataclass(frozen=True, slots=True)
class CellFace:
    """All that is painted of one cell."""

    box: QRectF
    number: str
    name: str
    truth: Truth
    empty: bool
    current: bool
    target: bool


@dataclass(frozen=True, slots=True)
class ScreenFace:
    """One screen's bezel; `words` stand over it where nothing is known of it."""

    box: QRectF
    words: str


@dataclass(frozen=True, slots=True)
class BannerFace:
    """The head of a zone that a layer covers."""

    box: QRectF
    zone: QRectF
    kind: LayerKind
    severity: Severity
    words: str


def fitted(area: Area, room: QRectF) -> tuple[float, QPointF]:
    """Scale and origin that put a canvas into a room, whole and in the middle."""
    scale = min(room.width() / max(1, area.w), room.height() / max(1, area.h))
    left = room.left() + (room.width() - area.w * scale) / 2 - area.x * scale
    top = room.top() + (room.height() - area.h * scale) / 2 - area.y * scale
    return scale, QPointF(left, top)


def tone_of(status: str) -> QColor:
    """A status's colour, which is never its only sign."""
    worn = theme()
    tones = {"live": worn.good, "late": worn.warning, "stale": worn.warning, "lost": worn.danger, "denied": worn.danger}
    return QColor(tones.get(status, worn.muted if status in ("away", "untold") else worn.info))


def paint_screen(painter: QPainter, face: ScreenFace) -> None:
    """The ground of a screen, seen where no zone covers it."""
    painter.fillRect(face.box, QColor("#000000"))
    if face.words:
        _hatch(painter, face.box)


def paint_bezel(painter: QPainter, face: ScreenFace) -> None:
    """The screen's edge, and on a plate why nothing is known of it."""
    worn = theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(worn.edge), 3))
    painter.drawRect(face.box)
    if not face.words:
        return
    painter.setFont(font("strong", bold=True))
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(face.words, Qt.TextElideMode.ElideRight, face.box.width() - 48)
    width, height = metrics.horizontalAdvance(text) + 32, metrics.height() + 16
    # On the lower edge, where cells of which nothing is known say nothing.
    plate = QRectF(face.box.center().x() - width / 2, face.box.bottom() - height - 3, width, height)
    painter.fillRect(plate, QColor(worn.ground))
    painter.setPen(QPen(QColor(worn.warning), 1))
    painter.drawRect(plate)
    painter.setPen(QColor(worn.warning))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def paint_cell(painter: QPainter, face: CellFace) -> None:
    """The cell's number over its content's name, and its truth along the lower edge."""
    worn = theme()
    box = face.box.adjusted(1, 1, -1, -1)
    painter.fillRect(box, QColor(worn.selected if face.current else worn.panel))
    if face.truth.status == "away":
        _hatch(painter, box)
    inner = box.adjusted(_PAD, 3, -_PAD, -3)
    small = QFontMetricsF(font("small"))
    line = small.height()
    painter.setFont(font("small"))
    painter.setPen(QColor(worn.muted))
    if inner.height() < 2.2 * line:
        _one_line(painter, inner, face, small)
    else:
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), line), _LEFT, face.number)
        _truth(painter, QRectF(inner.left(), inner.bottom() - line, inner.width(), line), face, small)
        _name(painter, inner.adjusted(0, line, 0, -line), face)
    _edge(painter, box, face)


def paint_banner(painter: QPainter, face: BannerFace) -> None:
    """A thick frame and a head in the severity's colour: the zone shows something else than its base."""
    alarm = face.kind is LayerKind.ALARM
    tone = severity_colour(face.severity) if alarm else QColor(theme().accent)
    painter.setPen(QPen(tone, 4, Qt.PenStyle.DashLine if alarm else Qt.PenStyle.SolidLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(face.zone.adjusted(2, 2, -2, -2))
    painter.fillRect(face.box, tone)
    painter.setFont(font("small", bold=True))
    painter.setPen(QColor(theme().ground))
    inner = face.box.adjusted(_PAD, 0, -_PAD, 0)
    text = QFontMetricsF(painter.font()).elidedText(face.words, Qt.TextElideMode.ElideRight, inner.width())
    painter.drawText(inner, _LEFT, text)


def _hatch(painter: QPainter, box: QRectF) -> None:
    """Under the words, which stay readable."""
    painter.fillRect(box, QBrush(QColor(theme().line), Qt.BrushStyle.BDiagPattern))


def _one_line(painter: QPainter, box: QRectF, face: CellFace, metrics: QFontMetricsF) -> None:
    """A cell too low for three lines keeps its number and the sign."""
    sign = QRectF(box.right() - _SIGN, box.center().y() - _SIGN / 2, _SIGN, _SIGN)
    _sign(painter, sign, face.truth.status)
    room = box.adjusted(0, 0, -_SIGN - _PAD, 0)
    painter.setPen(QColor(theme().text))
    words = f"{face.number} {face.name}"
    painter.drawText(room, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width()))


def _truth(painter: QPainter, box: QRectF, face: CellFace, metrics: QFontMetricsF) -> None:
    if face.empty or face.truth.status == "away":
        return
    _sign(painter, QRectF(box.left(), box.center().y() - _SIGN / 2, _SIGN, _SIGN), face.truth.status)
    room = box.adjusted(_SIGN + _PAD, 0, 0, 0)
    painter.setPen(tone_of(face.truth.status))
    painter.drawText(room, _LEFT, metrics.elidedText(face.truth.words, Qt.TextElideMode.ElideRight, room.width()))


def _name(painter: QPainter, box: QRectF, face: CellFace) -> None:
    """As large as the cell allows, on as many lines as there are, the last one shortened where it must be."""
    large = box.height() > 5 * _LARGE and box.width() > 15 * _LARGE
    painter.setFont(font("title" if large else "body", bold=large))
    painter.setPen(QColor(theme().muted if face.empty else theme().text))
    metrics = QFontMetricsF(painter.font())
    name = face.name
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    if box.height() < 2 * metrics.height():
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, box.width())
    while len(name) > 4 and metrics.boundingRect(box, flags, name).height() > box.height() + 1:
        name = name[:-2].rstrip(" …") + "…"
    painter.drawText(box, flags, name)


def _sign(painter: QPainter, box: QRectF, status: str) -> None:
    draw_glyph(painter, _SIGNS.get(status, "off"), box, tone_of(status))


def _edge(painter: QPainter, box: QRectF, face: CellFace) -> None:
    worn = theme()
    if face.target:
        painter.setPen(QPen(QColor(worn.good), 4, Qt.PenStyle.DashLine))
    elif face.current:
        painter.setPen(QPen(QColor(worn.accent), 3))
    else:
        painter.setPen(QPen(QColor(worn.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(1, 1, -1, -1))
