"""Looking closer at what a cell of the wall shows, from the desk: the wall follows a few times a second."""

from collections.abc import Callable
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.video.hand import PAN
from console.video.looking import CLOSEST, STEP, WHOLE, Look
from console.video.replay import Play
from console.video.scaling import Fit
from console.views.wall.plan import PlacedCell
from console.widgets.shortcuts import bind
from contract.walls import SetView, View

MOST_OFTEN_MS = 150
"""Between two wishes while the wheel turns."""
FRESH = 1.0
"""For so many seconds a wish counts for more than the row, which may not have heard of it yet."""
_FITS = {"contain": Fit.CONTAIN, "cover": Fit.COVER, "stretch": Fit.STRETCH}


def look_of(view: View) -> Look:
    """How a tile looks at what the contract calls a view."""
    size = min(1.0, max(CLOSEST, view.size))
    return Look(min(view.x, 1 - size), min(view.y, 1 - size), size, view.turns)


def fit_of(view: View) -> Fit:
    return _FITS.get(view.fit, Fit.CONTAIN)


def play_of(view: View, ahead: float) -> Play | None:
    """When and how fast a tile shows something again; `ahead`: seconds by which the city's clock is before ours."""
    play = view.play
    if play is None:
        return None
    # Jitter must not look like another wish; machines of a control room keep the same time anyway.
    skew = round(ahead * 4) / 4
    try:
        return Play(play.at.timestamp() - skew, play.since.timestamp() - skew, play.rate)
    except (ValueError, OverflowError):
        # A row from before the rules forbade such times: one absurd cell must not blind a wall.
        return None


def set_view(cell: PlacedCell, look: Look) -> SetView | None:
    """The wish for this look; None where the cell shows nothing that is looked at."""
    if cell.content is None or cell.layer is None:
        return None
    old = cell.content.view
    view = View(x=look.x, y=look.y, size=look.size, turns=look.turns, fit=old.fit, play=old.play)
    return SetView(zone=cell.zone, layer=cell.layer.id, cell=cell.cell, view=view)


class Viewing(QObject):
    """Gathers quick changes of one cell's look and asks for the last of them."""

    def __init__(self, desk: Desk, cell: Callable[[], PlacedCell | None], say: Callable[[str], None], parent: QWidget):
        super().__init__(parent)
        self._desk, self._cell, self._say = desk, cell, say
        self._waiting: tuple[PlacedCell, Look] | None = None
        self._recent = "", WHOLE, 0.0
        self._timer = QTimer(self, singleShot=True, interval=MOST_OFTEN_MS)
        self._timer.timeout.connect(self._ask)
        group = N_("Video wall")
        for keys, words, change in (
            ("+", N_("Look closer in the selected cell"), lambda look: look.zoomed(STEP)),
            ("-", N_("Look from farther in the selected cell"), lambda look: look.zoomed(1 / STEP)),
            ("0", N_("Show the whole picture in the selected cell"), lambda _look: WHOLE),
            ("R", N_("Turn the picture in the selected cell"), lambda look: look.turned()),
            ("Shift+Left", N_("Move the picture in the selected cell"), lambda look: look.panned(PAN, 0)),
            ("Shift+Right", N_("Move the picture in the selected cell"), lambda look: look.panned(-PAN, 0)),
            ("Shift+Up", N_("Move the picture in the selected cell"), lambda look: look.panned(0, PAN)),
            ("Shift+Down", N_("Move the picture in the selected cell"), lambda look: look.panned(0, -PAN)),
        ):
            bind(parent, keys, words, group, partial(self.change, change))

    def change(self, change: Callable[[Look], Look]) -> None:
        """Change the look of the current cell."""
        cell = self._cell()
        if cell is None or cell.content is None:
            self._say(_("Select a cell of the wall first."))
            return
        if self._waiting is not None and self._waiting[0].number != cell.number:
            self._ask()
        before = self._before(cell, cell.content.view)
        after = change(before)
        if after == before:
            return
        wish = set_view(cell, after)
        if wish is None or (no := self._desk.refusal(wish)):
            self._say(refusal_text(no.code, no.facts) if wish is not None and no else _("There is nothing to look at."))
            return
        self._waiting = cell, after
        self._recent = cell.number, after, monotonic()
        if not self._timer.isActive():
            self._ask()

    def _before(self, cell: PlacedCell, view: View) -> Look:
        """While the wheel turns the row lags behind: go on from what was last wished for."""
        number, look, then = self._recent
        return look if number == cell.number and monotonic() - then < FRESH else look_of(view)

    def _ask(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        wish = set_view(*waiting)
        if wish is not None and self._desk.refusal(wish) is None:
            self._desk.ask(wish)
        self._timer.start()
