"""Our own icons, drawn in one stroke width and coloured by the theme that is worn."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from console.theme.current import theme

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"
_RATIO = 2.0
"""Drawn at twice the size, so that screens of any density get a sharp one."""


def icon(name: str, colour: str = "", size: int = 20) -> QIcon:
    """The icon in the theme's text colour, or in another of its colours."""
    return QIcon(pixmap(name, colour or theme().text, size))


@cache
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    picture = QPixmap(round(size * _RATIO), round(size * _RATIO))
    picture.fill(Qt.GlobalColor.transparent)
    source = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(_RATIO)
    return picture
