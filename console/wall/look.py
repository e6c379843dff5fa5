"""How the wall looks: sizes that follow from the farthest reader, in the colours of the theme that is worn."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from console.theme import FAMILIES, Theme, paint_severity, theme
from console.video.style import MosaicStyle
from contract.alerts import Severity

CAPITAL = 0.727
"""Height of a capital as a share of the font's size."""


class WallStyle(MosaicStyle):
    """A mosaic that nobody points at needs no room for a focus ring."""

    @property
    def gap(self) -> float:
        return max(1.0, 0.8 * self.scale)


@dataclass(frozen=True, slots=True)
class Look:
    """`letter` is the height of a capital, in this window's pixels, that the farthest reader can read with ease."""

    letter: float

    @property
    def ink(self) -> Theme:
        return theme()

    def font(self, share: float = 1.0, bold: bool = False) -> QFont:
        """Letters of so many times the height that can be read with ease; all digits of one width."""
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(max(6, round(self.letter * share / CAPITAL)))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Medium)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def mosaic(self) -> MosaicStyle:
        """The strip of the current tile looks like all others: nobody points at the wall."""
        ink, size = self.ink, self.letter / CAPITAL / MosaicStyle().text_size
        return WallStyle(
            scale=size,
            ground=ink.ground,
            panel=ink.panel,
            strip=ink.raised,
            strip_current=ink.raised,
            text=ink.text,
            muted=ink.muted,
            live=ink.good,
            warning=ink.warning,
            alarm=ink.danger,
            quiet=ink.info,
        )


def stamp(painter: QPainter, box: QRect, severity: Severity) -> None:
    """The severity's shape on a dark plate, so that it can lie on a bar of its own colour."""
    painter.fillRect(box, QColor(theme().ground))
    inset = box.width() * 0.17
    paint_severity(painter, QRectF(box).adjusted(inset, inset, -inset, -inset), severity)
