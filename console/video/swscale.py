"""FFmpeg's scaler, called straight into memory of our own: PyAV makes a new frame for each picture it scales."""

import ctypes
import threading
import weakref
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

AREA, BICUBIC = 0x20, 4
"""Flags of libswscale: averaging for what gets smaller, and cubic curves for what is looked at closely."""
SMALLEST = 16
"""Of fewer pixels than these a side the vector code of libswscale was not made for."""

_LAYOUTS = {
    "yuv420p": (1, 1, 1), "yuvj420p": (1, 1, 1), "yuv422p": (1, 0, 1), "yuvj422p": (1, 0, 1),
    "yuv444p": (0, 0, 1), "yuvj444p": (0, 0, 1), "nv12": (1, 1, 1), "yuv420p10le": (1, 1, 2),
}  # fmt: skip
"""What cameras and decoders give: by how many bits colour is coarser, across and down, and bytes a sample."""
_FULL_RANGE = 2
_ONE = 1 << 16
_ALIGNED = 64
GROUP = 16
"""Pixels that the conversion of colours writes at a time: of other widths it writes past the end of each row."""
_LARGE = 60_000
"""From so many pixels on it is cheaper to scale the planes and convert the colours of the result than to do both at
once, for which libswscale has only code of the last century."""

_Pointers, _Strides = ctypes.c_void_p * 4, ctypes.c_int * 4
_Planes = tuple["ctypes.Array[ctypes.c_void_p]", "ctypes.Array[ctypes.c_int]"]


class Window(NamedTuple):
    """A part of a frame, in its own pixels."""

    left: int
    top: int
    width: int
    height: int


class Kind(NamedTuple):
    """All that decides how a frame is converted."""

    name: str
    colours: int
    bounds: int
    window: Window
    width: int
    height: int


class Spot:
    """Where a picture is to lie: rows x columns x BGRA, in memory that somebody else owns."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        """Rows may be apart, pixels and their bytes may not."""
        self.pixels = pixels
        self.pointers, self.strides = _Pointers(pixels.ctypes.data), _Strides(pixels.strides[0])


class _Library:
    """The few functions wanted of it (libswscale/swscale.h, unchanged since version 5)."""

    def __init__(self, scale: str, util: str) -> None:
        sws, utilities = ctypes.CDLL(scale), ctypes.CDLL(util)
        self.format = utilities.av_get_pix_fmt
        self.format.argtypes = [ctypes.c_char_p]
        self.context = sws.sws_getContext
        self.context.restype = ctypes.c_void_p
        self.context.argtypes = [ctypes.c_int] * 7 + [ctypes.c_void_p] * 3
        self.free = sws.sws_freeContext
        self.free.restype, self.free.argtypes = None, [ctypes.c_void_p]
        self.coefficients = sws.sws_getCoefficients
        self.coefficients.restype = ctypes.c_void_p
        self.colours = sws.sws_setColorspaceDetails
        self.colours.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, *[ctypes.c_int] * 4,
        ]  # fmt: skip
        self.tidy = False
        """Whether it writes nothing beside a picture that is whole groups wide: each CPU has its code."""
        self.scale = sws.sws_scale
        self.scale.argtypes = [ctypes.c_void_p, _Pointers, _Strides, ctypes.c_int, ctypes.c_int, _Pointers, _Strides]


def _load() -> _Library | None:
    """Find the libraries that PyAV's wheel brings; where it was built against the system's, PyAV itself must do."""
    home = Path(av.__file__).parent
    for folder in (home.with_name("av.libs"), home / ".dylibs"):
        scale, util = (list(folder.glob(f"*{word}*")) for word in ("swscale", "avutil"))
        if len(scale) == len(util) == 1:
            try:
                return _Library(str(scale[0]), str(util[0]))
            except (OSError, AttributeError):
                return None
    return None


class Converter:
    """Takes one part of frames of one kind to BGRA of one size; for one thread at a time."""

    def __init__(self, library: _Library, kind: Kind) -> None:
        """Raises ValueError for what libswscale cannot do."""
        self.kind = kind
        self._library, self._layout = library, _LAYOUTS[kind.name]
        self._twice = (
            library.tidy and kind.width % GROUP == 0 and kind.height % 2 == 0 and kind.width * kind.height >= _LARGE
        )
        window, size = kind.window, (kind.width, kind.height)
        there = "yuv420p" if self._twice else "bgra"
        self._scaling = self._context(kind.name, (window.width, window.height), there, size)
        self._colouring = self._context("yuv420p", size, "bgra", size) if self._twice else None

    def _context(self, name: str, size: tuple[int, int], there: str, new: tuple[int, int]) -> ctypes.c_void_p:
        library, how = self._library, BICUBIC if size[0] < new[0] else AREA
        formats = library.format(name.encode()), library.format(there.encode())
        found = library.context(*size, formats[0], *new, formats[1], how, None, None, None)
        if not found:
            raise ValueError(f"cannot scale {name} {size} to {new}")
        context = ctypes.c_void_p(found)
        weakref.finalize(self, library.free, context)
        table = library.coefficients(self.kind.colours)
        full = self.kind.bounds == _FULL_RANGE or self.kind.name.startswith("yuvj")
        library.colours(context, table, full, table, full or there == "bgra", 0, _ONE, _ONE)
        return context

    def into(self, frame: av.VideoFrame, spot: Spot) -> None:
        """Draw the part of the frame there."""
        kind = self.kind
        source = self._source(frame)
        if self._colouring is not None:
            planes = _SCRATCH.planes(kind.width, kind.height)
            self._library.scale(self._scaling, *source, 0, kind.window.height, *planes)
            self._library.scale(self._colouring, *planes, 0, kind.height, spot.pointers, spot.strides)
            return
        pixels, there = _SCRATCH.pixels(kind.width, kind.height)
        self._library.scale(self._scaling, *source, 0, kind.window.height, *there)
        np.copyto(spot.pixels, pixels)

    def _source(self, frame: av.VideoFrame) -> _Planes:
        across, down, size = self._layout
        left, top = self.kind.window[:2]
        planes = frame.planes
        pointers, strides = list[int](), list[int]()
        for plane in planes:
            stride, x, y = plane.line_size, left, top
            step = size
            if pointers:
                x, y = x >> across, y >> down
                # Where colours lie side by side in one plane, each of its samples is a pair.
                step = size * 2 if len(planes) == 2 else size
            pointers.append(plane.buffer_ptr + y * stride + x * step)
            strides.append(stride)
        return _Pointers(*pointers), _Strides(*strides)


def converter(frame: av.VideoFrame, window: Window, width: int, height: int, old: Converter | None) -> Converter | None:
    """Return what takes this part of the frame to this size, the old one if it does; None if we cannot."""
    kind = Kind(frame.format.name, frame.colorspace, frame.color_range, window, width, height)
    if old is not None and old.kind == kind:
        return old
    if _LIBRARY is None or kind.name not in _LAYOUTS or min(window.width, window.height, width, height) < SMALLEST:
        return None
    try:
        return Converter(_LIBRARY, kind)
    except ValueError:
        return None


def aligned(window: Window, frame: av.VideoFrame) -> Window:
    """Begin where colour has a sample of its own."""
    across, down, _ = _LAYOUTS.get(frame.format.name, (1, 1, 1))
    left, top = window.left >> across << across, window.top >> down << down
    return Window(left, top, min(window.width, frame.width - left), min(window.height, frame.height - top))


class _Scratch(threading.local):
    """Memory that is warm because this thread has just used it; what it lends holds until it is asked again."""

    memory = np.empty(0, np.uint8)
    start = 0
    address = 0

    def _room(self, needed: int) -> None:
        if self.memory.size < needed + _ALIGNED:
            self.memory = np.empty(needed + _ALIGNED, np.uint8)
            self.start = -self.memory.ctypes.data % _ALIGNED
            self.address = self.memory.ctypes.data + self.start

    def pixels(self, width: int, height: int) -> tuple[NDArray[np.uint8], _Planes]:
        """Lend BGRA with room behind each row."""
        stride = (width * 4 + 2 * _ALIGNED) // _ALIGNED * _ALIGNED
        self._room(stride * height + _ALIGNED)
        rows = self.memory[self.start : self.start + stride * height].reshape(height, stride // 4, 4)
        return rows[:, :width], (_Pointers(self.address), _Strides(stride))

    def planes(self, width: int, height: int) -> _Planes:
        """Lend three planes, the colours at half the size each way, with room behind each row."""
        bright, colour = (
            (width + 2 * _ALIGNED) // _ALIGNED * _ALIGNED,
            (width // 2 + 2 * _ALIGNED) // _ALIGNED * _ALIGNED,
        )
        self._room(bright * height + colour * height + _ALIGNED)
        first = self.address + bright * height
        return _Pointers(self.address, first, first + colour * (height // 2)), _Strides(bright, colour, colour)


_SCRATCH = _Scratch()


def _tidy(library: _Library) -> bool:
    """Try it on guarded memory: what holds for one CPU's code may not hold for another's."""
    for groups in (5, 8, 17, 34):
        width, height = groups * GROUP, -(-_LARGE // (groups * GROUP) + 3) // 2 * 2
        frame = av.VideoFrame(320, 180, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        guarded = np.full((height + 2, width + 64, 4), 77, np.uint8)
        spot = guarded[1:-1, 3 : 3 + width]
        library.tidy = True
        Converter(library, Kind("yuv420p", 5, 0, Window(0, 0, 320, 180), width, height)).into(frame, Spot(spot))
        spot[:] = 77
        if (guarded != 77).any():
            return False
    return True


_LIBRARY = _load()
if _LIBRARY is not None:
    _LIBRARY.tidy = _tidy(_LIBRARY)
