"""Every word on a screen is there in Vietnamese, whole, in one spelling of Unicode, and said as an office says it."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from unicodedata import is_normalized, normalize

import pytest
from babel.messages.catalog import Catalog, Message

from console import strings
from console.strings.catalogue import LANGUAGES, LOCALE
from console.strings.refusals import SENTENCES
from contract.people import RIGHTS
from contract.wire import ROWS
from tools.words import files
from tools.words.pseudo import pseudo
from tools.words.source import template

ROOT = Path(__file__).parents[1]
CONSOLE = sorted((ROOT / "console").rglob("*.py"))
BANNED = re.compile(r"\b(bạn|user|hãy|uỷ ban)\b", re.IGNORECASE)
"""Who sits here is no "bạn"; buttons are verbs without "Hãy"; "Ủy ban" is spelled as Decree 30/2020 spells it."""

SHOWN_BY = {
    "QAction", "QCheckBox", "QDockWidget", "QGroupBox", "QLabel", "QMenu", "QPushButton", "QRadioButton", "QToolButton",
    "addAction", "addItem", "addMenu", "addRow", "addTab", "setAccessibleDescription", "setAccessibleName",
    "setPlaceholderText", "setStatusTip", "setText", "setTitle", "setToolTip", "setWhatsThis", "setWindowTitle",
    "showMessage",
}  # fmt: skip
"""What puts its argument before somebody's eyes or ears."""
NAMES = {"IOC", "IOC Console"}
"""Names, which are the same in every language."""
MARKS = {"_", "ngettext_", "pgettext_"}


@pytest.fixture(autouse=True)
def _vietnamese_again() -> Iterator[None]:
    yield
    strings.set_language("vi")


@pytest.fixture(scope="module")
def source() -> Catalog:
    return template()


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    return files.load("vi")


def test_every_message_has_its_vietnamese_and_none_is_left_over(source: Catalog, vietnamese: Catalog) -> None:
    wanted, kept = {_key(one) for one in source if one.id}, {_key(one) for one in vietnamese if one.id}
    assert not wanted - kept, "missing in vi.po: run `make words` and translate"
    assert not kept - wanted, "no longer said anywhere: run `make words`"
    assert not vietnamese.obsolete, "obsolete entries: run `make words`"
    assert not [one.id for one in vietnamese if one.fuzzy], "fuzzy: check the translation and remove the mark"
    assert not files.untranslated(vietnamese)


def test_translations_keep_the_placeholders_of_their_messages(vietnamese: Catalog) -> None:
    for message in vietnamese:
        if message.id:
            expected = _placeholders(_texts(message.id)[-1])
            for words in _texts(message.string):
                assert _placeholders(words) == expected, message.id


def test_vietnamese_is_in_one_unicode_form_and_formal(vietnamese: Catalog) -> None:
    for message in vietnamese:
        for words in _texts(message.string) if message.id else ():
            assert is_normalized("NFC", words), words
            assert not BANNED.search(words), words
            assert words == words.strip(), words


def test_sentences_end_as_their_messages_do(vietnamese: Catalog) -> None:
    """A full stop or an ellipsis on one side only is a slip."""
    for message in vietnamese:
        for words in _texts(message.string) if message.id else ():
            said = _texts(message.id)[-1]
            assert words.endswith((".", "…", "?", ":")) == said.endswith((".", "…", "?", ":")), said


@pytest.mark.parametrize("path", CONSOLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_shown_that_is_not_marked_for_translation(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [call for call in ast.walk(tree) if isinstance(call, ast.Call) and _name(call) in SHOWN_BY]
    found = [text for call in bare for text in map(_literal, call.args) if text and text not in NAMES]
    assert not found, f"mark these with _(…): {found}"


@pytest.mark.parametrize("path", CONSOLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_are_looked_up_when_they_are_shown(path: Path) -> None:
    """Not while the module is imported, where the language would stay as it was; and never from an f-string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    early = [call.lineno for call in _run_at_import(tree) if _name(call) in MARKS]
    assert not early, f"looked up at import in lines {early}: use N_(…) there and _(…) where it is shown"
    calls = [call for call in ast.walk(tree) if isinstance(call, ast.Call) and _name(call) in {*MARKS, "N_"}]
    unread = [call.lineno for call in calls if any(isinstance(words, ast.JoinedStr) for words in call.args)]
    assert not unread, f"f-strings cannot be translated, lines {unread}: use .format(…) after _(…)"


def test_every_refusal_of_the_rules_and_of_the_backend_has_its_sentence() -> None:
    codes = {code for folder in ("contract", "backend", "backend_client") for code in _codes(ROOT / folder)}
    codes |= {f"needs.{right}" for rights in RIGHTS.values() for right in rights}
    codes |= {f"gone.{kind.__struct_config__.tag}" for kind in ROWS}
    codes |= {"internal", "too_large", "wish.not_yours", "wish.unreadable", "bad.command"}
    codes |= {"line.down", "line.lost", "rate"}
    assert len(codes) > 50
    assert not codes - set(SENTENCES), "write these in console/strings/refusals.py"


def test_refusals_name_only_facts_that_the_rules_give() -> None:
    given: dict[str, set[str]] = {}
    for path in (ROOT / "contract").rglob("*.py"):
        for call in _refusals(path):
            names = {word.arg for word in call.keywords if word.arg} or set()
            spread = {"name", "at"} if any(word.arg is None for word in call.keywords) else set()
            given.setdefault(_first_text(call), names | spread).intersection_update(names | spread)
    for code, names in given.items():
        assert _placeholders(SENTENCES.get(code, "")) <= names, code


def test_a_refusal_is_told_with_the_citys_clock_and_survives_missing_facts() -> None:
    facts = {"name": "Lê Thị Nga", "at": "2026-03-05T01:30:00+00:00"}
    told = strings.refusal_text("alert.already_acknowledged", facts)
    assert told == "Lê Thị Nga đã tiếp nhận cảnh báo này lúc 08:30:00."
    for code in SENTENCES:
        assert "{" not in strings.refusal_text(code, {})
    assert "later.code" in strings.refusal_text("later.code", {})


def test_the_language_is_switched_while_running() -> None:
    assert strings.language() == "vi"
    assert strings.age(0) == "vừa xong"
    strings.set_language("en")
    assert strings.age(0) == "just now"
    strings.set_language("en_XA")
    assert strings.age(0) == pseudo("just now")
    with pytest.raises(ValueError, match="unknown language"):
        strings.set_language("fr")


def test_every_language_is_compiled() -> None:
    for name in set(LANGUAGES) - {"en"}:
        assert (LOCALE / name / "LC_MESSAGES" / "ioc.mo").exists(), "run `make words`"


def test_pseudo_words_are_longer_and_keep_their_placeholders() -> None:
    assert pseudo("Late {age} s") == "⟦Låţé {age} š····⟧".replace("ţ", "t")
    assert len(pseudo("x" * 100)) >= 130


@pytest.mark.parametrize(
    ("value", "digits", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (51.515, 2, "51,52", "51.52"),
        (0.5, 0, "1", "1"),
        (-0.4, 0, "0", "0"),
        (-2.5, 0, "-3", "-3"),
        (1_000_000, 0, "1.000.000", "1,000,000"),
    ],
)
def test_numbers(value: float, digits: int, vi: str, en: str) -> None:
    assert strings.number(value, digits) == vi
    strings.set_language("en")
    assert strings.number(value, digits) == en


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "vừa xong"),
        (0.9, "vừa xong"),
        (1.45, "1,4 s"),
        (4.1, "4,1 s"),
        (9.999, "9,9 s"),
        (59.99, "59 s"),
        (125, "2 phút 05 giây"),
        (3600 * 3 + 300, "3 giờ 05 phút"),
        (86_400 * 2 + 3600 * 3, "2 ngày 03 giờ"),
    ],
)
def test_ages_are_never_rounded_up(seconds: float, words: str) -> None:
    assert strings.age(seconds) == words


def test_clock_and_date_are_the_citys() -> None:
    at = datetime(2026, 3, 4, 18, 5, 9, tzinfo=UTC)
    assert (strings.clock(at), strings.date(at)) == ("01:05:09", "05/3/2026")
    assert strings.date(datetime(2026, 2, 11, 3, tzinfo=UTC)) == "11/02/2026"


def test_search_ignores_diacritics() -> None:
    assert strings.fold("Móng Cái ĐÔNG TRIỀU Ưu") == "mong cai dong trieu uu"
    assert strings.fold(normalize("NFD", "Cầu Bãi Cháy")) == strings.fold("Cầu Bãi Cháy")


def test_names_are_sorted_by_the_vietnamese_alphabet() -> None:
    right = ["  Ba", "2 tổ", "10 tổ", "An", "ăn", "ân", "Da", "đa", "Em", "ê", "ma", "mà", "mả", "mã", "má", "mạ",
             "Oai", "ôi", "ơi", "Tổ 9", "Tổ 10", "Ung", "ưng"]  # fmt: skip
    backwards = right[::-1]
    assert sorted(backwards, key=strings.sort_key) == right


def _texts(words: object) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, list | tuple) else (str(words),)


def _key(message: Message) -> tuple[object, str | None]:
    return message.id if isinstance(message.id, str) else tuple(message.id), message.context


def _placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(node: ast.expr) -> str | None:
    """The words in a literal or in the fixed parts of an f-string, if there are letters of any language in them."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return text if re.search(r"[^\W\d_]{2}", text) else None


def _run_at_import(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls outside of functions, and in the defaults of their arguments."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (
                call for default in node.args.defaults for call in ast.walk(default) if isinstance(call, ast.Call)
            )
        elif not isinstance(node, ast.Lambda):
            if isinstance(node, ast.Call):
                yield node
            yield from _run_at_import(node)


def _refusals(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node) == "Refused" and _first_text(node):
            yield node


def _first_text(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _codes(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in {"Refused", "must"} and _first_text(node):
                yield _first_text(node) if _name(node) == "Refused" else f"needs.{_first_text(node)}"
