"""The theme that all windows of this process wear now, and the one place that puts it on."""

from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from console.theme.fonts import FAMILIES, font
from console.theme.tokens import DARK, RADIUS, THEMES, TYPE, Theme

_TEMPLATE = Path(__file__).resolve().parents[2] / "resources" / "themes" / "console.qss"
# The one piece of state in this package, like the language: what is painted looks it up each time.
_worn: list[Theme] = [DARK]


def theme() -> Theme:
    """The theme worn now."""
    return _worn[0]


def wear(app: QApplication, name: str) -> None:
    """Put a theme on: palette, font and style sheet of the whole application. Icons are drawn anew by their owners."""
    if name not in THEMES:
        raise ValueError(f"unknown theme {name!r}: one of {', '.join(THEMES)}")
    _worn[0] = THEMES[name]
    # Fusion everywhere: native styles ignore half of a palette, each another half.
    app.setStyle("Fusion")
    app.setPalette(palette(theme()))
    app.setFont(font())
    app.setStyleSheet(sheet())


def sheet(scale: float = 1.0) -> str:
    """The style sheet of the theme worn now; a widget on a wall sets it on itself at the wall's scale."""
    worn = theme()
    words = {key: value for key, value in vars(worn).items() if key != "name"}
    sizes = {f"type_{key}": f"{max(1, round(size * scale))}px" for key, size in TYPE.items()}
    steps = {f"s{size}": f"{round(size * scale)}px" for size in (1, 2, 4, 6, 8, 10, 12, 16, 24, 32)}
    families = ", ".join(f'"{family}"' for family in FAMILIES)
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(words | sizes | steps, families=families, radius=f"{round(RADIUS * scale)}px")


def palette(worn: Theme) -> QPalette:
    """What style sheets do not reach: text selections, links, placeholders, whatever a style draws by itself."""
    roles = {
        QPalette.ColorRole.Window: worn.ground,
        QPalette.ColorRole.Base: worn.panel,
        QPalette.ColorRole.AlternateBase: worn.raised,
        QPalette.ColorRole.Button: worn.raised,
        QPalette.ColorRole.ToolTipBase: worn.raised,
        QPalette.ColorRole.WindowText: worn.text,
        QPalette.ColorRole.Text: worn.text,
        QPalette.ColorRole.ButtonText: worn.text,
        QPalette.ColorRole.ToolTipText: worn.text,
        QPalette.ColorRole.BrightText: worn.text,
        QPalette.ColorRole.PlaceholderText: worn.muted,
        QPalette.ColorRole.Link: worn.accent,
        QPalette.ColorRole.Highlight: worn.accent,
        QPalette.ColorRole.HighlightedText: worn.on_accent,
        QPalette.ColorRole.Mid: worn.line,
        QPalette.ColorRole.Dark: worn.line,
        QPalette.ColorRole.Light: worn.hover,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(worn.muted))
    return made
