"""What the program says, in the language of its source: every message marked in console/."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None, "ngettext_": (1, 2), "pgettext_": ((1, "c"), 2)}
"""The marks of console.strings, and which of their arguments are words."""


def template(folder: Path = ROOT / "console") -> Catalog:
    """A catalogue with every message and no translation; a comment beginning `Words:` goes to the translator."""
    found = Catalog(domain="ioc", charset="utf-8")
    extracted = extract_from_dir(
        folder,
        method_map=[("**.py", "python")],
        options_map={},
        keywords=KEYWORDS,
        comment_tags=("Words:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in extracted:
        found.add(message, None, [(f"{folder.name}/{name}", 0)], auto_comments=comments, context=context)
    return found
