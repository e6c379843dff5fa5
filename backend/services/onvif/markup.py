"""XML from strangers: no document types, so no entities and no files; bounded in size, depth and number of elements."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from backend.services.onvif.errors import BROKEN, NOT_ONVIF, DeviceError

MOST_BYTES = 512 * 1024
DEEPEST = 40
MOST_ELEMENTS = 20_000
MOST_TEXT = 4_000


def parse(body: bytes) -> Element:
    """The root, its names as `{namespace}local`. Raises DeviceError."""
    if len(body) > MOST_BYTES:
        raise DeviceError(BROKEN, "the answer is too large")
    reader = _Reader()
    try:
        return reader.read(body)
    except expat.ExpatError as error:
        code = NOT_ONVIF if not reader.begun else BROKEN
        raise DeviceError(code, f"not XML: {expat.ErrorString(error.code)}") from None
    except (LookupError, ValueError):  # an encoding that Python or expat does not know
        raise DeviceError(BROKEN, "not XML in an encoding that is known") from None


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def every(element: Element, name: str) -> Iterator[Element]:
    """All descendants of this local name: devices disagree about prefixes and versions, not about words."""
    return (one for one in element.iter() if local(one) == name)


def first(element: Element | None, *path: str) -> Element | None:
    """Follow local names downwards, each at any depth below the one before."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in every(element, name) if one is not element), None)
    return element


def text(element: Element | None, *path: str) -> str:
    """The words found there on one line, "" if there are none; cut where nobody would read on."""
    found = first(element, *path) if path else element
    said = " ".join((found.text or "").split()) if found is not None else ""
    return "".join(letter for letter in said if letter.isprintable())[:MOST_TEXT]


class _Reader:
    """expat with its doors closed: what opens a bomb is refused before it is read."""

    def __init__(self) -> None:
        self.begun = False
        self._tree, self._depth, self._count = TreeBuilder(), 0, 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._tree.data
        self._parser.StartDoctypeDeclHandler = self._no_doctype
        self._parser.EntityDeclHandler = self._no_doctype

    def read(self, body: bytes) -> Element:
        self._parser.Parse(body, True)
        return self._tree.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.begun = True
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise DeviceError(BROKEN, "too deep or too many elements")
        self._tree.start(_braced(name), {_braced(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(_braced(name))

    def _no_doctype(self, name: str, *_: object) -> None:
        raise DeviceError(NOT_ONVIF if name.lower() == "html" else BROKEN, "a document type, which no device needs")


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name
