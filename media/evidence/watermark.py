"""A copy to hand out: each picture says who took it out, of which camera, when. Re-encoded, and never the original."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream

from media.evidence.asked import Watch
from media.evidence.letters import Grey, mask
from media.segments.fragments import RATE
from media.segments.model import SECOND

CITY = timezone(timedelta(hours=7))
_FAINT = 36
_OPTIONS = {"preset": "veryfast", "crf": "23"}


def copy(original: Path, target: Path, start: int, who: str, camera: str, watch: Watch) -> None:
    """Decode, mark and encode again. Raises Cancelled, OSError, av.FFmpegError."""
    with av.open(str(original)) as source, av.open(str(target), "w", format="mp4") as file:
        pictures = source.streams.video[0]
        stream: VideoStream | None = None
        for frame in source.decode(pictures):
            watch.look()
            image = np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8)
            height, width = image.shape[0] * 2 // 3, image.shape[1]
            if stream is None:
                stream = _stream(file, width, height, pictures.average_rate)
            at = datetime.fromtimestamp(start / SECOND + (frame.time or 0.0), UTC).astimezone(CITY)
            mark(image, height, [f"BAN SAO - COPY  {camera}", f"{at:%Y-%m-%d %H:%M:%S} UTC+7  {who}"])
            marked = av.VideoFrame.from_ndarray(image, format="yuv420p")
            marked.pts, marked.time_base = round((frame.time or 0.0) * RATE), Fraction(1, RATE)
            file.mux(stream.encode(marked))
        if stream is not None:
            file.mux(stream.encode(None))


def mark(image: Grey, height: int, lines: Sequence[str]) -> None:
    """Write a band at the top, and the last line faintly through the middle, where nobody can cut it off."""
    width = image.shape[1]
    scale = max(1, min(width // (6 * max(map(len, lines)) + 12), height // 120))
    band = (9 * len(lines) + 2) * scale
    image[:band] = 16
    _grey(image, height, band)
    for index, line in enumerate(lines):
        _draw(image[:height], mask(line, scale), (9 * index + 2) * scale, 6 * scale, 200)
    middle = mask(lines[-1], scale)
    _draw(image[:height], middle, height // 2, (width - min(width, middle.shape[1])) // 2, _FAINT)


def _draw(luma: Grey, dots: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], top: int, left: int, more: int) -> None:
    part = luma[top : top + dots.shape[0], left : left + dots.shape[1]]
    fit = dots[: part.shape[0], : part.shape[1]]
    part[fit] = np.minimum(part[fit].astype(np.int16) + more, 235).astype(np.uint8)


def _grey(image: Grey, height: int, band: int) -> None:
    """Take the colour out of the band: the two planes of colour lie below, row after row at half the size."""
    colour = image[height:].reshape(2, -1)
    colour[:, : (band // 2) * (image.shape[1] // 2)] = 128


def _stream(file: av.container.OutputContainer, width: int, height: int, rate: Fraction | None) -> VideoStream:
    stream = file.add_stream("libx264", rate=rate or Fraction(25), options=dict(_OPTIONS))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.codec_context.time_base = Fraction(1, RATE)
    return stream
