"""The judgement: is everything there that was signed, nothing else, and all of it unchanged?"""

import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from verify import container
from verify.format import BLOCK, MANIFEST, MOST_MANIFEST, SIGNATURE, SIGNED, fingerprint, key_of
from verify.shape import fine_shape


class Verdict(IntEnum):
    """How it ended; these are the exit codes."""

    VERIFIED = 0
    ALTERED = 1
    REFUSED = 3
    WHOLE = 4
    """Whole and signed, but by whose key nobody has said."""
    OTHER_KEY = 5


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: changed, missing, extra, container or unsafe; which file, and from where to where."""

    what: str
    file: str
    start: int | None = None
    end: int | None = None


@dataclass
class Report:
    """What was found."""

    verdict: Verdict
    findings: list[Finding] = field(default_factory=list)
    fingerprint: str = ""
    manifest: dict[str, Any] = field(default_factory=dict)


class Refuse(Exception):
    """It is not looked into."""


Chunks = Callable[[], Iterator[bytes]]


def verify(path: Path, trusted: str = "") -> Report:
    """Judge a folder or a ZIP; `trusted` is the fingerprint of the key that is known to be the right one."""
    try:
        if path.is_dir():
            return _judge(dict(_of_folder(path)), trusted)
        with _opened(path) as file:
            return _judge(dict(_of_zip(file, path.stat().st_size)), trusted)
    except container.Bent as bent:
        return Report(Verdict.ALTERED, [Finding("container", path.name, bent.at)])
    except (Refuse, container.Unsafe) as no:
        return Report(Verdict.REFUSED, [Finding("unsafe", str(no))])


def _opened(path: Path) -> BinaryIO:
    """A pipe would keep us waiting for ever, a device has no end. Raises Refuse, OSError."""
    if path.exists() and not path.is_file():
        raise Refuse(path.name)
    return path.open("rb")


def _of_folder(path: Path) -> Iterator[tuple[str, Chunks]]:
    for inside in sorted(path.iterdir()):
        kind = inside.lstat().st_mode
        if stat.S_ISDIR(kind):
            yield inside.name + "/", lambda: iter(())
        elif not stat.S_ISREG(kind):
            raise Refuse(inside.name)
        else:
            yield inside.name, lambda inside=inside: _read(inside)  # type: ignore[misc]


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(container.CHUNK):
            yield chunk


def _of_zip(file: BinaryIO, size: int) -> Iterator[tuple[str, Chunks]]:
    for entry in container.entries(file, size):
        yield entry.name, lambda entry=entry: container.content(file, entry)  # type: ignore[misc]


def _judge(there: dict[str, Chunks], trusted: str) -> Report:
    if MANIFEST not in there:
        raise Refuse(MANIFEST)
    if SIGNATURE not in there:
        return Report(Verdict.ALTERED, [Finding("missing", SIGNATURE)])
    text, signature = _small(there[MANIFEST], MOST_MANIFEST), _small(there[SIGNATURE], 1024)
    manifest = _parsed(text)
    if manifest is None:
        return Report(Verdict.ALTERED, [Finding("changed", MANIFEST)])
    key = key_of(manifest["key"])
    if not _signed(key, signature, text):
        return Report(Verdict.ALTERED, [Finding("changed", f"{MANIFEST}, {SIGNATURE}")], fingerprint(key))
    report = Report(Verdict.VERIFIED, list(_differences(manifest, there)), fingerprint(key), manifest)
    if report.findings:
        report.verdict = Verdict.ALTERED
    elif not trusted:
        report.verdict = Verdict.WHOLE
    elif report.fingerprint != trusted:
        report.verdict = Verdict.OTHER_KEY
    return report


def _small(chunks: Chunks, most: int) -> bytes:
    found = b""
    for chunk in chunks():
        found += chunk
        if len(found) > most:
            raise Refuse("too large")
    return found


def _parsed(text: bytes) -> dict[str, Any] | None:
    """The manifest if it names a key; nothing else in it is looked at before its signature is."""
    try:
        manifest: dict[str, Any] = json.loads(text)
        key_of(manifest["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return manifest


def _signed(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, SIGNED + text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _differences(manifest: dict[str, Any], there: dict[str, Chunks]) -> Iterator[Finding]:
    if not fine_shape(manifest):
        raise Refuse(MANIFEST)
    files = manifest["files"]
    named = {one["name"] for one in files} | {MANIFEST, SIGNATURE}
    for name in there:
        if name not in named:
            yield Finding("extra", name)
    for one in files:
        if one["name"] not in there:
            yield Finding("missing", one["name"])
        else:
            yield from _changes(one, there[one["name"]])


def _changes(told: dict[str, Any], chunks: Chunks) -> Iterator[Finding]:
    whole, size, blocks = hashlib.sha256(), 0, []
    for block in _blocks(chunks()):
        whole.update(block)
        size += len(block)
        blocks.append(hashlib.sha256(block).hexdigest())
        if size > told["size"]:
            break
    if (whole.hexdigest(), size) == (told["sha256"], told["size"]):
        return
    pairs = list(zip(blocks, told["blocks"], strict=False))
    first = next((at for at, (is_, was) in enumerate(pairs) if is_ != was), len(pairs))
    same_size = len(blocks) == len(told["blocks"])
    last = max((at for at, (is_, was) in enumerate(pairs) if is_ != was), default=first) if same_size else len(blocks)
    yield Finding("changed", told["name"], first * BLOCK, max(min(size, (last + 1) * BLOCK), first * BLOCK))


def _blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= BLOCK:
            yield bytes(held[:BLOCK])
            del held[:BLOCK]
    if held:
        yield bytes(held)
