"""A small ONNX file, written by hand: it finds what is bright, one box for each tile of its input.

Only what is needed of the format (onnx/onnx.proto3): field numbers are that file's.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOAT, INT64 = 1, 7


def varint(value: int) -> bytes:
    out = bytearray()
    value &= (1 << 64) - 1
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def text(field: int, value: bytes | str) -> bytes:
    body = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(body)) + body


def tensor(name: str, value: NDArray[np.generic]) -> bytes:
    kind = INT64 if value.dtype == np.int64 else FLOAT
    dims = b"".join(number(1, size) for size in value.shape)
    return text(5, dims + number(2, kind) + text(8, name) + text(9, value.tobytes()))


def shaped(field: int, name: str, shape: tuple[int, ...]) -> bytes:
    dims = b"".join(text(1, number(1, size)) for size in shape)
    return text(field, text(1, name) + text(2, text(1, number(1, FLOAT) + text(2, dims))))


def whole_numbers(name: str, values: tuple[int, ...]) -> bytes:
    return text(5, text(1, name) + b"".join(number(8, value) for value in values) + number(20, 7))


def node(kind: str, inputs: tuple[str, ...], output: str, attributes: bytes = b"") -> bytes:
    named = b"".join(text(1, one) for one in inputs)
    return text(1, named + text(2, output) + text(3, output) + text(4, kind) + attributes)


def model(nodes: list[bytes], tensors: list[bytes], side: int, out: tuple[int, ...]) -> bytes:
    graph = b"".join(nodes) + text(2, "tiles") + b"".join(tensors)
    graph += shaped(11, "picture", (1, 3, side, side)) + shaped(12, "found", out)
    return number(1, 8) + text(8, number(2, 13)) + text(7, graph)


def bright(path: Path, side: int = 64, tile: int = 16, attributes: int = 6, score_at: int = 4) -> Path:
    """`attributes` for each tile: centre and size of its box, then scores; the one at `score_at` is its brightness."""
    across = side // tile
    count = across * across
    kernel = np.zeros((attributes, 3, tile, tile), np.float32)
    kernel[score_at] = 1 / (3 * tile * tile)
    grid = np.zeros((1, attributes, count), np.float32)
    for n in range(count):
        grid[0, :4, n] = (n % across + 0.5) * tile, (n // across + 0.5) * tile, tile, tile
    if score_at != 4:
        grid[0, 4] = 1.0  # sure that there is something
    nodes = [
        node("Conv", ("picture", "kernel"), "tiles", whole_numbers("strides", (tile, tile))),
        node("Reshape", ("tiles", "shape"), "flat"),
        node("Add", ("flat", "grid"), "found"),
    ]
    shape = np.array([1, attributes, count], np.int64)
    tensors = [tensor("kernel", kernel), tensor("shape", shape), tensor("grid", grid)]
    path.write_bytes(model(nodes, tensors, side, (1, attributes, count)))
    return path


def constant(path: Path, rows: NDArray[np.float32], side: int = 64) -> Path:
    """Whatever it is shown, it finds these rows; the picture goes in with no weight."""
    nodes = [
        node("Conv", ("picture", "kernel"), "nothing", whole_numbers("strides", (side, side))),
        node("Reshape", ("nothing", "shape"), "none"),
        node("Add", ("none", "rows"), "found"),
    ]
    kernel, shape = np.zeros((1, 3, side, side), np.float32), np.array([1] * rows.ndim, np.int64)
    tensors = [tensor("kernel", kernel), tensor("shape", shape), tensor("rows", rows)]
    path.write_bytes(model(nodes, tensors, side, rows.shape))
    return path
