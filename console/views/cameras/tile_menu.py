"""What can be done to the tile under the pointer, each line with the key that does the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from console.strings import N_, _
from console.video.looking import STEP, WHOLE, Look
from console.video.mosaic import Mosaic
from console.video.printing import Form
from console.video.scaling import Fit
from console.views.cameras.snapping import Snapping
from console.widgets.shortcuts import bind, key_words

GROUP = N_("Camera picture")
FITS = {
    Fit.CONTAIN: N_("Whole picture"),
    Fit.COVER: N_("Fill the tile, edges cut off"),
    Fit.STRETCH: N_("Stretch to the tile"),
}


@dataclass(frozen=True)
class Deed:
    """One line of the menu and the sheet; `title` is marked with N_."""

    title: str
    keys: str
    do: Callable[[], object]


def set_fit(mosaic: Mosaic, fit: Fit | None = None) -> None:
    """Let the current tile's picture sit like this, or in the next way."""
    slot = mosaic.board.slots.get(mosaic.board.current or "")
    if slot is None:
        return
    order = list(FITS)
    fit = fit or order[(order.index(slot.tile.fit) + 1) % len(order)]
    tiles = [each.tile for each in mosaic.board.slots.values()]
    mosaic.set_tiles([replace(tile, fit=fit) if tile.id == slot.tile.id else tile for tile in tiles])


def look(mosaic: Mosaic, change: Callable[[Look], Look]) -> None:
    """Look at the current tile's picture in another way."""
    slot = mosaic.board.slots.get(mosaic.board.current or "")
    if slot is not None:
        mosaic.look(slot.tile.id, change(slot.tile.look))


def looking(mosaic: Mosaic) -> tuple[Deed, ...]:
    """The deeds that every mosaic has; their keys are the mosaic's own, but for the fit."""
    return (
        Deed(N_("Look closer"), "+", lambda: look(mosaic, lambda old: old.zoomed(STEP))),
        Deed(N_("Look from farther"), "-", lambda: look(mosaic, lambda old: old.zoomed(1 / STEP))),
        Deed(N_("Show the whole picture"), "0", lambda: look(mosaic, lambda _old: WHOLE)),
        Deed(N_("Turn the picture clockwise"), "R", lambda: look(mosaic, lambda old: old.turned())),
        Deed(N_("Turn the picture back"), "Shift+R", lambda: look(mosaic, lambda old: old.turned(-1))),
    )


def bind_keys(owner: QWidget, deeds: tuple[Deed, ...]) -> None:
    for deed in deeds:
        bind(owner, deed.keys, deed.title, GROUP, partial(_press, deed))


def _press(deed: Deed) -> None:
    deed.do()


def fill(menu: QMenu, mosaic: Mosaic, deeds: tuple[Deed, ...], snapping: Snapping) -> None:
    """Deeds, then how the picture sits, then how files are saved."""
    for deed in deeds:
        menu.addAction(f"{_(deed.title)}\t{key_words(deed.keys)}", partial(_press, deed))
    slot = mosaic.board.slots.get(mosaic.board.current or "")
    fits = menu.addMenu(_("How the picture sits in its tile"))
    group = QActionGroup(fits)
    for fit, words in FITS.items():
        action = fits.addAction(_(words), partial(set_fit, mosaic, fit))
        action.setCheckable(True)
        action.setChecked(slot is not None and slot.tile.fit is fit)
        group.addAction(action)
    menu.addSeparator()
    menu.addAction(_("Folder for snapshots…"), snapping.choose_folder)
    jpeg = menu.addAction(_("Save as JPEG (smaller, less exact)"))
    jpeg.setCheckable(True)
    jpeg.setChecked(snapping.form is Form.JPEG)
    jpeg.toggled.connect(lambda yes: snapping.set_form(Form.JPEG if yes else Form.PNG))
