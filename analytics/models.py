"""ONNX detectors that the site supplies, through OpenCV: what is in a picture, in boxes, with the model's own names."""

import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import structlog
from numpy.typing import NDArray

from analytics.blobs import Blob, Box
from analytics.settings import Layout, ModelFile

log = structlog.get_logger()

MOST = 64
OVERLAP = 0.45
Tensor = NDArray[np.float32]
Rows = tuple[Tensor, Tensor, NDArray[np.int64]]
"""Boxes as corners in pixels of the model's input, scores, and classes by number."""


class BadModel(Exception):
    """A model that cannot be used: `code` goes into the rule's state, `detail` into the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class Model:
    """One loaded network, for all cameras; one picture at a time, as OpenCV's networks keep their buffers."""

    def __init__(self, file: ModelFile) -> None:
        """Raises BadModel."""
        self.name, self._file = file.name, file
        self._lock, self._said = threading.Lock(), False
        self.classes = _classes(file)
        try:
            self._net = cv2.dnn.readNetFromONNX(file.file)
        except (cv2.error, OSError) as error:
            raise BadModel("bad_model", f"{file.file}: {_first_line(error)}") from None
        # A file that loads may still not run: find out now, not at the first picture.
        self.look(np.zeros((file.size, file.size, 3), np.uint8), 0.99)

    def look(self, picture: NDArray[np.uint8], confidence: float) -> list[Blob]:
        """What is in a picture in BGR. Raises BadModel."""
        try:
            with self._lock:
                return self._look(picture, confidence)
        except BadModel as bad:
            if not self._said:
                self._said = True
                log.error("model_failed", model=self.name, detail=bad.detail)  # noqa: TRY400 - its detail says all
            raise

    def _look(self, picture: NDArray[np.uint8], confidence: float) -> list[Blob]:
        size = self._file.size
        laid, scale, left, top = _letterbox(picture, size) if self._file.letterbox else _stretched(picture, size)
        try:
            self._net.setInput(
                cv2.dnn.blobFromImage(laid, self._file.scale, (size, size), self._file.mean, swapRB=self._file.rgb)
            )
            outputs = self._net.forward(self._net.getUnconnectedOutLayersNames())
        except cv2.error as error:
            raise BadModel("bad_model", f"{self._file.file}: {_first_line(error)}") from None
        tensors = [np.asarray(each, np.float32) for each in outputs]
        if any(np.isnan(each).any() for each in tensors):
            # No number is above any confidence: such a model would see nothing, and seem to watch.
            raise BadModel("bad_model", f"{self._file.file}: its output holds what is no number")
        boxes, scores, kinds = self._read(tensors)
        keep = scores >= confidence
        return self._blobs(boxes[keep], scores[keep], kinds[keep], picture.shape, scale, (left, top))

    def _read(self, outputs: list[Tensor]) -> Rows:
        layout = self._file.layout if self._file.layout is not Layout.AUTO else _guess(outputs, len(self.classes))
        try:
            return _READERS[layout](outputs, self._file.size)
        except (IndexError, ValueError) as error:
            shapes = ", ".join(str(each.shape) for each in outputs)
            raise BadModel("bad_model", f"{self._file.file}: output {shapes} is not {layout}: {error}") from None

    def _blobs(
        self, boxes: Tensor, scores: Tensor, kinds: NDArray[np.int64], shape: tuple[int, ...],
        scale: tuple[float, float], corner: tuple[float, float],
    ) -> list[Blob]:  # fmt: skip
        height, width = shape[:2]
        inside = [
            [float(x0), float(y0), float(x1 - x0), float(y1 - y0)] for x0, y0, x1, y1 in boxes
        ]  # fmt: skip
        if not inside:
            return []
        kept = cv2.dnn.NMSBoxesBatched(inside, scores.tolist(), kinds.tolist(), 0.0, OVERLAP)
        found = []
        for n in np.asarray(kept).flatten()[:MOST]:
            if not 0 <= kinds[n] < len(self.classes):
                continue
            x, y, w, h = inside[n]
            box = _within((x - corner[0]) / scale[0] / width, (y - corner[1]) / scale[1] / height,
                          w / scale[0] / width, h / scale[1] / height)  # fmt: skip
            if box.size > 0:
                found.append(Blob(box, 255.0, self.classes[kinds[n]], min(1.0, float(scores[n]))))
        return found


def _letterbox(picture: NDArray[np.uint8], size: int) -> tuple[NDArray[np.uint8], tuple[float, float], float, float]:
    """The picture whole and unstretched in a grey square, as YOLO learns it."""
    height, width = picture.shape[:2]
    scale = size / max(height, width)
    w, h = max(1, round(width * scale)), max(1, round(height * scale))
    laid = np.full((size, size, 3), 114, np.uint8)
    left, top = (size - w) // 2, (size - h) // 2
    laid[top : top + h, left : left + w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_LINEAR)
    return laid, (w / width, h / height), float(left), float(top)


def _stretched(picture: NDArray[np.uint8], size: int) -> tuple[NDArray[np.uint8], tuple[float, float], float, float]:
    height, width = picture.shape[:2]
    return picture, (size / width, size / height), 0.0, 0.0


def _within(x: float, y: float, w: float, h: float) -> Box:
    x0, y0 = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    x1, y1 = min(max(x + w, 0.0), 1.0), min(max(y + h, 0.0), 1.0)
    return Box(x0, y0, x1 - x0, y1 - y0)


def _guess(outputs: list[Tensor], classes: int) -> Layout:
    """By the shape of what comes out. Raises BadModel where nothing fits."""
    shape = outputs[0].shape
    if len(outputs) == 1 and len(shape) == 4 and shape[-1] == 7:
        return Layout.SSD
    if len(outputs) == 1 and len(shape) == 3:
        if 4 + classes in shape[1:]:
            return Layout.YOLO
        if shape[2] == 5 + classes:
            return Layout.YOLO5
        if shape[2] == 6:
            return Layout.YOLO_END
    told = ", ".join(str(each.shape) for each in outputs)
    raise BadModel("bad_model", f"output {told} fits no known layout with {classes} classes")


def _yolo(outputs: list[Tensor], _: int) -> Rows:
    """1 × (4 + classes) × boxes, or turned: centre and size in pixels, then a score for each class."""
    rows = _upright(outputs[0][0])
    kinds = rows[:, 4:].argmax(axis=1)
    return _corners(rows), rows[:, 4:].max(axis=1), kinds


def _yolo5(outputs: list[Tensor], _: int) -> Rows:
    """1 × boxes × (5 + classes): as above, with how sure it is that there is anything at all."""
    rows = _upright(outputs[0][0])
    kinds = rows[:, 5:].argmax(axis=1)
    return _corners(rows), rows[:, 4] * rows[:, 5:].max(axis=1), kinds


def _yolo_end(outputs: list[Tensor], _: int) -> Rows:
    """1 × boxes × 6: corners in pixels, score, class; already sifted."""
    rows = outputs[0][0]
    return rows[:, :4], rows[:, 4], rows[:, 5].astype(np.int64)


def _ssd(outputs: list[Tensor], size: int) -> Rows:
    """1 × 1 × boxes × 7: picture, class, score, and corners as shares of the picture."""
    rows = outputs[0].reshape(-1, 7)
    return rows[:, 3:7] * np.float32(size), rows[:, 2], rows[:, 1].astype(np.int64)


def _upright(rows: Tensor) -> Tensor:
    """A row for each box: there are more boxes than attributes, whichever way they lie."""
    return rows.T if rows.shape[0] < rows.shape[1] else rows


def _corners(rows: Tensor) -> Tensor:
    if rows.shape[1] < 5:
        raise ValueError("too few attributes")
    half = rows[:, 2:4] / 2
    return np.hstack([rows[:, :2] - half, rows[:, :2] + half])


_READERS: dict[Layout, Callable[[list[Tensor], int], Rows]] = {
    Layout.YOLO: _yolo, Layout.YOLO5: _yolo5, Layout.YOLO_END: _yolo_end, Layout.SSD: _ssd,
}  # fmt: skip


def _classes(file: ModelFile) -> tuple[str, ...]:
    """From the settings, or a file with a name a line. Raises BadModel."""
    if not file.classes_file:
        return file.classes
    try:
        lines = Path(file.classes_file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadModel("bad_model", f"{file.classes_file}: {type(error).__name__}") from None
    return tuple(line.strip()[:60] for line in lines if line.strip())


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
