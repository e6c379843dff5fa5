"""English made strange: accents show which words were never marked, length shows which places are too tight."""

import re

from babel.messages.catalog import Catalog

_PLAIN = "AEIOUYaeiouyCDNScdns"
_ACCENTED = str.maketrans(_PLAIN, "ÅÉÎØÜÝåéîøüýÇÐÑŠçðñš")
_PLACEHOLDER = re.compile(r"(\{[^{}]*\}|%\(\w+\)\w|&\w+;|<[^>]+>)")
_LONGER = 0.3


def pseudo(text: str) -> str:
    """Accented, a third longer and in brackets; placeholders and tags stay as they are."""
    parts = _PLACEHOLDER.split(text)
    strange = "".join(part if odd % 2 else part.translate(_ACCENTED) for odd, part in enumerate(parts))
    return f"⟦{strange}{'·' * max(1, round(len(text) * _LONGER))}⟧"


def accented(template: Catalog) -> Catalog:
    """The template with every message answered by its strange form."""
    strange = Catalog(locale="en", domain=template.domain, charset="utf-8")
    for message in template:
        if not message.id:
            continue
        words = pseudo(message.id) if isinstance(message.id, str) else tuple(pseudo(one) for one in message.id)
        strange.add(message.id, words, context=message.context)
    return strange
