"""API keys, with which a program that is no console speaks for a source; stored hashed, shown once."""

import hashlib
import secrets

import msgspec
from msgspec import Struct

from backend.store import Store

KIND = "key"
PREFIX = "ioc_"


class ApiKey(Struct, frozen=True, kw_only=True):
    """For whom a key speaks, and what it was made for."""

    person: str
    label: str = ""


def make(person: str, label: str = "") -> tuple[str, tuple[str, str, bytes]]:
    """A new key, and the secret to keep so that it opens."""
    key = PREFIX + secrets.token_urlsafe(32)
    return key, (KIND, name_of(key), msgspec.json.encode(ApiKey(person=person, label=label)))


def find(store: Store, key: str) -> ApiKey | None:
    """Read anew each time: another process may have made or removed a key meanwhile."""
    body = store.secret(KIND, name_of(key)) if key.startswith(PREFIX) else None
    return msgspec.json.decode(body, type=ApiKey) if body else None


def name_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
