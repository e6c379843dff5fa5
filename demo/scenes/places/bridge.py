"""A cable-stayed bridge over the bay, seen along its deck."""

from itertools import pairwise

import numpy as np

from demo.scenes.lens import Lens, Points
from demo.scenes.palette import Colour
from demo.scenes.parts import Box, Part, fill
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import Maker, bike, car, truck
from demo.scenes.trips import Path, steady
from demo.scenes.water import sea

LENS = Lens(focal=900, horizon=300, height=8.5)
PYLON, TOP = 78.0, 46.0
STEEL: Colour = (200, 206, 210)


def build(stage: Stage) -> None:
    rng = stage.rng
    for distance, tone in ((1300, (140, 138, 108)), (800, (110, 120, 84))):
        stage.hills(distance * rng.uniform(0.1, 0.17), distance, tone, karst=True)
    sea(stage, 8)
    ends = [np.array(end, np.float32) for end in ((0.0, 0.0), (0.0, 330.0))]
    _deck_over_water(stage, ends)
    _cables(stage)
    _traffic(stage)


def _deck_over_water(stage: Stage, ends: list[Points]) -> None:
    """The deck is drawn each time, for the water moves below it: it is cut out of the finished background."""
    before = stage.image.copy()
    stage.strip(ends[0], ends[1], 25, (170, 174, 178))
    stage.strip(ends[0], ends[1], 22, (96, 95, 93))
    stage.strip(ends[0], ends[1], 0.5, (190, 194, 196))
    for x in (-7.3, -3.7, 3.7, 7.3):
        stage.dashes(ends[0] + (x, 6), ends[1] + (x, -60))
    for z in np.arange(220, 6, -5.0):
        stage.stand([Box(side * 12.2, 0, float(z), 0, 0.18, 0.18, 1.2, STEEL) for side in (-1, 1)])
    for height in (0.6, 1.15):
        for side in (-1, 1):
            _line(stage, (side * 12.2, height, 5.0), (side * 12.2, height, 300.0), 0.1)
    for z in (150, 118, 50, 30, 16):
        for side in (-1, 1):
            stage.lamp(side * 12.0, z)
    stage.keep(before)


def _line(stage: Stage, start: tuple[float, float, float], end: tuple[float, float, float], thick: float) -> None:
    near, far = (np.array(point, np.float32) for point in (start, end))
    pieces = [near + (far - near) * (part / 8) ** 2 for part in range(9)]
    for a, b in pairwise(pieces):
        sides = [np.array(stage.lens.spot(*point.tolist())) for point in (a, b)]
        (x1, y1, s1), (x2, y2, s2) = sides
        corners = np.array(
            [
                (x1, y1 - s1 * thick / 2),
                (x2, y2 - s2 * thick / 2),
                (x2, y2 + s2 * thick / 2 + 0.6),
                (x1, y1 + s1 * thick / 2 + 0.6),
            ],
            np.float32,
        )
        fill(stage.image, corners, stage.palette.shade(STEEL, float(a[2])))


def _cables(stage: Stage) -> None:
    before = stage.image.copy()
    for side in (-1, 1):
        for z in np.arange(PYLON + 150, PYLON, -14.0):
            _line(stage, (0.0, TOP - (z - PYLON) * 0.05, PYLON), (side * 12.2, 0.5, float(z)), 0.16)
    tower: list[Part] = [Box(side * 12.8, -8, PYLON, 0, 3, 2.4, 34, STEEL) for side in (-1, 1)]
    tower += [Box(0, 24, PYLON, 0, 2.4, 25, 1.8, STEEL), Box(0, 25, PYLON, 0, 3, 2.6, TOP - 23, STEEL)]
    stage.stand(tower)
    for side in (-1, 1):
        for z in np.arange(PYLON - 10, 6, -11.0):
            _line(stage, (0.0, TOP - (PYLON - z) * 0.05, PYLON), (side * 12.2, 0.5, float(z)), 0.13)
    stage.keep(before)


def _traffic(stage: Stage) -> None:
    rng = stage.rng
    for way in (-1, 1):
        for lane in (2.0, 5.5, 9.2):
            clock = rng.uniform(0, 3)
            ends = [(way * lane, -12.0), (way * lane, 250.0)]
            path = Path(ends if way > 0 else ends[::-1])
            speed = 15 if lane < 8 else 10.5
            while clock < PERIOD - 1.6:
                maker: Maker = (
                    bike(rng, stage.lit) if lane > 8 else (truck if rng.random() < 0.2 else car)(rng, stage.lit)
                )
                stage.trips.append(steady(maker, path, clock, speed))
                clock += rng.uniform(1.8, 4.2)
