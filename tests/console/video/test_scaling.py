"""What is scaled straight into our memory is what others would have made of it, and nothing is written beside it."""

import av
import cv2
import numpy as np
import pytest

from console.video import swscale
from console.video.looking import Look
from console.video.scaling import Box, Fit, Pixels, Scaler
from console.video.swscale import Spot, Window, converter

WIDE, HIGH = 322, 182
FORMATS = ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12", "yuv420p10le"]
BOXES = [
    Box(200, 150),
    Box(197, 111, Fit.STRETCH),
    Box(150, 150, Fit.COVER),
    Box(240, 240, look=Look(turns=1)),
    Box(240, 240, Fit.COVER, Look(turns=3)),
    Box(300, 200, look=Look(0.3, 0.4, 0.5)),
    Box(300, 200, look=Look(0.1, 0.5, 0.25, turns=2)),
    Box(222, 111, Fit.COVER, Look(0.5, 0.25, 0.5, turns=1)),
]


def scene() -> Pixels:
    """Make colours that change softly, with a corner of its own, so that nothing can be exchanged unseen."""
    x, y = np.meshgrid(np.linspace(0, 1, WIDE), np.linspace(0, 1, HIGH))
    made = np.stack([40 + 170 * x, 60 + 150 * y, 120 + 80 * np.sin(5 * x + 3 * y)], axis=2)
    made[: HIGH // 4, : WIDE // 4] = (30, 60, 220)
    return made.astype(np.uint8)


def frame_of(kind: str, colorspace: int = 5) -> av.VideoFrame:
    """Make a frame as a decoder gives it."""
    matrix = av.video.reformatter.Colorspace(colorspace)
    frame = av.VideoFrame.from_ndarray(scene(), "bgr24").reformat(format=kind, dst_colorspace=matrix)
    frame.colorspace = colorspace
    return frame


def expected(box: Box) -> Pixels:
    """Turn, cut and scale by OpenCV alone."""
    full = np.rot90(scene(), -box.look.turns)
    rows, columns = full.shape[:2]
    look, aspect = box.look, columns / rows
    wide = high = look.size
    if box.fit is Fit.COVER:
        wide *= min(1.0, box.width / (box.height * aspect))
        high *= min(1.0, box.height * aspect / box.width)
    left, top = look.x + (look.size - wide) / 2, look.y + (look.size - high) / 2
    part = full[int(top * rows) : int((top + high) * rows), int(left * columns) : int((left + wide) * columns)]
    size = box.place(WIDE / HIGH)[2:]
    return np.asarray(cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA), np.uint8)


def apart(one: Pixels, other: Pixels) -> float:
    """Return the mean difference of two pictures of the same size."""
    assert one.shape[:2] == other.shape[:2]
    return float(np.abs(one[:, :, :3].astype(int) - other[:, :, :3]).mean())


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("box", BOXES, ids=range(len(BOXES)))
def test_every_kind_of_frame_in_every_kind_of_box(kind: str, box: Box) -> None:
    """Cut, turned, covering: each as seen by whoever does the same to the whole picture."""
    scaler = Scaler(box)
    pixels = scaler.scale(frame_of(kind), WIDE / HIGH)
    assert scaler._converter is not None
    assert apart(pixels, expected(box)) < 3.0


@pytest.mark.parametrize("colorspace", [1, 5])
def test_the_colours_are_those_of_the_cameras_matrix(colorspace: int) -> None:
    """BT.709 and BT.601 differ by as much as one sees."""
    box = Box(200, 150)
    assert apart(Scaler(box).scale(frame_of("yuv420p", colorspace), WIDE / HIGH), expected(box)) < 3.0


@pytest.mark.parametrize("box", BOXES, ids=range(len(BOXES)))
def test_without_the_library_pyav_does_it(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyAV was built against the system's FFmpeg."""
    monkeypatch.setattr(swscale, "_LIBRARY", None)
    scaler = Scaler(box)
    pixels = scaler.scale(frame_of("yuv420p"), WIDE / HIGH)
    assert scaler._converter is None
    assert apart(pixels, expected(box)) < 4.0


def test_a_rare_kind_of_frame_is_left_to_pyav() -> None:
    """What we have no layout for."""
    box = Box(200, 150)
    scaler = Scaler(box)
    assert apart(scaler.scale(frame_of("rgb24"), WIDE / HIGH), expected(box)) < 3.0
    assert scaler._converter is None


@pytest.mark.parametrize("width", [*range(181, 199), *range(441, 460), 800])
@pytest.mark.parametrize("height", [111, 252])
def test_nothing_is_written_beside_the_spot(width: int, height: int) -> None:
    """The vector code writes whole groups of pixels, past the end of each row."""
    frame = frame_of("yuv420p")
    found = converter(frame, Window(0, 0, WIDE, HIGH), width, height, None)
    assert found is not None
    wall = np.full((height + 8, width + 40, 4), 77, np.uint8)
    # As crooked as a tile may lie.
    spot = wall[3 : 3 + height, 5 : 5 + width]
    found.into(frame, Spot(spot))
    assert apart(spot, np.asarray(cv2.resize(scene(), (width, height), interpolation=cv2.INTER_AREA), np.uint8)) < 3.0
    spot[:] = 77
    assert (wall == 77).all()


@pytest.mark.parametrize(
    ("room", "size"), [((460, 252), (448, 252)), ((200, 111), (197, 110)), ((452, 253), (448, 252))]
)
def test_handy_sizes_do_not_change_the_shape(room: tuple[int, int], size: tuple[int, int]) -> None:
    """Whole groups of pixels, where nobody sees the difference."""
    assert Box(*room).place(16 / 9)[2:] == size


def test_tables_are_kept_until_something_changes() -> None:
    """Making them anew costs more than scaling a picture."""
    frame, window = frame_of("yuv420p"), Window(0, 0, WIDE, HIGH)
    first = converter(frame, window, 200, 100, None)
    assert converter(frame, window, 200, 100, first) is first
    assert converter(frame, window, 200, 102, first) is not first


def test_what_is_too_small_for_vectors_is_left_to_pyav() -> None:
    """A tiny tile, a tiny camera."""
    assert converter(frame_of("yuv420p"), Window(0, 0, WIDE, HIGH), 8, 100, None) is None
    assert Scaler(Box(8, 6)).scale(frame_of("yuv420p"), WIDE / HIGH).shape[1] == 8


@pytest.mark.parametrize(("wide", "high"), [(1, 1082), (4, 1082), (1082, 1), (2, 2), (17, 9), (4098, 2)])
@pytest.mark.parametrize("room", [(2, 2), (480, 3), (3, 480), (160, 90)])
def test_no_shape_of_a_picture_is_too_odd(wide: int, high: int, room: tuple[int, int]) -> None:
    """A camera may send what it likes: an error here would break the layout of the whole wall."""
    frame = av.VideoFrame(wide, high, "yuv420p")
    for fit in Fit:
        for look in (Look(), Look(0.9, 0.9, 1 / 16, turns=1)):
            box = Box(*room, fit, look)
            assert Scaler(box).scale(frame, wide / high).shape[:2] == box.place(wide / high)[:1:-1]
