"""How many alerts the word of one account alone may raise: the rest waits, and is raised if it still stands."""

from collections import deque

from backend.services.camera_health.judge import Extent, Say
from contract.base import World
from contract.people import Person, Role

ALONE = 6
"""So many alerts within MINUTE_S on the word of one account that nobody else bears out."""
MINUTE_S = 60.0


class Paces:
    """Wall machines are not paced: a wall that loses its line loses many cameras at once, and nobody speaks there."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._times: dict[str, deque[float]] = {}

    def may(self, say: Say, now: float) -> bool:
        """Whether this may be told now; if so, it counts."""
        if say.extent is Extent.GONE or len(say.by) != 1 or self._wall(say.by[0]):
            return True
        self._times = {by: times for by, times in self._times.items() if now - times[-1] < MINUTE_S}
        times = self._times.get(say.by[0], deque(maxlen=ALONE))
        if len(times) == ALONE and now - times[0] < MINUTE_S:
            return False
        times.append(now)
        self._times[say.by[0]] = times
        return True

    def _wall(self, by: str) -> bool:
        person = self._world.get(Person, by)
        return person is not None and person.role is Role.WALL_NODE
