"""Paints what is not video: the strip with a camera's name, the marks on an old picture, the panel instead of one."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from console.video.glyphs import draw_glyph, draw_steer
from console.video.style import MosaicStyle
from console.video.tiles import Badge, Place
from console.video.truth import Status
from console.video.words import Saying

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Brush:
    """Paints in physical pixels; `ratio` is how many of them make one of the screen's units."""

    def __init__(self, style: MosaicStyle, ratio: float) -> None:
        """Size everything for one screen."""
        self.style, self.ratio = style, ratio

    def font(self, height: int, share: float = 0.56, bold: bool = False) -> QFont:
        """Return the letters for a strip of this height."""
        font = QFont(self.style.family) if self.style.family else QFont()
        size = min(self.style.text_size * self.ratio, height * share)
        font.setPixelSize(max(7, round(size)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Medium)
        return font

    def strip(
        self,
        painter: QPainter,
        place: Place,
        label: str,
        status: Status,
        short: str,
        current: bool,
        badge: Badge | None = None,
        tight: str = "",
    ) -> None:
        """Paint who steers and the name on the left, the sign and words of the status on the right."""
        box, style = place.strip, self.style
        if box.height() < 6:
            return
        painter.fillRect(box, QColor(style.strip_current if current else style.strip))
        font, tone = self.font(box.height()), style.tone(status)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        pad = max(3, box.height() // 3)
        side = metrics.ascent() * 0.72
        right = box.right() - pad
        if short:
            if tight and metrics.horizontalAdvance(short) * 2 > box.width():
                short = tight
            # In a small tile a long word ends early: it must not reach into the neighbour's.
            room_left = max(0, box.width() - 3 * pad - int(side))
            short = metrics.elidedText(short, Qt.TextElideMode.ElideRight, room_left)
            right -= metrics.horizontalAdvance(short)
            painter.setPen(tone)
            painter.drawText(QRect(right, box.top(), box.right() - right, box.height()), _LEFT, short)
            right -= pad // 2
        sign = QRectF(right - side, box.center().y() + 1 - side / 2, side, side)
        draw_glyph(painter, status, sign, tone)
        left = box.left() + (self._badge(painter, box, int(sign.left()), badge) if badge else 0) + pad
        room = QRect(left, box.top(), max(0, int(sign.left()) - left - pad), box.height())
        painter.setPen(QColor(style.text))
        painter.drawText(room, _LEFT, metrics.elidedText(label, Qt.TextElideMode.ElideRight, room.width()))

    def _badge(self, painter: QPainter, box: QRect, until: int, badge: Badge) -> int:
        """Paint who steers; return how much room that took."""
        metrics = painter.fontMetrics()
        pad, side = max(3, box.height() // 3), metrics.ascent() * 0.9
        # The name must stay readable: it says which camera turns.
        most = max(0, (until - box.left()) * 2 // 3 - round(side) - 3 * pad)
        words = metrics.elidedText(badge.words, Qt.TextElideMode.ElideRight, most)
        width = round(side) + metrics.horizontalAdvance(words) + 3 * pad
        chip = QRect(box.left(), box.top(), width, box.height())
        painter.fillRect(chip, QColor(self.style.focus if badge.mine else self.style.panel))
        tone = QColor(self.style.ground if badge.mine else self.style.text)
        draw_steer(painter, QRectF(chip.left() + pad, chip.center().y() + 1 - side / 2, side, side), tone)
        painter.setPen(tone)
        painter.drawText(chip.adjusted(round(side) + 2 * pad, 0, 0, 0), _LEFT, words)
        return width

    def ring(self, painter: QPainter, place: Place, current: bool, focused: bool) -> None:
        """Paint the margin around a tile: empty, or the mark of the current one."""
        width = place.video.left() - place.outer.left()
        tone = QColor(self.style.focus if focused else self.style.muted) if current else QColor(self.style.ground)
        painter.setPen(QPen(tone, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(QRectF(place.outer).adjusted(half, half, -half, -half))

    def aged(self, painter: QPainter, box: QRect, status: Status, saying: Saying) -> None:
        """Dim the old picture that lies there, hatch its border, and write its age large."""
        tone = self.style.tone(status)
        painter.fillRect(box, QColor(4, 6, 10, 170 if status == "stale" else 70))
        self._hatch(painter, box, tone)
        if saying.large:
            self._speech(painter, box, status, saying, tone)

    def panel(self, painter: QPainter, box: QRect, status: Status, saying: Saying) -> None:
        """Paint the dark panel of a tile that has no picture to show."""
        painter.fillRect(box, QColor(self.style.panel))
        self._speech(painter, box, status, saying, self.style.tone(status))

    def sentence(self, painter: QPainter, box: QRect, text: str) -> None:
        """Write one sentence in the middle of nothing."""
        font = self.font(1000)
        font.setPixelSize(max(9, round(self.style.text_size * 1.5 * self.ratio)))
        painter.setFont(font)
        painter.setPen(QColor(self.style.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _hatch(self, painter: QPainter, box: QRect, tone: QColor) -> None:
        width = max(4, round(min(6 * self.style.scale * self.ratio, box.height() / 20)))
        inner = box.adjusted(width, width, -width, -width)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        bands = (
            QRect(box.left(), box.top(), box.width(), width),
            QRect(box.left(), inner.bottom() + 1, box.width(), width),
            QRect(box.left(), inner.top(), width, inner.height()),
            QRect(inner.right() + 1, inner.top(), width, inner.height()),
        )
        for band in bands:
            painter.fillRect(band, QColor(10, 10, 10))
            painter.fillRect(band, QBrush(tone, Qt.BrushStyle.BDiagPattern))
        painter.restore()

    def _speech(self, painter: QPainter, box: QRect, status: Status, saying: Saying, tone: QColor) -> None:
        large = self.font(box.height(), 0.13, bold=True)
        large.setPixelSize(max(9, min(round(self.style.text_size * 1.9 * self.ratio), box.height() // 7)))
        small = self.font(box.height(), 0.085)
        big, low = QFontMetrics(large), QFontMetrics(small)
        lines = [low.elidedText(line, Qt.TextElideMode.ElideRight, box.width() - 12) for line in saying.lines]
        lines = lines[: max(0, int((box.height() * 0.9 - big.height()) / max(1, low.height())))]
        rise = round(low.height() * 1.15)
        height = big.height() + rise * len(lines)
        top = box.top() + (box.height() - height) / 2
        side = big.ascent() * 0.7
        width = side * 1.5 + big.horizontalAdvance(saying.large)
        left = box.left() + (box.width() - width) / 2
        draw_glyph(painter, status, QRectF(QPointF(left, top + (big.height() - side) / 2), QSizeF(side, side)), tone)
        painter.setFont(large)
        painter.setPen(tone)
        painter.drawText(QRectF(left + side * 1.5, top, width, big.height()), _LEFT, saying.large)
        painter.setFont(small)
        painter.setPen(QColor(self.style.text))
        for index, line in enumerate(lines):
            row = QRectF(box.left(), top + big.height() + index * rise, box.width(), rise)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, line)
            painter.setPen(QColor(self.style.muted))
