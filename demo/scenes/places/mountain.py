"""A mountain road that winds away into the haze between wooded slopes."""

import math
from collections.abc import Callable

import numpy as np

from demo.scenes.lens import Lens, Points
from demo.scenes.parts import Box
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import Maker, bike, car, truck
from demo.scenes.trips import Path, steady

LENS = Lens(focal=950, horizon=240, height=9)


def build(stage: Stage) -> None:
    rng = stage.rng
    bend, phase = rng.uniform(9, 15), rng.uniform(0, 6.3)
    for height, distance, tone in (
        (420, 2000, (150, 130, 100)),
        (260, 1100, (110, 120, 80)),
        (110, 500, (66, 100, 60)),
    ):
        stage.hills(height, distance, tone)
    stage.floor((66, 112, 84), 14)

    def middle(offset: float, near: float = -10) -> Points:
        zs = np.concatenate([np.arange(near, 60, 3.0), np.arange(60, 240, 8.0)])
        curve = bend * np.sin(zs / 34 + phase) * np.clip((zs + 20) / 80, 0.15, 1) - bend * math.sin(phase) * 0.3
        return np.column_stack([curve + offset, zs]).astype(np.float32)

    for z in np.arange(230, 120, -9.0):
        _wood(stage, middle(0), float(z))
    _road(stage, middle)
    for z in np.arange(118, 8, -5.0):
        _wood(stage, middle(0), float(z))
    for z in (80.0, 48.0, 26.0):
        stage.lamp(float(np.interp(z, middle(0)[:, 1], middle(0)[:, 0])) + 5.4, z)
    for way, lane in ((1, 1.9), (-1, -1.9)):
        clock = rng.uniform(0, 3)
        while clock < PERIOD - 2.5:
            maker: Maker = rng.choice((car, car, bike, truck))(rng, stage.lit)
            path = Path(middle(lane) if way > 0 else middle(lane)[::-1])
            stage.trips.append(steady(maker, path, clock, 9.5))
            clock += rng.uniform(3.5, 6.5)


def _road(stage: Stage, middle: Callable[[float], Points]) -> None:
    """The road and its lines, piece by piece from far to near."""
    bands = (
        (0.0, 5.2, (120, 132, 136)),
        (0.0, 4.3, (98, 97, 95)),
        (-4.0, 0.12, (225, 228, 228)),
        (4.0, 0.12, (225, 228, 228)),
    )
    for offset, half, colour in bands:
        left, right = middle(offset - half), middle(offset + half)
        for piece in reversed(range(len(left) - 1)):
            stage.patch(np.array([left[piece], right[piece], right[piece + 1], left[piece + 1]]), colour)
    left, right = middle(-0.1), middle(0.1)
    for piece in range(0, len(left) - 1, 2):
        stage.patch(np.array([left[piece], right[piece], right[piece + 1], left[piece + 1]]), (80, 195, 225))


def _wood(stage: Stage, line: Points, z: float) -> None:
    centre = float(np.interp(z, line[:, 1], line[:, 0]))
    for side in (-1, 1):
        for _ in range(2):
            aside = stage.rng.uniform(6.5, 10) + stage.rng.random() ** 2 * 26
            stage.tree(centre + side * aside, z + stage.rng.uniform(-2, 2))
    stage.stand([Box(centre + side * 4.6, 0, z, 0, 0.2, 0.2, 0.8, (225, 225, 225)) for side in (-1, 1)])
