"""Words, numbers and names on the screens, in the language that is spoken now."""

from console.strings.catalogue import LANGUAGES, N_, _, language, ngettext_, pgettext_, set_language
from console.strings.folding import SortKey, fold, sort_key
from console.strings.numbers import CITY_TIME, age, clock, date, number
from console.strings.refusals import refusal_text

__all__ = [
    "CITY_TIME",
    "LANGUAGES",
    "N_",
    "SortKey",
    "_",
    "age",
    "clock",
    "date",
    "fold",
    "language",
    "ngettext_",
    "number",
    "pgettext_",
    "refusal_text",
    "set_language",
    "sort_key",
]
