"""Showing again on the wall what just happened: all pictures of the selected zone's layer on one clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import N_, _, refusal_text
from console.views.wall.plan import PlacedCell
from console.widgets.shortcuts import bind
from contract.walls import Play, SetPlay

BACK = timedelta(seconds=10)


def where(play: Play | None, now: datetime) -> datetime:
    """The moment that is shown now."""
    try:
        return min(now, play.at + (now - play.since) * play.rate) if play else now
    except (OverflowError, TypeError):
        return now


class Replaying(QObject):
    """Asks for the zone of the current cell."""

    def __init__(self, desk: Desk, cell: Callable[[], PlacedCell | None], say: Callable[[str], None], parent: QWidget):
        super().__init__(parent)
        self._desk, self._cell, self._say = desk, cell, say
        group = N_("Video wall")
        bind(parent, "J", N_("Replay in the zone: back by ten seconds"), group, self.back)
        bind(parent, "K", N_("Replay in the zone: stand still, or run on"), group, self.toggle)
        bind(parent, "Backspace", N_("Replay in the zone: the present again"), group, partial(self._ask, None))

    def back(self) -> None:
        """Go back by ten seconds, in all pictures."""
        now, play = self._desk.now(), self._play()
        self._ask(Play(at=where(play, now) - BACK, since=now, rate=play.rate if play else 1.0))

    def toggle(self) -> None:
        """Stand still, or run on."""
        now, play = self._desk.now(), self._play()
        self._ask(Play(at=where(play, now), since=now, rate=0.0 if play is None or play.rate else 1.0))

    def _play(self) -> Play | None:
        cell = self._cell()
        return cell.content.view.play if cell and cell.content else None

    def _ask(self, play: Play | None) -> None:
        cell = self._cell()
        if cell is None or cell.layer is None:
            self._say(_("Select a cell of the wall first."))
            return
        wish = SetPlay(zone=cell.zone, layer=cell.layer.id, play=play)
        if no := self._desk.refusal(wish):
            self._say(refusal_text(no.code, no.facts))
            return
        self._desk.ask(wish)
