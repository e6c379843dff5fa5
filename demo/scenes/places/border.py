"""A border gate: three lanes of trucks that move up one by one, a barrier in each, travellers on foot."""

import math

import cv2
import numpy as np

from demo.scenes.lens import Lens
from demo.scenes.lettering import text
from demo.scenes.parts import Box, Part, Thing
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import car, person, truck
from demo.scenes.trips import Path, creeping, steady

LENS = Lens(focal=930, horizon=205, height=10)
GATE = 62.0
LANES = (0.2, 4.4, 8.6)
STAGGER = 1.1
"""Seconds between one lane moving up and the next."""


def build(stage: Stage) -> None:
    rng = stage.rng
    stage.hills(150, 1200, (110, 126, 96))
    stage.hills(70, 600, (70, 104, 66))
    stage.floor((116, 132, 126))
    point = [np.array(end, np.float32) for end in ((0.0, 0.0), (0.0, 260.0))]
    stage.strip(point[0], point[1], 30, (150, 156, 160))
    stage.strip(point[0], point[1], 25, (98, 97, 95))
    for x in (-6.4, -2.0, 2.3, 6.5, 10.8):
        stage.dashes(point[0] + (x, 8), point[1] + (x, -90))
    for side in (-1, 1):
        for z in (120, 104, 88):
            stage.tree(side * rng.uniform(18, 26), z)
        for z in (100, 76, 52, 28):
            stage.lamp(side * 13.6 - (1.4 if side < 0 else 0), z)
        stage.building(side * 24, 78, (14, 12, rng.uniform(6, 9)), (170, 200, 215))
    _gate(stage)
    _traffic(stage)
    _barriers(stage)


def _gate(stage: Stage) -> None:
    wall, roof = (196, 214, 226), (60, 70, 165)
    for x in (-15, -4.2, 12.4):
        stage.stand([Box(x, 0, GATE, 0, 2.0, 1.2, 7.2, wall)], behind=False)
    stage.standing.append(
        (
            GATE - 1,
            [Box(-1.3, 7.0, GATE, math.pi / 2, 31, 4, 2.3, wall), Box(-1.3, 9.3, GATE, math.pi / 2, 34, 6, 0.7, roof)],
        )
    )
    sign = text("CỬA KHẨU QUỐC TẾ", 40)
    x, y, scale = stage.lens.spot(-1.3, 8.2, GATE - 2)
    wide = round(15 * scale)
    letters = cv2.resize(sign, (wide, round(wide * sign.shape[0] / sign.shape[1])), interpolation=cv2.INTER_AREA)
    letters[..., :3] = letters[..., :3] * (np.array((40, 40, 190)) / 255)
    stage.signs.append((round(x - wide / 2), round(y - letters.shape[0] / 2), np.asarray(letters, np.uint8)))


def _traffic(stage: Stage) -> None:
    rng = stage.rng
    for index, lane in enumerate(LANES):
        path = Path([(lane, -14.0), (lane, 230.0)])
        stage.trips.append(creeping(truck(rng, stage.lit), path, index * STAGGER, PERIOD / 2, 8.25, 8))
    for lane, maker in ((-4.2, car), (-8.6, truck), (-8.6, car)):
        path = Path([(lane, 200), (lane, -16)])
        stage.trips.append(
            steady(maker(rng, stage.lit), path, rng.uniform(0, PERIOD / 3) + (6 if maker is car else 0), 7.5)
        )
    for _ in range(8):
        ends = [(rng.uniform(-14.5, -12.5), 70.0), (rng.uniform(-14.5, -12.5), 10.0)]
        way = Path(ends if rng.random() < 0.5 else ends[::-1])
        stage.trips.append(steady(person(rng, True), way, rng.uniform(0, PERIOD), rng.uniform(1.0, 1.5)))


def _barriers(stage: Stage) -> None:
    """Each barrier opens for the truck in front of it."""
    fixed = len(stage.standing)

    def move(_: object, time: float) -> None:
        del stage.standing[fixed:]
        for index, lane in enumerate(LANES):
            stage.standing.append(_barrier(lane, (time - index * STAGGER) % PERIOD))

    stage.motions.append(move)


def _barrier(lane: float, time: float) -> Thing:
    lift = min(1.0, max(0.0, min(time, 3.6 - time)))
    parts: list[Part] = [Box(lane - 2, 0, GATE - 2, 0, 0.4, 0.4, 1.2, (40, 150, 230))]
    for piece in range(6):
        reach = 0.3 + piece * 0.6
        angle = lift * 1.35
        colour = (40, 40, 215) if piece % 2 else (235, 235, 235)
        x, y = lane - 2 + reach * math.cos(angle), 1.05 + reach * math.sin(angle)
        parts.append(Box(x, y, GATE - 2, 0, 0.12, 0.5, 0.22 + 0.3 * lift, colour))
    return GATE - 3, parts
