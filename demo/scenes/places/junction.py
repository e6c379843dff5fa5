"""A road junction: two roads, lights that take turns, cars, many motorbikes, people on the kerb."""

import math
from dataclasses import dataclass

import numpy as np

from demo.scenes.lens import Lens, Points
from demo.scenes.palette import Colour
from demo.scenes.parts import Box, Glow
from demo.scenes.stage import PERIOD, Stage
from demo.scenes.things import Maker, bike, car, person
from demo.scenes.trips import Path, Trip, halting, steady

LENS = Lens(focal=860, horizon=170, height=9.5)
ASPHALT: Colour = (92, 90, 88)
PAVING: Colour = (142, 152, 158)
WHITE: Colour = (222, 226, 226)
HALF = 7.0
"""Metres from the middle of a road to its kerb."""

GREEN = PERIOD / 2 - 1.2
"""Seconds of green for each road."""

FAR = 130.0


@dataclass(frozen=True, slots=True)
class Cross:
    """The junction's place and turn: u runs across, v away from the camera."""

    x: float
    z: float
    turn: float

    def at(self, u: float, v: float) -> tuple[float, float]:
        sin, cos = math.sin(self.turn), math.cos(self.turn)
        return self.x + u * cos + v * sin, self.z - u * sin + v * cos

    def point(self, u: float, v: float) -> Points:
        return np.array(self.at(u, v), np.float32)

    def area(self, u1: float, u2: float, v1: float, v2: float) -> Points:
        return np.array([self.at(u1, v1), self.at(u2, v1), self.at(u2, v2), self.at(u1, v2)], np.float32)


def build(stage: Stage) -> None:
    rng = stage.rng
    cross = Cross(rng.uniform(-4, 4), rng.uniform(25, 31), rng.uniform(-0.3, 0.3))
    stage.hills(rng.uniform(40, 90), 900, (96, 110, 84))
    stage.floor((104, 128, 120))
    _roads(stage, cross)
    _houses(stage, cross)
    for v, name in ((-1, 0), (1, 0), (-1, 1), (1, 1)):
        _lane(stage, cross, v, bool(name))
    _walkers(stage, cross)
    _signals(stage, cross)


def _roads(stage: Stage, cross: Cross) -> None:
    for wide, colour in ((HALF + 4.5, PAVING), (HALF + 0.3, (176, 182, 184)), (HALF, ASPHALT)):
        stage.strip(cross.point(0, -60), cross.point(0, FAR), 2 * wide, colour)
        stage.strip(cross.point(-FAR, 0), cross.point(FAR, 0), 2 * wide, colour)
    stage.patch(cross.area(-HALF, HALF, -60, HALF + 4), ASPHALT)
    for side in (-1, 1):
        near, far = side * (HALF + 6.5), side * FAR * 0.8
        stage.strip(cross.point(0, near), cross.point(0, far), 0.22, (70, 190, 225))
        stage.strip(cross.point(near, 0), cross.point(far, 0), 0.22, (70, 190, 225))
        for lane in (-3.5, 3.5):
            stage.dashes(cross.point(lane, near), cross.point(lane, far))
            stage.dashes(cross.point(near, lane), cross.point(far, lane))
        for stripe in np.arange(-HALF + 0.6, HALF - 0.6, 1.1):
            low, high = sorted((side * (HALF + 1.2), side * (HALF + 4.2)))
            stage.patch(cross.area(stripe, stripe + 0.55, low, high), WHITE)
            stage.patch(cross.area(low, high, stripe, stripe + 0.55), WHITE)


def _houses(stage: Stage, cross: Cross) -> None:
    rng = stage.rng
    walls: tuple[Colour, ...] = (
        (150, 190, 215),
        (170, 200, 205),
        (140, 165, 200),
        (190, 200, 190),
        (200, 190, 175),
        (120, 170, 220),
    )
    spots = [(side * rng.uniform(17, 20), v) for v in np.arange(72, 12, -11.5) for side in (-1, 1)]
    spots += [(side * u, rng.uniform(21, 26)) for u in (62, 50, 38, 28) for side in (-1, 1)]
    for u, v in sorted(spots, key=lambda spot: -spot[1]):
        x, z = cross.at(u, v)
        if abs(x) < z * 1.1:
            sizes = (rng.uniform(9, 11), rng.uniform(7, 10), rng.uniform(5, 17))
            stage.building(x, z, sizes, rng.choice(walls))
    for v in (58, 44, 30, 18):
        for side in (-1, 1):
            x, z = cross.at(side * 9.6, v)
            stage.tree(x, z)
            lamp = cross.at(side * 8.2, v - 6)
            stage.lamp(*lamp)


def _lane(stage: Stage, cross: Cross, way: int, across: bool) -> None:
    """One direction of one road, driving on the right; `across` is the road from left to right."""
    rng = stage.rng
    green = PERIOD / 2 if across else 0.0
    start = -75.0 if across else (-42.0 if way > 0 else -95.0)
    queues = dict.fromkeys((1.8, 5.2), 0)
    clock = rng.uniform(0, 1)
    while clock < PERIOD - 0.5:
        lane = rng.choice((1.8, 5.2, 5.2))
        light = rng.random() < 0.62
        offset = lane + (rng.uniform(-1.1, 1.1) if light else 0)
        maker: Maker = bike(rng, stage.lit) if light else car(rng, stage.lit)
        path = _way(cross, offset, start, way, across)
        speed = rng.uniform(8.4, 9.6)
        stop = -start - HALF - 5.5 - queues[lane] * (2.6 if light else 6.2)
        trip = _obey(maker, path, clock, speed, stop, green)
        queues[lane] = 0 if len(trip.seconds) == 2 else queues[lane] + 1
        stage.trips.append(trip)
        clock += rng.uniform(0.7, 1.6)


def _way(cross: Cross, lane: float, start: float, way: int, across: bool) -> Path:
    if across:
        return Path([cross.at(way * start, -way * lane), cross.at(-way * start, -way * lane)])
    return Path([cross.at(way * lane, way * start), cross.at(way * lane, way * (95 if way > 0 else 42))])


def _obey(maker: Maker, path: Path, start: float, speed: float, stop: float, green: float) -> Trip:
    """Drive through on green, else wait for it."""
    arrival = (start + stop / speed - green) % PERIOD
    if arrival < GREEN:
        return steady(maker, path, start, speed)
    return halting(maker, path, start, speed, stop, stop / speed + PERIOD - arrival)


def _walkers(stage: Stage, cross: Cross) -> None:
    for _ in range(9):
        side, kerb = stage.rng.choice((-1, 1)), stage.rng.uniform(8.4, 10.5)
        ends = [cross.at(side * kerb, -10), cross.at(side * kerb, 34)]
        path = Path(ends if stage.rng.random() < 0.5 else ends[::-1])
        stage.trips.append(
            steady(person(stage.rng, True), path, stage.rng.uniform(0, PERIOD), stage.rng.uniform(1.1, 1.5))
        )


def _signals(stage: Stage, cross: Cross) -> None:
    """The lamps of the traffic lights; the posts stand still."""
    spots = [
        (cross.at(side * (HALF + 0.9), side * (HALF + 0.9)), across) for side in (-1, 1) for across in (False, True)
    ]
    for (x, z), _ in spots:
        stage.stand(
            [Box(x, 0, z, 0, 0.18, 0.18, 4.6, (90, 92, 92)), Box(x, 3.4, z, 0, 0.4, 0.45, 1.3, (40, 40, 40))], False
        )

    def shine(_: object, time: float) -> None:
        stage.standing[:] = [thing for thing in stage.standing if not isinstance(thing[1][0], Glow)]
        for (x, z), across in spots:
            left = (time - (PERIOD / 2 if across else 0)) % PERIOD
            height, colour = (3.6, (60, 230, 60)) if left < GREEN else (4.5, (30, 30, 255))
            if GREEN <= left < GREEN + 1:
                height, colour = 4.05, (20, 190, 255)
            stage.standing.append(((x * x + z * z) ** 0.5 - 0.5, [Glow(x, height, z - 0.4, 0.55, colour)]))

    stage.motions.append(shine)
