"""The values that every screen is drawn with: colours, spacing, radii and sizes of type, once per theme."""

from dataclasses import dataclass

from contract.alerts import Severity


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb. `text`, `muted` and the severities are readable (4.5:1) on `ground`, `panel` and `raised`."""

    name: str
    ground: str
    panel: str
    raised: str
    hover: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selected: str
    good: str
    warning: str
    danger: str
    on_danger: str
    emergency: str
    alert: str
    notice: str
    info: str

    def severity(self, severity: Severity) -> str:
        """The colour of a severity, which is never its only sign."""
        return (self.info, self.notice, self.alert, self.emergency)[severity]


DARK = Theme(
    name="dark",
    ground="#0b0f14",
    panel="#11171f",
    raised="#18202a",
    hover="#1f2935",
    line="#232d39",
    edge="#5b6b7e",
    text="#e8eef5",
    muted="#9fb0c2",
    accent="#5aa9ff",
    on_accent="#06101c",
    selected="#1b3350",
    good="#4cc38a",
    warning="#f2b84b",
    danger="#ff7a70",
    on_danger="#1b0503",
    emergency="#ff7067",
    alert="#ff9d4d",
    notice="#f4d35e",
    info="#8fb8e0",
)

CONTRAST = Theme(
    name="contrast",
    ground="#000000",
    panel="#000000",
    raised="#0a0a0a",
    hover="#262626",
    line="#8c8c8c",
    edge="#ffffff",
    text="#ffffff",
    muted="#e6e6e6",
    accent="#5cc8ff",
    on_accent="#000000",
    selected="#003a66",
    good="#5df2a0",
    warning="#ffd23f",
    danger="#ff9a91",
    on_danger="#000000",
    emergency="#ff9a91",
    alert="#ffb066",
    notice="#ffe45c",
    info="#a8d4ff",
)

THEMES = {theme.name: theme for theme in (DARK, CONTRAST)}

SPACE = (0, 4, 8, 12, 16, 24, 32)
"""Steps of distance in pixels: text to its icon 1–2, things of one group 2–3, groups 4, panels 5."""
RADIUS = 6
ROW = 38
"""Height of a row of a table."""

TYPE = {"small": 12, "body": 14, "strong": 15, "title": 18, "display": 26}
"""Pixels of type at a desk; a wall multiplies them (see wall_scale)."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
