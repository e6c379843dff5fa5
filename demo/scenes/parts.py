"""What things are made of, and how a heap of parts is drawn far to near."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from demo.scenes.barcode import Image
from demo.scenes.lens import NEAR, Lens, Points
from demo.scenes.palette import Colour, Palette

SHIFT = 4
FIXED = 1 << SHIFT
WIDEST = 16.0
"""Metres from its foot that no card reaches beyond."""

FACES = np.array([[0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7], [4, 5, 6, 7]])
FACE_LIGHT = np.array([0.72, 0.9, 0.8, 0.62, 1.08], np.float32)


@dataclass(slots=True)
class Box:
    """An upright box: centre of its foot, its heading (radians from z towards x), its sizes in metres."""

    x: float
    y: float
    z: float
    yaw: float
    length: float
    width: float
    height: float
    colour: Colour


@dataclass(slots=True)
class Card:
    """A flat figure that faces the camera: points in metres from its foot."""

    x: float
    y: float
    z: float
    shape: Points
    colour: Colour


@dataclass(slots=True)
class Glow:
    """A light of its own, with a soft edge."""

    x: float
    y: float
    z: float
    radius: float
    colour: Colour


Part = Box | Card | Glow
Thing = tuple[float, list[Part]]
"""The distance of a thing, and its parts in the order of drawing."""


class Painter:
    """Draws things into a picture."""

    def __init__(self, lens: Lens, palette: Palette) -> None:
        self._lens = lens
        self._palette = palette
        self._halos: dict[tuple[int, Colour], Image] = {}

    def draw(self, image: Image, things: Iterable[Thing]) -> None:
        parts = [part for _, parts in sorted(things, key=lambda thing: -thing[0]) for part in parts if part.z > NEAR]
        boxes = [part for part in parts if isinstance(part, Box)]
        faces = iter(self._box_faces(boxes)) if boxes else iter(())
        for part in parts:
            match part:
                case Box():
                    for polygon, colour in next(faces):
                        cv2.fillConvexPoly(image, polygon, colour, cv2.LINE_AA, SHIFT)
                case Card():
                    self._card(image, part)
                case Glow():
                    self._glow(image, part)

    def _box_faces(self, boxes: list[Box]) -> list[list[tuple[Points, Colour]]]:
        """The visible faces of each box, as polygons in fixed-point pixels with their colours."""
        rows = np.array([[b.x, b.y, b.z, b.yaw, b.length, b.width, b.height, *b.colour] for b in boxes], np.float32)
        x, y, z, yaw, length, width, height = rows[:, :7].T[:, :, None]
        along = length / 2 * np.array([-1, -1, 1, 1, -1, -1, 1, 1], np.float32)
        aside = width / 2 * np.array([-1, 1, 1, -1, -1, 1, 1, -1], np.float32)
        up = height * np.array([0, 0, 0, 0, 1, 1, 1, 1], np.float32)
        sin, cos = np.sin(yaw), np.cos(yaw)
        corners = np.stack([x + along * sin + aside * cos, y + up, z + along * cos - aside * sin], axis=-1)
        faces = self._lens.project(corners)[:, FACES]
        edge, other = faces[:, :, 1] - faces[:, :, 0], faces[:, :, 2] - faces[:, :, 0]
        seen = edge[..., 0] * other[..., 1] - edge[..., 1] * other[..., 0] < 0
        lit = self._palette.seen(rows[:, 7:10], rows[:, 2])[:, None, :] * FACE_LIGHT[None, :, None]
        colours = np.minimum(lit, 255).tolist()
        fixed = np.ascontiguousarray(np.clip(faces, -30000, 30000) * FIXED, np.int32)
        return [
            [(fixed[box, face], tuple(colours[box][face])) for face in range(5) if seen[box, face]]
            for box in range(len(boxes))
        ]

    def _card(self, image: Image, card: Card) -> None:
        x, y, scale = self._lens.spot(card.x, card.y, card.z)
        if -WIDEST * scale < x < self._lens.width + WIDEST * scale:
            points = card.shape * (scale * FIXED, -scale * FIXED) + (x * FIXED, y * FIXED)
            colour = self._palette.shade(card.colour, card.z)
            cv2.fillPoly(image, [points.astype(np.int32)], colour, cv2.LINE_AA, SHIFT)

    def _glow(self, image: Image, glow: Glow) -> None:
        x, y, scale = self._lens.spot(glow.x, glow.y, glow.z)
        add_halo(image, x, y, self._halo(max(2, round(glow.radius * scale)), glow.colour))

    def _halo(self, radius: int, colour: Colour) -> Image:
        size = min(radius, 160) if radius < 12 else min(radius // 4 * 4, 160)  # few sizes, so that the cache is hit
        if (size, colour) not in self._halos:
            self._halos[size, colour] = halo(size, colour)
        return self._halos[size, colour]


def fill(image: Image, points: Points, colour: Colour) -> None:
    """Fill a polygon given in pixels, its edges smoothed."""
    if len(points) > 2:
        fixed = (np.clip(points, -30000, 30000) * FIXED).astype(np.int32)
        cv2.fillPoly(image, [fixed], colour, cv2.LINE_AA, SHIFT)


def halo(radius: int, colour: Colour) -> Image:
    """A soft disc of light, to be added."""
    grid = np.linspace(-1, 1, 2 * radius + 1, dtype=np.float32)
    distance = np.sqrt(grid[:, None] ** 2 + grid[None, :] ** 2)
    strength = np.clip(1 - distance, 0, 1) ** 2.2
    light: Image = np.clip(strength[..., None] * np.array(colour, np.float32) * 1.4, 0, 255).astype(np.uint8)
    return light


def add_halo(image: Image, x: float, y: float, light: Image) -> None:
    """Add a disc of light around a point, cut off at the picture's edges."""
    height, width = image.shape[:2]
    size = light.shape[0]
    left, top = round(x) - size // 2, round(y) - size // 2
    x1, y1, x2, y2 = max(left, 0), max(top, 0), min(left + size, width), min(top + size, height)
    if x1 < x2 and y1 < y2:
        place = image[y1:y2, x1:x2]
        cv2.add(place, light[y1 - top : y2 - top, x1 - left : x2 - left], dst=place)


def oval(rx: float, ry: float, corners: int = 14) -> Points:
    """The shape of an ellipse that stands on its foot."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return np.column_stack([rx * np.cos(turn), ry + ry * np.sin(turn)]).astype(np.float32)


def shape(*points: tuple[float, float]) -> Points:
    return np.array(points, np.float32)
