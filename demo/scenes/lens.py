"""The eye of a camera: world metres (x right, y up, z ahead) to picture points, horizon kept level."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]

NEAR = 1.5
"""Metres ahead of the eye before which nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera at `height` metres; `focal` and `horizon` are in pixels of a picture of the given size."""

    width: int = 1280
    picture_height: int = 720
    focal: float = 1000.0
    horizon: float = 210.0
    height: float = 8.0

    def project(self, world: Points) -> Points:
        """Picture points (..., 2) of world points (..., 3)."""
        ahead = np.maximum(world[..., 2], NEAR)
        scale = self.focal / ahead
        return np.stack(
            [self.width / 2 + world[..., 0] * scale, self.horizon + (self.height - world[..., 1]) * scale], axis=-1
        ).astype(np.float32)

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """A picture point and the pixels of one metre there."""
        scale = self.focal / max(z, NEAR)
        return self.width / 2 + x * scale, self.horizon + (self.height - y) * scale, scale

    def ground(self, corners: Points) -> Points:
        """A polygon of the ground (n by 2: x, z) as a picture polygon, cut off before the eye; maybe empty."""
        kept: list[tuple[float, float]] = []
        for (x1, z1), (x2, z2) in zip(corners.tolist(), np.roll(corners, -1, axis=0).tolist(), strict=True):
            if z1 >= NEAR:
                kept.append((x1, z1))
            if (z1 < NEAR) != (z2 < NEAR):
                part = (NEAR - z1) / (z2 - z1)
                kept.append((x1 + part * (x2 - x1), NEAR))
        if not kept:
            return np.empty((0, 2), np.float32)
        flat = np.array(kept, np.float32)
        return self.project(np.column_stack([flat[:, 0], np.zeros(len(flat), np.float32), flat[:, 1]]))
