"""Drawn streets at 320 × 180: things that move through them, and rain, light, shadow and shaking that are no things."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.scenes.encode import Writer

WIDE, HIGH = 320, 180
PER_S = 4.0
Image = NDArray[np.uint8]
Paint = Callable[[Image, float], Image]


@dataclass(frozen=True)
class Still:
    """A picture as a scene takes it."""

    at: float
    image: Image

    def grey(self) -> Image:
        return self.image

    def colour(self) -> Image:
        return np.asarray(cv2.cvtColor(self.image, cv2.COLOR_GRAY2BGR), np.uint8)


def street(seed: int = 1) -> Image:
    """Ground of some structure, with kerbs and windows."""
    grain = np.random.default_rng(seed)
    coarse = grain.integers(90, 170, (12, 20)).astype(np.uint8)
    ground = np.asarray(cv2.resize(coarse, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC), np.uint8)
    for _ in range(60):
        x, y = int(grain.integers(0, WIDE - 20)), int(grain.integers(0, HIGH - 12))
        shade = int(grain.integers(60, 200))
        cv2.rectangle(ground, (x, y), (x + int(grain.integers(4, 20)), y + int(grain.integers(3, 12))), (shade,), -1)
    return ground


def film(seconds: float, *paints: Paint, seed: int = 1, noise: float = 2.0, begin: float = 0.0) -> Iterator[Still]:
    """The street for so long, at PER_S, each picture painted over in turn; paints are told the time since `begin`."""
    grain, ground = np.random.default_rng(seed + 7), street(seed)
    for n in range(round(seconds * PER_S)):
        at = n / PER_S
        image = ground.copy()
        for paint in paints:
            image = paint(image, at)
        rough = image.astype(np.float32) + grain.normal(0, noise, image.shape)
        yield Still(begin + at, np.clip(rough, 0, 255).astype(np.uint8))


def block(
    where: Callable[[float], tuple[float, float] | None],
    size: tuple[int, int] = (22, 34),
    shade: int = 20,
    stripe: bool = True,
) -> Paint:
    """A thing whose feet stand where `where` says, in shares of the picture; nothing where it says None."""

    def paint(image: Image, at: float) -> Image:
        spot = where(at)
        if spot is not None:
            x, y = round(spot[0] * WIDE - size[0] / 2), round(spot[1] * HIGH - size[1])
            cv2.rectangle(image, (x, y), (x + size[0], y + size[1]), (shade,), -1)
            if stripe:
                cv2.rectangle(image, (x + 4, y + 4), (x + size[0] - 4, y + 10), (235,), -1)
        return image

    return paint


def walk(
    start: float, a: tuple[float, float], b: tuple[float, float], takes: float
) -> Callable[[float], tuple[float, float] | None]:
    """From one spot to another, there from `start` on and gone once it has arrived."""

    def where(at: float) -> tuple[float, float] | None:
        along = (at - start) / takes
        return (a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along) if 0 <= along <= 1 else None

    return where


def rain(drops: int = 150, seed: int = 5) -> Paint:
    grain = np.random.default_rng(seed)

    def paint(image: Image, at: float) -> Image:
        for _ in range(drops):
            x, y = int(grain.integers(0, WIDE)), int(grain.integers(0, HIGH))
            cv2.line(image, (x, y), (x + 1, y + 7), (220,), 1)
        return image

    return paint


def shaken(pixels: float = 3.0, since: float = 12.0, seed: int = 3) -> Paint:
    grain = np.random.default_rng(seed)

    def paint(image: Image, at: float) -> Image:
        return image if at < since else moved(image, grain.uniform(-pixels, pixels), grain.uniform(-pixels, pixels))

    return paint


def moved(image: Image, x: float, y: float) -> Image:
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
    return np.asarray(cv2.warpAffine(image, matrix, (WIDE, HIGH), borderMode=cv2.BORDER_REFLECT), np.uint8)


def turned(since: float, x: float = 90.0) -> Paint:
    """The camera looks elsewhere from then on."""
    other = street(99)
    return lambda image, at: image if at < since else other.copy()


def lit(since: float, factor: float) -> Paint:
    """Somebody switches the light, or a cloud goes: all at once."""

    def paint(image: Image, at: float) -> Image:
        return image if at < since else np.clip(image.astype(np.float32) * factor, 0, 255).astype(np.uint8)

    return paint


def shadow(start: float, takes: float = 10.0, factor: float = 0.65) -> Paint:
    """A cloud's shadow that goes over the street."""

    def paint(image: Image, at: float) -> Image:
        along = (at - start) / takes
        if not 0 <= along <= 1:
            return image
        veil = np.ones((HIGH, WIDE), np.float32)
        cv2.ellipse(veil, (int(along * WIDE), 110), (60, 50), 0, 0, 360, (factor,), -1)
        veil = np.asarray(cv2.GaussianBlur(veil, (0, 0), 4), np.float32)
        return (image.astype(np.float32) * veil).astype(np.uint8)

    return paint


def make_clip(path: Path, seconds: float = 8.0, fps: int = 12) -> Path:
    """A block that goes to and fro through the picture, as a small camera stream would show it."""
    ground = np.asarray(cv2.resize(street(), (640, 360), interpolation=cv2.INTER_LINEAR), np.uint8)
    with Writer(path, (640, 360), fps, 400, gop=fps) as writer:
        for n in range(round(seconds * fps)):
            along = abs(2 * n / (seconds * fps) - 1)
            image, x = ground.copy(), round(60 + along * 480)
            cv2.rectangle(image, (x, 130), (x + 46, 200), (15,), -1)
            writer.write(np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8))
    return path
