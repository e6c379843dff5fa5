"""Finding a thing by a few of its letters, with or without diacritics. Knows no Qt."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from console.strings import fold

T = TypeVar("T")


def score(needle: str, text: str) -> int | None:
    """How well a folded needle fits a folded text, more is better; None where it does not fit at all.

    Every word of the needle must be found: as the beginning of a word, inside one, or letter by letter in order.
    """
    total = 0
    for word in needle.split():
        at = text.find(word)
        if at >= 0:
            begins = at == 0 or not text[at - 1].isalnum()
            total += 1000 - min(at, 200) + (500 if begins else 0)
        elif len(word) > 1 and _in_order(word, text):
            total += 100
        else:
            return None
    return total


def best(needle: str, things: Iterable[T], text: Callable[[T], str], limit: int = 50) -> list[T]:
    """The things that fit, best first, equal ones in the order given; all of them where nothing is asked."""
    folded = fold(needle.strip())
    found = [(points, thing) for thing in things if (points := score(folded, text(thing))) is not None]
    found.sort(key=lambda pair: -pair[0])
    return [thing for _points, thing in found[:limit]]


def _in_order(word: str, text: str) -> bool:
    at = -1
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True
