"""Small clips for tests and benches: made in a moment, as hard to decode as a camera's."""

import math
from pathlib import Path

import cv2
import numpy as np

from demo.scenes.barcode import Image, draw_frame_number
from demo.scenes.encode import Writer

RATE = 512
"""kbit/s at 640x360 and 15 frames per second."""

SHAPES = 12


def make_test_clip(
    path: Path,
    width: int = 640,
    height: int = 360,
    fps: int = 15,
    seconds: float = 4.0,
    seed: int = 0,
    *,
    gop: float = 1.0,
) -> Path:
    """Write an H.264 clip of moving shapes and noise with the frame number burnt in; gives its path back.

    gop: seconds between keyframes. The clip has round(fps * seconds) frames, starts with a keyframe, and its bit rate
    is about 512 kbit/s at 640x360 and 15 frames per second, more or less with the size. Raises OSError.
    """
    grain = np.random.default_rng(seed)
    kbit = round(RATE * (width * height / (640 * 360)) ** 0.75 * fps / 15)
    coarse = grain.integers(40, 180, (9, 16, 3), np.uint8)
    ground = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    noises = [_noise(grain, width, height) for _ in range(6)]
    shapes = grain.random((SHAPES, 7))
    count = round(fps * seconds)
    with Writer(path, (width, height), fps, kbit, gop=max(1, round(fps * gop))) as writer:
        for number in range(count):
            image = ground.copy()
            _draw(image, shapes.tolist(), number / count)
            cv2.add(image, noises[number % len(noises)], dst=image)
            draw_frame_number(image, number)
            writer.write(image)
    return path


def _noise(grain: np.random.Generator, width: int, height: int) -> Image:
    whole: Image = np.repeat(np.abs(grain.normal(0, 7, (height, width, 1))).astype(np.uint8), 3, axis=2)
    return whole


def _draw(image: Image, shapes: list[list[float]], part: float) -> None:
    for shape in shapes:
        _shape(image, shape, part)


def _shape(image: Image, numbers: list[float], part: float) -> None:
    """One rectangle that goes round once in the clip."""
    height, width = image.shape[:2]
    x, y, wide, high, *colour = numbers
    turn = 2 * math.pi * (part + x)
    centre = (width * (0.5 + 0.42 * math.cos(turn)), height * (y * 0.8 + 0.1 + 0.15 * math.sin(turn)))
    half = (width * (0.02 + wide * 0.06), height * (0.03 + high * 0.1))
    corners = [(round(centre[index] + sign * half[index]) for index in (0, 1)) for sign in (-1, 1)]
    first, second = (tuple(corner) for corner in corners)
    cv2.rectangle(image, first, second, [level * 255 for level in colour], cv2.FILLED)
