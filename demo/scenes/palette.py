"""The colours of a time of day; all colours are blue, green, red from 0 to 255."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.scenes.spec import Light

Colour = tuple[float, float, float]
Colours = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Palette:
    """What light makes of colours: `ambient` multiplies each, `haze` takes over after about `sight` metres."""

    sky_top: Colour
    sky_low: Colour
    ambient: Colour
    sea: Colour
    sight: float
    lamps: bool
    noise: float

    @property
    def haze(self) -> Colour:
        return self.sky_low

    def seen(self, colours: Colours, distances: NDArray[np.float32]) -> Colours:
        """Colours (n by 3) as they look from these distances (n, in metres)."""
        lit = colours * np.asarray(self.ambient, np.float32)
        clear = np.exp(-np.maximum(distances, 0) / self.sight).astype(np.float32)[:, None]
        mixed: Colours = lit * clear + np.asarray(self.haze, np.float32) * (1 - clear)
        return mixed

    def shade(self, colour: Colour, distance: float = 0.0) -> Colour:
        """One colour from one distance."""
        clear = math.exp(-max(distance, 0.0) / self.sight)  # thousands of times per frame: no array for one colour
        blue, green, red = (
            tone * ambient * clear + haze * (1 - clear)
            for tone, ambient, haze in zip(colour, self.ambient, self.sky_low, strict=True)
        )
        return blue, green, red


DAY = Palette((226, 172, 112), (240, 226, 206), (1.0, 1.0, 1.0), (150, 128, 74), 420, False, 2.0)
OVERCAST = Palette((176, 168, 160), (206, 202, 198), (0.82, 0.8, 0.78), (128, 120, 96), 230, False, 2.5)
DUSK = Palette((112, 74, 66), (112, 160, 236), (0.7, 0.64, 0.7), (112, 92, 84), 330, True, 3.0)
NIGHT = Palette((40, 25, 16), (74, 54, 42), (0.5, 0.42, 0.38), (52, 38, 26), 320, True, 4.5)


def palette(light: Light, rain: bool) -> Palette:
    """The palette of a light; by day rain takes the blue out of the sky."""
    if light is Light.DAY:
        return OVERCAST if rain else DAY
    return DUSK if light is Light.DUSK else NIGHT
