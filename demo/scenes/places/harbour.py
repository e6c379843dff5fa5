"""A harbour or a bay: karst islands, boats, waves, a quay in front."""

import numpy as np

from demo.scenes.lens import Lens
from demo.scenes.parts import Box
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import boat, person
from demo.scenes.trips import Path, steady
from demo.scenes.water import sea

LENS = Lens(focal=1100, horizon=250, height=11)


def build(stage: Stage) -> None:
    rng = stage.rng
    stage.hills(70, 1500, (150, 140, 110), 0.8)
    for distance, tone in ((900, (128, 128, 92)), (600, (96, 112, 76)), (380, (70, 98, 62))):
        stage.hills(rng.uniform(0.11, 0.2) * distance, distance, tone, karst=True)
    sea(stage, 24)
    quay = np.array([(-60, 25.5), (60, 25.5), (60, 0), (-60, 0)], np.float32)
    stage.patch(quay, (140, 146, 150))
    stage.strip(quay[0] - (0, 0.5), quay[1] - (0, 0.5), 0.8, (60, 180, 215))
    for x in range(-16, 18, 4):
        stage.stand([Box(x, 0, 24.5, 0, 0.4, 0.4, 0.6, (60, 60, 60))])
    _boats(stage)
    _quay(stage)


def _boats(stage: Stage) -> None:
    rng = stage.rng
    for _ in range(rng.randint(7, 10)):
        z = rng.uniform(55, 300)
        reach = z * 0.62 + 16
        path = Path([(-reach, z), (reach, z)] if rng.random() < 0.5 else [(reach, z), (-reach, z)])
        stage.trips.append(steady(boat(rng, stage.lit), path, rng.uniform(0, PERIOD), rng.uniform(4.5, 9) + z * 0.02))


def _quay(stage: Stage) -> None:
    rng = stage.rng
    for side in (-1, 1):
        for row in range(rng.randint(0, 2)):
            colour = rng.choice(((40, 60, 190), (160, 90, 30), (60, 130, 60), (40, 130, 220)))
            stage.stand([Box(side * rng.uniform(10, 13), row * 2.5, 21, 1.57, 6.1, 2.4, 2.5, colour)], behind=row == 0)
    for _ in range(5):
        ends = [(-15.0, rng.uniform(18.5, 23.5)), (15.0, rng.uniform(18.5, 23.5))]
        path = Path(ends if rng.random() < 0.5 else ends[::-1])
        stage.trips.append(steady(person(rng), path, rng.uniform(0, PERIOD), rng.uniform(1.0, 1.5)))
    if stage.lit:
        for x in (-11, 11):
            stage.lamp(x, 25)
