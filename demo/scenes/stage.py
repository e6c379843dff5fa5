"""The stage of a scene: what stands still is painted once, what moves is kept as trips."""

import math
from collections.abc import Callable
from random import Random

import cv2
import numpy as np

from demo.scenes.barcode import Image
from demo.scenes.lens import Lens, Points
from demo.scenes.lettering import lay
from demo.scenes.palette import Colour, Palette
from demo.scenes.parts import Box, Card, Glow, Painter, Part, Thing, fill
from demo.scenes.things import tree
from demo.scenes.trips import Trip

PERIOD = 12.0
"""Seconds after which everything is where it was."""

Motion = Callable[[Image, float], None]
"""Draws something that moves, below all things, at a time in seconds."""


class Stage:
    """A picture being built: first the background, far to near, then trips and motions."""

    def __init__(self, lens: Lens, palette: Palette, rng: Random) -> None:
        self.lens = lens
        self.palette = palette
        self.rng = rng
        self.grain = np.random.default_rng(rng.randrange(2**32))
        self.image: Image = np.zeros((lens.picture_height, lens.width, 3), np.uint8)
        self.trips: list[Trip] = []
        self.motions: list[Motion] = []
        self.standing: list[Thing] = []
        self.signs: list[tuple[int, int, Image]] = []
        self._kept: Image | None = None
        self.painter = Painter(lens, palette)
        self._sky()

    @property
    def lit(self) -> bool:
        """Whether lamps are on."""
        return self.palette.lamps

    def _sky(self) -> None:
        rows = math.ceil(self.lens.horizon) + 2
        fade = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None] ** 1.3
        sky = np.array(self.palette.sky_top) * (1 - fade) + np.array(self.palette.sky_low) * fade
        clouds = cv2.resize(
            self.grain.random((9, 14), np.float32), (self.lens.width, rows), interpolation=cv2.INTER_CUBIC
        )
        fine = cv2.resize(
            self.grain.random((18, 40), np.float32), (self.lens.width, rows), interpolation=cv2.INTER_CUBIC
        )
        veil = np.clip(clouds * 0.75 + fine * 0.35 - 0.5, 0, 1)[..., None] * 70 * np.mean(self.palette.ambient)
        self.image[:rows] = np.clip(sky + veil, 0, 255)

    def hills(self, height: float, distance: float, colour: Colour, rough: float = 1.0, karst: bool = False) -> None:
        """A range of hills on the horizon: height and distance in metres; karst stands up steep from the sea."""
        xs = np.arange(0, self.lens.width + 8, 4, dtype=np.float32)
        line = np.zeros_like(xs)
        if karst:
            for _ in range(self.rng.randint(7, 11)):
                at, wide = self.rng.uniform(-50, self.lens.width + 50), self.rng.uniform(24, 80)
                bump = self.rng.uniform(0.3, 1.0) * np.exp(-(np.abs((xs - at) / wide) ** 3.5))
                line = np.maximum(line, bump)
        for octave in (1, 2, 4, 8, 16):
            weight = (0.04 if karst else 0.42 / octave) * rough
            line += weight * np.sin(xs / 260 * octave + self.rng.uniform(0, 6.3)) * (line > 0.02 if karst else 1)
        tops = self.lens.horizon - (np.maximum(line + (0 if karst else 0.5), 0)) * height * self.lens.focal / distance
        foot = np.array([[self.lens.width + 8, self.lens.horizon + 3], [-8, self.lens.horizon + 3]], np.float32)
        fill(self.image, np.vstack([np.column_stack([xs, tops]), foot]), self.palette.shade(colour, distance))

    def floor(self, colour: Colour, grain: float = 6.0) -> None:
        """The ground to the horizon, with haze and a grain that grows finer with distance."""
        top = math.ceil(self.lens.horizon)
        rows = self.lens.picture_height - top
        distances = self.lens.height * self.lens.focal / (np.arange(rows, dtype=np.float32) + 1.5)
        tones = self.palette.seen(np.tile(np.array(colour, np.float32), (rows, 1)), distances)
        speckle = self.grain.normal(0, grain, (rows, self.lens.width)).astype(np.float32)
        speckle = cv2.GaussianBlur(speckle, (0, 0), 1.2) * np.linspace(0.4, 2.2, rows, dtype=np.float32)[:, None]
        light = float(np.mean(self.palette.ambient))
        self.image[top:] = np.clip(tones[:, None, :] + (speckle * light)[..., None], 0, 255)

    def patch(self, corners: Points, colour: Colour) -> None:
        """A polygon on the ground (n by 2: x, z in metres)."""
        middle = float(np.clip(corners[:, 1], 4, 160).mean())
        shape = self.lens.ground(corners)
        if len(shape) > 2:
            fill(self.image, shape, self.palette.shade(colour, middle))

    def strip(self, start: Points, end: Points, width: float, colour: Colour) -> None:
        """A straight band on the ground, in short pieces so that each has its own haze."""
        across = np.array([end[1] - start[1], start[0] - end[0]], np.float32)
        across *= width / 2 / max(1e-6, float(np.hypot(*across)))
        pieces = max(1, int(np.hypot(*(end - start)) / 15))
        for piece in range(pieces):
            a = start + (end - start) * (piece / pieces)
            b = start + (end - start) * ((piece + 1.02) / pieces)
            self.patch(np.array([a - across, a + across, b + across, b - across], np.float32), colour)

    def dashes(self, start: Points, end: Points, colour: Colour = (220, 225, 225), every: float = 7.0) -> None:
        """A broken line on the ground."""
        whole = float(np.hypot(*(end - start)))
        for at in np.arange(0, whole - 3, every):
            self.strip(start + (end - start) * (at / whole), start + (end - start) * ((at + 3) / whole), 0.18, colour)

    def stand(self, parts: list[Part], behind: bool = True) -> None:
        """Put something that does not move: behind all that moves it costs nothing, else it is drawn each time."""
        nearest = min((part.x**2 + part.z**2) ** 0.5 for part in parts)
        if behind:
            self.painter.draw(self.image, [(nearest, parts)])
        else:
            self.standing.append((nearest, parts))

    def building(self, x: float, z: float, sizes: tuple[float, float, float], colour: Colour, yaw: float = 0.0) -> None:
        """A house (length along its heading, width, height in metres) with windows, some of them lit at night."""
        length, width, height = sizes
        self.stand([Box(x, 0, z, yaw, length, width, height, colour)])
        front, side = z - length / 2 - 0.05, x - math.copysign(width / 2 + 0.05, x)
        for floor in np.arange(1.2, height - 1.6, 3.1):
            for across in np.arange(-width / 2 + 0.9, width / 2 - 1.2, 2.2):
                self._window([(x + across, front), (x + across + 1.2, front)], float(floor))
            for along in np.arange(-length / 2 + 0.9, length / 2 - 1.2, 2.4):
                if abs(side) < abs(x):
                    self._window([(side, z + along), (side, z + along + 1.2)], float(floor))

    def _window(self, feet: list[tuple[float, float]], floor: float) -> None:
        (x1, z1), (x2, z2) = feet
        if min(z1, z2) < 3:
            return
        corners = [(x1, floor, z1), (x2, floor, z2), (x2, floor + 1.5, z2), (x1, floor + 1.5, z1)]
        shining = self.lit and self.rng.random() < 0.45
        colour = self.rng.choice(((110, 190, 235), (150, 210, 240), (90, 160, 215)))
        tone = colour if shining else self.palette.shade((112, 98, 84), z1)
        fill(self.image, self.lens.project(np.array(corners, np.float32)), tone)

    def tree(self, x: float, z: float, palm: bool = False, behind: bool = True) -> None:
        """A tree on its spot."""
        self.stand([Card(x + dx, dy, z, shape, colour) for dx, dy, shape, colour in tree(self.rng, palm)], behind)

    def lamp(self, x: float, z: float, height: float = 8.0) -> None:
        """A street lamp, with its light on the ground when lamps are on."""
        parts: list[Part] = [Box(x, 0, z, 0, 0.16, 0.16, height, (120, 122, 124))]
        parts.append(Box(x - math.copysign(0.8, x), height, z, 0, 0.2, 1.7, 0.12, (120, 122, 124)))
        if self.lit:
            at = x - math.copysign(1.5, x)
            parts += [Glow(at, height, z, 1.9, (110, 180, 230)), Glow(at, 0.3, z, 4.5, (26, 44, 58))]
        self.stand(parts)

    def keep(self, before: Image) -> None:
        """What was painted since `before` (a copy of the image) stays on top of the motions."""
        changed = (self.image != before).any(axis=2).astype(np.uint8) * 255
        self._kept = changed if self._kept is None else self._kept | changed

    def draw(self, image: Image, time: float) -> None:
        """Draw one moment into a picture."""
        np.copyto(image, self.image)
        for motion in self.motions:
            motion(image, time)
        if self._kept is not None:
            cv2.copyTo(self.image, self._kept, image)
        moving = [thing for trip in self.trips for thing in trip.things(time, PERIOD)]
        self.painter.draw(image, [*moving, *self.standing])
        for left, top, sign in self.signs:
            lay(image, sign, left, top)
