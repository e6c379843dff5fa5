"""The .po files that translators keep, and the .mo files made of them."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.words.pseudo import accented
from tools.words.source import ROOT

LOCALE = ROOT / "resources" / "locale"
TRANSLATED = ("vi",)
"""English is the language of the source and needs no file."""
PSEUDO = "en_XA"
_HEAD = "# The words of IOC Console in {name}. `make words` adds new ones and drops unused ones."


def path(name: str, suffix: str) -> Path:
    return LOCALE / name / "LC_MESSAGES" / f"ioc.{suffix}"


def load(name: str) -> Catalog:
    with path(name, "po").open("rb") as file:
        return read_po(file, locale=name, domain="ioc")


def updated(name: str, template: Catalog) -> Catalog:
    """The translator's catalogue brought up to the template; nothing is guessed, nothing unused is kept."""
    old = load(name) if path(name, "po").exists() else Catalog(locale=name, domain="ioc", charset="utf-8")
    old.update(template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    return old


def save(name: str, catalogue: Catalog) -> None:
    """Sorted by message and without line numbers, so that two people's additions do not collide."""
    catalogue.header_comment = _HEAD.format(name=name)
    catalogue.project, catalogue.version, catalogue.fuzzy = "IOC Console", "0", False
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "IOC Console"
    # A date that moves would make every two additions collide; git keeps the real ones.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    target = path(name, "po")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)


def untranslated(catalogue: Catalog) -> list[str]:
    return [_first(message) for message in catalogue if message.id and not _whole(message)]


def compile_all(template: Catalog) -> None:
    for name in TRANSLATED:
        _write_mo(name, load(name))
    _write_mo(PSEUDO, accented(template))


def _write_mo(name: str, catalogue: Catalog) -> None:
    """In one step: a console that starts meanwhile reads the old file or the new one."""
    target = path(name, "mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(target)


def _whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)
