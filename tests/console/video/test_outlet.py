"""A picture lands where its tile lies, with bars beside it, and never where the tile no longer is."""

import av
import numpy as np

from console.video.outlet import BARS, Outlet
from console.video.scaling import Box, Picture, Pixels

WIDE = 2.0


def picture(width: int, height: int, grey: int) -> Picture:
    """Make a picture of one grey."""
    frame = av.VideoFrame.from_ndarray(np.full((height, width, 4), grey, np.uint8), "bgra")
    return Picture(frame.reformat(format="yuv444p"), WIDE, 0.0, Box(width, height))


def wall() -> Pixels:
    """Make an empty wall."""
    return np.zeros((60, 60, 4), np.uint8)


def near(pixels: Pixels, grey: int) -> bool:
    """Say whether all is of this grey, but for what colour conversion rounds."""
    return bool((abs(pixels[:, :, :3].astype(int) - grey) <= 2).all())


def test_bars_above_and_below() -> None:
    """Put a wide picture into a square tile."""
    target, outlet = wall(), Outlet(None)
    outlet.aim(Box(60, 60), target)
    outlet.put(picture(60, 30, 200))
    assert near(target[15:45], 200)
    assert (target[:15] == BARS).all()
    assert (target[45:] == BARS).all()


def test_a_moved_tile_shows_its_last_picture_at_once_in_its_new_size() -> None:
    """Move a tile, without a new frame."""
    old, new, outlet = wall(), wall(), Outlet(None)
    outlet.aim(Box(60, 60), old)
    outlet.put(picture(60, 30, 200))
    outlet.aim(Box(40, 20), new[:20, :40])
    assert near(new[:20, :40], 200)
    assert (new[20:] == 0).all()


def test_nothing_lands_where_the_tile_was() -> None:
    """Aim elsewhere, then let a late picture come."""
    target, outlet = wall(), Outlet(None)
    outlet.aim(Box(60, 60), target)
    outlet.aim(None, None)
    outlet.put(picture(60, 30, 200))
    assert (target == 0).all()
    assert outlet.newest is not None


def test_the_newest_wins() -> None:
    """Put two, keep one."""
    outlet = Outlet(Box(60, 30))
    outlet.put(picture(60, 30, 1))
    last = picture(60, 30, 2)
    outlet.put(last)
    assert outlet.newest is last
    assert outlet.count == 2
