"""A market street: stalls under awnings on both sides, many people, a motorbike now and then."""

import numpy as np

from demo.scenes.lens import Lens
from demo.scenes.palette import Colour
from demo.scenes.parts import Box, Glow, Part
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import bike, person
from demo.scenes.trips import Path, steady

LENS = Lens(focal=800, horizon=190, height=5.6)
AWNINGS: tuple[Colour, ...] = (
    (50, 60, 200),
    (180, 120, 40),
    (70, 150, 70),
    (50, 170, 225),
    (200, 200, 205),
    (150, 80, 140),
)
FRUIT: tuple[Colour, ...] = ((40, 140, 235), (50, 180, 80), (60, 60, 210), (70, 210, 230), (110, 180, 140))


def build(stage: Stage) -> None:
    rng = stage.rng
    stage.floor((140, 146, 150), 7)
    ends = [np.array(end, np.float32) for end in ((0.0, 0.0), (0.0, 150.0))]
    stage.strip(ends[0], ends[1], 9, (128, 130, 132))
    for z in np.arange(3, 90, 3.0):
        row = np.array([(-4.5, z), (4.5, z)], np.float32)
        stage.strip(row[0], row[1], 0.08, (110, 112, 114))
    for z in np.arange(96, 2, -7.5):
        for side in (-1, 1):
            sizes = (7.2, 7, rng.uniform(6, 15))
            stage.building(
                side * 12.4,
                float(z) + 4,
                sizes,
                rng.choice(((150, 190, 215), (170, 205, 210), (130, 170, 215), (200, 200, 185))),
            )
    for z in np.arange(70, 3, -3.6):
        for side in (-1, 1):
            _stall(stage, side, float(z))
    _people(stage)


def _stall(stage: Stage, side: int, z: float) -> None:
    rng = stage.rng
    cloth, x = rng.choice(AWNINGS), side * 6.3
    parts: list[Part] = [Box(x, 0, z, 0, 2.6, 2.0, 0.8, (90, 110, 130))]
    for place in (-0.8, 0.0, 0.8):
        parts.append(Box(x - side * 0.3, 0.8, z + place, 0, 0.7, 1.3, rng.uniform(0.15, 0.4), rng.choice(FRUIT)))
    parts += [Box(x - side * 1.0, 0, z + end, 0, 0.08, 0.08, 2.3, (120, 120, 120)) for end in (1.3, -1.3)]
    parts += [Box(x + side * (0.9 - step * 0.5), 2.75 - step * 0.12, z, 0, 3.3, 0.55, 0.08, cloth) for step in range(5)]
    if stage.lit:
        parts += [Glow(x - side * 0.6, 2.0, z, 1.6, (90, 170, 225)), Glow(x - side * 1.6, 0.4, z, 1.6, (30, 52, 70))]
    stage.stand(parts)


def _people(stage: Stage) -> None:
    rng = stage.rng
    for _ in range(26):
        lane = rng.uniform(-4.0, 4.0)
        drift = rng.uniform(-1.2, 1.2)
        ends = [(lane, 2.5), (lane + drift, 48.0)]
        path = Path(ends if rng.random() < 0.5 else ends[::-1])
        stage.trips.append(steady(person(rng, True), path, rng.uniform(0, PERIOD), rng.uniform(0.9, 1.5)))
    for side in (-1, 1):
        ends = [(side * 1.6, -2.0), (side * 1.9, 90.0)]
        path = Path(ends if side > 0 else ends[::-1])
        stage.trips.append(steady(bike(rng, stage.lit), path, rng.uniform(0, PERIOD), 5.5))
