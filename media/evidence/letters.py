"""Letters of five by seven dots, drawn into a grey picture: FFmpeg's own are not in every build of it."""

import unicodedata

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_ROWS = {
    " ": "00 00 00 00 00 00 00", "A": "0E 11 11 1F 11 11 11", "B": "1E 11 11 1E 11 11 1E", "C": "0E 11 10 10 10 11 0E",
    "D": "1E 11 11 11 11 11 1E", "E": "1F 10 10 1E 10 10 1F", "F": "1F 10 10 1E 10 10 10", "G": "0E 11 10 17 11 11 0E",
    "H": "11 11 11 1F 11 11 11", "I": "0E 04 04 04 04 04 0E", "J": "07 02 02 02 02 12 0C", "K": "11 12 14 18 14 12 11",
    "L": "10 10 10 10 10 10 1F", "M": "11 1B 15 15 11 11 11", "N": "11 19 15 13 11 11 11", "O": "0E 11 11 11 11 11 0E",
    "P": "1E 11 11 1E 10 10 10", "Q": "0E 11 11 11 15 12 0D", "R": "1E 11 11 1E 14 12 11", "S": "0F 10 10 0E 01 01 1E",
    "T": "1F 04 04 04 04 04 04", "U": "11 11 11 11 11 11 0E", "V": "11 11 11 11 11 0A 04", "W": "11 11 11 15 15 1B 11",
    "X": "11 11 0A 04 0A 11 11", "Y": "11 11 0A 04 04 04 04", "Z": "1F 01 02 04 08 10 1F", "0": "0E 11 13 15 19 11 0E",
    "1": "04 0C 04 04 04 04 0E", "2": "0E 11 01 06 08 10 1F", "3": "1F 02 04 02 01 11 0E", "4": "02 06 0A 12 1F 02 02",
    "5": "1F 10 1E 01 01 11 0E", "6": "06 08 10 1E 11 11 0E", "7": "1F 01 02 04 08 08 08", "8": "0E 11 11 0E 11 11 0E",
    "9": "0E 11 11 0F 01 02 0C", ".": "00 00 00 00 00 0C 0C", ",": "00 00 00 00 0C 04 08", ":": "00 0C 0C 00 0C 0C 00",
    "-": "00 00 00 1F 00 00 00", "+": "00 04 04 1F 04 04 00", "/": "01 01 02 04 08 10 10", "(": "02 04 08 08 08 04 02",
    ")": "08 04 02 02 02 04 08", "_": "00 00 00 00 00 00 1F", "?": "0E 11 01 02 04 00 04", "#": "0A 0A 1F 0A 1F 0A 0A",
}  # fmt: skip


def plain(text: str) -> str:
    """What these letters can say: Vietnamese without its marks."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return "".join(one if one in _ROWS else "?" for one in bare.replace("đ", "d").replace("Đ", "D").upper())


def mask(text: str, scale: int) -> NDArray[np.bool_]:
    """Where the dots of a text lie."""
    columns = [_dots(one) for one in plain(text)]
    dots = np.concatenate(columns, axis=1) if columns else np.zeros((7, 0), np.bool_)
    return np.kron(dots, np.ones((scale, scale), np.bool_)).astype(np.bool_)


def _dots(letter: str) -> NDArray[np.bool_]:
    rows = [int(row, 16) for row in _ROWS[letter].split()]
    return np.array([[bool(row >> (5 - column) & 1) if column else False for column in range(6)] for row in rows])
