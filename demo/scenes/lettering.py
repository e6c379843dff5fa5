"""Words as stamps to lay over a picture, Vietnamese included."""

import unicodedata
from functools import lru_cache

import cv2
import numpy as np

from demo.scenes.barcode import Image

HAS_FONTS = hasattr(cv2, "FontFace")
"""OpenCV 4 has only stroke fonts without diacritics; OpenCV 5 brings a typeface that knows Vietnamese."""


@lru_cache(maxsize=256)
def text(words: str, size: int, weight: int = 400) -> Image:
    """White words with a dark edge, on black, as BGR and coverage (n by m by 4).

    Above weight 500 the typeface has no Vietnamese letters of its own: they would come from another, thinner one.
    """
    high, wide = round(size * 1.6), round(len(words) * size * 0.9) + size
    ink = np.zeros((high, wide, 3), np.uint8)
    base = round(size * 1.15)
    if HAS_FONTS:
        (end, _), _ = cv2.putText(ink, words, (4, base), (255, 255, 255), cv2.FontFace("sans"), size, weight)
    else:
        plain = "".join(sign for sign in unicodedata.normalize("NFD", words) if not unicodedata.combining(sign))
        plain = plain.replace("đ", "d").replace("Đ", "D").encode("ascii", "replace").decode()
        cv2.putText(ink, plain, (3, base), cv2.FONT_HERSHEY_SIMPLEX, size / 32, (255, 255, 255), 2, cv2.LINE_AA)
        (end, _), _ = cv2.getTextSize(plain, cv2.FONT_HERSHEY_SIMPLEX, size / 32, 2)
    ink = ink[:, : end + 8]
    edge = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    whole: Image = np.dstack([ink, edge[..., 0]])
    return whole


def lay(image: Image, stamp: Image, left: int, top: int) -> None:
    """Lay a stamp over a picture, cut off at its right and lower edge."""
    place = image[top : top + stamp.shape[0], left : left + stamp.shape[1]]
    cut = stamp[: place.shape[0], : place.shape[1]]
    cover = cut[..., 3:].astype(np.uint16)
    place[:] = (place * (255 - cover) // 255 + cut[..., :3]).clip(0, 255)
