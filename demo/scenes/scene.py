"""A camera's picture at any moment: its place, the weather, and what is burnt in."""

from random import Random

import numpy as np

from demo.scenes.barcode import Image
from demo.scenes.osd import Osd
from demo.scenes.palette import palette
from demo.scenes.places import beach, border, bridge, harbour, junction, market, mountain
from demo.scenes.spec import Kind, SceneSpec
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.weather import Weather

PLACES = {
    Kind.JUNCTION: junction,
    Kind.HARBOUR: harbour,
    Kind.BORDER: border,
    Kind.MARKET: market,
    Kind.BRIDGE: bridge,
    Kind.MOUNTAIN: mountain,
    Kind.BEACH: beach,
}


class Scene:
    """Draws the frames of one camera, 1280 by 720; frame n and frame n + 12 s differ in their number only."""

    def __init__(self, spec: SceneSpec, fps: int) -> None:
        place = PLACES[spec.kind]
        light = palette(spec.light, spec.rain)
        self._fps = fps
        self._stage = Stage(place.LENS, light, Random(spec.seed))
        place.build(self._stage)
        size = place.LENS.width, place.LENS.picture_height
        self._weather = Weather(*size, spec.seed % 2**32, light.noise, spec.rain)
        self._osd = Osd(spec.name, size[1], fps)
        self._image: Image = np.empty((size[1], size[0], 3), np.uint8)

    def frame(self, number: int) -> Image:
        """One frame, BGR; the array is used again for the next."""
        time = number / self._fps % PERIOD
        self._stage.draw(self._image, time)
        self._weather.draw(self._image, time, number)
        self._osd.draw(self._image, number)
        return self._image
