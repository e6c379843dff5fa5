"""How we show a camera that we know the password: Digest (RFC 7616, RFC 2617) before Basic (RFC 7617)."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

_PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|(?:^|,)\s*(Basic|Digest)(?=\s|$)', re.IGNORECASE)
"""A scheme's name, but not where it stands within quotes."""
_LIMIT = 2048
"""Characters of a challenge that are read: quotes that never end are slow to look through."""
_HASHES: dict[str, Callable[[bytes], str]] = {
    "": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}


@dataclass(slots=True)
class Digest:
    """An answer to one Digest challenge, counted up with each request."""

    user: str
    password: str = field(repr=False)
    realm: str
    nonce: str
    opaque: str
    algorithm: str
    qop: bool
    count: int = 0

    def header(self, method: str, url: str) -> str:
        """Return the Authorization header's value."""
        digest = _HASHES[self.algorithm]
        secret = digest(f"{self.user}:{self.realm}:{self.password}".encode())
        action = digest(f"{method}:{url}".encode())
        parts = {"username": _escaped(self.user), "realm": self.realm, "nonce": self.nonce, "uri": url}
        middle = self.nonce
        if self.qop:
            self.count += 1
            count, own = f"{self.count:08x}", secrets.token_hex(8)
            middle = f"{self.nonce}:{count}:{own}:auth"
        parts["response"] = digest(f"{secret}:{middle}:{action}".encode())
        # Realm and nonce go back as they came, escapes included.
        text = ", ".join(f'{name}="{value}"' for name, value in parts.items())
        if self.qop:
            text += f', qop=auth, nc={count}, cnonce="{own}"'
        if self.algorithm:
            text += f", algorithm={self.algorithm}"
        if self.opaque:
            text += f', opaque="{self.opaque}"'
        return "Digest " + text


@dataclass(frozen=True, slots=True)
class Basic:
    """User and password in the clear, for cameras that know nothing better."""

    user: str
    password: str = field(repr=False)
    nonce: str = ""

    def header(self, method: str, url: str) -> str:
        """Return the Authorization header's value."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


def answer(challenges: Iterable[str], user: str, password: str) -> Digest | Basic | None:
    """Choose the strongest challenge that we can meet; None if there is none."""
    found: list[Digest] = []
    basic = None
    for scheme, rest in _split(challenges):
        if scheme == "basic":
            basic = Basic(user, password)
        elif scheme == "digest" and (digest := _digest(rest, user, password)):
            found.append(digest)
    return max(found, key=lambda digest: digest.algorithm == "SHA-256", default=None) or basic


def stale(challenges: Iterable[str]) -> bool:
    """Say whether the camera finds our nonce too old rather than our password wrong."""
    return any(_pairs(rest).get("stale", "").lower() == "true" for _, rest in _split(challenges))


def _split(challenges: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Cut headers into schemes and their parameters: one header may hold several challenges."""
    for header in (challenge[:_LIMIT] for challenge in challenges):
        heads = [match for match in _TOKEN.finditer(header) if match[1]]
        for head, after in zip_longest(heads, heads[1:]):
            yield head[1].lower(), header[head.end() : after.start() if after else None]


def _pairs(text: str) -> dict[str, str]:
    return {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(text)}


def _digest(text: str, user: str, password: str) -> Digest | None:
    given = _pairs(text)
    algorithm = given.get("algorithm", "").upper()
    offered = {word.strip() for word in given.get("qop", "").split(",") if word.strip()}
    if algorithm not in _HASHES or "nonce" not in given or (offered and "auth" not in offered):
        return None
    opaque = given.get("opaque", "")
    return Digest(user, password, given.get("realm", ""), given["nonce"], opaque, algorithm, bool(offered))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
