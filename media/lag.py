"""How far behind a stream has fallen, told by the camera's own clock."""

DRIFT = 200e-6
"""Clocks of cheap cameras run apart by so much at worst; more than that is delay."""
LEAP = 30.0
"""A camera whose clock leaps further than this has set it, and counting begins anew."""
BEHIND = 1.5
SUSTAINED = 3.0
"""So far behind for so long, and only a new connection brings the present back: what queues on the way stays queued."""


class Lag:
    """Compares when pictures came with when the camera says that it took them."""

    def __init__(self) -> None:
        self._least: float | None = None
        self._last = 0.0
        self._behind_since: float | None = None

    def behind(self, stamp: float, arrived: float) -> float:
        """Return by how many seconds this picture is later than the promptest one."""
        delay = arrived - stamp
        if self._least is None or abs(delay - self._last_delay) > LEAP:
            self._least = delay
        else:
            self._least = min(delay, self._least + DRIFT * max(0.0, arrived - self._last))
        self._last, self._last_delay = arrived, delay
        behind = delay - self._least
        if behind <= BEHIND:
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = arrived
        return behind

    _last_delay = 0.0

    @property
    def hopeless(self) -> bool:
        """Say whether it has been behind for so long that a new connection is better."""
        return self._behind_since is not None and self._last - self._behind_since > SUSTAINED
