"""The language of the screens: looked up at every call, so that it can be switched while the program runs."""

import gettext
from pathlib import Path

DOMAIN = "ioc"
LOCALE = Path(__file__).resolve().parents[2] / "resources" / "locale"
LANGUAGES = ("vi", "en", "en_XA")
"""Vietnamese, English (the language of the source), and English made long and accented to find what was missed."""

_SOURCE = "en"
# The one piece of state in this package: the language that every window of this process speaks.
_spoken: list[tuple[str, gettext.NullTranslations]] = []


def set_language(name: str) -> None:
    """Speak `name` from now on; what is already painted changes when its view looks its words up again."""
    if name not in LANGUAGES:
        raise ValueError(f"unknown language {name!r}: one of {', '.join(LANGUAGES)}")
    found: gettext.NullTranslations = gettext.NullTranslations()
    if name != _SOURCE:
        found = gettext.translation(DOMAIN, LOCALE, [name], fallback=True)
    _spoken[:] = [(name, found)]


def language() -> str:
    return _now()[0]


def _(message: str) -> str:
    """The words for `message`. Never call it while a module is being imported: the language may still change."""
    return _now()[1].gettext(message)


def ngettext_(one: str, many: str, count: int) -> str:
    """The words for `count` things."""
    return _now()[1].ngettext(one, many, count)


def pgettext_(context: str, message: str) -> str:
    """The words for `message` where its place decides what it means, such as a verb and a noun of one spelling."""
    return _now()[1].pgettext(context, message)


def N_(message: str) -> str:
    """Marks words that stand in a table; whoever shows them passes them through `_`."""
    return message


def _now() -> tuple[str, gettext.NullTranslations]:
    if not _spoken:
        set_language(LANGUAGES[0])
    return _spoken[0]
