"""How large letters must be on a wall, from how fine its pixels are and how far away people sit."""

from math import radians, tan

ARCMIN = 20
"""The height of a glyph as the eye sees it: 20 minutes of arc are read at a glance, 15 with effort (ISO 9241-303)."""


def wall_scale(pitch_mm: float, distance_m: float, arcmin: float = ARCMIN) -> int:
    """Pixels that a glyph must be high on a wall of this pixel pitch, seen from this distance."""
    if pitch_mm <= 0 or distance_m <= 0:
        raise ValueError("pitch and distance must be more than nothing")
    size_mm = distance_m * 1000 * tan(radians(arcmin / 60))
    return round(size_mm / pitch_mm)


def pitch_of(diagonal_inches: float, width: int, height: int) -> float:
    """Millimetres from pixel to pixel of a panel, from what stands on its box."""
    if diagonal_inches <= 0 or width <= 0 or height <= 0:
        raise ValueError("a panel has a size")
    return float(diagonal_inches * 25.4 / (width**2 + height**2) ** 0.5)
