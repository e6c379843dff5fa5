"""Writes H.264 as cameras do: no B-frames, a closed group of pictures of fixed length, 4:2:0."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import cv2
import numpy as np

from demo.scenes.barcode import Image


class Writer:
    """A context manager for one MP4 file, which appears whole or not at all."""

    def __init__(
        self, path: Path, size: tuple[int, int], fps: int, kbit: int, gop: int | None = None, crf: int | None = None
    ) -> None:
        """kbit: the highest rate (kbit/s), or the rate to hold where crf is None. gop: pictures between keyframes."""
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._size = size
        self._count = 0
        every = gop or fps
        rate = {"crf": str(crf)} if crf is not None else {"b": f"{kbit}k"}
        options = {
            "preset": "veryfast",
            "profile": "main",
            "maxrate": f"{kbit}k",
            "bufsize": f"{kbit}k",
            "x264-params": f"keyint={every}:min-keyint={every}:scenecut=0:open-gop=0:bframes=0:rc-lookahead=10",
            **rate,
        }
        self._container = av.open(str(self._part), "w", format="mp4")
        self._stream = self._container.add_stream("libx264", rate=fps, options=options)
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = Fraction(1, fps)
        self._stream.codec_context.thread_count = 1

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)

    def write(self, image: Image) -> None:
        """Add one frame: BGR, of the file's size."""
        planes = np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420), np.uint8)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = self._count
        frame.time_base = Fraction(1, self._stream.average_rate or 1)
        self._count += 1
        self._container.mux(self._stream.encode(frame))
