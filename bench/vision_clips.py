"""Clips to look at: the demonstration's scenes, footage where it lies here, and every fault made from each of them."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import av
import av.video.reformatter
import cv2
import numpy as np
from numpy.typing import NDArray

from console.video.vision import SIZE, Grey, small
from demo.scenes.encode import Writer
from demo.scenes.make import make_clips
from demo.scenes.spec import Kind, Light, SceneSpec

Image = NDArray[np.uint8]
Sample = tuple[Grey, float]
"""What an eye is shown: a grey picture and the mean saturation."""

FOOTAGE = os.environ.get("IOC_FOOTAGE", "")
"""A folder of clips from real cameras, if this machine has one: none may be shipped with the project."""
LOOKS = 2
"""Pictures a second that are looked at."""
RATE = 6
SHAPE = (640, 360)
SECONDS = 12
AREA = av.video.reformatter.Interpolation.AREA


def scenes(folder: Path, quick: bool) -> Iterator[tuple[str, list[Image]]]:
    """The demonstration's places by day, at dusk and at night; rain in two of them."""
    kinds = [Kind.JUNCTION, Kind.HARBOUR] if quick else list(Kind)
    specs = [
        SceneSpec.of(
            f"{kind.value}-{light.value}", "Camera", kind, light, light is Light.DAY and index < 2, 100 + index
        )
        for index, kind in enumerate(kinds)
        for light in Light
    ]
    made = make_clips(specs, folder)
    for spec in specs:
        yield spec.id, images(made[spec.id].sub, SECONDS)


def footage() -> Iterator[tuple[str, list[Image]]]:
    """What real cameras saw, where it lies on this machine."""
    for path in sorted(Path(FOOTAGE).glob("*.*")) if FOOTAGE else ():
        if path.suffix in (".avi", ".mp4"):
            yield path.stem, images(path, 60)


def images(path: Path, seconds: float) -> list[Image]:
    """RATE pictures a second of a clip, in the shape of a camera's small stream."""
    found: list[Image] = []
    with av.open(str(path)) as container:
        rate = float(container.streams.video[0].average_rate or RATE)
        due = 0.0
        for index, frame in enumerate(container.decode(video=0)):
            if index / rate > seconds:
                break
            if index / rate >= due:
                found.append(np.asarray(frame.to_ndarray(format="bgr24", width=SHAPE[0], height=SHAPE[1]), np.uint8))
                due += 1 / RATE
    return found


def through_a_camera(pictures: Sequence[Image], folder: Path) -> list[Sample]:
    """Encode as a camera does, decode as we do, and take two small pictures a second."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "clip.mp4"
        with Writer(path, SHAPE, RATE, 420, gop=RATE * 2, crf=27) as writer:
            for picture in pictures:
                writer.write(picture)
        with av.open(str(path)) as container:
            frames = [frame for index, frame in enumerate(container.decode(video=0)) if index % (RATE // LOOKS) == 0]
            return [small(_shrunk(frame)) for frame in frames]


def _shrunk(frame: av.VideoFrame) -> Image:
    return np.asarray(frame.to_ndarray(format="bgra", width=SIZE[0], height=SIZE[1], interpolation=AREA), np.uint8)


Fault = Callable[[Sequence[Image]], list[Image]]


def black(pictures: Sequence[Image]) -> list[Image]:
    """No light reaches the sensor; the clock goes on."""
    return [_stamp(np.full_like(picture, 4), index) for index, picture in enumerate(pictures)]


def frozen(pictures: Sequence[Image]) -> list[Image]:
    """The picture stands still for 40 s while the clock that the camera writes into it goes on."""
    return [_stamp(pictures[0].copy(), index) for index in range(40 * RATE)]


def stuck(pictures: Sequence[Image]) -> list[Image]:
    """The picture stands still, clock and all."""
    return [pictures[0]] * (40 * RATE)


def blurred(pictures: Sequence[Image]) -> list[Image]:
    """Out of focus."""
    return [np.asarray(cv2.GaussianBlur(picture, (0, 0), 7), np.uint8) for picture in pictures]


def slightly_blurred(pictures: Sequence[Image]) -> list[Image]:
    """Out of focus by half as much."""
    return [np.asarray(cv2.GaussianBlur(picture, (0, 0), 3.5), np.uint8) for picture in pictures]


def covered(pictures: Sequence[Image]) -> list[Image]:
    """A bag over the lens: a little light comes through."""
    cloth = np.random.default_rng(3).integers(96, 112, (5, 8, 3), np.uint8)
    whole = np.asarray(cv2.resize(cloth, SHAPE, interpolation=cv2.INTER_CUBIC), np.uint8)
    return [_stamp(_noisy(whole, index), index) for index in range(len(pictures))]


def sprayed(pictures: Sequence[Image]) -> list[Image]:
    """Paint on the glass: what lies behind it shimmers through at the edges."""
    drops = cv2.resize(np.random.default_rng(4).random((5, 8), np.float32), SHAPE, interpolation=cv2.INTER_CUBIC)
    paint = np.clip(drops * 0.3 + 0.75, 0, 1)[..., None]
    dim = [np.asarray(cv2.GaussianBlur(picture, (0, 0), 9), np.uint8) for picture in pictures]
    return [_stamp(np.asarray(paint * 70 + (1 - paint) * picture, np.uint8), i) for i, picture in enumerate(dim)]


def turned(pictures: Sequence[Image]) -> list[Image]:
    """The camera looks elsewhere: the same place, mirrored and shifted by a third."""
    return [np.roll(picture[:, ::-1], SHAPE[0] // 3, axis=1).copy() for picture in pictures]


def nudged(pictures: Sequence[Image]) -> list[Image]:
    """The camera was pushed by a fifth of its picture."""
    far = SHAPE[0] // 5
    return [np.hstack([picture[:, far:], picture[:, -far:][:, ::-1]]) for picture in pictures]


def glare(pictures: Sequence[Image]) -> list[Image]:
    """The sun, or a lamp, in the lens."""
    return [np.asarray(np.clip(picture * 1.2 + 190.0, 0, 255), np.uint8) for picture in pictures]


FAULTS: dict[Fault, tuple[str, ...]] = {
    black: ("black",),
    frozen: ("frozen",),
    stuck: ("frozen",),
    blurred: ("blurred", "covered"),
    slightly_blurred: ("blurred",),
    covered: ("covered",),
    sprayed: ("covered", "blurred"),
    turned: ("moved",),
    nudged: ("moved",),
    glare: ("glare", "covered"),
}
"""How a clip is spoilt, and which findings say so rightly."""


def shaken(pictures: Sequence[Image]) -> list[Image]:
    """Wind at the mast."""
    steps = np.random.default_rng(5).integers(-4, 5, (len(pictures), 2)).tolist()
    return [np.roll(picture, step, axis=(0, 1)) for picture, step in zip(pictures, steps, strict=True)]


def dimmed(pictures: Sequence[Image]) -> list[Image]:
    """The lights go out, not all of them."""
    return [np.asarray(picture * 0.5, np.uint8) for picture in pictures]


def passed(pictures: Sequence[Image]) -> list[Image]:
    """A lorry stands before four tenths of the picture for five seconds."""
    out = [picture.copy() for picture in pictures]
    for picture in out[: 5 * RATE]:
        picture[60:, : SHAPE[0] * 4 // 10] = (60, 90, 120)
    return out


def washed(pictures: Sequence[Image]) -> list[Image]:
    """Haze takes half of the contrast at once."""
    return [np.asarray(picture * 0.5 + 85.0, np.uint8) for picture in pictures]


HARMLESS: tuple[Fault, ...] = (shaken, dimmed, passed, washed)


def _noisy(picture: Image, index: int) -> Image:
    grain = np.random.default_rng(index).normal(0, 1.5, picture.shape)
    return np.asarray(np.clip(picture + grain, 0, 255), np.uint8)


def _stamp(picture: Image, index: int) -> Image:
    """The clock that cameras write into their pictures."""
    seconds = index // RATE
    words = f"2026-03-05 08:{seconds // 60:02}:{seconds % 60:02}"
    cv2.putText(picture, words, (12, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 2)
    return picture
