"""Follows things from picture to picture: who is who, where each has been, and for how long it has been there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from math import dist

from analytics.blobs import Blob, Box

CONFIRMED = 3
"""So many pictures in which a thing was seen make it one: rain and noise are never twice at a place."""
LOST_S = 2.0
"""So long a thing may be hidden, by a tree or a lorry, and still be the same."""
STILL = 0.01
"""Share of the picture within which a thing counts as standing still."""
_REACH, _SPEED = 1.2, 0.5
"""How far from where it is expected a thing may appear: sizes of its own, and widths of the picture a second."""


@dataclass(slots=True)
class Track:
    """One thing. `origin` is where it was first seen; `rests_at` and `still_since` are since when it stands where."""

    id: int
    box: Box
    contrast: float
    kind: str
    score: float
    born: float
    seen: float
    origin: tuple[float, float]
    rests_at: tuple[float, float]
    still_since: float
    hits: int = 1
    travelled: float = 0.0
    velocity: tuple[float, float] = (0.0, 0.0)
    hollow: bool = False
    marks: dict[str, object] = field(default_factory=dict)
    """What rules remember of it, under their ids."""

    @property
    def confirmed(self) -> bool:
        return self.hits >= CONFIRMED

    def expected(self, at: float) -> Box:
        ahead = min(at - self.seen, 1.0)
        return self.box._replace(x=self.box.x + self.velocity[0] * ahead, y=self.box.y + self.velocity[1] * ahead)

    def still_s(self, at: float) -> float:
        return at - self.still_since

    def take(self, blob: Blob, at: float) -> None:
        """It is there now."""
        (ox, oy), (nx, ny) = self.box.centre, blob.box.centre
        step = at - self.seen
        if step > 0:
            fresh = (nx - ox) / step, (ny - oy) / step
            self.velocity = (self.velocity[0] + fresh[0]) / 2, (self.velocity[1] + fresh[1]) / 2
        self.box, self.contrast, self.score = blob.box, blob.contrast, blob.score
        self.seen = at
        self.hits += 1
        self.travelled = max(self.travelled, dist(self.origin, (nx, ny)))
        if dist(self.rests_at, (nx, ny)) > max(STILL, 0.1 * max(blob.box.w, blob.box.h)):
            self.rests_at, self.still_since = (nx, ny), at


class Tracker:
    """Greedy: the pair that fits best first. Enough for things that are apart; who crosses whom may change names."""

    def __init__(self, lost_s: float = LOST_S) -> None:
        self._lost_s = lost_s
        self._ids = count(1)
        self.tracks: list[Track] = []

    def look(self, blobs: list[Blob], at: float) -> list[Track]:
        """All that are followed; those that were seen now have `seen == at`."""
        pairs = sorted(_pairs(self.tracks, blobs, at), reverse=True)
        tracks, taken = set[int](), set[int]()
        for _, n, m in pairs:
            if n not in tracks and m not in taken:
                self.tracks[n].take(blobs[m], at)
                tracks.add(n)
                taken.add(m)
        # Something not yet confirmed has no claim to be remembered.
        self.tracks = [one for one in self.tracks if at - one.seen <= (self._lost_s if one.confirmed else 0.6)]
        self.tracks += [self._new(blob, at) for m, blob in enumerate(blobs) if m not in taken]
        return self.tracks

    def forget(self) -> None:
        self.tracks = []

    def _new(self, blob: Blob, at: float) -> Track:
        centre = blob.box.centre
        return Track(
            next(self._ids), blob.box, blob.contrast, blob.kind, blob.score, at, at, centre, centre, at
        )  # fmt: skip


def _pairs(tracks: list[Track], blobs: list[Blob], at: float) -> Iterator[tuple[float, int, int]]:
    """How well each fits each that is near enough: in a crowd, most are not, and asking all would cost the most."""
    centres = [blob.box.centre for blob in blobs]
    for n, track in enumerate(tracks):
        there = track.expected(at)
        (x, y), (w, h) = there.centre, track.box[2:]
        moved = abs(there.x - track.box.x) + abs(there.y - track.box.y)
        reach = _REACH * max(w, h) + min(_SPEED * (at - track.seen), 0.15)
        near = reach + moved
        for m, (bx, by) in enumerate(centres):
            size = blobs[m].box[2:]
            if abs(bx - x) > near + size[0] or abs(by - y) > near + size[1]:
                continue
            fit = _fit(track, there, reach, blobs[m])
            if fit is not None:
                yield fit, n, m


def _fit(track: Track, there: Box, reach: float, blob: Blob) -> float | None:
    """How well it could be the same thing; None if it could not."""
    if track.kind != blob.kind:
        return None
    over = max(there.over(blob.box), track.box.over(blob.box))
    if over > 0:
        return 1.0 + over
    away = min(dist(there.centre, blob.box.centre), dist(track.box.centre, blob.box.centre))
    ratio = max(track.box.size, 1e-9) / max(blob.box.size, 1e-9)
    return -away if away <= reach and 0.2 < ratio < 5 else None
