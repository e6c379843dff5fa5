"""Vietnamese text for finding and for sorting: without diacritics, and in the order of the Vietnamese alphabet."""

import re
import unicodedata

_VOWEL_MARKS = {"\u0306": 1, "\u0302": 2, "\u031b": 3}
"""Breve, circumflex and horn make another letter: a < ă < â, o < ô < ơ."""
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Tones in their dictionary order after the level one: huyền, hỏi, ngã, sắc, nặng."""
_PIECE = re.compile(r"(?P<digits>\d+)|(?P<one>.[\u0300-\u036f]*)", re.DOTALL)

SortKey = tuple[tuple[tuple[int, int, int], ...], tuple[int, ...], str]


def fold(text: str) -> str:
    """Lower case without diacritics: "Móng Cái" is found by "mong cai", "Đông Triều" by "dong trieu"."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).replace("đ", "d")


def sort_key(text: str) -> SortKey:
    """Letters first, then tones, then capitals; numbers by their value, so that "Tổ 9" comes before "Tổ 10"."""
    letters: list[tuple[int, int, int]] = []
    tones: list[int] = []
    for piece in _PIECE.finditer(unicodedata.normalize("NFD", text.casefold())):
        if digits := piece["digits"]:
            letters.append((1, int(digits), 0))
            continue
        base, marks = piece["one"][0], piece["one"][1:]
        letters.append(_letter(base, marks))
        tones.extend(_TONES[mark] for mark in marks if mark in _TONES)
        if not any(mark in _TONES for mark in marks):
            tones.append(0)
    return tuple(letters), tuple(tones), text.swapcase()


def _letter(base: str, marks: str) -> tuple[int, int, int]:
    """Spaces and signs come before numbers, numbers before letters; đ is a letter after d."""
    if not base.isalpha():
        return 0, ord(base), 0
    if base == "đ":
        return 2, ord("d"), 1
    return 2, ord(base), max((_VOWEL_MARKS.get(mark, 0) for mark in marks), default=0)
