"""A beach: waves that come and go, umbrellas, people, palms, boats far out."""

import math

import numpy as np

from demo.scenes.lens import Lens
from demo.scenes.parts import Box, Card, Part, shape
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import boat, person
from demo.scenes.trips import Path, steady
from demo.scenes.water import foam, sea

LENS = Lens(focal=1000, horizon=215, height=9)
SAND = (150, 196, 222)
SHORE = 46.0


def build(stage: Stage) -> None:
    rng = stage.rng
    for distance, tone in ((1500, (140, 136, 104)), (900, (112, 124, 86))):
        stage.hills(distance * rng.uniform(0.08, 0.14), distance, tone, karst=True)
    stage.floor(SAND, 8)
    sea(stage, SHORE)
    foam(stage, SHORE, 7.0, (112, 156, 184), (238, 240, 238))
    for _ in range(4):
        z = rng.uniform(110, 420)
        reach = z * 0.68 + 16
        path = Path([(-reach, z), (reach, z)] if rng.random() < 0.5 else [(reach, z), (-reach, z)])
        stage.trips.append(steady(boat(rng, stage.lit), path, rng.uniform(0, PERIOD), 6 + z * 0.02))
    _umbrellas(stage)
    for side, z in ((-1, 20.0), (1, 24.0), (-1, 31.0), (1, 33.0)):
        stage.tree(side * (z * 0.5 + rng.uniform(0, 2)), z, palm=True, behind=z > 22)
    for x in (-19, -7, 7, 19):
        stage.lamp(x, 42, 6.5)
    _people(stage)


def _umbrellas(stage: Stage) -> None:
    rng = stage.rng
    canopy = [
        shape((-1.5, 2.0), (1.5, 2.0), (0.9, 2.55), (0, 2.75), (-0.9, 2.55)),
        shape((-0.5, 2.0), (0.5, 2.0), (0, 2.75)),
    ]
    for z in (36.0, 31.0, 26.5):
        for x in np.arange(-13, 14, 5.2):
            spot = float(x) + rng.uniform(-0.6, 0.6)
            colour = rng.choice(((50, 60, 210), (200, 130, 40), (60, 180, 230), (90, 160, 80)))
            parts: list[Part] = [
                Box(spot + 0.5, 0, z, 0, 1.9, 2.6, 0.02, (112, 150, 172)),
                Box(spot + 0.8, 0.05, z, 0.3, 1.8, 0.65, 0.35, (225, 225, 222)),
                Box(spot, 0, z, 0, 0.07, 0.07, 2.1, (220, 220, 220)),
                Card(spot, 0, z - 0.1, canopy[0], colour),
                Card(spot, 0, z - 0.12, canopy[1], (232, 232, 232)),
            ]
            stage.stand(parts, behind=False)


def _people(stage: Stage) -> None:
    rng = stage.rng
    for _ in range(14):
        z = rng.uniform(14, 41)
        reach = z * 0.66 + 1
        slope = rng.uniform(-2, 2)
        ends = [(-reach, z + slope), (reach, z - slope)]
        path = Path(ends if rng.random() < 0.5 else ends[::-1])
        stage.trips.append(steady(person(rng, True), path, rng.uniform(0, PERIOD), rng.uniform(1.0, 1.7)))
    for _ in range(5):
        x, z = rng.uniform(-16, 16), SHORE + rng.uniform(-2, 0)
        turns = np.linspace(0, 2 * math.pi, 13)
        circle = np.column_stack([x + 1.5 * np.cos(turns), z + 0.8 * np.sin(turns)])
        path = Path(circle.astype(np.float32))
        stage.trips.append(steady(person(rng), path, rng.uniform(0, PERIOD), path.length / PERIOD))
