"""The one shape of a ZIP that exports have: nothing compressed, nothing between the files, every byte accounted for.

Whatever could be hidden in a ZIP (second directories, comments, times, another name in the directory than before the
file) has no place in it, so that a byte changed anywhere shows.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from verify.format import MOST_FILES, fine_name

_LOCAL, _CENTRAL, _END64, _LOCATOR, _END = b"PK\3\4", b"PK\1\2", b"PK\6\6", b"PK\6\7", b"PK\5\6"
_VERSION, _UTF8, _STORED = 45, 0x0800, 0
_MIDNIGHT, _DAY = 0, 0x0021
_FULL = 0xFFFFFFFF
CHUNK = 1024 * 1024


class Unsafe(Exception):
    """Not a container that is looked into: compressed, or with names that lead elsewhere."""


class Bent(Exception):
    """A container that is not as it was written; `at` is where that shows."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Entry(NamedTuple):
    """A file in the container: its name, size, check sum, where its head stands and where its content begins."""

    name: str
    size: int
    crc: int
    head: int
    at: int


def local_head(name: str, size: int, crc: int) -> bytes:
    """What stands before a file."""
    fixed = struct.pack("<HHHHHIIIHH", _VERSION, _UTF8, _STORED, _MIDNIGHT, _DAY, crc, _FULL, _FULL, len(name), 20)
    return _LOCAL + fixed + name.encode() + struct.pack("<HHQQ", 1, 16, size, size)


def directory(entries: Sequence[Entry], at: int) -> bytes:
    """All that stands after the last file; `at` is where it begins."""
    central = b"".join(_central(entry) for entry in entries)
    end64 = struct.pack("<QHHIIQQQQ", 44, _VERSION, _VERSION, 0, 0, len(entries), len(entries), len(central), at)
    locator = struct.pack("<IQI", 0, at + len(central), 1)
    end = struct.pack("<HHHHIIH", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, _FULL, _FULL, 0)
    return central + _END64 + end64 + _LOCATOR + locator + _END + end


def entries(file: BinaryIO, length: int) -> list[Entry]:
    """Read the container through, but for the content of its files. Raises Unsafe or Bent."""
    found: list[Entry] = []
    at = 0
    while (entry := _entry(file, at, length)) is not None:
        found.append(entry)
        at = entry.at + entry.size
        if len(found) > MOST_FILES:
            raise Unsafe("too many files")
    file.seek(at)
    due = directory(found, at)
    # Never more than is due: what follows may be longer than any memory.
    rest = file.read(len(due))
    if rest != due or length - at != len(due):
        raise Bent(at + _first_difference(rest, due))
    if len({entry.name for entry in found}) != len(found):
        raise Unsafe("a name twice")
    return found


def content(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The bytes of a file. Raises Bent where the check sum does not fit."""
    file.seek(entry.at)
    left, crc = entry.size, 0
    while left:
        chunk = file.read(min(CHUNK, left))
        if not chunk:
            raise Bent(entry.at + entry.size - left)
        left -= len(chunk)
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if crc != entry.crc:
        raise Bent(entry.head)


def _entry(file: BinaryIO, at: int, length: int) -> Entry | None:
    file.seek(at)
    fixed = file.read(30)
    if len(fixed) < 30 or fixed[:4] != _LOCAL:
        if at == 0:
            raise Unsafe("not a ZIP that begins with its first file")
        return None
    _, _, method, _, _, crc, _, _, name_size, extra = struct.unpack("<HHHHHIIIHH", fixed[4:])
    told = file.read(name_size + 20)
    name = _name(method, told[:name_size])
    if extra != 20 or len(told) < name_size + 20:
        raise Bent(at)
    size = struct.unpack_from("<Q", told, name_size + 4)[0]
    head = local_head(name, size, crc)
    if fixed + told != head:
        raise Bent(at + _first_difference(fixed + told, head))
    if at + len(head) + size > length:
        raise Bent(at)
    return Entry(name, size, crc, at, at + len(head))


def _name(method: int, name: bytes) -> str:
    """The name of a file that may be looked at."""
    if method != _STORED:
        raise Unsafe("compressed")
    text = name.decode("ascii", errors="replace")
    if not fine_name(text):
        raise Unsafe("a name")
    return text


def _central(entry: Entry) -> bytes:
    fixed = struct.pack("<HHHHHHIIIHHHHHII", _VERSION, _VERSION, _UTF8, _STORED, _MIDNIGHT, _DAY, entry.crc, _FULL,
                        _FULL, len(entry.name), 28, 0, 0, 0, 0, _FULL)  # fmt: skip
    extra = struct.pack("<HHQQQ", 1, 24, entry.size, entry.size, entry.head)
    return _CENTRAL + fixed + entry.name.encode() + extra


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
