"""The letters of the screens: families in order of liking, and figures that stand under each other."""

from functools import cache

from PySide6.QtGui import QFont

from console.theme.tokens import TYPE

FAMILIES = ("Inter", "Noto Sans", "Segoe UI", "SF Pro", "DejaVu Sans")
"""Each has every Vietnamese letter with both of its marks."""


@cache
def font(size: str = "body", scale: float = 1.0, bold: bool = False, figures: bool = False) -> QFont:
    """A font of the scale's `size`; `figures` gives all digits one width, so that running numbers do not dance."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(max(1, round(TYPE[size] * scale)))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
