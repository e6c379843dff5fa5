"""Frames come and go a thousand times a second: keep their memory instead of giving it back to the system each time."""

import ctypes
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGEST = 32 * 1024 * 1024
"""glibc allows no larger threshold; a 4K frame in BGRA has just over 33 MB, and then costs what it did."""
_KEEP = 256 * 1024 * 1024


def keep_frames() -> bool:
    """Tell glibc's malloc not to map each frame anew; False where there is no glibc.

    Without this every scaled picture costs as many page faults as it has pages, each page cleared by the kernel.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _LARGEST)) and bool(mallopt(_M_TRIM_THRESHOLD, _KEEP))
