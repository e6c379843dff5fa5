"""What an export consists of (docs/decisions/0008-evidence.md), for whoever makes one and whoever checks one."""

import base64
import hashlib
import re

FORMAT = "ioc-evidence/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
SIGNED = FORMAT.encode() + b"\n"
"""Stands before the manifest in what is signed, so that a signature for something else is none for this."""
BLOCK = 1024 * 1024
"""Each file is hashed in blocks too, so that it can be said where it was changed."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}\Z")
MOST_MANIFEST = 64 * 1024 * 1024
MOST_FILES = 10_000


def fine_name(name: str) -> bool:
    """Whether a file may be called so: no folders, no way out of one, nothing that a system keeps for itself."""
    return bool(NAME.match(name)) and ".." not in name and not name.endswith(".")


def fingerprint(key: bytes) -> str:
    """A public key's digest, in groups that can be read over the telephone."""
    digits = hashlib.sha256(key).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def key_text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def key_of(text: str) -> bytes:
    """The key that `key_text` wrote. Raises ValueError."""
    key = base64.b64decode(text, validate=True)
    if len(key) != 32 or key_text(key) != text:
        raise ValueError("not a key")
    return key
