"""The rounds that cameras make by themselves: which preset is next, and when. Pure."""

from contract.ptz import PtzPatrol


class Round:
    """One camera's: it goes on where it was broken off."""

    def __init__(self) -> None:
        self._at, self._due = -1, 0.0
        self._steps: object = None

    def next(self, patrol: PtzPatrol | None, held: bool, now: float) -> str | None:
        """Where to look from now on, None to leave it as it is; while somebody steers the round rests."""
        if patrol is None or not patrol.on or held:
            self._due = now
            return None
        if patrol.steps != self._steps:
            self._steps, self._at, self._due = patrol.steps, -1, now
        if now < self._due:
            return None
        self._at = (self._at + 1) % len(patrol.steps)
        step = patrol.steps[self._at]
        self._due = now + step.dwell_s
        return step.preset
