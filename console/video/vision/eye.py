"""One camera's eye: looks at two small pictures a second and says what is wrong with them, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.video.vision.features import Features, Grey, edges_of, measure
from console.video.vision.latch import Delays, Latch
from console.video.vision.reference import Reference
from console.video.vision.stillness import Stillness

FAULTS: Mapping[str, Delays] = {
    "black": Delays(5, 5),
    "glare": Delays(10, 10),
    "covered": Delays(8, 8),
    "frozen": Delays(20, 3),
    "blurred": Delays(15, 10),
    "moved": Delays(20, 10),
}
"""What can be wrong with a picture, the worst first, with the seconds until it is said and until it is taken back."""

Band = tuple[float, float]
"""Where a suspicion begins, and where it ends."""
BLACK: Band = (30, 38)
WHITE: Band = (0.6, 0.45)
FLAT: Band = (7, 10)
SHARP: Band = (0.3, 0.45)
KEPT: Band = (0.25, 0.38)
GREYED, COLOURED = 3.0, 6.0
"""Mean saturation below which a camera sees by infrared, and above which it is back by day."""
LONGEST_GAP = 30.0
"""After so long without a picture, what was learned still holds, but nothing is said to have lasted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in the last picture, and the numbers that show why; `kept` and `sharp` are beside the usual."""

    at: float
    features: Features
    still_s: float
    kept: float | None
    sharp: float | None
    found: Mapping[str, float]
    """Each finding, and when it began."""
    known: bool


class Eye:
    """Bounded state: two small pictures and a handful of numbers."""

    def __init__(self, delays: Mapping[str, Delays] = FAULTS) -> None:
        """Begin knowing nothing of the view; black, glare, covered and frozen are seen all the same."""
        self._latches = {fault: Latch(delays[fault]) for fault in FAULTS}
        self._stillness = Stillness()
        self._reference = Reference()
        self._night: bool | None = None
        self.seen: Seen | None = None

    def reset(self) -> None:
        """The camera was turned on purpose: learn its view anew."""
        self._reference = Reference()
        for fault in ("covered", "blurred", "moved"):
            self._latches[fault].clear()

    def look(self, grey: Grey, at: float, colour: float | None = None) -> Seen:
        """Look at one picture of features.SIZE that arrived at a time in seconds."""
        before = self.seen.at if self.seen else at
        if at - before > LONGEST_GAP:
            self._stillness = Stillness()
        features = measure(grey, colour)
        self._switch(colour)
        edges = edges_of(grey)
        kept, sharp = self._reference.kept(edges), self._reference.sharp(features.crisp)
        still = self._stillness.look(grey, at)
        suspects = self._suspects(features, kept, sharp, still)
        found = {fault: latch.since for fault, latch in self._latches.items() if latch.look(fault in suspects, at)}
        if not suspects - {"frozen"} and not (found.keys() - {"frozen"}):
            self._reference.learn(edges, features.crisp, at - before)
        self.seen = Seen(at, features, still, kept, sharp, found, self._reference.known)
        return self.seen

    def _switch(self, colour: float | None) -> None:
        """By infrared the same place has other edges and another sharpness: each light is learned by itself."""
        if colour is None:
            return
        night = colour < (GREYED if not self._night else COLOURED)
        if self._night is not None and night != self._night:
            self.reset()
        self._night = night

    def _suspects(self, f: Features, kept: float | None, sharp: float | None, still: float) -> set[str]:
        if self._below("black", f.brightest, BLACK):
            return {"black"}
        if self._below("glare", 1.0 - f.white, (1.0 - WHITE[0], 1.0 - WHITE[1])):
            return {"glare"}
        found: set[str] = {"frozen"} if still > 2.0 else set()
        soft = sharp is not None and self._either(("blurred", "covered"), sharp, SHARP)
        strange = self._latches["moved"].on if kept is None else self._either(("moved", "covered"), kept, KEPT)
        if self._below("covered", f.spread, FLAT) or (soft and strange):
            # Nothing moves behind a cloth.
            return {"covered"}
        if soft or strange:
            found.add("blurred" if soft else "moved")
        return found

    def _below(self, fault: str, value: float, band: Band) -> bool:
        return value < band[self._latches[fault].on]

    def _either(self, faults: tuple[str, ...], value: float, band: Band) -> bool:
        return value < band[any(self._latches[fault].on for fault in faults)]
