"""Moving water: two layers of glitter that drift against each other, and the foam of a beach."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.scenes.barcode import Image
from demo.scenes.palette import Colour
from demo.scenes.parts import fill
from demo.scenes.stage import PERIOD, Motion, Stage


def sea(stage: Stage, nearest: float) -> None:
    """Paint water from the horizon down to `nearest` metres, and let it glitter."""
    top = math.ceil(stage.lens.horizon) + 1
    bottom = min(stage.lens.picture_height, round(stage.lens.spot(0, 0, nearest)[1]))
    rows = bottom - top
    distances = stage.lens.height * stage.lens.focal / (np.arange(rows, dtype=np.float32) + 1.5)
    lit = np.array(stage.palette.sea, np.float32)
    far = np.exp(-distances / (stage.palette.sight * 1.2))[:, None]
    tones = lit * far + np.array(stage.palette.haze, np.float32) * (1 - far) * 0.9
    stage.image[top:bottom] = np.clip(np.repeat(tones[:, None, :], stage.lens.width, axis=1), 0, 255)
    stage.motions.append(_glitter(stage, top, bottom))


def _glitter(stage: Stage, top: int, bottom: int) -> Motion:
    width, strength = stage.lens.width, 34 * float(np.mean(stage.palette.ambient))
    layers = [_ripples(stage, bottom - top, strength) for _ in range(2)]
    dark = [cv2.bitwise_not(layer) for layer in layers]
    assert all(layer.shape[1] == 2 * width for layer in dark)

    def move(image: Image, time: float) -> None:
        water = image[top:bottom]
        ahead = round(width * time / PERIOD) % width
        cv2.add(water, layers[0][:, ahead : ahead + width], dst=water)
        back = width - ahead
        cv2.subtract(water, layers[1][:, back : back + width], dst=water)

    return move


def _ripples(stage: Stage, rows: int, strength: float) -> Image:
    """Bright streaks, long and thin, larger near the eye; twice as wide as the picture, and the same again after it."""
    width = stage.lens.width
    sheet = np.zeros((rows, width), np.float32)
    for stretch, blur in ((26, 1.0), (12, 2.2)):
        coarse = stage.grain.normal(0, 1, (rows, width // stretch + 1)).astype(np.float32)
        coarse[:, -1] = coarse[:, 0]
        wide = cv2.resize(coarse, (width, rows), interpolation=cv2.INTER_LINEAR)
        sheet += cv2.GaussianBlur(wide, (0, 0), sigmaX=0.1, sigmaY=blur)
    depth = np.linspace(0.25, 1, rows, dtype=np.float32)[:, None]
    light = np.clip((sheet - 0.35) * strength * depth, 0, 90).astype(np.uint8)
    whole: Image = np.repeat(np.tile(light, (1, 2))[..., None], 3, axis=2)
    return whole


def foam(stage: Stage, shore: float, reach: float, sand: Colour, foam_colour: Colour) -> None:
    """Waves that run up a shore `shore` metres away and back, `reach` metres deep."""
    xs = np.linspace(-90, 90, 60, dtype=np.float32)
    shapes = [(stage.rng.uniform(0.05, 0.16), stage.rng.uniform(0, 6.3)) for _ in range(3)]
    waves = [(count, index / 3 * 6.28) for index, count in enumerate((2, 3, 2))]
    curve = sum((np.sin(xs * pace + phase) for pace, phase in shapes), np.zeros_like(xs)) * reach * 0.16
    wet, white = stage.palette.shade(sand, shore), stage.palette.shade(foam_colour, shore)
    far = np.column_stack([xs[::-1], np.full_like(xs, shore + reach * 1.4)])

    def edge(depth: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.column_stack([xs, depth]).astype(np.float32)

    def move(image: Image, time: float) -> None:
        fill(image, stage.lens.ground(np.vstack([edge(curve + shore - reach * 0.55), far]).astype(np.float32)), wet)
        for count, phase in waves:
            turn = 2 * math.pi * count * time / PERIOD + phase
            at = curve + shore - reach * 0.5 * math.sin(turn) + reach * 0.3
            thick = reach * (0.06 + 0.05 * math.cos(turn))
            band = np.vstack([edge(at), edge(at + thick)[::-1]])
            fill(image, stage.lens.ground(band), white)

    stage.motions.append(move)
