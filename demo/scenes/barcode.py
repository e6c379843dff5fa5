"""The frame number as a strip of 16 black and white blocks, to be read back from any picture of the clip.

The strip lies in the lower right corner: from 70 % of the width, each block 1.75 % wide; from 94.5 % to 98 %
of the height.
From left to right: one white and one black block (the levels to compare with), 11 bits of the frame number modulo 2048
(highest first), 3 check bits. It survives H.264 at low rates and scaling down to about 200 pixels of width.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

LEFT, TOP, BOTTOM, STEP = 0.70, 0.945, 0.98, 0.0175
BLOCKS, BITS = 16, 11
MODULUS = 1 << BITS
"""Frame numbers are read back modulo this."""

CONTRAST = 60
"""Grey levels between the white and the black block below which there is no strip."""


def draw_frame_number(image: Image, number: int) -> None:
    """Burn the strip in."""
    height, width = image.shape[:2]
    top, bottom = round(height * TOP), round(height * BOTTOM)
    edge = max(1, round(height * 0.005))
    image[top - edge : bottom + edge, round(width * LEFT) - edge : round(width * (LEFT + BLOCKS * STEP)) + edge] = 16
    for index, bit in enumerate(_pattern(number % MODULUS)):
        left, right = (round(width * (LEFT + place * STEP)) for place in (index, index + 1))
        image[top:bottom, left:right] = 235 if bit else 16


def read_frame_number(image: NDArray[Any]) -> int | None:
    """The frame number modulo 2048, or None where no whole strip can be read. Takes grey, BGR or BGRA of any size."""
    height, width = image.shape[:2]
    rows = image[int(height * (TOP + 0.01)) : max(int(height * (BOTTOM - 0.01)), int(height * (TOP + 0.01)) + 1)]
    grey = rows.reshape(rows.shape[0], width, -1)[:, :, :3].mean(axis=(0, 2))
    levels = [_level(grey, width * (LEFT + (index + 0.5) * STEP), width * STEP) for index in range(BLOCKS)]
    if levels[0] - levels[1] < CONTRAST:
        return None
    middle = (levels[0] + levels[1]) / 2
    bits = [level > middle for level in levels]
    number = int("".join("01"[bit] for bit in bits[2 : 2 + BITS]), 2)
    return number if bits == _pattern(number) else None


def _level(grey: NDArray[Any], centre: float, step: float) -> float:
    reach = max(0.5, step * 0.2)
    return float(grey[int(centre - reach) : max(int(centre + reach), int(centre - reach) + 1)].mean())


def _pattern(number: int) -> list[bool]:
    check = (number ^ number >> 3 ^ number >> 6 ^ number >> 9) & 7
    whole = number << 3 | check
    return [True, False, *(bool(whole >> shift & 1) for shift in reversed(range(BITS + 3)))]
