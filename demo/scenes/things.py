"""Cars, motorbikes, trucks, people, boats, trees and lamps, as parts."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from demo.scenes.lens import Points
from demo.scenes.palette import Colour
from demo.scenes.parts import Box, Card, Glow, Part, oval, shape

GLASS: Colour = (58, 50, 42)
TYRE: Colour = (34, 34, 34)
HEADLIGHT: Colour = (170, 215, 255)
TAILLIGHT: Colour = (20, 20, 220)
PAINTS: tuple[Colour, ...] = (
    (236, 236, 236), (214, 214, 216), (60, 58, 58), (40, 40, 168),
    (128, 78, 34), (96, 96, 100), (60, 150, 220), (74, 96, 52),
)  # fmt: skip
CLOTHES: tuple[Colour, ...] = (
    (60, 60, 190), (180, 120, 50), (70, 150, 80), (210, 210, 215),
    (60, 55, 50), (50, 160, 220), (150, 80, 150), (130, 120, 60),
)  # fmt: skip
CARGO: tuple[Colour, ...] = (
    (40, 60, 190),
    (160, 90, 30),
    (60, 130, 60),
    (40, 130, 220),
    (190, 190, 190),
    (110, 60, 40),
)

Maker = Callable[[float, float, float, float], list[Part]]
"""Makes a thing's parts at x, z, a heading, and a time in seconds (for legs and waves)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point that moves and turns with a thing."""

    x: float
    z: float
    yaw: float

    def at(self, along: float, aside: float) -> tuple[float, float]:
        sin, cos = math.sin(self.yaw), math.cos(self.yaw)
        return self.x + along * sin + aside * cos, self.z + along * cos - aside * sin


def _lights(place: Place, length: float, width: float, height: float) -> list[Part]:
    """Headlights seen from ahead, tail lights from behind."""
    coming = math.cos(place.yaw) < 0
    ends = [place.at(length / 2 if coming else -length / 2, side * width * 0.36) for side in (-1, 1)]
    radius, colour = (0.85, HEADLIGHT) if coming else (0.4, TAILLIGHT)
    return [Glow(x, height, z, radius, colour) for x, z in ends]


def car(rng: Random, lit: bool) -> Maker:
    """A saloon, or a taxi or a van."""
    paint, tall = rng.choice(PAINTS), rng.random() < 0.25
    length, roof = (5.0, 1.0) if tall else (4.4, 0.62)

    def make(x: float, z: float, yaw: float, _: float) -> list[Part]:
        place = Place(x, z, yaw)
        cabin = place.at(-0.25, 0)
        parts: list[Part] = [
            Box(x, 0.0, z, yaw, length + 0.3, 2.1, 0.02, (64, 62, 60)),
            Box(x, 0.05, z, yaw, length * 0.86, 1.74, 0.34, TYRE),
            Box(x, 0.34, z, yaw, length, 1.8, 0.55, paint),
            Box(cabin[0], 0.89, cabin[1], yaw, length * 0.58, 1.62, roof - 0.1, GLASS),
            Box(cabin[0], 0.79 + roof, cabin[1], yaw, length * 0.52, 1.55, 0.1, paint),
        ]
        return parts + (_lights(place, length, 1.8, 0.65) if lit else [])

    return make


def bike(rng: Random, lit: bool) -> Maker:
    """A motorbike with one or two riders, helmets on."""
    paint, shirt, helmet = rng.choice(PAINTS), rng.choice(CLOTHES), rng.choice(CLOTHES)
    second = rng.random() < 0.4
    body, head = oval(0.28, 0.42, 10), oval(0.15, 0.15, 8)

    def make(x: float, z: float, yaw: float, _: float) -> list[Part]:
        place = Place(x, z, yaw)
        parts: list[Part] = [
            Box(x, 0.0, z, yaw, 1.9, 0.6, 0.02, (66, 64, 62)),
            Box(x, 0.06, z, yaw, 1.8, 0.22, 0.5, TYRE),
            Box(x, 0.5, z, yaw, 1.4, 0.4, 0.3, paint),
        ]
        for back in sorted((0.1, -0.45)[: 1 + second], key=lambda shift: -place.at(shift, 0)[1]):
            px, pz = place.at(back, 0)
            parts += [Card(px, 0.72, pz, body, shirt), Card(px, 1.42, pz, head, helmet)]
        return parts + (_lights(place, 1.8, 0.0, 0.8)[:1] if lit else [])

    return make


def truck(rng: Random, lit: bool) -> Maker:
    """An articulated truck with a container."""
    cab, cargo = rng.choice(PAINTS), rng.choice(CARGO)

    def make(x: float, z: float, yaw: float, _: float) -> list[Part]:
        place = Place(x, z, yaw)
        front, back = place.at(5.2, 0), place.at(-1.2, 0)
        glass = place.at(6.2, 0)
        load: list[Part] = [
            Box(back[0], 0.1, back[1], yaw, 9.0, 2.2, 0.9, TYRE),
            Box(back[0], 1.0, back[1], yaw, 9.6, 2.45, 2.6, cargo),
        ]
        head: list[Part] = [
            Box(front[0], 0.1, front[1], yaw, 2.2, 2.2, 0.7, TYRE),
            Box(front[0], 0.7, front[1], yaw, 2.3, 2.4, 2.2, cab),
            Box(glass[0], 1.75, glass[1], yaw, 0.34, 2.1, 0.8, GLASS),
        ]
        shadow: list[Part] = [Box(x, 0.0, z, yaw, 13.2, 2.9, 0.02, (62, 60, 58))]
        order = load + head if math.cos(yaw) < 0 else head + load
        return shadow + order + (_lights(place, 12.6, 2.3, 0.9) if lit else [])

    return make


def person(rng: Random, hat: bool = False) -> Maker:
    """Somebody on foot, some under a conical hat."""
    top, legs = rng.choice(CLOTHES), rng.choice(((70, 60, 50), (110, 70, 50), (50, 50, 55)))
    conical = hat and rng.random() < 0.45
    tall, pace = rng.uniform(0.88, 1.08), rng.uniform(5.5, 7.5)
    body, head = oval(0.25 * tall, 0.36 * tall, 10), oval(0.125, 0.15, 8)
    brim = shape((-0.34, 0.0), (0.34, 0.0), (0.0, 0.26))

    def make(x: float, z: float, _: float, time: float) -> list[Part]:
        swing = 0.16 * math.sin(time * pace)
        stride = shape((-0.16, 0.8), (0.16, 0.8), (0.1 + swing, 0.0), (0.0, 0.25), (-0.1 - swing, 0.0)) * tall
        parts: list[Part] = [
            Box(x + 0.2, 0.0, z, 0.0, 0.3, 0.7, 0.01, (92, 90, 88)),
            Card(x, 0.0, z, stride, legs),
            Card(x, 0.72 * tall, z, body, top),
            Card(x, 1.4 * tall, z, head, (130, 165, 205)),
        ]
        return [*parts, Card(x, 1.56 * tall, z, brim, (150, 205, 225))] if conical else parts

    return make


def boat(rng: Random, lit: bool) -> Maker:
    """A junk with sails, a ferry or a fishing boat; the heading only tells left from right."""
    kind, size = rng.choice(("junk", "ferry", "fishing")), rng.uniform(0.8, 1.5)
    hull_paint = {"junk": (40, 62, 110), "ferry": (225, 225, 228), "fishing": (170, 110, 40)}[kind]
    sail, phase = rng.choice(((50, 90, 190), (70, 120, 210), (40, 60, 150))), rng.uniform(0, 6)

    def make(x: float, z: float, yaw: float, time: float) -> list[Part]:
        way = size if math.sin(yaw) >= 0 else -size
        bob = 0.25 * math.sin(time * math.pi + phase)
        figures = _figures(kind, hull_paint, sail)
        parts: list[Part] = [Card(x, -0.2 + bob, z, points * (way, size), colour) for points, colour in figures]
        glows: list[Part] = [
            Glow(x, 3.5 * size + bob, z, 4.0, (120, 200, 255)),
            Glow(x, 0.2, z - 1, 2.5, (60, 110, 150)),
        ]
        return parts + (glows if lit else [])

    return make


def _figures(kind: str, paint: Colour, sail: Colour) -> list[tuple[Points, Colour]]:
    hull = shape((-8, 0.0), (7, 0.0), (10, 2.4), (-9, 2.0))
    if kind == "junk":
        sails = [shape((-5, 3.5), (-1, 3.5), (0.5, 11), (-4, 10)), shape((0.5, 3.5), (5, 3.5), (5.5, 9), (1.5, 10.5))]
        return [
            (shape((-7, 2), (5, 2), (4, 3.6), (-7, 3.6)), (70, 90, 120)),
            (hull, paint),
            *((s, sail) for s in sails),
        ]
    if kind == "ferry":
        decks = [shape((-8, 2), (6, 2), (5, 4), (-8, 4)), shape((-6, 4), (3, 4), (2, 5.8), (-6, 5.8))]
        band = shape((-7, 2.6), (5, 2.6), (4.8, 3.3), (-7, 3.3))
        return [(hull, (120, 60, 30)), *((deck, paint) for deck in decks), (band, (110, 90, 70))]
    cabin = shape((-6, 2), (-2, 2), (-2.2, 4.6), (-6, 4.6))
    return [(cabin, (215, 220, 220)), (shape((1, 2), (1.3, 2), (1.3, 7), (1, 7)), (60, 60, 60)), (hull, paint)]


def tree(rng: Random, palm: bool = False) -> list[tuple[float, float, Points, Colour]]:
    """Cards (dx, dy, shape, colour) of a tree that stands still."""
    tall = rng.uniform(4.5, 7.5)
    trunk = shape((-0.16, 0), (0.16, 0), (0.1, tall), (-0.1, tall))
    if palm:
        spans = ((2.6, -1.2), (2.8, 0.2), (1.8, 1.2), (1.4, -1.8))
        ends = [(side * reach, drop) for side in (-1, 1) for reach, drop in spans]
        leaves = [shape((0, 0), end, (end[0] * 0.55, end[1] / 2 + 0.55)) for end in ends]
        return [(0, 0, trunk, (70, 96, 120)), *((0, tall, leaf, (50, 118, 66)) for leaf in leaves)]
    crowns = [(rng.uniform(-1.1, 1.1), tall * rng.uniform(0.55, 0.95), rng.uniform(0.9, 1.5)) for _ in range(9)]
    green = [(44, 92 + 6 * index, 52 + 4 * index) for index in range(9)]
    return [
        (0, 0, trunk, (50, 70, 90)),
        *((dx, dy, oval(r, r * 0.85), g) for (dx, dy, r), g in zip(crowns, green, strict=True)),
    ]
