"""How the console looks: two themes of one set of tokens, one style sheet, letters, icons and severities."""

from console.theme.current import palette, sheet, theme, wear
from console.theme.far import pitch_of, wall_scale
from console.theme.fonts import FAMILIES, font
from console.theme.icons import icon, pixmap
from console.theme.severities import SHAPES, paint_severity, severity_colour, severity_text, severity_word
from console.theme.tokens import CONTRAST, DARK, RADIUS, ROW, SPACE, THEMES, TYPE, Theme, contrast

__all__ = [
    "CONTRAST",
    "DARK",
    "FAMILIES",
    "RADIUS",
    "ROW",
    "SHAPES",
    "SPACE",
    "THEMES",
    "TYPE",
    "Theme",
    "contrast",
    "font",
    "icon",
    "paint_severity",
    "palette",
    "pitch_of",
    "pixmap",
    "severity_colour",
    "severity_text",
    "severity_word",
    "sheet",
    "theme",
    "wall_scale",
    "wear",
]
