"""The looks of a mosaic: a dark room's colours, and sizes for a desk or a wall."""

from dataclasses import dataclass

from PySide6.QtGui import QColor

from console.video.truth import Status


@dataclass(frozen=True)
class MosaicStyle:
    """Colours as #rrggbb; `scale` is 1 at a desk and larger where people stand far away."""

    scale: float = 1.0
    family: str = ""
    ground: str = "#07090d"
    panel: str = "#0e131a"
    strip: str = "#151b24"
    strip_current: str = "#1d2a3d"
    text: str = "#e8eef5"
    muted: str = "#93a1b3"
    live: str = "#3fb950"
    warning: str = "#f5b83d"
    alarm: str = "#ff7b6b"
    quiet: str = "#7fa8d9"
    focus: str = "#58a6ff"

    @property
    def gap(self) -> float:
        """Room around a tile, wide enough for the focus ring."""
        return max(2.0, 2.0 * self.scale)

    @property
    def strip_height(self) -> float:
        """Room for a camera's name."""
        return 24.0 * self.scale

    @property
    def text_size(self) -> float:
        """Height of a name's letters."""
        return 13.0 * self.scale

    def tone(self, status: Status) -> QColor:
        """Return a status's colour, which is never its only sign."""
        tones = {"live": self.live, "late": self.warning, "stale": self.warning, "lost": self.alarm}
        return QColor(tones.get(status, self.alarm if status == "denied" else self.quiet))
