"""What lies between the scene and the picture: rain and the noise of the sensor."""

import cv2
import numpy as np

from demo.scenes.barcode import Image
from demo.scenes.stage import PERIOD

NOISES = 12
LEVEL = 24
"""The grey the noise is centred on; it is added and then taken away, for 8-bit arithmetic has no sign."""


class Weather:
    """Draws rain and noise over a finished picture."""

    def __init__(self, width: int, height: int, seed: int, noise: float, rain: bool) -> None:
        grain = np.random.default_rng(seed)
        self._height, self._width = height, width
        self._noises = [_noise(grain, width, height, noise) for _ in range(4)]
        self._shifts = grain.integers(0, 64, (NOISES, 2)).tolist()
        self._rain = [_streaks(grain, width, height, size) for size in (1, 2)] if rain else []
        self._level = np.full((height, width, 3), LEVEL, np.uint8)

    def draw(self, image: Image, time: float, frame: int) -> None:
        for index, sheet in enumerate(self._rain):
            fallen = round(self._height * (time * (14 + 6 * index) / PERIOD)) % self._height
            start = self._height - fallen
            cv2.add(image, sheet[start : start + self._height], dst=image)
        down, right = self._shifts[frame % NOISES]
        noise = self._noises[frame % len(self._noises)][down : down + self._height, right : right + self._width]
        cv2.add(image, noise, dst=image)
        cv2.subtract(image, self._level, dst=image)


def _noise(grain: np.random.Generator, width: int, height: int, sigma: float) -> Image:
    sheet = grain.normal(LEVEL, sigma, (height + 64, width + 64)).astype(np.float32)
    soft = cv2.GaussianBlur(sheet, (0, 0), 0.6)
    grey = np.clip(LEVEL + (soft - LEVEL) * 1.5, 0, 2 * LEVEL).astype(np.uint8)
    whole: Image = np.repeat(grey[..., None], 3, axis=2)
    return whole


def _streaks(grain: np.random.Generator, width: int, height: int, size: int) -> Image:
    """Slanting drops, the sheet repeated below itself."""
    sheet = np.zeros((height, width, 3), np.uint8)
    for x, y, long in zip(*grain.random((3, 240 // size)), strict=True):
        length = int(16 + 22 * long) * size
        for wrap in (0, height):
            start = (int(x * width), int(y * height) - wrap)
            cv2.line(sheet, start, (start[0] - length // 6, start[1] + length), (34, 32, 30), size, cv2.LINE_AA)
    whole: Image = np.vstack([sheet, sheet])
    return whole
