"""Which part of a camera's picture is looked at, and how closely."""

from dataclasses import dataclass, replace

CLOSEST = 1 / 16
STEP = 1.25
"""What one notch of the wheel, or one press of a key, brings nearer."""


@dataclass(frozen=True, slots=True)
class Look:
    """A square window in fractions of the picture, after its quarter turns clockwise; `size` 1 is all of it."""

    x: float = 0.0
    y: float = 0.0
    size: float = 1.0
    turns: int = 0

    @property
    def whole(self) -> bool:
        """Say whether the picture is shown as it comes."""
        return self.size >= 1.0 and not self.turns

    @property
    def times(self) -> float:
        """Return how many times nearer than the whole it is."""
        return 1.0 / self.size

    def zoomed(self, factor: float, x: float = 0.5, y: float = 0.5) -> "Look":
        """Come nearer (or go back, below 1) to a point of the tile, which stays where it is."""
        size = min(1.0, max(CLOSEST, self.size / factor))
        # Just short of the whole nothing is gained, and the cheaper stream would be lost.
        size = 1.0 if size > 0.97 else size
        gained = self.size - size
        return _inside(replace(self, size=size, x=self.x + x * gained, y=self.y + y * gained))

    def panned(self, dx: float, dy: float) -> "Look":
        """Carry the picture along, by so much of a tile."""
        return _inside(replace(self, x=self.x - dx * self.size, y=self.y - dy * self.size))

    def turned(self, turns: int = 1) -> "Look":
        """Turn the picture by quarters clockwise; what was looked at is another part then, so all of it is shown."""
        return Look(turns=(self.turns + turns) % 4)


def _inside(look: Look) -> Look:
    room = 1.0 - look.size
    return replace(look, x=min(room, max(0.0, look.x)), y=min(room, max(0.0, look.y)))


WHOLE = Look()
