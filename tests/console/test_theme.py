"""The looks: readable in both themes, never by colour alone, and large enough from afar."""

from itertools import product

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.strings import set_language
from console.theme import (
    FAMILIES,
    SHAPES,
    THEMES,
    Theme,
    contrast,
    font,
    icon,
    paint_severity,
    pitch_of,
    severity_word,
    sheet,
    wall_scale,
    wear,
)  # fmt: skip
from console.theme.icons import FOLDER
from contract.alerts import Severity

INKS = ("text", "muted", "accent", "good", "warning", "danger", "emergency", "alert", "notice", "info")
GROUNDS = ("ground", "panel", "raised", "hover", "selected")
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


@themes
def test_every_ink_is_readable_on_every_ground(theme: Theme) -> None:
    for ink, ground in product(INKS, GROUNDS):
        assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5, (ink, ground)
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.on_danger, theme.danger) >= 4.5
    assert contrast(theme.on_accent, theme.good) >= 4.5


@themes
def test_edges_of_fields_are_seen(theme: Theme) -> None:
    """WCAG 1.4.11: what marks a field or the focus stands out 3:1."""
    for ground in GROUNDS[:3]:
        assert contrast(theme.edge, getattr(theme, ground)) >= 3
        assert contrast(theme.accent, getattr(theme, ground)) >= 3


def test_the_high_contrast_theme_is_one() -> None:
    theme = THEMES["contrast"]
    assert all(contrast(getattr(theme, ink), theme.ground) >= 7 for ink in INKS)


@themes
def test_severities_differ_in_colour_shape_and_word(qapp: QApplication, theme: Theme) -> None:
    wear(qapp, theme.name)
    set_language("vi")
    assert len({theme.severity(one) for one in Severity}) == 4
    assert len({severity_word(one) for one in Severity}) == 4
    assert len(set(SHAPES.values())) == 4
    wear(qapp, "dark")


def test_the_shapes_differ_without_their_colours(qapp: QApplication) -> None:
    def drawn(severity: Severity) -> bytes:
        image = QImage(32, 32, QImage.Format.Format_Alpha8)
        image.fill(0)
        painter = QPainter(image)
        paint_severity(painter, QRectF(2, 2, 28, 28), severity)
        painter.end()
        return bytes(image.constBits())

    assert len({drawn(severity) for severity in Severity}) == 4


def test_figures_stand_under_each_other(qapp: QApplication) -> None:
    metrics = QFontMetricsF(font(figures=True))
    assert metrics.horizontalAdvance("11:11:11") == pytest.approx(metrics.horizontalAdvance("08:48:58"))
    assert font().families() == list(FAMILIES)
    assert font(bold=True).weight() > QFont.Weight.Normal


def test_a_wall_is_read_from_the_last_row() -> None:
    """A 55-inch full-HD panel has 1,577 pixels a metre: 20 minutes of arc at 5 m are 29 mm (video-wall.md §3.4)."""
    pitch = pitch_of(55, 1920, 1080)
    assert 1000 / pitch == pytest.approx(1577, abs=1)
    assert wall_scale(pitch, 5) == 46
    assert wall_scale(pitch, 5, arcmin=15) == 34
    assert wall_scale(pitch, 10) == 92


@pytest.mark.parametrize(("pitch", "distance"), [(0, 5), (0.6, 0), (-1, 5)])
def test_a_wall_has_a_size_and_a_distance(pitch: float, distance: float) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        wall_scale(pitch, distance)


def test_an_unknown_theme_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="unknown theme 'light'"):
        wear(qapp, "light")


def test_the_sheet_grows_with_the_scale_and_leaves_no_name_open() -> None:
    assert "font-size: 14px" in sheet()
    assert "font-size: 28px" in sheet(2.0)
    assert "$" not in sheet()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something_in_the_colour_asked_for(qapp: QApplication, path: object) -> None:
    image = icon(path.stem, "#ff0000", 20).pixmap(40, 40).toImage()
    inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    inked = [colour for colour in inked if colour.alpha() > 200]
    assert len(inked) > 20
    assert all(colour.red() > 200 and colour.green() < 60 for colour in inked)
