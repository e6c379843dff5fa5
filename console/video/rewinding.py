"""Going back in a mosaic, standing still, stepping, running on: for the current tile, or for all on one clock."""

import time
from collections.abc import Callable, Collection
from typing import Protocol

from console.video.board import Board
from console.video.replay import RATES, Play
from console.video.tap import Tap

BACK = 10.0
AFTER = 0.3
"""Nearer to the present than this a replay that runs forward is the present."""


class Replayed(Protocol):
    """What is needed of the mosaic."""

    board: Board

    def play(self, play: Play | None, tile_ids: Collection[str] | None = None) -> None: ...


class Rewinding:
    """Belongs to one mosaic; `together` makes all tiles share one clock."""

    def __init__(self, mosaic: Replayed, now: Callable[[], float] = time.time) -> None:
        self._mosaic, self._now = mosaic, now
        self.together = False

    @property
    def play(self) -> Play | None:
        """Return what the current tile shows again."""
        slot = self._mosaic.board.slots.get(self._mosaic.board.current or "")
        return slot.tile.play if slot else None

    @property
    def span(self) -> tuple[float, float] | None:
        """Return the first and the last moment kept of the current tile's camera, in Unix seconds."""
        tap = self._tap()
        kept = tap.tape.span if tap and tap.tape else None
        ahead = self._now() - time.monotonic()
        return (kept[0] + ahead, kept[1] + ahead) if kept else None

    def now(self) -> float:
        """Return this moment, by the clock that replays go by."""
        return self._now()

    def where(self) -> float:
        """Return the moment that the current tile shows."""
        play, now = self.play, self._now()
        return play.where(now) if play else now

    def back(self, seconds: float = BACK) -> None:
        """Go back (on, if negative) by so much; reaching the present is the present."""
        self.go(self.where() - seconds)

    def go(self, moment: float) -> None:
        """Go to a moment, as near as what is kept allows, and run on as before."""
        now, play, span = self._now(), self.play, self.span
        if moment >= now - AFTER:
            self.live()
            return
        moment = max(moment, span[0]) if span else moment
        self._set(play.moved(moment, now) if play else Play(moment, now))

    def toggle(self) -> None:
        """Stand still, or run on; from the present, stand still at this moment."""
        now, play = self._now(), self.play
        if play is None:
            self._set(Play(now, now, 0.0))
        else:
            self._set(play.at_rate(0.0 if play.rate else 1.0, now))

    def rate(self, rate: float) -> None:
        """Run at another speed."""
        play, now = self.play, self._now()
        self._set(play.at_rate(rate, now) if play else Play(now, now, rate) if rate < 1 else None)

    def faster(self, yes: bool) -> None:
        """Take the next higher or lower speed."""
        rate = self.play.rate if self.play else 1.0
        others = [other for other in RATES if (other > rate if yes else other < rate)]
        if others:
            self.rate(others[0] if yes else others[-1])

    def step(self, forward: bool) -> None:
        """Stand still and show the next picture, or the one before."""
        tap = self._tap()
        tape = tap.tape if tap else None
        if tape is None:
            return
        ahead = self._now() - time.monotonic()
        beside = tape.beside(self.where() - ahead, forward)
        if beside is not None:
            # Just behind its arrival, or rounding would show the one before.
            self._set(Play(beside + ahead + 0.0005, self._now(), 0.0))

    def live(self) -> None:
        """Show the present."""
        self._set(None)

    def _set(self, play: Play | None) -> None:
        current = self._mosaic.board.current
        self._mosaic.play(play, None if self.together else {current} if current else set())

    def _tap(self) -> Tap | None:
        slot = self._mosaic.board.slots.get(self._mosaic.board.current or "")
        return slot.tap if slot else None
